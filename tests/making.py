"""Make rows for tests of later stages: a session with an open window, an application in a given state.

Rows are made directly and consistently, so that a stage's tests do not depend on the acts of earlier stages;
the stories (tests/stories) go through the acts alone.
"""

import datetime as dt
import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tests.cast import Cast
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Station, Submission
from zhicheng.applications.states import ENDS, STATION_STATES, State
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.models import Call, Committee, PlanEntry, Session

_numbers = itertools.count(900001)  # far from the numbers that submissions are given


@dataclass
class Season:
    """A session and who takes part."""

    cast: Cast
    committee: Committee
    session: Session
    call: Call


def day(year: int, month: int, of_month: int, hour: int = 0) -> dt.datetime:
    """A moment in China time."""
    return dt.datetime(year, month, of_month, hour, tzinfo=clock.CHINA)


def open_season(cast: Cast) -> Season:
    """The 2023 session: window July and August, meeting on 2023-10-20, call published on 2023-06-20."""
    committee = Committee.objects.create(
        code="committee-senior-04",
        name="昆明市机电工程高级工程师评审委员会",
        tier=Committee.Tier.CITY,
        level="高级",
        organiser=cast.organisations["department"],
        place=cast.places["kunming"],
        phone="0871-63135910",
        scope_words="在本市所属企事业单位从事机电工程相关专业工作的在职专业技术人员",
    )
    entry = PlanEntry.objects.create(
        committee=committee, year=2023, month=10, state=PlanEntry.State.PUBLISHED
    )
    session = Session.objects.create(
        committee=committee,
        plan_entry=entry,
        year=2023,
        meeting_on=dt.date(2023, 10, 20),
        opens_at=day(2023, 7, 1),
        closes_at=day(2023, 9, 1),
        created_at=clock.now(),
    )
    call = Call.objects.create(
        session=session,
        title="关于开展2023年度昆明市机电工程高级工程师评审的通知",
        conditions="按现行评价标准条件执行。",
        requirements="网上申报,逐级审核。",
        contact="0871-63135910",
        published_at=day(2023, 6, 20),
    )
    return Season(cast, committee, session, call)


def application(
    season: Season,
    state: State = State.AT_UNIT,
    *,
    person: Person | None = None,
    route: Sequence[tuple[str, Organisation]] | None = None,
) -> Application:
    """An application of `person` (the applicant) in `state`, with route, submission and passed stations to fit."""
    someone = person or season.cast.people["applicant"]
    orgs = season.cast.organisations
    unit = someone.unit or orgs["unit"]
    stations = route or [
        ("用人单位", unit),
        ("主管部门", orgs["department"]),
        ("评委会", season.committee.organiser),
    ]
    at = clock.now()
    submitted = state is not State.DRAFT
    past_unit = submitted and state not in {
        State.AT_UNIT,
        State.UNIT_NOTICE,
        State.NOTICE_OBJECTION,
        State.RESET,
    }
    row = Application.objects.create(
        person=someone,
        number=f"KM2023-{next(_numbers):06d}" if submitted else None,
        year=2023,
        kind="晋升评审",
        unit=unit,
        session=season.session,
        series="工程技术",
        track="工程技术",
        profession="机械工程",
        level="副高级",
        title="高级工程师",
        state=state,
        state_since=at,
        applicant_name=someone.name,
        submitted_at=at if submitted else None,
        first_unit_pass_at=at if past_unit and state is not State.RETURNED else None,
        audited_at=at if past_unit and state not in {State.RETURNED, *STATION_STATES.values()} else None,
        ended_at=at if state in ENDS else None,
        created_at=at,
    )
    here = next((i for i, (name, _org) in enumerate(stations) if STATION_STATES[name] is state), None)
    unit_states = {State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.RETURNED, State.RESET, State.DRAFT}
    passed = here if here is not None else (0 if state in unit_states else len(stations))
    for position, (name, organisation) in enumerate(stations):
        Station.objects.create(
            application=row,
            person=someone,
            position=position,
            name=name,
            organisation=organisation,
            arrived_at=at if position <= passed else None,
            passed_at=at if position < passed else None,
        )
    if here is not None:
        row.holder = stations[here][1]
    elif state in {State.UNIT_NOTICE, State.NOTICE_OBJECTION}:
        row.holder = unit
    elif passed == len(stations):
        row.holder = season.committee.organiser
    if state in ENDS:
        row.holder = None
    row.save(update_fields=["holder"])
    if submitted:
        content = {
            "cover": {"title": row.title, "unit": unit.name},
            "basics": {"name": someone.name},
            "records": {},
        }
        Submission.objects.create(
            application=row,
            person=someone,
            version=1,
            content=content,
            content_hash=hashlib.sha256(str(content).encode()).hexdigest(),
            verdict="eligible",
            findings=[],
            policy_version="0" * 64,
            submitted_at=at,
        )
    return row

"""Make rows for tests of later stages: a session with an open window, an application in a given state.

Rows are made directly and consistently, so that a stage's tests do not depend on the acts of earlier stages;
the journeys (tests/browser) and the rehearsal go through the acts alone.
"""

import datetime as dt
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from tests.cast import Cast, account
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, CorrectionNotice, Station, Submission
from zhicheng.applications.states import ENDS, STATION_STATES, State
from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.shapes import starting_rows
from zhicheng.desks.models import ListFile, SavedFilter
from zhicheng.files.models import StoredFile
from zhicheng.inbox.models import Delivery
from zhicheng.people.identity import mask_mobile, mask_number
from zhicheng.people.initials import initials
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.planning.models import (
    Announcement,
    BoundStandard,
    Call,
    Committee,
    Enclosure,
    PlanEntry,
    Session,
    Standard,
)
from zhicheng.planning.settings import INSTANTS
from zhicheng.policy.tables.kept import TableKind
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.vetting.actions import prepare_batch, send_draft, write_draft, write_to_office
from zhicheng.vetting.models import Batch, CaseMessage

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
        **dict.fromkeys(INSTANTS, dt.date(2023, 10, 19)),
        created_at=clock.now(),
    )
    released_tables(cast.organisations["province"])
    call = Call.objects.create(
        session=session,
        title="关于开展2023年度昆明市机电工程高级工程师评审的通知",
        conditions="按现行评价标准条件执行。",
        requirements="网上申报，逐级审核。",
        contact="0871-63135910",
        published_at=day(2023, 6, 20),
    )
    return Season(cast, committee, session, call)


def beside_the_call(call: Call, file: StoredFile, officer: Account) -> dict[str, Enclosure | Announcement]:
    """An attachment of the call, and a further announcement of its session, published under the organiser's seal."""
    at, titles = clock.now(), {"title": "补充通知", "text": "地点不变。"}
    enclosure = Enclosure.objects.create(
        call=call, position=1, title="样表", file=file, added_by=officer, added_at=at
    )
    seal = sign(
        officer,
        organisation=call.session.committee.organiser,
        content=titles,
        method=Signature.Method.ORGANISATION_KEY,
        purpose="通知发布",
    )
    announcement = Announcement.objects.create(
        session=call.session, number=1, **titles, published_at=at, seal=seal
    )
    return {"enclosure": enclosure, "announcement": announcement}


def released_tables(bureau: Organisation) -> dict[TableKind, Catalogue]:
    """A released version of every table of the bureaus, with the law's starting rows or one row of its own."""
    importing, releasing = (account(f"tables_{next(_numbers)}", "名录岗") for _ in range(2))
    own: dict[TableKind, list[dict[str, Any]]] = {
        TableKind.AREAS: [{"county": "东川区", "township": ""}],
        TableKind.QUALIFICATIONS: [{"name": "一级注册建造师", "series": "工程技术", "level": "中级"}],
        TableKind.SIMILAR: [{"profession": "机械设计", "similar": "机械制造"}],
        TableKind.SKILLS: [{"series": "工程技术", "skill": "高级技师", "level": "副高级"}],
    }
    return {
        kind: Catalogue.objects.create(
            kind=kind,
            number=1,
            valid_from=dt.date(2020, 1, 1),
            document="示例",
            rows=own.get(kind) or starting_rows(kind, 2023),
            bureau=bureau,
            prepared_by=importing,
            prepared_at=clock.now(),
            released_by=releasing,
            released_at=clock.now(),
        )
        for kind in TableKind
    }


def issued_standard(**fields: Any) -> Standard:
    """An issued standard, by default 工程技术 副高级: bachelor, five years as engineer, issued on 2021-01-01.

    Sessions whose call was published since then are bound by it.
    """
    entering, releasing = (account(f"standards_{next(_numbers)}", "标准岗") for _ in range(2))
    bureau = Organisation.objects.filter(kind=Organisation.Kind.PROVINCE).first()
    of_all = {
        "series": "工程技术",
        "level": "副高级",
        "issued_on": dt.date(2021, 1, 1),
        "document": "云南省工程系列评价标准",
        "version": f"第{next(_numbers)}版",
        "rows": [{"education": "本科", "title_level": "中级", "years": 5, "min_papers": 0}],
        "state": Standard.State.ISSUED,
        "bureau": bureau,
        "prepared_by": entering,
        "released_by": releasing,
        "released_at": clock.now(),
    }
    row = Standard.objects.create(**{**of_all, **fields})
    binding = Call.objects.filter(published_at__isnull=False).select_related("session")
    BoundStandard.objects.bulk_create(
        BoundStandard(session=call.session, standard=row, bound_at=clock.now())
        for call in binding
        if row.state in Standard.FINAL
        and row.issued_on
        and call.published_at
        and row.issued_on <= clock.in_china(call.published_at).date()
    )
    return row


def content_of(row: Application, stations: Sequence[tuple[str, Organisation]]) -> dict[str, Any]:
    """A snapshot in the shape of applications/snapshot.py, with one record of three modules."""
    person = row.person
    return {
        "number": row.number,
        "cover": {
            "year": row.year,
            "kind": row.kind,
            "channel": row.channel,
            "unit": row.unit.name,
            "unit_kind": row.unit.unit_kind,
            "credit_code": row.unit.credit_code or "",
            "series": row.series,
            "track": row.track,
            "profession": row.profession,
            "level": row.level,
            "title": row.title,
            "committee": row.session.committee.name if row.session else "",
        },
        "basics": {
            "name": person.name,
            "sex": person.sex,
            "birth_date": person.birth_date.isoformat() if person.birth_date else "",
            "ethnicity": "汉族",
            "political_status": "群众",
            "identity": person.identity,
            "id_masked": mask_number(person.id_number),
            "id_index": person.id_index,
            "mobile_masked": mask_mobile(person.mobile),
        },
        "qualification": {"employment": "劳动合同", "post": "专业技术"},
        "records": {
            module: [{"id": str(uuid4()), "data": data, "evidence": []}] for module, data in RECORDS.items()
        },
        "attachments": [],
        "route": [{"station": name, "organisation": one.name} for name, one in stations],
    }


RECORDS: dict[str, dict[str, Any]] = {
    "titles": {
        "series": "工程技术",
        "profession": "机械工程",
        "level": "中级",
        "title": "工程师",
        "obtained_on": "2015-12-30",
        "obtained_by": "评审",
        "origin": "云南省",
    },
    "education": {
        "level": "本科",
        "school": "昆明理工大学",
        "major": "机械工程",
        "from": "2003-09",
        "finished_on": "2007-07-01",
        "form": "全日制",
        "matches_work": True,
        "abroad": False,
    },
    "tasks": {
        "from": "2018-03",
        "to": "2018-11",
        "name": "生产线改造",
        "role": "主持",
        "content": "负责方案与验收。",
    },
}


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
        applicant_initials=initials(someone.name),
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
        content = content_of(row, stations)
        Submission.objects.create(
            application=row,
            person=someone,
            version=1,
            content=content,
            content_hash=content_hash(content),
            verdict="eligible",
            findings=[],
            policy_version="0" * 64,
            submitted_at=at,
        )
    return row


def answered_notice(row: Application, officer: Account, organisation: Organisation) -> CorrectionNotice:
    """A 补正通知 that the application's only submission has answered."""
    submission = row.submissions.get()
    method = Signature.Method.ORGANISATION_KEY
    return CorrectionNotice.objects.create(
        application=row,
        person=row.person,
        submission=submission,
        organisation=organisation,
        year=2023,
        serial=1,
        opinion="请一次补齐",
        due_on=dt.date(2023, 8, 10),
        clause="KM2023-4.2",
        lapse_means="视为不具备申报资格",
        issued_by=officer,
        issued_at=clock.now(),
        answer=submission,
        signature=sign(officer, organisation=organisation, content={}, method=method, purpose="vetting"),
    )


def saved_filter(officer: Account) -> SavedFilter:
    """A filter that the officer keeps."""
    seat = Membership.objects.filter(account=officer).earliest("since")
    values = {"name": "急件", "query": "tab=vetting", "kept_at": clock.now()}
    return SavedFilter.objects.create(account=officer, membership=seat, **values)


def list_file(officer: Account) -> ListFile:
    """A list that the officer has asked for as a file; nothing is made yet."""
    seat = Membership.objects.filter(account=officer).earliest("since")
    return ListFile.objects.create(
        account=officer, membership=seat, query="tab=vetting", asked_at=clock.now()
    )


def batch(row: Application, officer: Account) -> Batch:
    """The case ticked by the officer for 批量通过, and nothing done yet."""
    seat = Membership.objects.filter(account=officer).earliest("since")
    return prepare_batch(seat, Batch.Act.PASS, {row.pk: row.version})


def messages(row: Application, officer: Account) -> tuple[CaseMessage, CaseMessage, Delivery]:
    """A draft of the officer's desk about the case, the applicant's word to it, and what left by SMS."""
    seat, words = (
        Membership.objects.filter(account=officer).earliest("since"),
        {"subject": "留言", "body": "您好"},
    )
    drafts = [
        write_draft(row, seat.organisation, officer, role=seat.role, by_sms=True, **words)
        for _number in range(2)
    ]
    word = write_to_office(row, seat.organisation, row.person.account, **words)
    sent = send_draft(drafts[1], officer, revision=1)
    return drafts[0], word, Delivery.objects.get(message=sent.message)

"""Officers at one act of the committee's year at the same moment: exactly one wins, the others are told."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command

from tests import cast as casting
from tests import making
from tests.cast import Cast
from tests.outcomes.after_vote import RELEASED, counted
from tests.planning.conftest import Office, filed_call
from tests.vetting.racing import at_once
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes.models import Release
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning import actions
from zhicheng.planning.models import Committee, Filing, PlanEntry, Session
from zhicheng.trail.models import Entry

MANY = 3  # officers at once


def officers(organisation: Organisation, role: str, number: int) -> list[Account]:
    """MANY officers of the organisation."""
    found = [casting.account(f"racing_{role}_{number}_{one}", f"经办{one}") for one in range(MANY)]
    for one in found:
        casting.seat(one, organisation, role)
    return found


def one_wins(act: str, told: str, *acts: Callable[[], object]) -> object:
    """What the one that won returned; the others were refused in these words, and one act is on record."""
    before = Entry.objects.filter(act=act).count()
    results = at_once(*acts)
    refused = [one for one in results if isinstance(one, Refused)]
    won = [one for one in results if not isinstance(one, Exception)]
    assert (len(won), len(refused)) == (1, len(acts) - 1), results
    assert all(told in one.message for one in refused), refused
    assert Entry.objects.filter(act=act).count() == before + 1
    return won[0]


def plan_is_published(cast: Cast, office: Office, number: int) -> None:
    """Officers of the bureau publish one row at once, by the year or ticked: it is published once, under one seal."""
    city = cast.organisations["city_bureau"]
    row = actions.propose_plan_entry(committee=office.committee, year=2023, month=10, **office.me)
    what, told = ({"year": 2023}, "没有待公布的评审计划") if number % 2 else ({"entries": [row]}, "已公布")
    all_of_them = officers(city, "bureau", number)
    one_wins(
        "publish_plan",
        told,
        *(lambda by=by: actions.publish_plan(by=by, organisation=city, **what) for by in all_of_them),
    )
    row.refresh_from_db()
    assert row.state == PlanEntry.State.PUBLISHED and row.seal is not None


def filing_is_answered(cast: Cast, office: Office, session: Session, number: int) -> None:
    """Officers of the bureau accept and refuse a filing at once: it has one answer, one number."""
    filing, city = filed_call(office, session), cast.organisations["city_bureau"]
    all_of_them = officers(city, "bureau", number + 1000)
    one_wins(
        "answer_filing",
        "已经答复",
        *(
            lambda by=by, place=place: actions.answer_filing(
                filing=Filing.objects.get(pk=filing.pk), accepted=place % 2 == number % 2, reason="材料不全",
                by=by, organisation=city,
            )
            for place, by in enumerate(all_of_them)
        ),
    )  # fmt: skip
    assert Filing.objects.get(pk=filing.pk).number == f"昆明市人社备〔2023〕{number + 1}号"


def results_are_released(office: Office, row: Application, session: Session, number: int) -> None:
    """Officers put results together at once, others release them at once: one release, one message to the person."""
    all_of_them = officers(office.organisation, "office", number)
    one_wins(
        "prepare_results",
        "已经提交核对",
        *(lambda by=by: outcomes.prepare_results(session, by) for by in all_of_them),
    )
    made = Release.objects.get(session=session)
    releasing = [one for one in [*all_of_them, office.officer] if one.pk != made.prepared_by_id]
    one_wins(
        "release_results",
        "已经公布",
        *(lambda by=by: outcomes.release_results(session, by) for by in releasing),
    )
    row.refresh_from_db()
    assert row.state == State.PASSED
    assert Message.objects.filter(recipient=row.person.account_id, body__contains="表决通过").count() == 1


def race(cast: Cast, number: int) -> None:
    """A committee's year with its three races."""
    organiser = cast.organisations["department"]
    with clock.at(casting.NOON):
        committee = Committee.objects.create(
            code=f"committee-mid-{number + 900}", name=f"昆明市第{number}中级职称评审委员会", tier="city",
            level="中级", organiser=organiser, place=cast.places["kunming"], scope_words="本市",
        )  # fmt: skip
        office = Office(committee, organiser, cast.office_officer)
        plan_is_published(cast, office, number)
        session = actions.open_session(
            committee=committee, year=2023, meeting_on=dt.date(2023, 10, 20), opens_at=making.day(2023, 7, 25),
            closes_at=making.day(2023, 9, 1), **office.me,
        )  # fmt: skip
        filing_is_answered(cast, office, session, number)
        someone = casting.person(
            f"53010219850101{number:03d}X", f"赛{number:03d}", cast.organisations["unit"]
        )
        cast.people["applicant"] = someone
    (row,) = counted(making.Season(cast, committee, session, session.call), 1, 0).passed
    Filing.objects.filter(number="会前1号").update(number=f"会前第{number}场")
    with clock.at(RELEASED):
        results_are_released(office, row, Session.objects.get(pk=session.pk), number)


def main(many: int) -> int:
    """Race on the database of the settings, made anew."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    with clock.at(casting.NOON):
        cast = casting.assemble()
    for number in range(many):
        race(cast, number)
    return 0

"""Committees through their whole year: senior of the city, mid of 东川区, provincial; and what goes wrong."""

import datetime as dt

import pytest

from tests.cast import Cast
from tests.making import day, released_tables
from tests.meeting import ready
from tests.stories.years import Year, go, refused
from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import Recheck
from zhicheng.outcomes import actions as outcomes
from zhicheng.outcomes.models import Confirmation
from zhicheng.people.errors import Refused
from zhicheng.planning import actions as planning
from zhicheng.planning.dates import timeline
from zhicheng.planning.models import Committee, Filing, GateReached
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice, NoticeEntry
from zhicheng.vetting import actions as vetting

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def year_of(cast: Cast, **facts: str) -> Year:
    """A committee of the cast's department, before its year."""
    released_tables(cast.organisations["province"])
    place = cast.places[facts.pop("place", "kunming")]
    terms = {
        "code": "committee-senior-04",
        "name": "昆明市机电工程高级工程师评审委员会",
        "tier": "city",
        "level": "高级",
    }
    committee = Committee.objects.create(
        **{**terms, **facts}, organiser=cast.organisations["department"], place=place, scope_words="机电工程"
    )
    return Year(cast, committee)


@pytest.fixture
def senior(cast: Cast) -> Year:
    return year_of(cast)


@pytest.fixture
def county(cast: Cast) -> Year:
    return year_of(
        cast, code="committee-mid-30", name="东川区工程技术中级职称评审委员会", tier="county", level="中级",
        place="dongchuan",
    )  # fmt: skip


def come(year: Year, upto: str, since: str = "") -> None:
    """The year's steps after `since` up to and with `upto`; applications come when the call is out."""
    names = [step.name for step in year.steps()]
    for place in range(names.index(since) + 1 if since else 0, names.index(upto) + 1):
        if names[place] == "accept" and not year.rows:
            with clock.at(day(2023, 8, 20, 9)):
                year.apply()
        go(year.steps()[place : place + 1])


def through(year: Year) -> None:
    """The whole year."""
    come(year, "certify")


@pytest.mark.clause("KM2023-4.5", "YN2023-4.4")
def test_a_senior_committee_of_the_city(senior: Year) -> None:
    through(senior)
    states = [row.state for row in senior.fresh()]
    assert states == [State.CERTIFIED] * 4 + [State.NOT_PASSED]
    sealed = Confirmation.objects.select_related("bureau", "document__issuer").first()
    assert sealed is not None
    assert (sealed.bureau.kind, sealed.document.issuer.kind) == ("city_bureau", "province")
    assert all(one.passed_at is not None for one in Filing.objects.filter(session=senior.session))


@pytest.mark.clause("DC2022-1.6", "KM2023-4.5")
def test_a_mid_committee_of_dongchuan_with_its_twelve_days(county: Year) -> None:
    through(county)
    assert [row.state for row in county.fresh()] == [State.CERTIFIED] * 4 + [State.NOT_PASSED]
    sealed = Confirmation.objects.select_related("bureau", "document__issuer").first()
    assert sealed is not None
    assert sealed.bureau == sealed.document.issuer == county.cast.organisations["other_county_bureau"]
    assert not Filing.objects.filter(session=county.session, via__isnull=False).exists()


@pytest.mark.parametrize("whose", ["senior", "county"])
def test_every_gate_too_early_too_late_by_the_wrong_role_and_twice(
    whose: str, request: pytest.FixtureRequest
) -> None:
    """At every point of the year every later step is refused, its own to strangers, what is done a second time."""
    year: Year = request.getfixturevalue(whose)
    tried, late = 0, []
    names = [step.name for step in year.steps()]
    for place, name in enumerate(names):
        step = year.steps()[place]
        if name == "accept":
            with clock.at(day(2023, 8, 20, 9)):
                year.apply()
        with clock.at(step.at):
            for later in year.steps()[place + 1 :]:
                if not later.free:
                    assert refused(later, later.by), f"{later.name} before {name}"
                    tried += 1
            if name not in {"sign draw", "read", "take", "certify"}:  # made by others than `by`
                for stranger in year.strangers(step):
                    assert refused(step, stranger), f"{name} by {stranger.display_name}"
        if step.late is not None:
            with clock.at(step.late):
                assert refused(step, step.by), f"{name} too late"
            late.append(name)
        with clock.at(step.at):
            step.act(step.by)
            if not step.again:
                assert refused(step, step.by), f"{name} twice"
    assert tried > (400 if whose == "senior" else 250)
    assert {"publish call", "accept", "file meeting", "draw", "call members"} <= set(late)
    reached = set(GateReached.objects.filter(session=year.session).values_list("gate", flat=True))
    assert {
        "audit",
        "pre_notice",
        "draw",
        "readings",
        "meeting",
        "release",
        "result_notice",
        "document",
        "seal",
    } <= reached
    assert Application.objects.filter(state=State.CERTIFIED).count() == 4
    assert dt.date(2023, 10, 20) == year.session.meeting_on


@pytest.mark.clause("KM2023-3.4", "GUIDE-Q5c")
def test_a_provincial_session_through_the_city(cast: Cast) -> None:
    """The window follows from the province's days of collection; the city passes people on, the province answers."""
    released_tables(cast.organisations["province"])
    registering = {"by": cast.province_officer, "organisation": cast.organisations["province"]}
    committee = planning.register_committee(
        name="云南省机械工程高级工程师评审委员会", level="高级", tier="province", scope_words="全省机械工程。",
        organiser=cast.organisations["department"], place=cast.places["yunnan"], tracks=["series-10/工程技术"],
        least_members=5, fewer_reason="省人社厅同意小专业减少人数", term_until=dt.date(2026, 7, 19), **registering,
    )  # fmt: skip
    year = Year(cast, committee)
    come(year, "open session")
    office = {
        "by": cast.office_officer,
        "organisation": year.committee.organiser,
        "reason": "省评委会集中收审",
    }
    city = cast.organisations["city_bureau"]
    with clock.at(day(2023, 7, 20, 12)):
        for key, value in (
            ("collect_from", dt.date(2023, 8, 1)), ("collect_until", dt.date(2023, 9, 5)), ("central_submission", True),
        ):  # fmt: skip
            planning.change_setting(session=year.session, key=key, value=value, **office)
    assert (year.session.opens_at, year.session.closes_at) == (day(2023, 7, 25), day(2023, 9, 3))
    come(year, "publish call", "open session")
    route = [("用人单位", year.unit), ("市人社", city), ("省评委会", year.committee.organiser)]
    with clock.at(day(2023, 8, 20, 9)):
        year.apply(State.AT_CITY, route)
        for row in year.fresh():
            with pytest.raises((Refused, MoveNotAllowed)):
                vetting.pass_on(row, "同意", [], cast.office_officer, year.committee.organiser)
            vetting.pass_on(row, "同意报送", [], cast.city_officer, city)
        for row in year.fresh():
            vetting.pass_on(row, "电子审核通过", [], cast.office_officer, year.committee.organiser)
    year.rows = year.fresh()
    come(year, "certify", "publish call")
    assert [row.state for row in year.fresh()] == [State.CERTIFIED] * 4 + [State.NOT_PASSED]
    filings = Filing.objects.filter(session=year.session)
    assert {filing.to.kind for filing in filings} == {"province"} and not filings.filter(via__isnull=False)
    assert Confirmation.objects.filter(bureau=city).count() == 4


def test_without_a_row_of_the_plan_nothing_begins(senior: Year) -> None:
    steps = senior.steps()
    opening = next(place for place, step in enumerate(steps) if step.name == "open session")
    with clock.at(steps[opening].at):
        assert all(refused(step, step.by) for step in steps[opening:] if not step.free)
        go(steps[:1])
        assert refused(steps[opening], steps[opening].by)  # proposed is not published
    go(steps[1 : opening + 1])


@pytest.mark.clause("KM2023-4.4d", "GUIDE-1.3.3", "KM2023-3.1")
def test_one_is_struck_by_the_spot_check_one_by_an_objection_one_is_not_confirmed(senior: Year) -> None:
    cast = senior.cast
    city = {"by": cast.city_officer, "organisation": cast.organisations["city_bureau"]}
    come(senior, "answer pre_meeting")
    with clock.at(day(2023, 9, 25, 9)):
        check = meeting.draw_spot_check(senior.session, 100, **city)
        for finding in check.findings.select_related("application"):
            struck = finding.application_id == senior.rows[0].pk
            meeting.record_finding(
                finding, clean=not struck, words="业绩证明查无实据。" if struck else "属实。", **city
            )
    come(senior, "result notice", "answer pre_meeting")
    with clock.at(day(2023, 10, 24, 9)):
        entry = NoticeEntry.objects.get(application=senior.rows[1], notice__kind=Notice.Kind.RESULT)
        objection = notices.object_to(entry, "论文为他人所写。")
    come(senior, "file results", "result notice")  # the others go on while the objection is looked into
    with clock.at(day(2023, 11, 1, 9)):
        assert senior.fresh()[1].state == State.RESULT_NOTICE
        notices.uphold_objection(objection, "经核查属实。", cast.office_officer)
    come(senior, "issue document", "file results")
    with clock.at(day(2023, 11, 20, 9)):
        Application.objects.filter(pk=senior.rows[2].pk).update(audited_at=None)
        row = Application.objects.get(pk=senior.rows[2].pk)
        with pytest.raises(Refused, match="没有经网上审核"):
            outcomes.confirm_result(row, **city)
        outcomes.refuse_confirmation(row, "没有经网上审核的申报。", **city)
    come(senior, "certify", "issue document")
    assert [row.state for row in senior.fresh()] == [
        State.STRUCK_BY_SPOT_CHECK, State.STRUCK_BY_OBJECTION, State.REFUSED, State.CERTIFIED, State.NOT_PASSED,
    ]  # fmt: skip
    told = Message.objects.filter(recipient=senior.rows[0].person.account_id, body__contains="查无实据")
    assert told.exists()


@pytest.mark.clause("KM2023-2.1b")
def test_the_meeting_moves_twice_and_every_date_with_it(senior: Year) -> None:
    come(senior, "qualify")
    acting = {"by": senior.cast.office_officer, "organisation": senior.committee.organiser}
    filings = []
    with clock.at(day(2023, 9, 11, 12)):
        for moved_to in (dt.date(2023, 10, 27), dt.date(2023, 11, 17)):
            before = {gate.key: gate.latest for gate in timeline(senior.session)}
            made = meeting.move_meeting(
                session=senior.session, meeting_on=moved_to, reason="会场检修", **acting
            )
            after = {gate.key: gate.latest for gate in timeline(senior.session)}
            assert made.checked == 5 and after["meeting"] == moved_to
            for gate in ("pre_notice", "pre_filing", "draw", "release", "result_notice", "post_filing"):
                assert before[gate] < after[gate], gate
            filings.append(after["pre_filing"])
    assert filings == [dt.date(2023, 10, 12), dt.date(2023, 11, 2)]
    step = next(one for one in senior.steps() if one.name == "open meeting")
    come(senior, "confirm readings", "qualify")
    with clock.at(step.at):
        assert refused(step, step.by)  # the day it was first called for
    with clock.at(day(2023, 11, 17, 9)):
        ready.read_all(senior.season)
        step.act(step.by)
    assert Recheck.objects.filter(session=senior.session).count() >= 2

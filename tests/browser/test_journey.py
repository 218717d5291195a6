"""One declaration from registration to a certificate that anyone verifies, each step by its own account in a page."""

import datetime as dt
import re
from collections.abc import Iterable
from pathlib import Path
from uuid import UUID

import pypdfium2

from tests.browser import applicant, committee, keys, outcome, stations
from tests.browser.conftest import Travel
from tests.browser.season import DRAWERS, Season, prepare
from tests.browser.visitor import Visitor
from zhicheng.almanac import clock, workdays
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.clock.due import run_due
from zhicheng.experts.models import Expert, Seat
from zhicheng.meeting.ballots import verifier
from zhicheng.meeting.models import Ballot, Reading
from zhicheng.trail.sealing import verify

MEETING = dt.date(2023, 10, 20)
PRESENT = 5  # of seven: two thirds
CHOICES = ("同意",) * 5
CALL, PRE_MEETING, POOL, RESULTS = "通知备案", "会前备案", "专家库核准", "会后备案"


def at(month: int, day: int, hour: int = 10) -> dt.datetime:
    """A moment of 2023 in China."""
    return dt.datetime(2023, month, day, hour, tzinfo=clock.CHINA)


def before(days: int) -> dt.datetime:
    """Ten o'clock, so many working days before the meeting."""
    day = workdays.calendar().workday_before(MEETING, days)
    return dt.datetime(day.year, day.month, day.day, 10, tzinfo=clock.CHINA)


def test_one_declaration_from_registration_to_a_revoked_certificate(
    visitor: Visitor, travel: Travel, tmp_path: Path
) -> None:
    travel(at(6, 5))
    workdays.seed()
    season = prepare()
    address = _call(visitor, travel, season)
    travel(at(7, 20))
    number = _declare(visitor, season)
    row = Application.objects.get(number=number)
    _vet(visitor, travel, season, f"/apply/{row.pk}/")
    session = str(row.session_id)
    assert address == f"/sessions/{session}/"
    _before_the_meeting(visitor, travel, season, session, tmp_path)
    _meeting(visitor, travel, season, session, tmp_path)
    _after_the_meeting(visitor, travel, season, session)
    row.refresh_from_db()
    assert row.state == State.REVOKED
    report = verify()
    assert (report.fault, report.unsealed) == ("", 0)


def _call(visitor: Visitor, travel: Travel, season: Season) -> str:
    """Plan, session and call, ten pages; the session's address."""
    committee.plan(visitor, season)
    address = committee.open_session(visitor, season, MEETING)
    committee.write_and_file_call(visitor, address)
    committee.answer_filing(visitor, season, CALL)
    travel(at(6, 12))
    committee.publish_call(visitor, season, address)
    return address


def _declare(visitor: Visitor, season: Season) -> str:
    """Unit and person register, fill in, declare; the receipt's number."""
    applicant.register_unit(visitor)
    visitor.leave()
    applicant.register(visitor)
    visitor.enter(applicant.NUMBER)
    applicant.fill_basics(visitor)
    stations.unit_confirms_its_person(visitor)
    visitor.enter(applicant.NUMBER)
    applicant.fill_dossier(visitor)
    applicant.mend_and_delete(visitor)
    applicant.choose_cover(visitor, season.committee.name)
    visitor.follow(re.compile("申报自查"), within="main")
    visitor.sees("附件“职称申报承诺书”没有上传", "去完善")
    visitor.press("申报", status=409)
    visitor.sees("没有提交")
    visitor.follow("附件管理", within="main")
    applicant.attach(visitor)
    number = applicant.submit(visitor)
    visitor.go("/apply/")
    visitor.sees(number, applicant.UNIT)
    return number


def _vet(visitor: Visitor, travel: Travel, season: Season, mine: str) -> None:
    """Unit, department, committee office; the review form before and after; paper."""
    visitor.enter(applicant.CREDIT_CODE)
    stations.open_case(visitor, "vetting")
    stations.give_opinion(visitor)
    stations.open_case(visitor, "vetting")
    stations.open_notice(visitor)
    travel(at(7, 28))
    visitor.enter(applicant.CREDIT_CODE)
    stations.close_notice(visitor)
    stations.unit_waits_for_the_bureau(visitor)
    stations.bureau_checks_the_unit(visitor, season.city)
    visitor.enter(applicant.CREDIT_CODE)
    stations.unit_passes(visitor)
    stations.station_passes(visitor, season.department, "vetting", "材料齐全，同意报送。")
    visitor.enter(applicant.NUMBER)
    draft = visitor.fetch(f"{mine}review-form/")
    stations.station_passes(visitor, season.office, "audit", "电子审核通过。")
    visitor.enter(applicant.NUMBER)
    visitor.go(mine)
    visitor.sees("导出评审表")
    final = visitor.fetch(f"{mine}review-form/")
    assert "仅供核对，不得报送" in words_of(draft)
    assert "仅供核对，不得报送" not in words_of(final)
    assert applicant.NAME in words_of(final)
    travel(at(8, 3))
    stations.send_paper(visitor)
    stations.accept_paper(visitor, season)


def _before_the_meeting(visitor: Visitor, travel: Travel, season: Season, session: str, folder: Path) -> None:
    """Pool, qualification, notice, filing, draw, readings."""
    travel(before(24))
    committee.file_pool(visitor, season, session)
    committee.answer_filing(visitor, season, POOL)
    travel(before(20))
    committee.qualify(visitor, season, session)
    committee.open_notice(visitor, session, "pre_meeting")
    travel(before(13))
    committee.close_notice(visitor, season, "会前公示")
    committee.file_meeting(visitor, session)
    committee.answer_filing(visitor, season, PRE_MEETING)
    run_due()
    travel(before(7))
    committee.draw(visitor, season, session, folder)
    travel(before(4))
    committee.assign(visitor, season, session)
    readers = _logins(
        Reading.objects.filter(application__session=session).values_list("seat__expert", flat=True)
    )
    assert len(readers) == committee.READERS
    for login in readers:
        committee.read(visitor, login)


def _meeting(visitor: Visitor, travel: Travel, season: Season, session: str, folder: Path) -> None:
    """Three make the key, five of seven come and vote, two open the sums, chair and recorder sign."""
    seats = Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER).order_by("position")
    chair = seats[0]
    committee.name_chair(visitor, season, session, chair.expert.name)
    travel(at(10, 20, 9))
    chair_login = _logins([chair.expert_id])[0]
    holders = keys.Holders(season.office, chair_login, season.supervisor, DRAWERS[0], ("吴监督", "抽取甲"))
    files = keys.make(visitor, holders, session, folder)
    present = _logins(seats.values_list("expert", flat=True))[:PRESENT]
    for login in present:
        committee.check_in(visitor, login, session)
    committee.meet(visitor, season, session)
    for login, choice in zip(present, CHOICES, strict=True):
        committee.vote(visitor, login, session, choice)
    committee.end_voting(visitor, season, session)
    keys.count(visitor, season.supervisor, session, files[season.supervisor])
    visitor.sees("等待另一位持有人")
    keys.count(visitor, chair_login, session, files[chair_login])
    visitor.sees("1项表决已有结果")
    committee.close_meeting(visitor, present[0], session)
    ballot = Ballot.objects.get(application__session=session)
    assert (ballot.agree, ballot.against, ballot.passed) == (PRESENT, 0, True)
    committee.sign_minutes(visitor, season, session)
    tally = verifier.check(visitor.fetch(f"/meeting/{session}/tally.json"))
    assert tally["ballots"][0]["counts"] == {"agree": PRESENT, "against": 0, "abstain": 0}


def _after_the_meeting(visitor: Visitor, travel: Travel, season: Season, session: str) -> None:
    """Result notice, filing, document, seal, certificate, verification, revocation."""
    travel(at(10, 23))
    outcome.release(visitor, season, session)
    visitor.enter(season.office)
    committee.open_notice(visitor, session, "result")
    travel(at(10, 31))
    committee.close_notice(visitor, season, "结果公示")
    outcome.file_results(visitor, session)
    committee.answer_filing(visitor, season, RESULTS)
    run_due()
    travel(at(11, 20))
    outcome.issue_document(visitor, season)
    outcome.seal(visitor, season)
    run_due()
    visitor.enter(applicant.NUMBER)
    public = outcome.certificate_address(visitor)
    visitor.leave()
    visitor.go(public)
    visitor.sees("有效", "李*静", "高级工程师")
    visitor.misses("已撤销", applicant.NAME)
    outcome.revoke(visitor, season)
    visitor.leave()
    visitor.go(public)
    visitor.sees("已撤销")
    run_due()


def _logins(experts: Iterable[UUID]) -> list[str]:
    """The log-in names of experts, in their order."""
    names = dict(Expert.objects.values_list("pk", "account__login_hint"))
    return [names[expert] for expert in experts]


def words_of(pdf: bytes) -> str:
    """The words of a PDF, as they are copied out of it."""
    document = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in document)

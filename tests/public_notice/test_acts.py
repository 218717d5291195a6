"""Notices: posted for full working days, open to anybody's objection, closed with result and seal."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.clock import due
from zhicheng.people.errors import Refused
from zhicheng.public_notice import actions, extract, noticeform, posting, queries
from zhicheng.public_notice.models import Notice, NoticeEntry, Objection, Posting
from zhicheng.signatures.actions import holds
from zhicheng.trail.models import Entry
from zhicheng.vetting import checks

LAST_MOMENT = dt.datetime(2023, 7, 27, 23, 59, tzinfo=clock.CHINA)
NEXT_MONTH = dt.datetime(2023, 8, 1, 9, tzinfo=clock.CHINA)


@pytest.fixture
def candidate(season: making.Season) -> Application:
    return making.application(season, State.AT_UNIT)


@pytest.fixture
def notice(season: making.Season, candidate: Application) -> Notice:
    return actions.open_unit_notice(
        [candidate], season.cast.organisations["unit"], "一楼公告栏", True, season.cast.unit_officer
    )


def second_candidate(season: making.Season) -> Application:
    other = season.cast.people["unattached"]
    other.unit = season.cast.organisations["unit"]
    other.save()
    return making.application(season, State.AT_UNIT, person=other)


@pytest.mark.clause("KM2023-3.6")
def test_a_notice_runs_for_five_full_working_days(notice: Notice, candidate: Application) -> None:
    assert notice.posted_on == dt.date(2023, 7, 20)  # a Thursday
    assert queries.days_of(notice) == [dt.date(2023, 7, day) for day in (21, 24, 25, 26, 27)]
    assert notice.ends_on == dt.date(2023, 7, 27)
    assert candidate.state == State.UNIT_NOTICE
    assert Entry.objects.filter(subject=notice.id, act="open_notice").exists()


def test_holidays_make_it_longer(season: making.Season) -> None:
    with clock.at(dt.datetime(2023, 9, 27, 9, tzinfo=clock.CHINA)):
        row = making.application(season, State.AT_UNIT)
        notice = actions.open_unit_notice([row], row.unit, "公告栏", False, season.cast.unit_officer)
    assert notice.ends_on == dt.date(2023, 10, 10)  # 28 September, make-up days 7 and 8 October, 9, 10


def test_several_candidates_at_once(season: making.Season, candidate: Application) -> None:
    both = [candidate, second_candidate(season)]
    notice = actions.open_unit_notice(both, candidate.unit, "公告栏", False, season.cast.unit_officer)
    assert [row.state for row in both] == [State.UNIT_NOTICE, State.UNIT_NOTICE]
    assert notice.entries.count() == 2


def test_only_the_own_unit_publishes(season: making.Season, candidate: Application) -> None:
    for by in (season.cast.other_unit_officer, season.cast.department_officer, season.cast.applicant):
        with pytest.raises(Refused):
            actions.open_unit_notice([candidate], candidate.unit, "公告栏", False, by)
    with pytest.raises(Refused):
        actions.open_unit_notice(
            [candidate],
            season.cast.organisations["other_unit"],
            "公告栏",
            False,
            season.cast.other_unit_officer,
        )
    candidate.refresh_from_db()
    assert candidate.state == State.AT_UNIT
    assert not Notice.objects.exists()


@pytest.mark.parametrize("state", [State.UNIT_NOTICE, State.AT_DEPARTMENT, State.RETURNED])
def test_not_in_another_state(season: making.Season, state: State) -> None:
    row = making.application(season, state)
    with pytest.raises(Refused):
        actions.open_unit_notice([row], row.unit, "公告栏", False, season.cast.unit_officer)


def test_a_place_and_a_person_are_needed(season: making.Season, candidate: Application) -> None:
    with pytest.raises(Refused, match="公示地点"):
        actions.open_unit_notice([candidate], candidate.unit, "  ", False, season.cast.unit_officer)
    with pytest.raises(Refused, match="至少选择一位"):
        actions.open_unit_notice([], candidate.unit, "公告栏", False, season.cast.unit_officer)


@pytest.mark.clause("GUIDE-1.3.1", "KM2023-3.6")
def test_the_extract_tells_results_and_never_numbers(season: making.Season, candidate: Application) -> None:
    submission = candidate.submissions.get()
    submission.content["basics"]["id_number"] = "530102198505060023"
    submission.content["records"] = {
        "education": [
            {"data": {"school": "昆明理工大学", "level": "本科", "certificate": "105321200905001234"}}
        ],
        "awards": [{"data": {"name": "技术创新奖（联系13800138000,530102198505060023）", "rank": "市级"}}],
    }
    found = extract.of_unit(candidate, submission)
    assert found["name"] == "李文静"
    assert found["education"] == ["昆明理工大学，本科"]
    assert "技术创新奖" in found["achievements"][0]
    for secret in ("13800138000", "530102198505060023", "105321200905001234"):
        assert secret not in str(found)
    assert extract.masked("专利ZL202110456789.X") == "专利ZL202110456789.X"


@pytest.mark.clause("DC2022-2.7")
def test_closing_waits_for_the_end_of_the_last_day(season: making.Season, notice: Notice) -> None:
    officer = season.cast.unit_officer
    with (
        clock.at(dt.datetime(2023, 7, 27, 23, 59, tzinfo=clock.CHINA)),
        pytest.raises(Refused, match="24:00"),
    ):
        actions.close_unit_notice(notice, "无异议", officer)
    with clock.at(dt.datetime(2023, 7, 28, tzinfo=clock.CHINA)):
        with pytest.raises(Refused, match="公示结果"):
            actions.close_unit_notice(notice, " ", officer)
        with pytest.raises(Refused):
            actions.close_unit_notice(notice, "无异议", season.cast.other_unit_officer)
        closed = actions.close_unit_notice(notice, "公示期间无异议", officer)
        assert closed.signature is not None
        assert holds(closed.signature)
        assert closed.signature.organisation == notice.publisher
        with pytest.raises(Refused, match="已经填写"):
            actions.close_unit_notice(notice, "无异议", officer)


@pytest.mark.clause("GUIDE-1.3.4", "GUIDE-1.3.1")
def test_an_objection_stops_the_unit_until_it_is_answered(
    season: making.Season, notice: Notice, candidate: Application
) -> None:
    entry = notice.entries.get()
    first = actions.object_to(entry, "论文署名不实", "13900000000", address="10.0.0.1")
    second = actions.object_to(entry, "匿名反映", address="10.0.0.2")
    candidate.refresh_from_db()
    assert candidate.state == State.NOTICE_OBJECTION
    assert first.receipt != second.receipt
    officer = season.cast.unit_officer
    with clock.at(NEXT_MONTH):
        with pytest.raises(Refused, match="异议"):
            actions.close_unit_notice(notice, "无异议", officer)
        with pytest.raises(Refused, match="核查经过"):
            actions.settle_objection(first, "", officer)
        with pytest.raises(Refused):
            actions.settle_objection(first, "查无此事", season.cast.other_unit_officer)
        actions.settle_objection(first, "查无此事", officer)
        candidate.refresh_from_db()
        assert candidate.state == State.NOTICE_OBJECTION  # the second is still open
        actions.settle_objection(second, "查无此事", officer)
        candidate.refresh_from_db()
        assert candidate.state == State.UNIT_NOTICE
        with pytest.raises(Refused, match="答复过"):
            actions.uphold_objection(second, "属实", officer)
        actions.close_unit_notice(notice, "收到异议2条，经核查均不成立", officer)


@pytest.mark.clause("GUIDE-1.3.4")
def test_an_objection_on_a_units_notice_blocks_the_person_not_the_list(
    season: making.Season, candidate: Application
) -> None:
    officer, other = season.cast.unit_officer, second_candidate(season)
    unit = season.cast.organisations["unit"]
    notice = actions.open_unit_notice([candidate, other], unit, "一楼公告栏", True, officer)
    of_one, of_other = (notice.entries.get(application=row) for row in (candidate, other))
    objection = actions.object_to(of_one, "论文署名不实", "13900000000", address="10.0.0.1")
    against_other = actions.object_to(of_other, "匿名反映", address="10.0.0.2")
    with clock.at(NEXT_MONTH):
        with pytest.raises(Refused, match="都有异议"):
            actions.close_unit_notice(notice, "公示期满", officer)
        actions.settle_objection(against_other, "查无此事", officer)
        closed = actions.close_unit_notice(notice, "公示期满，一人的异议正在核查", officer)
        assert closed.closed_at is not None
        assert "notice_open" not in [one.key for one in checks.blockers(other)]
        held = [one.key for one in checks.blockers(candidate)]
        assert "objection" in held, held
        assert "核查结束前不予推荐" in noticeform.data(fresh(of_one))["objections"]
        assert "对本人" not in noticeform.data(fresh(of_other))["objections"]
    with clock.at(NEXT_MONTH + dt.timedelta(days=1)):
        actions.settle_objection(objection, "署名属实", officer)
        candidate.refresh_from_db()
        assert candidate.state == State.UNIT_NOTICE
        assert "objection" not in [one.key for one in checks.blockers(candidate)]
        assert "2023年8月2日核查答复：异议不成立" in noticeform.data(fresh(of_one))["objections"]


def fresh(entry: NoticeEntry) -> NoticeEntry:
    """The entry with its notice as they are kept."""
    return NoticeEntry.objects.select_related("notice", "application").get(pk=entry.pk)


def test_an_upheld_objection_ends_the_recommendation(
    season: making.Season, notice: Notice, candidate: Application
) -> None:
    objection = actions.object_to(notice.entries.get(), "业绩为他人完成")
    actions.uphold_objection(objection, "经核查属实", season.cast.unit_officer)
    candidate.refresh_from_db()
    assert candidate.state == State.NOT_RECOMMENDED
    assert "经核查属实" in candidate.steps.last().reason


def test_objections_only_within_the_period(notice: Notice) -> None:
    entry = notice.entries.get()
    with clock.at(dt.datetime(2023, 7, 27, 23, 59, tzinfo=clock.CHINA)):
        actions.object_to(entry, "最后一天的异议")
    with (
        clock.at(dt.datetime(2023, 7, 28, tzinfo=clock.CHINA)),
        pytest.raises(Refused, match="已于2023年7月27日结束"),
    ):
        actions.object_to(entry, "太晚的异议")
    assert Objection.objects.count() == 1


def test_one_address_cannot_flood(notice: Notice) -> None:
    entry = notice.entries.get()
    for number in range(10):
        actions.object_to(entry, f"第{number}条", address="10.0.0.1")
    with pytest.raises(Refused) as refusal:
        actions.object_to(entry, "第11条", address="10.0.0.1")
    assert refusal.value.status == 429
    actions.object_to(entry, "另一个人", address="10.0.0.2")
    with clock.at(dt.datetime(2023, 7, 21, 9, tzinfo=clock.CHINA)):
        actions.object_to(entry, "第二天", address="10.0.0.1")
    assert "10.0.0.1" not in str(Objection.objects.values_list())


def test_what_was_published_holds_while_it_is_the_same(
    season: making.Season, notice: Notice, candidate: Application
) -> None:
    submission = candidate.submissions.get()
    entries = queries.unit_entries(candidate)
    assert queries.standing_entry(candidate, submission, entries) == entries[0]
    submission.content["records"] = {"awards": [{"data": {"name": "新奖励"}}]}
    assert queries.standing_entry(candidate, submission, entries) is None
    submission.refresh_from_db()
    assert actions.void_unit_entries(candidate, "重置流程") == 1
    assert queries.standing_entry(candidate, submission, queries.unit_entries(candidate)) is None
    with pytest.raises(Refused):
        actions.object_to(NoticeEntry.objects.get(), "已退出公示")


@pytest.mark.clause("GUIDE-1.3.2")
@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        (Notice.Kind.PRE_MEETING, State.LISTED, State.PRE_MEETING_NOTICE),
        (Notice.Kind.RESULT, State.PASSED, State.RESULT_NOTICE),
    ],
)
def test_the_organiser_publishes_before_and_after_the_meeting(
    season: making.Season, kind: str, before: State, after: State
) -> None:
    row, office = making.application(season, before), season.cast.office_officer
    with pytest.raises(Refused):
        actions.open_session_notice(season.session, kind, [row], "门户网站", season.cast.other_office_officer)
    notice = actions.open_session_notice(season.session, kind, [row], "门户网站", office)
    assert row.state == after
    objection = actions.object_to(notice.entries.get(), "成果造假")
    row.refresh_from_db()
    assert row.state == after  # the gate after it waits for the answer
    assert queries.open_objections([row]).get() == objection
    with clock.at(NEXT_MONTH):
        closed = actions.close_session_notice(notice, "异议1条，正在核查", office)  # the others go on
        row.refresh_from_db()
        assert row.state == after
        actions.uphold_objection(objection, "属实", office)
        row.refresh_from_db()
        assert row.state == State.STRUCK_BY_OBJECTION
    assert closed.entries.get().void_reason == ""
    assert closed.entries.get().off
    assert queries.session_entry(row, kind).notice == closed


def test_a_session_notice_takes_its_own_list_alone(season: making.Season) -> None:
    row = making.application(season, State.ACCEPTED)
    with pytest.raises(Refused):
        actions.open_session_notice(
            season.session, Notice.Kind.PRE_MEETING, [row], "门户网站", season.cast.office_officer
        )


def test_running_notices_cost_the_same_whatever_their_number(
    season: making.Season, notice: Notice, django_assert_num_queries: Callable[..., object]
) -> None:
    with django_assert_num_queries(1):
        assert [row.people for row in queries.running()] == [1]
    for person in ("unattached",):
        someone = season.cast.people[person]
        someone.unit = notice.publisher
        someone.save()
        row = making.application(season, State.AT_UNIT, person=someone)
        actions.open_unit_notice([row], notice.publisher, "公告栏", False, season.cast.unit_officer)
    with django_assert_num_queries(1):
        assert len(queries.running()) == 2


def test_an_objection_upheld_after_a_return_ends_it_too(
    season: making.Season, candidate: Application
) -> None:
    officer = season.cast.unit_officer
    notice = actions.open_unit_notice([candidate], candidate.unit, "公告栏", False, officer)
    flow.move(candidate, Event.SEND_BACK, flow.By(Actor.UNIT, officer, candidate.unit), "请补充")
    flow.move(candidate, Event.SUBMIT, flow.By(Actor.APPLICANT, candidate.person.account))
    objection = actions.object_to(notice.entries.get(), "业绩为他人完成")
    candidate.refresh_from_db()
    assert candidate.state == State.AT_UNIT
    actions.uphold_objection(objection, "属实", officer)
    candidate.refresh_from_db()
    assert candidate.state == State.NOT_RECOMMENDED
    with pytest.raises(Refused):
        actions.object_to(notice.entries.get(), "已不在公示")


def test_a_notice_that_leaves_no_day_for_the_filing_is_warned_of(season: making.Season) -> None:
    meeting = season.session.meeting_on
    assert meeting == dt.date(2023, 10, 20)
    pre, result = Notice.Kind.PRE_MEETING, Notice.Kind.RESULT
    assert queries.too_late(season.session, pre, dt.date(2023, 9, 26)) == ""
    assert "会前备案" in queries.too_late(season.session, pre, dt.date(2023, 10, 7))
    assert queries.too_late(season.session, result, dt.date(2023, 11, 9)) == ""
    assert "会后备案" in queries.too_late(season.session, result, dt.date(2023, 11, 10))


def test_the_page_is_proven_by_a_salted_hash_and_taken_down_by_itself(
    notice: Notice, candidate: Application, client: Client
) -> None:
    proof = Posting.objects.select_related("page", "notice__publisher").get(notice=notice)
    page = posting.kept_page(proof)
    assert posting.hash_of(proof.salt, page) == proof.page_hash
    assert posting.hash_of("0" * 64, page) != proof.page_hash
    assert candidate.applicant_name in page.decode() and candidate.person.id_number not in page.decode()
    address = reverse("public_notice:notice", args=[notice.pk])
    shown = client.get(address).content.decode()
    assert proof.page_hash in shown and proof.salt not in shown and candidate.applicant_name in shown
    with clock.at(LAST_MOMENT):
        assert actions.take_down() == 0
        assert candidate.applicant_name in client.get(address).content.decode()
    with clock.at(LAST_MOMENT + dt.timedelta(minutes=1)):
        shown = client.get(address).content.decode()  # the clock has not run yet
        assert candidate.applicant_name not in shown and "名单已于截止时撤下，共 1 人" in shown
        assert due.run_due()["taken down"] == 1
        assert due.run_due()["taken down"] == 0
        shown = client.get(address).content.decode()
        assert "2023年7月28日 00:00" in shown and proof.page_hash in shown
    proof.refresh_from_db()
    assert proof.taken_down_at == LAST_MOMENT + dt.timedelta(minutes=1)
    assert Entry.objects.filter(act="take_down_notice", subject=notice.pk).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Posting.objects.update(taken_down_at=proof.posted_at)

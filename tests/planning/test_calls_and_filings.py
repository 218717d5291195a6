"""Calls and filings: filed before published, early enough, answered once, under the right seal."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from tests.cast import Cast
from tests.planning.conftest import CALL, Office, accepted, call_of, filed_call, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.planning import actions
from zhicheng.planning.actions.filings import answer_content
from zhicheng.planning.models import Call, Filing, Session
from zhicheng.signatures.actions import content_hash, holds
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, object]]
pytestmark = pytest.mark.django_db
Kind = Filing.Kind


def pre_meeting(office: Office, session: Session) -> Filing:
    return actions.file(session=session, kind=Kind.PRE_MEETING, content={"list": 3}, **office.me)


@pytest.mark.clause("KM2023-1.2", "KM2023-1.3")
def test_a_call_is_written_filed_accepted_published(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    assert (filing.to, filing.via) == (ours["province"]["organisation"], ours["city"]["organisation"])
    with pytest.raises(Refused, match="备案通过后才能发布") as refusal:
        actions.publish_call(session=session, **senior.me)
    assert refusal.value.clause == "KM2023-1.3"
    accepted(filing, ours)
    assert actions.publish_call(session=session, **senior.me).published_at == clock.now()
    with pytest.raises(Refused, match="已发布"):
        actions.publish_call(session=session, **senior.me)
    acts = list(Entry.objects.order_by("pk").values_list("act", flat=True))
    assert acts[-5:] == ["write_call", "file", "pass_filing", "answer_filing", "publish_call"]


@pytest.mark.clause("KM2023-1.2")
@pytest.mark.parametrize("field", ["title", "conditions", "requirements", "contact"])
def test_a_call_says_everything(senior: Office, ours: Ours, field: str) -> None:
    session = opened(senior, ours)
    with pytest.raises(Refused) as refusal:
        actions.write_call(session=session, **{**CALL, field: " "}, **senior.me)
    assert refusal.value.field == field
    assert not Call.objects.exists()


def test_what_is_filed_is_not_changed_until_it_is_withdrawn(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    with pytest.raises(Refused, match="不能再改"):
        actions.write_call(session=session, **{**CALL, "title": "另一标题"}, **senior.me)
    assert call_of(session).title == CALL["title"]
    actions.withdraw_filing(filing=filing, **senior.me)
    actions.write_call(session=session, **{**CALL, "title": "另一标题"}, **senior.me)
    assert actions.file_call(session=session, **senior.me).content["title"] == "另一标题"


def test_a_window_changed_after_the_filing_stops_the_publication(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = accepted(filed_call(senior, session), ours)
    actions.change_window(
        session=session, opens_at=moment(7, 25), closes_at=moment(9, 6), reason="顺延", **senior.me
    )
    with pytest.raises(Refused, match="与备案的不一致"):
        actions.publish_call(session=session, **senior.me)
    actions.withdraw_filing(filing=filing, **senior.me)
    accepted(actions.file_call(session=session, **senior.me), ours)
    actions.publish_call(session=session, **senior.me)
    with pytest.raises(Refused, match="不能撤回"):
        actions.withdraw_filing(filing=session.filings.get(answer="accepted"), **senior.me)


def test_a_month_before_the_window_ends(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    accepted(filed_call(senior, session), ours)
    with clock.at(moment(8, 1, 0)), pytest.raises(Refused, match="最迟须在2023年7月31日发布") as refusal:
        actions.publish_call(session=session, **senior.me)
    assert "申报截止1个月前" in refusal.value.message
    with clock.at(moment(7, 31, 23)):
        actions.publish_call(session=session, **senior.me)


@pytest.mark.parametrize(("day", "late"), [(22, False), (23, True)])
def test_thirty_working_days_before_a_senior_meeting(
    senior: Office, ours: Ours, day: int, late: bool
) -> None:
    """Between 2023-08-22 and 2023-10-10 lie exactly 30 working days (National Day counted out)."""
    session = opened(senior, ours, meeting_on=dt.date(2023, 10, 10), closes_at=moment(10, 1))
    accepted(filed_call(senior, session), ours)
    with clock.at(moment(8, day)):
        if not late:
            actions.publish_call(session=session, **senior.me)
            return
        with pytest.raises(Refused, match="评审会30个工作日前"):
            actions.publish_call(session=session, **senior.me)


@pytest.mark.clause("DC2022-1.3")
def test_a_countys_mid_committee_files_at_home_and_knows_only_the_month(county: Office, ours: Ours) -> None:
    session = opened(county, ours, meeting_on=dt.date(2023, 10, 10), closes_at=moment(10, 1))
    filing = filed_call(county, session)
    assert (filing.to, filing.via) == (ours["county"]["organisation"], None)
    accepted(filing, ours)
    with clock.at(moment(8, 30)):
        assert actions.publish_call(session=session, **county.me).published_at


def test_a_year_without_published_working_days_is_never_guessed(senior: Office, ours: Ours) -> None:
    with clock.at(moment(7, 20, year=2029)):
        actions.propose_plan_entry(committee=senior.committee, year=2029, month=10, **senior.me)
        actions.publish_plan(year=2029, **ours["city"])
        session = actions.open_session(
            committee=senior.committee, year=2029, meeting_on=dt.date(2029, 10, 19),
            opens_at=moment(7, 25, year=2029), closes_at=moment(9, 1, year=2029), **senior.me,
        )  # fmt: skip
        accepted(filed_call(senior, session), ours)
        with pytest.raises(Refused, match="待国务院公布"):
            actions.publish_call(session=session, **senior.me)


def test_the_answer_has_a_number_a_seal_and_a_message(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = accepted(filed_call(senior, session), ours)
    filing.refresh_from_db()
    assert filing.number == "云南省人社备〔2023〕1号"
    assert filing.signature is not None
    assert holds(filing.signature)
    assert filing.signature.content_hash == content_hash(answer_content(filing))
    assert filing.signature.organisation == ours["province"]["organisation"]
    assert Message.objects.get(recipient=senior.officer.id).subject.endswith("通知备案：备案")


def test_numbers_run_on_within_a_bureau(senior: Office, county: Office, ours: Ours) -> None:
    first, second = opened(senior, ours), opened(county, ours)
    assert accepted(filed_call(senior, first), ours).number == "云南省人社备〔2023〕1号"
    assert accepted(filed_call(county, second), ours).number == "东川区人社备〔2023〕1号"
    actions.publish_call(session=first, **senior.me)
    with clock.at(moment(9, 10)):
        assert accepted(pre_meeting(senior, first), ours).number == "云南省人社备〔2023〕2号"


def test_a_refusal_needs_a_reason_and_lets_file_again(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    actions.pass_filing(filing=filing, **ours["city"])
    with pytest.raises(Refused) as refusal:
        actions.answer_filing(filing=filing, accepted=False, reason=" ", **ours["province"])
    assert refusal.value.field == "reason"
    actions.answer_filing(filing=filing, accepted=False, reason="未写明材料要求", **ours["province"])
    actions.write_call(session=session, **CALL, **senior.me)
    assert actions.file_call(session=session, **senior.me).answer == "pending"
    assert session.filings.count() == 2


def test_the_province_answers_only_what_the_city_passed_on(senior: Office, ours: Ours) -> None:
    filing = filed_call(senior, opened(senior, ours))
    with pytest.raises(Refused, match="须先由昆明市人力资源和社会保障局转报"):
        actions.answer_filing(filing=filing, accepted=True, **ours["province"])
    with pytest.raises(Refused):
        actions.answer_filing(filing=filing, accepted=True, **ours["city"])
    with pytest.raises(Refused):
        actions.pass_filing(filing=filing, **ours["county"])
    actions.pass_filing(filing=filing, **ours["city"])
    with pytest.raises(Refused, match="已转报"):
        actions.pass_filing(filing=filing, **ours["city"])


def test_the_city_may_send_a_filing_back_before_it_passes_on(senior: Office, ours: Ours) -> None:
    filing = filed_call(senior, opened(senior, ours))
    answered = actions.answer_filing(filing=filing, accepted=False, reason="缺少工作要求", **ours["city"])
    assert (answered.answer, answered.number) == ("refused", "昆明市人社备〔2023〕1号")


@pytest.mark.clause("KM2023-1.3")
@pytest.mark.parametrize("who", ["city", "other", "province"])
def test_a_strange_bureau_answers_nothing(county: Office, ours: Ours, who: str) -> None:
    filing = filed_call(county, opened(county, ours))
    with pytest.raises(Refused) as refusal:
        actions.answer_filing(filing=filing, accepted=True, **ours[who])
    assert refusal.value.status == 404
    filing.refresh_from_db()
    assert filing.answer == "pending"


def test_the_second_of_two_officers_finds_it_answered(county: Office, ours: Ours) -> None:
    filing = filed_call(county, opened(county, ours))
    stale = Filing.objects.get(pk=filing.pk)
    actions.answer_filing(filing=filing, accepted=True, **ours["county"])
    with pytest.raises(Refused, match="已经答复：备案"):
        actions.answer_filing(filing=stale, accepted=False, reason="材料不全", **ours["county"])
    filing.refresh_from_db()
    assert (filing.answer, Entry.objects.filter(act="answer_filing").count()) == ("accepted", 1)


def test_the_same_is_not_filed_twice(county: Office, ours: Ours) -> None:
    session = opened(county, ours)
    filing = filed_call(county, session)
    with pytest.raises(Refused, match="不能重复报送"):
        actions.file_call(session=session, **county.me)
    with pytest.raises(IntegrityError), transaction.atomic():  # the database refuses what slips past the act
        Filing.objects.create(
            session=session, kind="call", to=filing.to, content={}, content_hash="0" * 64,
            submitted_by=county.officer, submitted_at=clock.now(),
        )  # fmt: skip


@pytest.mark.parametrize(
    "change",
    [
        {"answer": "accepted", "number": None},
        {"answer": "accepted", "number": "号", "answered_at": None},
        {"answer": "refused", "number": "号", "answered_at": clock.CHINA and moment(7, 1), "reason": ""},
        {"answer": "withdrawn"},
        {"answer": "pending", "answered_at": moment(7, 1)},
    ],
)
def test_the_database_holds_answers_complete(county: Office, ours: Ours, change: dict[str, object]) -> None:
    filing = filed_call(county, opened(county, ours))
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(**change)


def test_the_database_accepts_nothing_that_was_not_passed_on(senior: Office, ours: Ours) -> None:
    filing = filed_call(senior, opened(senior, ours))
    with pytest.raises(IntegrityError), transaction.atomic():
        Filing.objects.filter(pk=filing.pk).update(answer="accepted", number="号", answered_at=moment(7, 1))


@pytest.mark.parametrize(
    ("which", "last", "count"), [("senior", moment(10, 7, 23), 10), ("county", moment(9, 27, 23), 12)]
)
def test_the_last_day_before_the_meeting(
    request: pytest.FixtureRequest, ours: Ours, which: str, last: dt.datetime, count: int
) -> None:
    """Ten working days lie between 2023-10-07 and 2023-10-20, twelve from 2023-09-27 (AMB-37, AMB-41)."""
    office: Office = request.getfixturevalue(which)
    session = published(office, ours)
    with (
        clock.at(last + dt.timedelta(hours=1)),
        pytest.raises(Refused, match=f"评审会{count}个工作日前") as refusal,
    ):
        pre_meeting(office, session)
    assert f"{last.year}年{last.month}月{last.day}日" in refusal.value.message
    with clock.at(last):
        assert pre_meeting(office, session).answer == "pending"


def test_the_pool_is_asked_for_twenty_working_days_before(senior: Office, county: Office, ours: Ours) -> None:
    session = published(senior, ours)
    pool = {"session": session, "kind": Kind.POOL, "content": {"experts": 60}}
    with clock.at(moment(9, 18)), pytest.raises(Refused, match="2023年9月17日"):
        actions.file(**pool, **senior.me)
    with clock.at(moment(9, 17)):
        assert actions.file(**pool, **senior.me).kind == "pool"
    mid = published(county, ours)
    with clock.at(moment(10, 15)):  # the term binds senior sessions only
        assert actions.file(session=mid, kind=Kind.POOL, content={}, **county.me)


def test_the_order_of_filings(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    with pytest.raises(Refused, match="请先编写"):
        actions.file_call(session=session, **senior.me)
    with pytest.raises(Refused, match="尚未发布"):
        pre_meeting(senior, session)
    accepted(filed_call(senior, session), ours)
    actions.publish_call(session=session, **senior.me)
    post = {"session": session, "kind": Kind.POST_MEETING, "content": {"passed": 2}}
    with clock.at(moment(10, 23)), pytest.raises(Refused, match="会前未经备案") as refusal:
        actions.file(**post, **senior.me)
    assert refusal.value.clause == "DC2022-1.6"
    with clock.at(moment(9, 20)):
        accepted(pre_meeting(senior, session), ours)
    with clock.at(moment(10, 20)), pytest.raises(Refused, match="评审会结束后"):
        actions.file(**post, **senior.me)
    with clock.at(moment(11, 20)):  # past 2023-11-10: taken, and shown as late
        assert actions.file(**post, **senior.me).answer == "pending"


def test_strangers_file_and_withdraw_nothing(cast: Cast, senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    filing = filed_call(senior, session)
    stranger = {"by": cast.other_office_officer, "organisation": cast.organisations["other_department"]}
    for act in (
        lambda: actions.file(session=session, kind=Kind.POOL, content={}, **stranger),
        lambda: actions.withdraw_filing(filing=filing, **stranger),
        lambda: actions.write_call(session=session, **CALL, **stranger),
        lambda: actions.publish_call(session=session, **stranger),
        lambda: actions.move_meeting(
            session=session, meeting_on=dt.date(2023, 11, 3), reason="改期", **stranger
        ),
    ):
        with pytest.raises(Refused) as refusal:
            act()
        assert refusal.value.status == 404
    assert connection.in_atomic_block

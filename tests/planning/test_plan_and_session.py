"""Plan entries and sessions: none without its published entry, once a year, late only with a reason."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.planning.conftest import Office, moment, opened, planned, published
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning import actions
from zhicheng.planning.models import Committee, PlanEntry, Session
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, object]]
ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.django_db
TERMS = {
    "year": 2023,
    "meeting_on": dt.date(2023, 10, 20),
    "opens_at": moment(7, 25),
    "closes_at": moment(9, 1),
}


def open_it(office: Office, **more: object) -> Session:
    return actions.open_session(**{"committee": office.committee, **TERMS, **office.me, **more})


@pytest.mark.clause("KM2023-1.1")
def test_the_organiser_proposes_and_the_city_publishes(senior: Office, ours: Ours) -> None:
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=9, **senior.me)
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)
    assert (PlanEntry.objects.count(), entry.month, entry.state) == (1, 10, "proposed")
    assert [one.state for one in actions.publish_plan(year=2023, **ours["city"])] == ["published"]
    assert list(Entry.objects.order_by("pk").values_list("act", flat=True)) == [
        "propose_plan_entry", "propose_plan_entry", "publish_plan",
    ]  # fmt: skip
    with pytest.raises(Refused, match="不能再改"):
        actions.propose_plan_entry(committee=senior.committee, year=2023, month=11, **senior.me)


@pytest.mark.parametrize("who", ["province", "county", "other"])
def test_another_bureau_publishes_no_city_plan(senior: Office, ours: Ours, who: str) -> None:
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)
    with pytest.raises(Refused):
        actions.publish_plan(year=2023, entries=[entry], **ours[who])
    with pytest.raises(Refused, match="没有待公布"):
        actions.publish_plan(year=2023, **ours[who])
    entry.refresh_from_db()
    assert entry.state == "proposed"


@pytest.mark.clause("DC2022-5")
def test_a_junior_plan_is_the_countys_own(county: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=county.committee.pk).update(level="初级")
    entry = actions.propose_plan_entry(committee=county.committee, year=2023, month=10, **county.me)
    with pytest.raises(Refused):
        actions.publish_plan(year=2023, entries=[entry], **ours["city"])
    assert actions.publish_plan(year=2023, **ours["county"]) == [entry]


@pytest.mark.parametrize(("year", "month"), [(2023, 0), (2023, 13), (2019, 5), (2025, 5)])
def test_an_impossible_plan_is_refused(senior: Office, year: int, month: int) -> None:
    with pytest.raises(Refused, match="须"):
        actions.propose_plan_entry(committee=senior.committee, year=year, month=month, **senior.me)


def test_another_organiser_proposes_and_opens_nothing(cast: Cast, senior: Office, ours: Ours) -> None:
    stranger = {"by": cast.other_office_officer, "organisation": cast.organisations["other_department"]}
    with pytest.raises(Refused):
        actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **stranger)
    planned(senior, ours)
    with pytest.raises(Refused) as refusal:
        open_it(senior, **stranger)
    assert refusal.value.status == 404


@pytest.mark.clause("KM2023-1.1")
def test_without_a_published_entry_no_session_opens(senior: Office, ours: Ours) -> None:
    with pytest.raises(Refused, match="未列入2023年已公布的评审计划") as refusal:
        open_it(senior)
    assert refusal.value.clause == "KM2023-1.1"
    actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)
    with pytest.raises(Refused, match="未列入"):
        open_it(senior)
    actions.publish_plan(year=2023, **ours["city"])
    session = open_it(senior)
    assert session.plan_entry is not None
    assert Entry.objects.filter(act="open_session", subject=session.id).exists()


@pytest.mark.clause("KM2023-1.5", "YN2020-3.1")
def test_a_self_review_unit_needs_no_entry_but_keeps_once_a_year(senior: Office) -> None:
    senior.organisation.self_review_series = ["工程技术"]
    senior.organisation.save()
    senior.committee.tier = Committee.Tier.UNIT
    senior.committee.save()
    assert open_it(senior).plan_entry is None
    with pytest.raises(Refused, match="一年只开展一次"):
        open_it(senior)
    with pytest.raises(Refused, match="自行安排"):
        actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)


@pytest.mark.clause("GUIDE-Q7-3")
def test_a_committee_meets_once_a_year(senior: Office, ours: Ours) -> None:
    opened(senior, ours)
    with pytest.raises(Refused, match="一年只开展一次"):
        open_it(senior)
    assert Session.objects.count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"seats": 10}, "seats"),
        ({"seats": 1}, "seats"),
        ({"opens_at": moment(9, 2)}, "closes_at"),
        ({"opens_at": moment(7, 1), "closes_at": moment(7, 20)}, "closes_at"),
        ({"closes_at": moment(10, 21)}, "closes_at"),
        ({"meeting_on": dt.date(2025, 1, 5)}, "meeting_on"),
        ({"meeting_on": dt.date(2023, 11, 3)}, "late_reason"),
        ({"meeting_on": dt.date(2023, 11, 3), "late_reason": "  "}, "late_reason"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    senior: Office, ours: Ours, change: dict[str, object], field: str
) -> None:
    planned(senior, ours)
    with pytest.raises(Refused) as refusal:
        open_it(senior, **change)
    assert refusal.value.field == field
    assert not Session.objects.exists()


def test_the_last_moment_of_the_day_before_the_meeting_is_allowed(senior: Office, ours: Ours) -> None:
    planned(senior, ours)
    assert open_it(senior, closes_at=moment(10, 20)).closes_at == moment(10, 20)


@pytest.mark.clause("YN2023-1")
def test_later_than_planned_with_a_reason(senior: Office, ours: Ours) -> None:
    planned(senior, ours)
    session = open_it(senior, meeting_on=dt.date(2023, 11, 3), late_reason="场地维修")
    assert session.late_reason == "场地维修"


def test_the_meeting_moves_with_a_reason_and_is_trailed(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with pytest.raises(Refused, match="原因"):
        actions.move_meeting(session=session, meeting_on=dt.date(2023, 11, 3), reason=" ", **senior.me)
    actions.move_meeting(session=session, meeting_on=dt.date(2023, 11, 3), reason="场地维修", **senior.me)
    session.refresh_from_db()
    assert (session.meeting_on, session.late_reason) == (dt.date(2023, 11, 3), "场地维修")
    assert Entry.objects.filter(act="move_meeting", subject=session.id).count() == 1


def test_the_meeting_cannot_move_where_what_is_done_would_come_too_late(senior: Office, ours: Ours) -> None:
    """The call came out on 2023-07-20: 30 working days reach to 2023-09-01 at the earliest."""
    session = published(senior, ours)
    Session.objects.filter(pk=session.pk).update(closes_at=moment(8, 26))
    with pytest.raises(Refused, match="通知发布最迟须在2023年7月16日"):
        actions.move_meeting(session=session, meeting_on=dt.date(2023, 8, 28), reason="提前", **senior.me)
    session.refresh_from_db()
    assert session.meeting_on == dt.date(2023, 10, 20)


def test_a_meeting_that_has_begun_moves_no_more(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    with clock.at(moment(10, 20, 9)), pytest.raises(Refused, match="不能再改期"):
        actions.move_meeting(session=session, meeting_on=dt.date(2023, 11, 3), reason="再议", **senior.me)


def test_a_published_window_is_only_extended(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)

    def change(opens: dt.datetime, closes: dt.datetime) -> Session:
        return actions.change_window(
            session=session, opens_at=opens, closes_at=closes, reason="系统维护", **senior.me
        )

    with pytest.raises(Refused, match="不能提前"):
        change(moment(7, 25), moment(8, 31))
    with pytest.raises(Refused, match="只能延长"):
        change(moment(7, 25), moment(9, 1))
    with pytest.raises(Refused, match="开始时间"):
        change(moment(7, 24), moment(9, 1))
    assert change(moment(7, 25), moment(9, 6)).closes_at == moment(9, 1), "by its announcement alone"
    assert session.announcements.get().closes_at == moment(9, 6)


@pytest.mark.clause("GUIDE-1.4")
def test_nobody_opens_a_window_again(senior: Office, ours: Ours) -> None:
    session = published(senior, ours)
    for late in (moment(9, 1), moment(9, 1, 8), moment(10, 1)):
        with clock.at(late), pytest.raises(Refused, match="任何人不能再次开放") as refusal:
            actions.change_window(
                session=session, opens_at=moment(7, 25), closes_at=moment(10, 10), reason="补报", **senior.me
            )
        assert refusal.value.clause == "KM2023-3.4"
    session.refresh_from_db()
    assert session.closes_at == moment(9, 1)


def test_a_gate_is_reached_once(senior: Office, ours: Ours) -> None:
    session = opened(senior, ours)
    actions.reach_gate(session, "draw")
    first = session.gates_reached.get().reached_at
    with clock.at(moment(8, 1)):
        actions.reach_gate(session, "draw")
    assert session.gates_reached.get().reached_at == first
    with pytest.raises(ValueError, match="no gate"):
        actions.reach_gate(session, "party")


@pytest.mark.clause("KM2023-1.1")
def test_the_bureau_sends_a_row_back_and_it_is_proposed_again(senior: Office, ours: Ours) -> None:
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=3, **senior.me)
    with pytest.raises(Refused, match="写明原因") as missing:
        actions.return_plan(entries=[entry], reason=" ", **ours["city"])
    assert missing.value.field == "reason"
    with pytest.raises(Refused, match="请选择"):
        actions.return_plan(entries=[], reason="月份太早", **ours["city"])
    for who in ("province", "county"):
        with pytest.raises(Refused, match="不属于本部门"):
            actions.return_plan(entries=[entry], reason="月份太早", **ours[who])
    (row,) = actions.return_plan(entries=[entry], reason="月份太早。", **ours["city"])
    assert (row.state, row.returned_because) == ("returned", "月份太早。")
    assert Message.objects.get(recipient=senior.officer.id).body == "原因：月份太早。请改正后重新申报。"
    with pytest.raises(Refused, match="没有待公布"):
        actions.publish_plan(year=2023, **ours["city"])
    with pytest.raises(Refused, match="已退回"):
        actions.return_plan(entries=[entry], reason="再退", **ours["city"])
    with pytest.raises(Refused, match="未列入"):
        open_it(senior)
    again = actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)
    assert (again.pk, again.state, again.returned_because) == (entry.pk, "proposed", "")
    actions.publish_plan(year=2023, **ours["city"])
    with pytest.raises(Refused, match="已公布"):
        actions.return_plan(entries=[again], reason="晚了", **ours["city"])
    with pytest.raises(IntegrityError), transaction.atomic():
        PlanEntry.objects.filter(pk=entry.pk).update(state="returned")


def test_a_row_is_sent_back_by_page(cast: Cast, senior: Office, ours: Ours, client_of: ClientOf) -> None:
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=3, **senior.me)
    city, office = client_of(cast.city_officer), client_of(senior.officer)
    page = reverse("planning:publish_plan")
    wrong = city.post(page, {"entries": [str(entry.id)], "reason": "", "back": "1"})
    assert wrong.status_code == 400 and "退回须写明原因" in wrong.content.decode()
    sent = {"entries": [str(entry.id)], "reason": "三月没有场地", "back": "1"}
    assert city.post(page, sent).status_code == 302
    assert city.post(page, sent).status_code == 400
    shown = office.get(reverse("planning:propose_plan")).content.decode()
    assert "已退回" in shown and "三月没有场地" in shown

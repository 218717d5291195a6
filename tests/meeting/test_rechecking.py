"""Conditions are asked again when the meeting moves, at the filing, and on the day of the meeting."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests import making
from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions, rechecking
from zhicheng.meeting.actions.filing import NotQualifiedAnyMore, barred_among
from zhicheng.meeting.models import Meeting, Recheck
from zhicheng.people.errors import Refused
from zhicheng.planning.dates import timeline
from zhicheng.planning.overview import alarm_of, shifts

pytestmark = pytest.mark.django_db


def near_retirement(season: Season, row: Application) -> Application:
    """Retirement is settled for 1 November: after the planned day, before a later one."""
    told = row.person.qualification
    told.retired_on = dt.date(2023, 11, 1)
    told.save()
    return row


def move(season: Season, to: dt.date) -> Recheck:
    return actions.move_meeting(
        session=season.session,
        meeting_on=to,
        reason="场地维修",
        by=season.cast.office_officer,
        organisation=season.committee.organiser,
    )


@pytest.mark.clause("KM2023-2.1b")
def test_moving_the_meeting_lists_whose_verdict_turns(season: Season) -> None:
    row = near_retirement(season, making.application(season, State.LISTED))
    [other] = ready.people(season, 1, State.ACCEPTED)
    making.application(season, State.DRAFT, person=season.cast.people["other_applicant"])
    made = move(season, dt.date(2023, 11, 17))
    assert made.checked == 2
    [line] = made.lines
    assert (line["number"], line["after"], line["barred"]) == (row.number, "ineligible", True)
    assert line["before"] != "ineligible"
    assert "离退休" in line["reasons"][0]["sentence"] and "KM2023-2.1b" in line["reasons"][0]["clauses"]
    assert (made.meeting_before, made.meeting_on) == (dt.date(2023, 10, 20), dt.date(2023, 11, 17))
    assert len(made.policy_version) == 64
    told = Message.objects.filter(subject__contains="评审会改期")
    assert [one.recipient for one in told] == [row.person.account_id]
    back = move(season, dt.date(2023, 10, 27))
    assert [line["after"] for line in back.lines] == [made.lines[0]["before"]]
    assert back.lines[0]["reasons"] == []
    assert other.state == State.ACCEPTED


def test_a_refused_move_leaves_nothing_behind(season: Season) -> None:
    near_retirement(season, making.application(season, State.LISTED))
    with pytest.raises(Refused):
        move(season, dt.date(2023, 7, 1))
    assert not Recheck.objects.exists() and not Message.objects.exists()


def test_the_number_of_statements_does_not_grow_with_the_people(
    season: Season, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    ready.people(season, 6, State.LISTED)
    with django_assert_max_num_queries(16):
        checked, _lines = rechecking.turned(season.session, dt.date(2023, 11, 17))
    assert checked == 6


@pytest.mark.clause("KM2023-2.1b")
def test_the_meeting_opens_only_with_people_who_qualify_on_the_day(season: Season) -> None:
    [row] = ready.people(season, 1)
    with clock.at(ready.MEETING):
        seats = ready.seated(season, 5)
        for seat in seats:
            actions.check_in(seat, seat.expert.account)
        told = row.person.qualification
        told.civil_servant = True
        told.save()
        office = season.cast.office_officer
        with pytest.raises(NotQualifiedAnyMore, match=row.applicant_name):
            actions.open_meeting(season.session, office)
        assert Meeting.objects.get(session=season.session).opened_at is None
        actions.disqualify(row, "已转为公务员", office)
        row.refresh_from_db()
        assert row.state == State.UNQUALIFIED
        actions.open_meeting(season.session, office)
    made = Recheck.objects.get(occasion=Recheck.Occasion.OPENING)
    assert made.checked == 0


@pytest.mark.clause("KM2023-5.3a")
def test_nobody_goes_to_the_meeting_on_an_open_approval(season: Season) -> None:
    row = making.application(season, State.ACCEPTED)
    Application.objects.filter(pk=row.pk).update(channel="绿色通道")
    with pytest.raises(Refused, match="绿色通道还没有批准"):
        actions.qualify(row, season.cast.office_officer)
    row.refresh_from_db()
    assert [why for _row, why in barred_among([row])] == ["绿色通道还没有批准。"]


def test_the_page_names_what_breaks_and_offers_no_confirming(season: Season, client: Client) -> None:
    client.force_login(season.cast.office_officer)
    url = reverse("meeting:move_meeting", args=[season.session.id])
    with clock.at(making.day(2023, 9, 15, 9)):
        page = client.post(url, {"meeting_on": "2023-09-22", "reason": "提前"}).content.decode()
        assert "改期后立即逾期：" in page and "确认改到2023年9月22日" in page
        late = {one.name for one in shifts(season.session, dt.date(2023, 9, 22)) if one.late}
        assert {"会前备案", "评审专家抽取"} <= late and all(name in page for name in late)
    with clock.at(drawing.DRAW_DAY):
        drawing.filed(season)
        typed = {"meeting_on": "2023-10-16", "reason": "提前"}
        page = client.post(url, typed).content.decode()
        assert "不能改到这一天" in page and "确认改到" not in page
        saved = client.post(url, {**typed, "then": "save", "seen": "2023-10-16"})
        assert saved.status_code == 400 and "不符合时限" in saved.content.decode()


@pytest.mark.parametrize(
    ("today", "alarm"),
    [
        (dt.date(2023, 7, 20), "2023年10月13日起提醒"),
        (dt.date(2023, 10, 18), "还有 2 天"),
        (dt.date(2023, 10, 23), "已过 2 天"),
    ],
)
def test_every_date_has_its_alarm(season: Season, today: dt.date, alarm: str) -> None:
    with clock.at(making.day(today.year, today.month, today.day, 9)):
        gates = {gate.key: gate for gate in timeline(season.session)}
        assert alarm_of(gates["meeting"]).startswith(alarm)
        assert alarm_of(gates["opens"]) == alarm_of(gates["certificates"]) == ""


def test_the_page_looks_first_and_saves_then(season: Season, client: Client) -> None:
    row = near_retirement(season, making.application(season, State.LISTED))
    client.force_login(season.cast.office_officer)
    url = reverse("meeting:move_meeting", args=[season.session.id])
    assert client.get(url).status_code == 200
    typed = {"meeting_on": "2023-11-17", "reason": "场地维修"}
    page = client.post(url, {**typed, "then": "look"}).content.decode()
    assert row.applicant_name in page and "日期还没有保存" in page and "场地维修" in page
    season.session.refresh_from_db()
    assert season.session.meeting_on == dt.date(2023, 10, 20) and not Recheck.objects.exists()
    assert "确认改到2023年11月17日" in page and "有变化的时限" in page and "2023年11月16日" in page
    for unseen in ({}, {"seen": "2023-11-10"}):
        assert client.post(url, {**typed, "then": "save", **unseen}).status_code == 200
    season.session.refresh_from_db()
    assert season.session.meeting_on == dt.date(2023, 10, 20)
    answer = client.post(url, {**typed, "then": "save", "seen": "2023-11-17"})
    records = reverse("meeting:rechecks", args=[season.session.id])
    assert answer.headers["Location"] == records
    page = client.get(records).content.decode()
    assert row.applicant_name in page and "评审会改期" in page
    wrong = client.post(url, {"meeting_on": "不定", "reason": "等通知"})
    assert wrong.status_code == 400 and "等通知" in wrong.content.decode()
    client.force_login(season.cast.supervisor)
    assert client.get(records).status_code == 200

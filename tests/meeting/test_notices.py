"""评审会议通知: after the signed draw, on the meeting's day, to members alone; a newer one replaces it; its paper."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.documents.test_engine import joined
from tests.experts import ready as drawing
from tests.making import Season, day
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.documents.engine import render_pdf
from zhicheng.experts.models import Seat
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions
from zhicheng.meeting.models import MeetingNotice
from zhicheng.meeting.notices import meeting_notice, standing_notice
from zhicheng.people.errors import Refused
from zhicheng.planning.models import Session

pytestmark = [pytest.mark.django_db]
PLACE = "昆明市会堂三楼会议室"
SAYS: dict[str, Any] = {"place": PLACE, "contact": "钱办事 0871-63135910", "number": "昆工信职评〔2023〕3号"}


def issued(season: Season, **more: Any) -> MeetingNotice:
    """A notice for half past eight on the meeting's day."""
    given = {"begins_at": day(2023, 10, 20, 8) + dt.timedelta(minutes=30), **SAYS, **more}
    return actions.issue_notice(season.session, **given, by=season.cast.office_officer)


def test_members_are_called_after_the_draw_on_the_meetings_day(season: Season) -> None:
    with clock.at(drawing.DRAW_DAY), pytest.raises(Refused, match="全部签字") as early:
        issued(season)
    assert early.value.clause == "KM2023-4.4e"
    seats = ready.seated(season)
    with clock.at(ready.READ_DAY):
        with pytest.raises(Refused, match="评审会当天"):
            issued(season, begins_at=day(2023, 10, 21, 9))
        for wrong in ({"place": " "}, {"contact": " "}):
            with pytest.raises(Refused, match="地点和联系人"):
                issued(season, **wrong)
        with pytest.raises(Refused) as stranger:
            actions.issue_notice(
                season.session, begins_at=day(2023, 10, 20, 9), **SAYS, by=season.cast.supervisor
            )
        assert stranger.value.status == 404
        first = issued(season)
        told = Message.objects.filter(subject="评审会议通知")
        assert {one.recipient for one in told} == {seat.expert.account_id for seat in seats}
        again = issued(season, place="昆明市档案馆二楼")
        first.refresh_from_db()
        assert first.replaced_at is not None and standing_notice(season.session) == again
        assert Message.objects.filter(subject__contains="变更").count() == len(seats)
        with pytest.raises(IntegrityError), transaction.atomic():
            MeetingNotice.objects.filter(pk=first.pk).update(replaced_at=None)
    with clock.at(ready.MEETING):
        ready.people(season, 1)
        ready.assign(season)
        ready.read_all(season)
        for seat in seats:
            actions.check_in(seat, seat.expert.account)
        actions.open_meeting(season.session, season.cast.office_officer)
        with pytest.raises(Refused, match="已经开始"):
            issued(season)


def test_who_steps_in_is_called_too(season: Season) -> None:
    seats = ready.seated(season)
    with clock.at(ready.READ_DAY):
        issued(season)
        left = actions.withdraw_member(seats[1], "因病住院，不能参加评审", season.cast.office_officer)
        assert left.withdrawal.successor is not None
        account = left.withdrawal.successor.expert.account_id
        assert Message.objects.filter(recipient=account, subject="评审会议通知").exists()


def test_the_paper_is_an_official_letter_in_the_members_name(season: Season) -> None:
    ready.seated(season)
    with clock.at(ready.READ_DAY):
        made = meeting_notice(issued(season, demands="统一安排食宿。"), "张评委")
    text = joined(render_pdf(made.template, made.data, draft=False, at=ready.READ_DAY, title=made.title))
    organiser = season.committee.organiser.name
    for words in (
        organiser, SAYS["number"], "张评委：", "2023年10月20日08:30报到", PLACE, "统一安排食宿。", "一、会议时间",
        "五、联系方式", "电子签章（单位电子印章）",
    ):  # fmt: skip
        assert words in text, words


def test_the_pages(season: Season) -> None:
    seats = ready.seated(season)
    office, expert, stranger = Client(), Client(), Client()
    office.force_login(season.cast.office_officer)
    expert.force_login(seats[0].expert.account)
    stranger.force_login(season.cast.unit_officer)
    url = reverse("meeting:notice", args=[season.session.id])
    pdf, seat_page = reverse("meeting:notice_pdf", args=[season.session.id]), reverse(
        "meeting:seat", args=[season.session.id]
    )  # fmt: skip
    with clock.at(ready.READ_DAY):
        assert office.get(pdf).status_code == 404, "nothing issued yet"
        wrong = office.post(url, {**SAYS, "begins_at": "2023-10-21T08:30"})
        assert (
            wrong.status_code == 400
            and PLACE in wrong.content.decode()
            and "评审会当天" in wrong.content.decode()
        )
        assert office.post(url, {**SAYS, "begins_at": "2023-10-20T08:30"})["Location"] == url
        assert PLACE in office.get(url).content.decode() and PLACE in expert.get(seat_page).content.decode()
        assert [one.get(pdf).status_code for one in (office, expert, stranger)] == [200, 200, 404]
        assert stranger.get(url).status_code == 404
        Session.objects.filter(pk=season.session.pk).update(meeting_on=dt.date(2023, 10, 27))
        assert "请重新发出通知" in office.get(url).content.decode()
        moved = expert.get(seat_page).content.decode()
        assert "评审会改到2023年10月27日" in moved and PLACE not in moved
    assert Seat.objects.count() >= len(seats)

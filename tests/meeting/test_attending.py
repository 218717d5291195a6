"""Leaving and coming back: who is out counts in no quorum and does not vote; a meeting that loses its quorum."""

import datetime as dt
from collections.abc import Callable

import pypdfium2
import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting import actions, agenda
from zhicheng.meeting.models import Absence, Attendance, Ballot
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]


def words_of(pdf: bytes) -> str:
    """A PDF's text without line breaks."""
    pages = pypdfium2.PdfDocument(pdf)
    return "".join(page.get_textpage().get_text_range() for page in pages).replace("\r\n", "")


def after(minutes: int) -> clock.at:
    """So many minutes after the meeting's hour."""
    return clock.at(ready.MEETING + dt.timedelta(minutes=minutes))


def leave(*seats: Seat) -> None:
    for seat in seats:
        actions.check_out(seat, "", seat.expert.account)


def back(*seats: Seat) -> None:
    for seat in seats:
        actions.check_in(seat, seat.expert.account)


def agree(ballot: Ballot, *seats: Seat) -> None:
    ready.cast_all(ballot, [(seat, "agree") for seat in seats])


@pytest.mark.database
@pytest.mark.clause("YN2023-2.2b")
def test_a_meeting_that_loses_its_quorum(season: Season) -> None:
    """Nine members, six are a quorum. Two leave in the middle of a ballot; one comes back, then the other."""
    office = season.cast.office_officer
    seats = ready.opened(season, count=2, seats=9, present=6)
    first, second = Application.objects.order_by("number")
    with after(5):
        ballot = actions.open_ballot(first, office)
    with after(10):
        agree(ballot, *seats[:4])
        leave(seats[4], seats[5])
    with after(12):
        with pytest.raises(Refused, match="2名评委没有投票就离会，参加表决的4人不足评委会9人的2/3"):
            actions.end_ballot(ballot, office)
        with pytest.raises(Refused, match="到会4人，不足"):
            actions.open_ballot(second, office)
        with pytest.raises(Refused, match="已登记离会"):
            agree(ballot, seats[4])
        shown = agenda.agenda_of(season.session)
        assert (shown.present, shown.quorate) == (4, False)
    with after(20):
        back(seats[4])
        agree(ballot, seats[4])  # was there when it was opened, and is there now
        with pytest.raises(Refused, match="1名评委没有投票就离会，参加表决的5人"):
            actions.end_ballot(ballot, office)
        actions.order_revote(ballot, "表决中失去法定人数", drawing.code(), seats[0].expert.account)
        with pytest.raises(Refused, match="到会5人，不足"):
            actions.open_ballot(first, office)
    with after(30):
        back(seats[5])
        again = actions.open_ballot(first, office)
        assert (again.present, again.round) == (6, 2)
        agree(again, *seats[:6])
        assert ready.count(season, again)[0].passed


def test_who_was_out_when_a_ballot_was_opened_does_not_vote_in_it(season: Season) -> None:
    seats = ready.opened(season, seats=9, present=7)
    with after(1):
        leave(seats[6])
    with after(2):
        ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
        assert ballot.present == 6
    with after(3):
        back(seats[6])
        with pytest.raises(Refused, match="签到之前已经开始"):
            agree(ballot, seats[6])
        assert [item.late for item in agenda.open_for(seats[6])] == [True]
        assert [item.late for item in agenda.open_for(seats[0])] == [False]
        leave(seats[6])  # takes no part, so the ballot does not wait
        agree(ballot, *seats[:6])
        actions.end_ballot(ballot, season.cast.office_officer)


def test_a_vote_that_was_cast_stays(season: Season) -> None:
    seats = ready.opened(season, seats=9, present=6)
    with after(1):
        ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
        agree(ballot, *seats[:6])
    with after(2):
        leave(*seats[3:6])
        counted = ready.count(season, ballot)[0]
    assert counted.agree == 6 and counted.passed


def test_leaving_is_told_by_the_member_or_by_the_office_with_a_reason(season: Season) -> None:
    seats, office = ready.opened(season), season.cast.office_officer
    with pytest.raises(Refused) as found:
        actions.check_out(seats[0], "走了", seats[1].expert.account)
    assert found.value.status == 404
    with pytest.raises(Refused, match="原因"):
        actions.check_out(seats[0], " ", office)
    with after(1):
        assert actions.check_out(seats[0], "身体不适", office).left_why == "身体不适"
        with pytest.raises(Refused, match="不在会场"):
            leave(seats[0])
    with after(4):
        back(seats[0], seats[0])
    out = Absence.objects.get()
    assert out.returned_at - out.left_at == dt.timedelta(minutes=3) and out.left_why == "身体不适"
    assert Attendance.objects.get(seat=seats[0]).left_at is None
    with pytest.raises(IntegrityError), transaction.atomic():
        Attendance.objects.filter(seat=seats[0]).update(left_at=ready.MEETING - dt.timedelta(days=1))


def test_leaving_and_coming_back_on_the_pages(season: Season, client_of: ClientOf) -> None:
    seats = ready.opened(season)
    member, office = client_of(seats[1].expert.account), client_of(season.cast.office_officer)
    with after(1):
        assert member.post(at("check_out", season)).status_code == 302
        shown = member.get(at("seat", season)).content.decode()
        assert "已离会" in shown and "重新签到" in shown
        assert "离会 09:01" in office.get(at("session", season)).content.decode()
        assert member.post(at("check_out", season)).status_code == 409
    with after(2):
        assert member.post(at("check_in", season)).status_code == 302
        assert "已离会" not in member.get(at("seat", season)).content.decode()
    page, gone = at("member_left", season), {"seat": str(seats[2].id), "reason": "有急事"}
    assert office.post(page, {**gone, "reason": ""}).status_code == 400
    with after(3):
        assert office.post(page, gone).status_code == 302
        assert str(seats[2].id) not in office.get(page).content.decode()
        assert office.post(page, gone).status_code == 400


def test_the_minutes_tell_agenda_attendance_and_opinions(season: Season, client_of: ClientOf) -> None:
    office = season.cast.office_officer
    seats = ready.opened(season, seats=9, present=7)
    with after(2):
        leave(seats[6])
        ballot = actions.open_ballot(Application.objects.get(), office)
    with after(5):
        agree(ballot, *seats[:5])
        ready.cast(ballot, seats[5], "against")
        actions.break_off(season.session, "茶歇", office)
    with after(15):
        actions.resume(season.session, office)
        back(seats[6], seats[7])
    with after(20):
        ready.count(season, ballot)
    with after(30):
        actions.close_meeting(season.session, drawing.code(), seats[0].expert.account)
        pdf = client_of(office).get(at("minutes", season)).content
        watched = client_of(season.cast.supervisor).get(at("minutes", season)).content
    text = words_of(pdf)
    row = Application.objects.get()
    for words in (
        "评审会开始，到会7人，至少须到6人。",
        f"{seats[6].expert.name}离会，到会6人。",
        f"对{row.applicant_name}开始无记名表决。",
        "休会：茶歇。", "复会。",
        f"{seats[7].expert.name}签到，到会8人。",
        "主任委员核对结果、签字，宣布评审会结束。",
        "10-20 09:02离会，10-20 09:15返回", "缺席", ready.OPINION, "思想品德85",
    ):  # fmt: skip
        assert words in text, (words, text)
    readers = {one.seat.expert.name for one in row.readings.select_related("seat__expert")}
    opinions = text[text.index("六、专家审阅和考评意见") : text.index("七、签字")]
    assert not any(name in opinions for name in readers)
    seen = words_of(watched)
    assert "不含专家审阅意见" in seen and ready.OPINION not in seen and "思想品德85" not in seen
    assert "茶歇" in seen and row.applicant_name in seen

"""Interview, defence, practice, display: scheduled, told, attended, marked, told the meeting, demanded before the vote."""

import datetime as dt
from collections.abc import Callable, Sequence

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.making import Season, day
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Summons
from zhicheng.applications.states import State
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Seat
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions, faces
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.course import opinions_by_case
from zhicheng.meeting.models import Appearance, Ballot, Mark, Panel, PanelSeat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]
WAY, PLACE = "面试答辩", "科研楼3楼第一会议室"
ABSENCE = "无正当理由不到场的，视为放弃这一项。"
DAY = day(2023, 10, 19, 9)
SAID = "回答切题，对关键数据熟悉。"


def asked(season: Season, ways: str = "审阅材料、面试答辩") -> None:
    Session.objects.filter(pk=season.session.pk).update(ways=ways)
    season.session.refresh_from_db()


def scheduled(
    season: Season, rows: Sequence[Application], seats: Sequence[Seat], at: dt.datetime = DAY, way: str = WAY
) -> Panel:
    with clock.at(ready.READ_DAY):
        return actions.schedule_panel(
            season.session, way=way, starts_at=at, minutes=20, place=PLACE, absence=ABSENCE, seats=list(seats),
            applications=list(rows), by=season.cast.office_officer,
        )  # fmt: skip


def convened(season: Season, rows: Sequence[Application], seats: Sequence[Seat]) -> Panel:
    panel = scheduled(season, rows, seats)
    with clock.at(ready.READ_DAY):
        return actions.convene_panel(panel, season.cast.office_officer)


def came(season: Season, panel: Panel, seats: Sequence[Seat], **others: tuple[str, str]) -> None:
    """Everybody came but for `others` (by the applicant's name)."""
    said = {
        one.pk: others.get(one.application.applicant_name, ("came", ""))
        for one in panel.appearances.select_related("application")
    }
    with clock.at(DAY + dt.timedelta(hours=2)):
        actions.record_presence(panel, {seat.pk for seat in seats}, said, season.cast.office_officer)


def marked(panel: Panel, seats: Sequence[Seat], score: int = 80) -> None:
    for one in panel.appearances.filter(outcome="came"):
        for number, seat in enumerate(seats):
            actions.give_mark(one, seat, score + number, SAID, seat.expert.account)


def message_to(row: Application) -> str:
    return Message.objects.filter(recipient=row.person.account_id).latest("sent_at", "id").body


@pytest.mark.clause("YN2023-2.3")
def test_from_the_schedule_to_the_meeting(season: Season) -> None:
    """Story: one is absent, one comes; the marks are told to the meeting and stand in the minutes."""
    asked(season)
    rows, seats = ready.people(season, 2), ready.seated(season)
    with clock.at(ready.READ_DAY):
        ready.assign(season)
        ready.read_all(season)
    panel = convened(season, rows, seats[:3])
    assert [one.at for one in Summons.objects.order_by("at")] == [DAY, DAY + dt.timedelta(minutes=20)]
    assert (
        "2023年10月19日" in message_to(rows[0])
        and PLACE in message_to(rows[0])
        and ABSENCE in message_to(rows[0])
    )
    assert Message.objects.filter(recipient=seats[0].expert.account_id, body__contains=PLACE).exists()
    came(season, panel, seats[:3], **{rows[1].applicant_name: ("absent", "电话联系不上")})
    assert "电话联系不上" in message_to(rows[1]) and ABSENCE in message_to(rows[1])
    marked(panel, seats[:3])
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, season.cast.office_officer)
    ready.keyed(season)
    assert all(line.ready for line in agenda_of(season.session).lines)
    actions.open_ballots(rows, season.cast.office_officer)
    (one, marks), *_rest = faces.marks_on(rows[0])
    assert (one.way, [mark.score for mark in marks], faces.average(marks)) == (WAY, [80, 81, 82], "81.0")
    told = {
        case["name"]: case["faced"] for case in opinions_by_case(season.session, agenda_of(season.session))
    }
    assert "打分80、81、82，平均81.0" in told[rows[0].applicant_name][0]
    assert "未到场" in told[rows[1].applicant_name][0] and ABSENCE in told[rows[1].applicant_name][0]


@pytest.mark.clause("YN2023-2.3")
def test_nobody_is_voted_on_before_the_ways_are_done(season: Season) -> None:
    at_table = ready.opened(season, 1)
    asked(season, "审阅材料、面试答辩、实践操作")
    row, office = Application.objects.get(session=season.session), season.cast.office_officer

    def refused(words: str) -> None:
        with pytest.raises(Refused, match=words):
            actions.open_ballot(row, office)
        assert not agenda_of(season.session).lines[0].ready

    refused("还没有安排面试答辩")
    panel = convened(season, [row], at_table[:3])
    refused("面试答辩还没有登记")
    came(season, panel, at_table[:3])
    refused("只有0名专家打分")
    marked(panel, at_table[:3])
    refused("还没有安排实践操作")
    other = scheduled(season, [row], at_table[1:4], at=DAY + dt.timedelta(hours=4), way="实践操作")
    with clock.at(ready.READ_DAY):
        actions.convene_panel(other, office)
    excused = {other.appearances.get().pk: ("excused", "住院")}
    with clock.at(DAY + dt.timedelta(hours=5)):
        actions.record_presence(other, {seat.pk for seat in at_table[1:4]}, excused, office)
    refused("还没有安排实践操作")  # who is excused gets another place
    again = scheduled(season, [row], at_table[1:4], at=DAY + dt.timedelta(hours=6), way="实践操作")
    with clock.at(ready.READ_DAY):
        actions.convene_panel(again, office)
    absent = {again.appearances.get().pk: ("absent", "没有来")}
    with clock.at(DAY + dt.timedelta(hours=7)):
        actions.record_presence(again, {seat.pk for seat in at_table[1:4]}, absent, office)
    assert agenda_of(season.session).lines[0].ready
    assert actions.open_ballot(row, office).present == 5
    with pytest.raises(Refused, match="不再改"):
        actions.record_presence(again, set(), {again.appearances.get().pk: ("came", "")}, office)


def test_what_a_schedule_is_refused_for(season: Season) -> None:
    rows, seats = ready.people(season, 2), ready.seated(season)
    office = season.cast.office_officer
    with pytest.raises(Refused, match="没有面试答辩"):
        scheduled(season, rows, seats[:3])
    asked(season)
    with pytest.raises(Refused, match="只有2名专家"):
        scheduled(season, rows, seats[:2])
    declare_avoidance(seats[0].expert, rows[0].person, "师生", office)
    with pytest.raises(Refused, match=f"对{rows[0].applicant_name}只有2名专家"):
        scheduled(season, rows, seats[:3])
    with pytest.raises(Refused, match="在现在之后"):
        scheduled(season, rows, seats[1:4], at=ready.READ_DAY)
    with pytest.raises(Refused) as found, clock.at(ready.READ_DAY):
        actions.schedule_panel(
            season.session, way=WAY, starts_at=DAY, minutes=20, place=PLACE, absence=ABSENCE, seats=seats[1:4],
            applications=rows, by=season.cast.supervisor,
        )  # fmt: skip
    assert found.value.status == 404
    panel = scheduled(season, rows[:1], seats[1:4])
    with pytest.raises(Refused, match="已经安排过"):
        scheduled(season, rows, seats[1:4], at=DAY + dt.timedelta(days=1))
    with pytest.raises(Refused, match="同时在另一场"):
        scheduled(season, rows[1:], seats[2:5], at=DAY + dt.timedelta(minutes=10))
    scheduled(season, rows[1:], seats[2:5], at=DAY + dt.timedelta(minutes=20))
    with pytest.raises(IntegrityError), transaction.atomic():
        Appearance.objects.create(
            application=rows[0], person=rows[0].person, panel=panel, way=WAY, position=9
        )
    stranger = ready.people(season, 1, State.ACCEPTED)
    with pytest.raises(Refused) as strange:
        scheduled(season, stranger, seats[1:4], at=DAY + dt.timedelta(days=1))
    assert strange.value.status == 404


def test_order_move_and_cancel(season: Season) -> None:
    asked(season)
    rows, seats, office = ready.people(season, 2), ready.seated(season), season.cast.office_officer
    panel = scheduled(season, rows, seats[:3])
    with clock.at(ready.READ_DAY):
        for wrong in ([rows[0].pk], [rows[0].pk, rows[0].pk]):
            with pytest.raises(Refused):
                actions.order_panel(panel, wrong, office)
        actions.order_panel(panel, [rows[1].pk, rows[0].pk], office)
        assert [one.application_id for one in panel.appearances.all()] == [rows[1].pk, rows[0].pk]
        assert not Summons.objects.exists()
        actions.convene_panel(panel, office)
        with pytest.raises(Refused, match="顺序不再改"):
            actions.order_panel(panel, [rows[0].pk, rows[1].pk], office)
        with pytest.raises(Refused, match="已经通知过"):
            actions.convene_panel(panel, office)
        later = DAY + dt.timedelta(hours=5)
        with pytest.raises(Refused, match="改期的原因"):
            actions.move_panel(panel, later, PLACE, " ", office)
        actions.move_panel(panel, later, "另一会议室", "会议室停电", office)
    assert Summons.objects.filter(called_off_why="会议室停电").count() == 2
    assert set(Summons.objects.filter(called_off_at=None).values_list("place", flat=True)) == {"另一会议室"}
    texts = Message.objects.filter(recipient=rows[0].person.account_id).values_list("body", flat=True)
    assert any("会议室停电" in text for text in texts) and any("另一会议室" in text for text in texts)
    actions.drop_panel(panel, "专家请假", office)
    assert not Panel.objects.exists() and Summons.objects.filter(called_off_at=None).count() == 0
    scheduled(season, rows, seats[:3])


def test_marks_are_given_once_by_who_was_there_and_need_not_keep_away(season: Season) -> None:
    asked(season)
    rows, seats = ready.people(season, 2), ready.seated(season)
    panel = convened(season, rows, seats[:4])
    office = season.cast.office_officer
    with pytest.raises(Refused, match="不能登记到场"), clock.at(ready.READ_DAY):
        actions.record_presence(panel, set(), {}, office)
    with pytest.raises(Refused, match="只有2名"):
        came(season, panel, seats[:2])
    assert not Appearance.objects.exclude(outcome="waiting").exists()
    with pytest.raises(Refused, match="没有到场的情况"):
        came(season, panel, seats[:3], **{rows[1].applicant_name: ("absent", " ")})
    came(season, panel, seats[:3], **{rows[1].applicant_name: ("absent", "没有来")})
    with pytest.raises(Refused, match="只有2名"):
        actions.record_presence(panel, {seat.pk for seat in seats[:2]}, {}, office)
    first, absent = panel.appearances.all()
    for seat, one, words in (
        (seats[3], first, "没有登记到场"),  # on the panel, but absent
        (seats[4], first, "没有登记到场"),  # not on the panel
        (seats[0], absent, "申报人没有登记到场"),
    ):
        with pytest.raises(Refused, match=words):
            actions.give_mark(one, seat, 80, SAID, seat.expert.account)
    with pytest.raises(Refused):
        actions.give_mark(first, seats[0], 80, SAID, seats[1].expert.account)
    for score, words in ((101, SAID), (-1, SAID), (80, " ")):
        with pytest.raises(Refused):
            actions.give_mark(first, seats[0], score, words, seats[0].expert.account)
    actions.give_mark(first, seats[0], 80, SAID, seats[0].expert.account)
    with pytest.raises(Refused, match="不能再改"):
        actions.give_mark(first, seats[0], 90, SAID, seats[0].expert.account)
    with pytest.raises(Refused, match="已经打分的专家"):
        actions.record_presence(panel, {seats[1].pk}, {}, office)
    declare_avoidance(seats[1].expert, rows[0].person, "师生", office)
    with pytest.raises(Refused) as found:
        actions.give_mark(first, seats[1], 80, SAID, seats[1].expert.account)
    assert found.value.status == 404
    slot = faces.held(panel).slots[0]
    assert {seat.pk for seat in slot.due} == {seats[0].pk, seats[2].pk} and slot.given == 1
    declare_avoidance(seats[0].expert, rows[0].person, "师生", office)
    assert faces.held(panel).slots[0].given == 0 and faces.marks_on(rows[0])[0][1] == []


def test_who_steps_in_takes_the_places_on_panels_ahead(season: Season) -> None:
    asked(season)
    rows, seats = ready.people(season, 1), ready.seated(season)
    panel = convened(season, rows, seats[:3])
    left = actions.withdraw_member(seats[0], "住院", season.cast.office_officer)
    assert left.withdrawal.successor is not None
    on_it = set(PanelSeat.objects.filter(panel=panel).values_list("seat", flat=True))
    assert on_it == {left.withdrawal.successor.pk, seats[1].pk, seats[2].pk}
    told = Message.objects.filter(recipient=left.withdrawal.successor.expert.account_id)
    assert told.filter(subject=f"{WAY}安排", body__contains=PLACE).exists()


def test_on_the_office_s_pages(season: Season, client_of: ClientOf) -> None:
    rows, seats = ready.people(season, 2), ready.seated(season)
    office, supervisor = client_of(season.cast.office_officer), client_of(season.cast.supervisor)
    with clock.at(ready.READ_DAY):
        assert "只审阅材料" in office.get(ready.page("panels", season)).content.decode()
        asked(season)
        page = reverse("meeting:schedule", args=[season.session.id])
        assert "还有 2 名申报人没有安排" in office.get(ready.page("panels", season)).content.decode()
        assert page not in supervisor.get(ready.page("panels", season)).content.decode()
        assert supervisor.get(page).status_code == 404
        said = {
            "way": WAY, "day": "2023-10-19", "time": "09:00", "place": PLACE, "minutes": "20",
            "absence": ABSENCE, "seats": [str(seat.pk) for seat in seats[:3]],
            "applications": [str(row.pk) for row in rows],
        }  # fmt: skip
        wrong = office.post(page, {**said, "seats": [str(seat.pk) for seat in seats[:2]]})
        assert (
            wrong.status_code == 409
            and PLACE in wrong.content.decode()
            and "checked" in wrong.content.decode()
        )
        assert office.post(page, {**said, "time": "九点"}).status_code == 400
        assert office.post(page, said).status_code == 302
        panel = Panel.objects.get()
        own = reverse("meeting:panel", args=[panel.pk])
        assert "通知申报人和专家" in office.get(own).content.decode()
        assert "通知申报人和专家" not in supervisor.get(own).content.decode()
        places = {f"place_{rows[0].pk}": "2", f"place_{rows[1].pk}": "1"}
        office.post(reverse("meeting:order_panel", args=[panel.pk]), places)
        assert [one.application_id for one in panel.appearances.all()] == [rows[1].pk, rows[0].pk]
        assert office.post(reverse("meeting:convene", args=[panel.pk])).status_code == 302
        record = client_of(rows[0].person.account).get(f"/apply/{rows[0].pk}/").content.decode()
        assert PLACE in record and ABSENCE in record and seats[0].expert.name not in record
        moving = reverse("meeting:move_panel", args=[panel.pk])
        there = {"day": "2023-10-19", "time": "10:00", "place": "报告厅", "reason": ""}
        assert office.post(moving, there).status_code == 400
        assert office.post(moving, {**there, "reason": "会议室停电"}).status_code == 302
        record = client_of(rows[0].person.account).get(f"/apply/{rows[0].pk}/").content.decode()
        assert "报告厅" in record and "会议室停电" in record
    with clock.at(DAY + dt.timedelta(hours=4)):
        one, other = panel.appearances.all()
        posted = {
            "came": [str(seat.pk) for seat in seats[:3]], f"outcome_{one.pk}": "came",
            f"outcome_{other.pk}": "absent", f"note_{other.pk}": "",
        }  # fmt: skip
        refused = office.post(reverse("meeting:presence", args=[panel.pk]), posted)
        assert refused.status_code == 409 and "没有到场的情况" in refused.content.decode()
        posted[f"note_{other.pk}"] = "联系不上"
        assert office.post(reverse("meeting:presence", args=[panel.pk]), posted).status_code == 302
        assert supervisor.post(reverse("meeting:presence", args=[panel.pk]), posted).status_code == 404
        assert "0 / 3" in supervisor.get(own).content.decode()
    assert "联系不上" in client_of(rows[0].person.account).get(f"/apply/{rows[0].pk}/").content.decode()


def test_on_the_expert_s_pages_own_first_and_others_later(season: Season, client_of: ClientOf) -> None:
    asked(season)
    rows, seats = ready.people(season, 1), ready.seated(season)
    panel = scheduled(season, rows, seats[:4])
    own, one = reverse("meeting:own_panel", args=[panel.pk]), panel.appearances.get()
    mark = reverse("meeting:mark", args=[one.pk])
    expert, other, outsider = (client_of(seat.expert.account) for seat in (seats[0], seats[1], seats[4]))
    assert expert.get(own).status_code == 404  # not convened
    with clock.at(ready.READ_DAY):
        actions.convene_panel(panel, season.cast.office_officer)
    assert own in expert.get(reverse("meeting:mine")).content.decode()
    assert outsider.get(own).status_code == 404 and outsider.get(mark).status_code == 404
    assert expert.post(mark, {"score": "80", "words": SAID}).status_code == 409
    came(season, panel, seats[:4])
    actions.give_mark(one, seats[1], 66, "第二位专家的评语", seats[1].expert.account)
    assert "第二位专家的评语" not in expert.get(mark).content.decode()
    refused = expert.post(mark, {"score": "180", "words": SAID})
    assert refused.status_code == 400 and SAID in refused.content.decode()
    assert expert.post(mark, {"score": "80", "words": SAID}).status_code == 302
    page = expert.get(mark).content.decode()
    assert "第二位专家的评语" in page and seats[1].expert.name not in page
    declare_avoidance(seats[0].expert, rows[0].person, "师生", season.cast.office_officer)
    assert expert.get(mark).status_code == 404
    assert rows[0].applicant_name not in expert.get(own).content.decode()
    assert rows[0].applicant_name in other.get(own).content.decode()


def test_the_vote_s_page_tells_the_marks(season: Season, client_of: ClientOf) -> None:
    at_table = ready.opened(season, 1)
    asked(season)
    row = Application.objects.get(session=season.session)
    panel = convened(season, [row], at_table[:3])
    came(season, panel, at_table[:3])
    marked(panel, at_table[:3])
    actions.open_ballot(row, season.cast.office_officer)
    page = client_of(at_table[4].expert.account).get(reverse("meeting:vote", args=[Ballot.objects.get().pk]))
    assert SAID in page.content.decode() and "81.0" in page.content.decode()
    with pytest.raises(Refused, match="表决已经开始"):
        Mark.objects.filter(seat=at_table[0]).delete()
        actions.give_mark(panel.appearances.get(), at_table[0], 70, SAID, at_table[0].expert.account)

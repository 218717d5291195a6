"""A session with panels, an expert group and two organisers goes out; a stand-in is called up in the room."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.db import transaction

from tests.experts import ready as drawing
from tests.making import Season
from tests.room import conftest, panels
from tests.room.forging import Content, Forger
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE, hold, outcome
from tests.room.test_story import Undo, merge
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Summons
from zhicheng.experts.models import Seat, Withdrawal
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions, peers
from zhicheng.meeting.models import Appearance, Ballot, Mark, Meeting, Panel, PeerGroup, PeerOpinion, Reading
from zhicheng.people.actions import end_delegation
from zhicheng.people.errors import Refused
from zhicheng.people.models import Delegation
from zhicheng.planning.models import ClosedRoom, Committee
from zhicheng.register.records import Broken
from zhicheng.room import exporting, seating
from zhicheng.room import panels as checking
from zhicheng.room.scope import back_rows
from zhicheng.signatures.actions import holds

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture
def with_panels(season: Season) -> Iterator[Season]:
    """The session the day before its meeting, with all that a meeting can have."""
    Committee.objects.filter(pk=season.committee.pk).update(seal=season.committee.name)
    with conftest.prepared(season, panels.before):
        yield season


def gone_out(season: Season, folder: Path) -> tuple[ClosedRoom, Laptop]:
    """Taken out by the second organiser's officer."""
    phrase, package = exporting.new_phrase(), folder / "package"
    room = exporting.export(season.session, package, phrase, drawing.code(), season.cast.co_officer)
    return room, Laptop(folder / "laptop", package, phrase)


def held_here(season: Season) -> dict[str, object]:
    """What comes of the same day held in the main system; nothing of it stays."""
    found: dict[str, object] = {}
    try:
        with transaction.atomic():
            panels.on_the_day(season.session)
            hold(season.session, conftest.CHOICES, panels.CO_OFFICER)
            found = outcome(season.session)
            raise Undo
    except Undo:
        return found


def test_while_it_is_out_nobody_acts_on_panels_and_groups_here(with_panels: Season, tmp_path: Path) -> None:
    office = with_panels.cast.office_officer
    gone_out(with_panels, tmp_path)
    panel = Panel.objects.exclude(starts_at=panels.EARLY).get()
    one, group = panel.appearances.first(), peers.groups(with_panels.session).get()
    seat = panel.seats.first().seat
    writer = group.leader.expert.account
    tries: list[Callable[[], object]] = [
        lambda: actions.convene_panel(panel, office),
        lambda: actions.move_panel(panel, MEETING, "别处", "停电", office),
        lambda: actions.order_panel(panel, [], office),
        lambda: actions.drop_panel(panel, "停电", office),
        lambda: actions.record_presence(panel, set(), {}, office),
        lambda: actions.give_mark(one, seat, 80, "好", seat.expert.account),
        lambda: actions.dissolve_peers(group, office),
        lambda: actions.write_peer_opinion(group, one.application, "好", group.leader, writer, hand_in=False),
    ]
    for attempt in tries:
        with pytest.raises(Refused, match="导出到封闭会场"):
            attempt()


@pytest.mark.long
def test_panels_groups_and_a_stand_in_of_a_closed_room_come_back_as_if_they_had_been_here(
    with_panels: Season, tmp_path: Path
) -> None:
    here = held_here(with_panels)
    room, laptop = gone_out(with_panels, tmp_path)
    laptop.open()
    stand_in = Seat.objects.get(draw__session=with_panels.session, status="stand_in")
    assert {panels.CO_OFFICER, stand_in.expert.account.display_name} <= set(laptop.slips)
    slip = laptop.slips[stand_in.expert.account.display_name]
    seen = laptop.meet(choices=conftest.CHOICES, slip=slip, panels=True)
    assert seen["after_log_in"] == [302, "/"], "a stand-in is told to wait"
    raw = laptop.result(tmp_path / "result")
    forger, office = Forger(room, laptop, raw), with_panels.cast.office_officer
    with clock.at(MEETING + 300 * MINUTE):  # who stood in does so no longer when the result comes back
        end_delegation(Delegation.objects.get(), by=with_panels.cast.co_officer)
    for words, change in forgeries(with_panels):
        with pytest.raises(Refused, match=words):
            merge(forger.write(change), office)
    merged = merge(raw, office)
    assert merged.status == ClosedRoom.Status.MERGED and outcome(with_panels.session) == here
    with pytest.raises(Refused, match="只能合并一次"):
        merge(raw, office)
    assert outcome(with_panels.session) == here
    left = Withdrawal.objects.get()
    assert (left.reason, left.by.display_name) == (panels.WHY, panels.CO_OFFICER)
    assert left.successor_id == stand_in.pk and stand_in.panel_marks.count() == 2
    meeting = Meeting.objects.select_related("recorder_signature", "seal_signature").get()
    assert meeting.recorder_signature.account.display_name == panels.CO_OFFICER
    assert meeting.recorder_signature.on_behalf_of.display_name == panels.AWAY
    assert holds(meeting.recorder_signature) and holds(meeting.seal_signature)
    late = Appearance.objects.select_related("application__person").get(outcome="excused")
    told = Message.objects.filter(recipient=late.application.person.account_id, body__contains="列车晚点")
    assert told.count() == 1 and Summons.objects.filter(application=late.application).count() == 2
    computed_again(with_panels)


def row_of(content: Content, label: str, **fields: object) -> dict[str, object]:
    rows: list[dict[str, object]] = content["rows"][label]
    return next(row for row in rows if all(row[name] == value for name, value in fields.items()))


def forgeries(season: Season) -> list[tuple[str, Callable[[Content], object]]]:
    stranger = str(season.cast.accounts["other_office_officer"].pk)
    return [
        ("改动了不能改动的内容",
         lambda content: row_of(content, "meeting.PeerOpinion", words=panels.OUTSIDE).update(words="改写")),
        ("改动了不能改动的内容", lambda content: row_of(content, "experts.Clue", outcome="unrelated").update(words="x")),
        ("少了导出时已有的行", lambda content: content["rows"]["meeting.Mark"].pop(0)),
        ("递补的不是", lambda content: row_of(content, "experts.Withdrawal").update(passed=[{"seat": "x"}])),
        ("与退出登记不符", lambda content: row_of(content, "experts.Seat", status="withdrawn").update(status="stand_in")),
        ("不属于本次评审会的数据",
         lambda content: row_of(content, "experts.Withdrawal").update(by_id=stranger)),
        ("签字的内容与数据不符", lambda content: content["rows"]["meeting.Mark"][-1].update(score=99)),
        ("写入后与文件不一致|签字的内容与数据不符|不属于本次评审会",
         lambda content: row_of(content, "meeting.PanelSeat", came=True).update(seat_id=stranger)),
        ("晚于现在|不成立",
         lambda content: row_of(content, "applications.Summons", called_off_at=None).update(
             called_off_at="2033-10-20T09:00:00.000000+00:00", called_off_why="x")),
    ]  # fmt: skip


def computed_again(season: Season) -> None:
    """Rows under signatures that hold, as whoever has the laptop's keys could make them."""
    room = ClosedRoom.objects.get(session=season.session)
    told = back_rows(season.session)
    went: dict[str, dict[str, dict[str, object]]] = {label: {} for label in told}  # as if all were the room's
    went["experts.Seat"] = {row["id"]: dict(row) for row in told["experts.Seat"]}
    left = Withdrawal.objects.get()
    went["experts.Seat"][str(left.seat_id)]["status"] = "member"
    went["experts.Seat"][str(left.successor_id)]["status"] = "stand_in"
    early = Panel.objects.get(starts_at=panels.EARLY)
    for label, rows in (
        ("meeting.Mark", Mark.objects.filter(appearance__panel=early)),
        ("meeting.Appearance", early.appearances.all()),
    ):
        known = {str(pk) for pk in rows.values_list("pk", flat=True)}
        went[label] = {row["id"]: row for row in told[label] if row["id"] in known}

    def again() -> None:
        now = back_rows(season.session)
        seating.check(room, now, went)
        checking.check(room, now, went)

    def wrong(words: str, change: Callable[[], object]) -> None:
        with pytest.raises(Broken, match=words), transaction.atomic():
            change()
            again()

    again()
    ballot = Ballot.objects.select_related("application").order_by("opened_at").last()
    row, later = ballot.application, ballot.opened_at + MINUTE
    appears = Appearance.objects.filter(application=row, outcome="came")
    marks = Mark.objects.filter(appearance__in=appears)
    one = marks.first()
    wrong("打分不全", lambda: marks.filter(pk=one.pk).update(given_at=later))
    wrong("有不在场的人打分", lambda: one.appearance.panel.seats.filter(seat=one.seat).update(came=False))
    wrong("在登记到场以前就有打分", lambda: marks.update(given_at=room.taken_at + MINUTE))
    wrong("在开始以前登记了到场", lambda: appears.update(marked_at=room.taken_at + MINUTE))
    wrong("没有完成面试答辩", lambda: (marks.update(given_at=later), appears.update(marked_at=later)))
    wrong("到场的专家不够", lambda: (
        marks.exclude(pk=one.pk).delete(), one.appearance.panel.seats.exclude(seat=one.seat).update(came=False)
    ))  # fmt: skip
    said = PeerOpinion.objects.filter(application=row)
    wrong("没有专业组意见", lambda: said.update(handed_in_at=later))
    wrong("不是本组依规定", lambda: said.update(members=9))
    wrong("没有专业组意见", lambda: PeerGroup.objects.update(professions=["别的专业"]))
    wrong("回避线索没有核实", lambda: new_clue(row))
    wrong("不在导出以后、开会以前", lambda: Withdrawal.objects.update(at=later))
    wrong("递补的不是", lambda: Withdrawal.objects.update(successor=Seat.objects.filter(chair=True).get()))
    wrong("不是本人或者办事机构", lambda: Withdrawal.objects.update(by=season.cast.supervisor))
    reading = Reading.objects.filter(application=row).first()
    skipped = Seat.objects.filter(status="skipped", draw=reading.seat.draw).first()
    if skipped is not None:
        wrong("不是本次评审会的评委", lambda: Reading.objects.filter(pk=reading.pk).update(seat=skipped))


def new_clue(row: Application) -> object:
    clue = Seat.objects.filter(chair=True).get().expert.clues
    at = Ballot.objects.get(application=row).opened_at - MINUTE
    return clue.create(person=row.person, words="新线索", found_at=at)

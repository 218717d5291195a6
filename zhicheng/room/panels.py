"""What the acts on panels, expert groups and clues guarantee, computed again from a result's rows."""

import datetime as dt
from collections.abc import Mapping, Set

from django.utils.translation import gettext as _

from zhicheng.experts.models import Clue, Seat
from zhicheng.meeting import faces
from zhicheng.meeting.models import Appearance, Ballot, Mark, PanelSeat, PeerGroup, PeerOpinion
from zhicheng.planning.models import ClosedRoom
from zhicheng.planning.settings import faced
from zhicheng.register.records import Broken
from zhicheng.room.checking import apart
from zhicheng.room.rows import Row

Told = Mapping[str, list[Row]]
Before = Mapping[str, Mapping[str, Row]]
Outcome = Appearance.Outcome


def check(room: ClosedRoom, told: Told, before: Before) -> None:
    """Appearances and marks by themselves, then the gates of every ballot. Errors: Broken."""
    session = room.session
    appearances = Appearance.objects.filter(panel__session=session).select_related("panel", "application")
    for one in appearances.prefetch_related("marks__seat", "panel__seats"):
        _check_appearance(one, room, told, before)
    ballots = Ballot.objects.filter(application__session=session).select_related("application")
    grouped = PeerGroup.objects.filter(session=session).exists()
    for ballot in ballots:
        row = ballot.application
        away = {who for who, person in apart(told, room, ballot.opened_at) if person == str(row.person_id)}
        for way in faced(session):
            check_faced(ballot, way, away)
        if grouped:
            check_peers(ballot, room, told)
        _check_clues(ballot, told)


def _check_appearance(one: Appearance, room: ClosedRoom, told: Told, before: Before) -> None:
    words = {"name": one.application.applicant_name, "way": one.way}
    then = before[Appearance._meta.label].get(str(one.pk))
    now = next(row for row in told[Appearance._meta.label] if row["id"] == str(one.pk))
    marked_before = {row["appearance_id"] for row in before[Mark._meta.label].values()}
    if one.way != one.panel.way or (str(one.pk) in marked_before and then != now):
        raise Broken(_("%(name)s的%(way)s在打分以后被改动") % words)
    came = {seat.seat_id for seat in one.panel.seats.all() if seat.came}
    if then != now and one.marked_at is not None:
        convened = one.panel.convened_at
        if convened is None or one.marked_at < max(convened, one.panel.starts_at, room.taken_at):
            raise Broken(_("%(name)s的%(way)s在开始以前登记了到场") % words)
        if one.outcome == Outcome.CAME and len(came) < faces.least_of(room.session):
            raise Broken(_("%(name)s的%(way)s到场的专家不够") % words)
    for mark in one.marks.all():
        if one.outcome != Outcome.CAME or mark.seat_id not in came or mark.person_id != one.person_id:
            raise Broken(_("%(name)s的%(way)s有不在场的人打分") % words)
        if str(mark.pk) in before[Mark._meta.label]:
            continue
        if one.marked_at is None or mark.given_at < max(one.marked_at, room.taken_at):
            raise Broken(_("%(name)s的%(way)s在登记到场以前就有打分") % words)
        if (str(mark.seat.expert_id), str(one.person_id)) in apart(told, room, mark.given_at):
            raise Broken(_("%(name)s的%(way)s由应当回避的专家打分") % words)


def check_faced(ballot: Ballot, way: str, away: Set[str]) -> None:
    """Before the ballot the person was through with the way: absent, or marked by all who were due. Errors: Broken.

    `away`: the experts who keep away from the person.
    """
    words = {"number": ballot.application.number, "way": way}
    rows = Appearance.objects.filter(application=ballot.application, way=way).exclude(outcome=Outcome.EXCUSED)
    one = rows.select_related("panel").first()
    if one is None or one.marked_at is None or one.marked_at > ballot.opened_at:
        raise Broken(_("%(number)s：表决以前没有完成%(way)s") % words)
    if one.outcome == Outcome.ABSENT:
        return
    seats = PanelSeat.objects.filter(panel=one.panel, came=True, seat__status=Seat.Status.MEMBER)
    due = {seat for seat, expert in seats.values_list("seat", "seat__expert") if str(expert) not in away}
    given = set(one.marks.filter(given_at__lte=ballot.opened_at).values_list("seat", flat=True))
    if not due or not due <= given:
        raise Broken(_("%(number)s：表决以前%(way)s的打分不全") % words)


def check_peers(ballot: Ballot, room: ClosedRoom, told: Told) -> None:
    """Before the ballot the person's expert group had said what it thinks, by its own pen. Errors: Broken."""
    number, row = {"number": ballot.application.number}, ballot.application
    said = PeerOpinion.objects.filter(application=row, handed_in_at__lte=ballot.opened_at)
    one = said.select_related("group", "written_by").first()
    if one is None or one.handed_in_at is None or row.profession not in one.group.professions:
        raise Broken(_("%(number)s：表决以前没有专业组意见") % number)
    if one.handed_in_at < room.taken_at:
        return
    seats = set(one.group.seats.values_list("seat", flat=True))
    keeps_away = (str(one.written_by.expert_id), str(row.person_id)) in apart(told, room, one.handed_in_at)
    enough = faces.least_of(room.session) <= one.members <= len(seats)
    if one.written_by_id not in seats or keeps_away or not enough:
        raise Broken(_("%(number)s：专业组意见不是本组依规定写的") % number)


def _check_clues(ballot: Ballot, told: Told) -> None:
    """No possible relation of a member was open when the vote began: of those that the room knew. Errors: Broken."""
    row, at = ballot.application, ballot.opened_at
    seats = Seat.objects.filter(draw__session=row.session_id, status=Seat.Status.MEMBER)
    table = {str(one) for one in seats.values_list("expert", flat=True)}
    for one in told[Clue._meta.label]:
        concerns = one["person_id"] == str(row.person_id) and one["expert_id"] in table
        settled = one["decided_at"] is not None and dt.datetime.fromisoformat(one["decided_at"]) <= at
        if concerns and dt.datetime.fromisoformat(one["found_at"]) <= at and not settled:
            raise Broken(_("%(number)s：有回避线索没有核实就表决") % {"number": row.number})

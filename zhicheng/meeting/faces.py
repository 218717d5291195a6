"""Reads of the panels: their order with the time of each, who may give marks, what is missing before the vote."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import avoidances
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.models import Appearance, Mark, Panel, PanelSeat
from zhicheng.planning.models import Session
from zhicheng.planning.settings import faced
from zhicheng.ui.templatetags.ui import cn_moment

Outcome = Appearance.Outcome


@dataclass(frozen=True, slots=True)
class Slot:
    """One applicant of a panel: when the turn comes, who of the panel must give a mark, who has."""

    appearance: Appearance
    at: dt.datetime
    due: tuple[Seat, ...]
    given: int

    @property
    def complete(self) -> bool:
        """Whether nothing more is waited for."""
        outcome = self.appearance.outcome
        return outcome in {Outcome.ABSENT, Outcome.EXCUSED} or (
            outcome == Outcome.CAME and self.given >= len(self.due) > 0
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A panel with its members and slots in order."""

    panel: Panel
    seats: tuple[PanelSeat, ...]
    slots: tuple[Slot, ...]

    @property
    def ends_at(self) -> dt.datetime:
        """When the last turn is over."""
        return turn(self.panel, len(self.slots) + 1)

    @property
    def recorded(self) -> bool:
        """Whether it is on record who of the applicants came."""
        return any(slot.appearance.outcome != Outcome.WAITING for slot in self.slots)


@dataclass(frozen=True, slots=True)
class Wanting:
    """A way of review, and the applicants who have no place on a panel for it yet."""

    way: str
    unplaced: tuple[Application, ...]
    open: int  # placed, but not yet through


def least_of(session: Session) -> int:
    """How many experts a panel or group has at least (order 40)."""
    return book_of(session.year, session).value("group.experts_least").number


def turn(panel: Panel, position: int) -> dt.datetime:
    """When the applicant at this place of the order has the turn."""
    return panel.starts_at + dt.timedelta(minutes=panel.minutes) * (position - 1)


def panels_of(session: Session) -> list[Held]:
    """The session's panels by time, each with its slots; a constant number of statements."""
    return _held(Panel.objects.filter(session=session))


def held(panel: Panel) -> Held:
    """One panel."""
    return _held(Panel.objects.filter(pk=panel.pk))[0]


def _held(rows: QuerySet[Panel]) -> list[Held]:
    seats = PanelSeat.objects.select_related("seat__expert__account")
    shown = Appearance.objects.select_related(
        "application__unit", "application__person", "summons", "marked_by"
    ).prefetch_related("marks")
    panels = list(
        rows.select_related("session__committee").prefetch_related(
            Prefetch("seats", seats), Prefetch("appearances", shown)
        )
    )
    known = avoidances([one.seat for panel in panels for one in panel.seats.all()])
    return [_one(panel, known) for panel in panels]


def _one(panel: Panel, known: set[tuple[UUID, UUID]]) -> Held:
    seats = [one for one in panel.seats.all() if one.seat.status == Seat.Status.MEMBER]
    slots = []
    for one in panel.appearances.all():
        fit = [each for each in seats if not must_keep_away(each.seat.expert, one.application, known)]
        due = tuple(each.seat for each in fit if each.came is not False)
        ids = {seat.pk for seat in due}
        given = sum(mark.seat_id in ids for mark in one.marks.all())
        slots.append(Slot(one, turn(panel, one.position), due, given))
    return Held(panel, tuple(panel.seats.all()), tuple(slots))


def wanting(session: Session, panels: Sequence[Held]) -> list[Wanting]:
    """What is missing for each way of the session, for everybody who is not voted on yet."""
    ways = faced(session)
    if not ways:
        return []
    rows = Application.objects.filter(session=session, state__in=[State.FILED, State.READING], ballot=None)
    people = list(rows.select_related("unit").order_by("number"))
    found = []
    for way in ways:
        slots = {
            slot.appearance.application_id: slot
            for one in panels
            for slot in one.slots
            if one.panel.way == way and slot.appearance.outcome != Outcome.EXCUSED
        }
        unplaced = tuple(row for row in people if row.pk not in slots)
        waits = sum(row.pk in slots and not slots[row.pk].complete for row in people)
        found.append(Wanting(way, unplaced, waits))
    return found


def missing(row: Application, session: Session) -> str:
    """Why a person cannot be voted on yet for want of an appearance or of marks, in words; empty where nothing is."""
    for way in faced(session):
        words = {"name": row.applicant_name, "way": way}
        rows = Panel.objects.filter(appearances__application=row, way=way)
        slots = [
            slot
            for one in _held(rows)
            for slot in one.slots
            if slot.appearance.application_id == row.pk and slot.appearance.outcome != Outcome.EXCUSED
        ]
        if not slots:
            return _("%(name)s还没有安排%(way)s。") % words
        if slots[0].appearance.outcome == Outcome.WAITING:
            return _("%(name)s的%(way)s还没有登记是否到场。") % words
        if not slots[0].complete:
            words |= {"given": str(slots[0].given), "due": str(len(slots[0].due))}
            return _("%(name)s的%(way)s只有%(given)s名专家打分，到场的%(due)s名都打分后才能表决。") % words
    return ""


def incomplete(panels: Iterable[Held], rows: Sequence[Application], ways: Sequence[str]) -> set[UUID]:
    """Of `rows` those who are not through with all the ways."""
    done = {
        (one.panel.way, slot.appearance.application_id)
        for one in panels
        for slot in one.slots
        if slot.complete and slot.appearance.outcome != Outcome.EXCUSED
    }
    return {row.pk for row in rows if any((way, row.pk) not in done for way in ways)}


def panels_for(seat: Seat) -> list[Held]:
    """The convened panels of a member, each with the slots that this member may see."""
    rows = Panel.objects.filter(seats__seat=seat, convened_at__isnull=False)
    return [seen_by(seat, one) for one in _held(rows)]


def seen_by(seat: Seat, one: Held) -> Held:
    """The panel without those from whom the member keeps away."""
    known = avoidances([seat])
    rows = tuple(
        slot for slot in one.slots if not must_keep_away(seat.expert, slot.appearance.application, known)
    )
    return Held(one.panel, one.seats, rows)


def marks_on(application: Application) -> list[tuple[Appearance, list[Mark]]]:
    """What the meeting is told of a person's appearances, without the experts' names; one who keeps away does not count."""
    rows = Appearance.objects.filter(application=application).exclude(outcome=Outcome.EXCUSED)
    marks = Mark.objects.select_related("seat__expert").order_by("score", "id")
    found = list(rows.select_related("panel").prefetch_related(Prefetch("marks", marks)).order_by("way"))
    known = avoidances([mark.seat for one in found for mark in one.marks.all()])
    return [
        (one, [mark for mark in one.marks.all() if not must_keep_away(mark.seat.expert, application, known)])
        for one in found
    ]


def average(marks: Sequence[Mark]) -> str:
    """The marks' mean with one digit; empty for none."""
    return f"{sum(mark.score for mark in marks) / len(marks):.1f}" if marks else ""


def in_words(panels: Sequence[Held], known: set[tuple[UUID, UUID]]) -> dict[UUID, list[str]]:
    """What the minutes tell of each application: when, where, who gave how much; names of experts are left out.

    `known`: all (expert, person) who keep away; their marks do not count.
    """
    found: dict[UUID, list[str]] = {}
    for one in panels:
        seats = {each.seat_id: each.seat for each in one.seats}
        for slot in one.slots:
            row = slot.appearance
            marks = [
                mark
                for mark in row.marks.all()
                if mark.seat_id in seats
                and not must_keep_away(seats[mark.seat_id].expert, row.application, known)
            ]
            found.setdefault(row.application_id, []).append(_line(one.panel, slot, marks))
    return found


def _line(panel: Panel, slot: Slot, marks: Sequence[Mark]) -> str:
    row = slot.appearance
    words = {
        "way": panel.way,
        "at": cn_moment(slot.at),
        "place": panel.place,
        "outcome": row.get_outcome_display(),
        "note": row.note,
        "absence": panel.absence,
        "mean": average(marks),
        "scores": "、".join(str(score) for score in sorted(mark.score for mark in marks)),
        "said": "；".join(sorted(mark.words for mark in marks)),
    }
    if row.outcome == Outcome.CAME:
        return _("%(way)s（%(at)s，%(place)s）：打分%(scores)s，平均%(mean)s。%(said)s") % words
    if row.outcome == Outcome.WAITING:
        return _("%(way)s（%(at)s，%(place)s）：%(outcome)s。") % words
    tail = words["absence"] if row.outcome == Outcome.ABSENT else ""
    return _("%(way)s（%(at)s，%(place)s）：%(outcome)s，%(note)s。") % words + tail

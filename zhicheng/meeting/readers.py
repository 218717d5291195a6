"""Who may read which file, and how the readings are shared out: what the plan is made from and its page shows."""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cache
from uuid import UUID

from django.db.models import Prefetch, Q
from django.utils.translation import gettext as _

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Avoidance, Clue, Expert, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.assignment import FARTHEST, NEAR, SAME, Wanted
from zhicheng.meeting.models import GroupReader, PlannedReading, Reading
from zhicheng.planning.models import Session
from zhicheng.policy.tables.professions import profession_named

Known = Mapping[tuple[UUID, UUID], str]  # (expert, person) → reason


@dataclass(frozen=True, slots=True)
class Shortage:
    """A file for which too few members may read."""

    application: Application
    needed: int
    fit: int
    away: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What is missing, in words."""
        words = {
            "name": self.application.applicant_name,
            "number": self.application.number,
            "needed": self.needed,
            "fit": self.fit,
            "short": self.needed - self.fit,
            "away": "、".join(self.away) or _("无"),
        }
        return (
            _(
                "%(name)s（%(number)s）须有%(needed)s名评委审阅，"
                "除去应回避的（%(away)s）只有%(fit)s名，还差%(short)s名。"
            )
            % words
        )


@dataclass(frozen=True, slots=True)
class Load:
    """One member: readings given before, proposed now, and how many of the proposed are of the own profession."""

    seat: Seat
    given: int
    planned: int
    own: int

    @property
    def all(self) -> int:
        """Given and proposed."""
        return self.given + self.planned


@dataclass(frozen=True, slots=True)
class File:
    """One file with its readers: given (they stay) and proposed."""

    application: Application
    given: list[Reading]
    planned: list[PlannedReading]
    missing: int
    away: list[tuple[Seat, str]]


@dataclass(frozen=True, slots=True)
class Plan:
    """The proposed readings of a session, before they are confirmed."""

    needed: int
    loads: list[Load]
    files: list[File]

    @property
    def planned(self) -> int:
        """How many readings wait for confirmation."""
        return sum(len(one.planned) for one in self.files)

    @property
    def missing(self) -> int:
        """How many readings are neither given nor proposed."""
        return sum(one.missing for one in self.files)

    @property
    def avoided(self) -> list[File]:
        """The files from which some member keeps away."""
        return [one for one in self.files if one.away]

    @property
    def least(self) -> int:
        """The smallest load."""
        return min((one.all for one in self.loads), default=0)

    @property
    def most(self) -> int:
        """The largest load."""
        return max((one.all for one in self.loads), default=0)


def plan_of(session: Session) -> Plan:
    """The plan as it stands, by number; a constant number of statements."""
    seats, rows = members(session), to_read(session)
    known, needed = avoidances_of(seats), needed_of(session)
    files = []
    for row in rows:
        away = {seat.id: seat for seat in seats if must_keep_away(seat.expert, row, known.keys())}
        given = [one for one in row.readings.all() if one.seat_id not in away]
        planned = list(row.planned_readings.all())
        missing = max(needed - len(given) - len(planned), 0)
        reasons = [
            (seat, known.get((seat.expert_id, row.person_id), _("现在或者曾经同单位")))
            for seat in away.values()
        ]
        files.append(File(row, given, planned, missing, reasons))
    return Plan(needed, [_load(seat, files) for seat in seats], files)


def _load(seat: Seat, files: Sequence[File]) -> Load:
    given = sum(any(one.seat_id == seat.id for one in file.given) for file in files)
    mine = [file.application for file in files if any(one.seat_id == seat.id for one in file.planned)]
    return Load(seat, given, len(mine), sum(distance(seat.expert, row) == SAME for row in mine))


def to_read(session: Session) -> list[Application]:
    """Everybody admitted who was not voted on, by number, with unit, readings and proposed readings."""
    readers = Reading.objects.select_related("seat__expert").order_by("seat__position")
    proposed = PlannedReading.objects.select_related("seat__expert").order_by("seat__position")
    rows = Application.objects.filter(session=session, state__in=[State.FILED, State.READING])
    together = (Prefetch("readings", readers), Prefetch("planned_readings", proposed))
    return list(rows.select_related("unit", "person").prefetch_related(*together).order_by("number"))


def wanted_of(session: Session, rows: Sequence[Application]) -> tuple[list[Wanted], dict[str, int]]:
    """What is to be shared out: missing readers and candidates by file; and each member's load, in their order.

    `rows`: as `to_read` gives them. Files of which enough are given out are not among them.
    """
    seats, needed = members(session), needed_of(session)
    known, named = avoidances_of(seats), named_for(session)
    apart, wanted = apart_from(seats, known), []
    for row in rows:
        kept = [one for one in row.readings.all() if not must_keep_away(one.seat.expert, row, known.keys())]
        reading = {one.seat_id for one in kept}
        fit = candidates(row, named_among(row, seats, named), apart)
        missing = needed - len(kept)
        free = {str(seat.id): distance(seat.expert, row) for seat in fit if seat.id not in reading}
        if missing > 0:
            wanted.append(Wanted(str(row.id), missing, free))
    given = list(Reading.objects.filter(seat__in=seats).values_list("seat_id", flat=True))
    return wanted, {str(seat.id): given.count(seat.id) for seat in seats}


def named_for(session: Session) -> dict[UUID, set[UUID]]:
    """The seats that are named to read a group, by group; a group without any is not among them (YN2020-2.4b)."""
    named: dict[UUID, set[UUID]] = {}
    for row in GroupReader.objects.filter(group__session=session):
        named.setdefault(row.group_id, set()).add(row.seat_id)
    return named


def named_among(row: Application, seats: Sequence[Seat], named: Mapping[UUID, set[UUID]]) -> list[Seat]:
    """Those of the seats that read the file's group: the named ones, or all."""
    ours = named.get(row.group_id) if row.group_id else None
    return [seat for seat in seats if ours is None or seat.id in ours]


def candidates(row: Application, seats: Sequence[Seat], apart: Set[tuple[UUID, UUID]]) -> list[Seat]:
    """The members who may read the file. `apart`: see `apart_from`."""
    return [seat for seat in seats if not must_keep_away(seat.expert, row, apart)]


def shortages(session: Session, rows: Sequence[Application]) -> list[Shortage]:
    """The files for which too few members may read, by number."""
    seats, needed = members(session), needed_of(session)
    apart, named = apart_from(seats, avoidances_of(seats)), named_for(session)
    found = []
    for row in rows:
        ours = named_among(row, seats, named)
        fit = candidates(row, ours, apart)
        if len(fit) < needed:
            away = tuple(seat.expert.name for seat in ours if seat not in fit)
            found.append(Shortage(row, needed, len(fit), away))
    return found


def distance(expert: Expert, row: Application) -> int:
    """How far the expert's profession is from the file's: SAME, NEAR (of the same field), FARTHEST."""
    return _distance(expert.profession, row.profession)


@cache
def _distance(one: str, other: str) -> int:
    if one == other:
        return SAME
    first, second = profession_named(one), profession_named(other)
    if first is None or second is None:
        return FARTHEST
    if first.id == second.id:
        return SAME
    return NEAR if {*first.fields} & {*second.fields} else FARTHEST


def avoidances_of(seats: Sequence[Seat]) -> dict[tuple[UUID, UUID], str]:
    """Every avoidance that is declared or found for these members, with its reason."""
    experts = Q(expert__in=[seat.expert_id for seat in seats])
    rows = Avoidance.objects.filter(experts).values_list("expert_id", "person_id", "reason")
    return {(expert, person): reason for expert, person, reason in rows}


def apart_from(seats: Sequence[Seat], known: Known) -> set[tuple[UUID, UUID]]:
    """Every (expert, person) to whom no file is given: known avoidances, and clues that nobody has settled."""
    waiting = Clue.objects.filter(expert__in=[seat.expert_id for seat in seats], outcome=Clue.Outcome.WAITING)
    return known.keys() | set(waiting.values_list("expert_id", "person_id"))


def needed_of(session: Session) -> int:
    """How many readers each file needs (KM2023-4.4g)."""
    return book_of(session.year, session).value("readings.per_application").number


def instead_of(planned: PlannedReading) -> list[tuple[Seat, str]]:
    """Who may read the file instead, the least loaded first: member, and name with unit, profession and load."""
    row = planned.application
    if row.session is None:
        return []
    plan = plan_of(row.session)
    reading = set(row.readings.values_list("seat", flat=True)) | set(
        row.planned_readings.values_list("seat", flat=True)
    )
    seats = [one.seat for one in plan.loads]
    apart, ours = apart_from(seats, avoidances_of(seats)), named_among(row, seats, named_for(row.session))
    free = [
        one
        for one in plan.loads
        if one.seat in ours and one.seat.id not in reading and not must_keep_away(one.seat.expert, row, apart)
    ]
    return [
        (
            one.seat,
            _("%(name)s（%(unit)s，%(profession)s，已有%(load)s份）")
            % {
                "name": one.seat.expert.name,
                "unit": one.seat.expert.unit_name,
                "profession": one.seat.expert.profession,
                "load": one.all,
            },
        )
        for one in sorted(free, key=lambda one: (one.all, one.seat.position))
    ]

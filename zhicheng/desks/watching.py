"""The supervisors' seat: gates, dates and progress of all sessions; counts alone, no names, opinions or votes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.desks.agenda import SessionRow, supervised
from zhicheng.meeting.models import Reading
from zhicheng.planning.overview import TONES
from zhicheng.ui.templatetags.ui import cn_date


@dataclass(frozen=True, slots=True)
class Cell:
    """One gate in the bar of a session: the tone of its state, and what it is in words."""

    tone: str
    words: str


@dataclass(frozen=True, slots=True)
class Watched:
    """A session as supervisors see it: its gates, and how many of its people are how far."""

    row: SessionRow
    submitted: int
    voted: int
    readings: int
    read: int

    @property
    def cells(self) -> list[Cell]:
        """The gates in order."""
        return [
            Cell(TONES[gate.state], f"{gate.name} {cn_date(gate.done_on or gate.latest)} {gate.word}")
            for gate in self.row.gates
        ]

    @property
    def words(self) -> str:
        """The bar in words."""
        return _("%(all)d个环节，完成%(done)d个，逾期%(late)d个") % {
            "all": len(self.row.gates),
            "done": self.row.done,
            "late": self.row.late,
        }


def watched() -> list[Watched]:
    """All sessions of this year and the last, the late ones first; a constant number of SQL statements."""
    rows = supervised()
    ids = [row.session.pk for row in rows]
    people = _by_session(
        Application.objects.filter(session__in=ids, submitted_at__isnull=False)
        .values("session")
        .annotate(all=Count("id"), done=Count("id", filter=Q(ballot__closed_at__isnull=False)))
        .values_list("session", "all", "done")
    )
    readings = _by_session(
        Reading.objects.filter(application__session__in=ids)
        .values("application__session")
        .annotate(all=Count("id"), done=Count("id", filter=Q(handed_in_at__isnull=False)))
        .values_list("application__session", "all", "done")
    )
    none = (0, 0)
    return [
        Watched(row, *people.get(row.session.pk, none), *readings.get(row.session.pk, none)) for row in rows
    ]


def _by_session(rows: Iterable[tuple[UUID, int, int]]) -> Mapping[UUID, tuple[int, int]]:
    return {session: (every, done) for session, every, done in rows}

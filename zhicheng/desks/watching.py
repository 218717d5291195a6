"""The supervisors' seat: gates, dates, progress, closed rooms of all sessions; no applicants, opinions or votes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.desks.agenda import SessionRow, supervised
from zhicheng.meeting.models import Reading
from zhicheng.planning.models import ClosedRoom
from zhicheng.planning.overview import TONES
from zhicheng.ui.templatetags.ui import cn_date, cn_moment

SHOWN = 16  # digits of a hash; the whole stands on the page of the room


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
    room: ClosedRoom | None

    @property
    def out(self) -> str:
        """Since when the session is in a closed room, who took it, which package; empty where it never was."""
        if self.room is None:
            return ""
        if self.room.status == ClosedRoom.Status.PREPARING:
            return _("%(who)s正在导出到封闭会场") % {"who": self.room.taken_by.display_name}
        return _("%(since)s由%(who)s导出到封闭会场，导出包摘要%(hash)s…") % {
            "since": cn_moment(self.room.taken_at),
            "who": self.room.taken_by.display_name,
            "hash": self.room.package_hash[:SHOWN],
        }

    @property
    def back(self) -> str:
        """When the result came back or the room was cancelled, by whom; empty while it is out."""
        room = self.room
        if room is not None and room.merged_by is not None:
            return _("%(at)s由%(who)s合并会议结果，结果文件摘要%(hash)s…") % {
                "at": cn_moment(room.merged_at),
                "who": room.merged_by.display_name,
                "hash": (room.result_hash or "")[:SHOWN],
            }
        if room is not None and room.cancelled_by is not None:
            return _("%(at)s取消，由%(who)s确认") % {
                "at": cn_moment(room.cancelled_at),
                "who": room.cancelled_by.display_name,
            }
        return ""

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
    rooms = ClosedRoom.objects.filter(session__in=ids).exclude(status=ClosedRoom.Status.HERE)
    newest = {
        one.session_id: one
        for one in rooms.select_related("taken_by", "merged_by", "cancelled_by").order_by("taken_at", "pk")
    }
    none = (0, 0)
    return [
        Watched(
            row,
            *people.get(row.session.pk, none),
            *readings.get(row.session.pk, none),
            newest.get(row.session.pk),
        )
        for row in rows
    ]


def _by_session(rows: Iterable[tuple[UUID, int, int]]) -> Mapping[UUID, tuple[int, int]]:
    return {session: (every, done) for session, every, done in rows}

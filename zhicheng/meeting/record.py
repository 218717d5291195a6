"""The meeting's record as a file: attendance, panels with marks, expert groups with opinions; docs/formats/archive.md."""

import datetime as dt
from typing import Any

from zhicheng.meeting import tally
from zhicheng.meeting.models import Appearance, Attendance, Meeting, Panel, PeerGroup, PeerOpinion
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash, in_file

FORMAT = "zhicheng-minutes-1"


def file_of(meeting: Meeting) -> dict[str, Any] | None:
    """The record, with what the recorder signed; None where the rows are not any more what was signed.

    `meeting` with its session and both signatures, which are there.
    """
    chair, recorder = meeting.signature, meeting.recorder_signature
    if chair is None or recorder is None:
        return None
    minutes = tally.minutes_of(meeting.session, chair.content_hash)
    if content_hash(minutes) != recorder.content_hash:
        # Signed before there were panels and groups: those minutes do not name them.
        minutes = {name: minutes[name] for name in minutes if minutes[name] or name not in tally.LATER}
    if content_hash(minutes) != recorder.content_hash:
        return None
    return {"content": content_of(meeting.session), "minutes": minutes, "signature": in_file(recorder)}


def content_of(session: Session) -> dict[str, Any]:
    """Who was there, who appeared before whom and what each member gave, what each group said."""
    attendance = Attendance.objects.filter(meeting__session=session).select_related("seat")
    panels = Panel.objects.filter(session=session).prefetch_related(
        "seats__seat", "appearances__application", "appearances__marks"
    )
    groups = PeerGroup.objects.filter(session=session).select_related("leader")
    said = PeerOpinion.objects.filter(application__session=session, handed_in_at__isnull=False)
    opinions = list(said.select_related("application", "written_by").order_by("application__number"))
    return {
        "format": FORMAT,
        "session": str(session.pk),
        "attendance": [
            {
                "seat": str(row.seat_id),
                "position": row.seat.position,
                "arrived_at": row.arrived_at.isoformat(),
                "left_at": _moment(row.left_at),
                "absences": [[one.left_at.isoformat(), one.returned_at.isoformat()] for one in row.absences.all()],
            }
            for row in attendance.prefetch_related("absences").order_by("seat__position")
        ],
        "panels": [_panel(one) for one in panels.order_by("starts_at", "id")],
        "groups": [
            {
                "name": group.name,
                "professions": group.professions,
                "leader": group.leader.position,
                "members": sorted(group.seats.values_list("seat__position", flat=True)),
                "opinions": [
                    {
                        "opinion": str(one.pk),
                        "application": one.application.number,
                        "written_by": one.written_by.position,
                        "members": one.members,
                        "words": one.words,
                        "handed_in_at": _moment(one.handed_in_at),
                    }
                    for one in opinions
                    if one.group_id == group.pk
                ],
            }
            for group in groups.order_by("name", "id")
        ],
    }  # fmt: skip


def _panel(panel: Panel) -> dict[str, Any]:
    return {
        "way": panel.way,
        "starts_at": panel.starts_at.isoformat(),
        "place": panel.place,
        "absence": panel.absence,
        "experts": [
            {"seat": str(one.seat_id), "position": one.seat.position, "came": one.came}
            for one in panel.seats.all()
        ],
        "appearances": [_appearance(one) for one in panel.appearances.all()],
    }


def _appearance(one: Appearance) -> dict[str, Any]:
    return {
        "appearance": str(one.pk),
        "application": one.application.number,
        "position": one.position,
        "outcome": one.outcome,
        "note": one.note,
        "marked_at": _moment(one.marked_at),
        "marks": [
            {
                "mark": str(mark.pk),
                "seat": str(mark.seat_id),
                "score": mark.score,
                "words": mark.words,
                "given_at": mark.given_at.isoformat(),
            }
            for mark in one.marks.all()
        ],
    }


def _moment(at: dt.datetime | None) -> str:
    return at.isoformat() if at else ""

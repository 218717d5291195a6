"""The tally of a meeting as one record: what the chair signs, supervisors and archive keep, anybody can check."""

from typing import Any

from django.db.models import Prefetch

from zhicheng.meeting.ballot_rows import ballot_record, sealed_rows
from zhicheng.meeting.models import (
    Annulment,
    Appearance,
    Attendance,
    BallotKey,
    Meeting,
    PeerOpinion,
    Reading,
    Trustee,
)
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash, in_file

FORMAT, PURPOSE = "zhicheng-tally-1", "meeting_result"


def content_of(session: Session) -> dict[str, Any]:
    """Keys with the trustees' messages, ballots with every sealed choice, openings, counts, results; by number."""
    trustees = Prefetch("trustees", Trustee.objects.select_related("account"))
    keys = BallotKey.objects.filter(session=session, made_at__isnull=False).prefetch_related(trustees)
    ballots = sealed_rows().filter(application__session=session).order_by("application__number")
    annulled = Annulment.objects.filter(application__session=session).order_by("application__number", "round")
    return {
        "format": FORMAT,
        "session": str(session.id),
        "committee": session.committee.name,
        "year": session.year,
        "keys": [_key(one) for one in keys.order_by("begun_at")],
        "ballots": [ballot_record(one) for one in ballots],
        "annulled": [one.record for one in annulled],
    }


def attendance(session: Session) -> list[list[Any]]:
    """Who was there: seat, arrival, final leaving (or empty), and each leaving and return; in the seats' order."""
    rows = Attendance.objects.filter(meeting__session=session).prefetch_related("absences")
    return [
        [
            str(row.seat_id),
            row.arrived_at.isoformat(),
            row.left_at.isoformat() if row.left_at else "",
            [[one.left_at.isoformat(), one.returned_at.isoformat()] for one in row.absences.all()],
        ]
        for row in rows.order_by("seat__position")
    ]


def opinions(session: Session) -> list[list[Any]]:
    """What the readers have handed in: reading, scores, opinion."""
    rows = Reading.objects.filter(application__session=session, handed_in_at__isnull=False).order_by("id")
    return [[str(row.id), row.scores, row.opinion] for row in rows]


def marks(session: Session) -> list[list[Any]]:
    """Who appeared and what each expert gave: appearance, number, way, outcome, [[mark, seat, score, words]]."""
    rows = Appearance.objects.filter(panel__session=session).prefetch_related("marks").order_by("id")
    return [
        [
            str(row.id),
            row.application.number,
            row.way,
            row.outcome,
            [[str(one.id), str(one.seat_id), one.score, one.words] for one in row.marks.all()],
        ]
        for row in rows.select_related("application")
    ]


def group_opinions(session: Session) -> list[list[Any]]:
    """What the expert groups have handed in: opinion, number, group, how many, words."""
    rows = PeerOpinion.objects.filter(application__session=session, handed_in_at__isnull=False).order_by("id")
    return [
        [str(row.id), row.application.number, row.group.name, row.members, row.words]
        for row in rows.select_related("group", "application")
    ]


LATER = {"marks", "group_opinions"}  # of the minutes, since there are panels and groups


def minutes_of(session: Session, tally_hash: str) -> dict[str, Any]:
    """What the recorder signs."""
    return {
        "session": str(session.id),
        "tally": tally_hash,
        "minutes": attendance(session),
        "opinions": opinions(session),
        "marks": marks(session),
        "group_opinions": group_opinions(session),
    }


def file_of(meeting: Meeting) -> dict[str, Any] | None:
    """The signed record of a closed meeting; None where the rows are not any more what the chair signed."""
    signature, content = meeting.signature, content_of(meeting.session)
    if signature is None or content_hash(content) != signature.content_hash:
        return None
    return {"content": content, "signature": in_file(signature)}


def _key(key: BallotKey) -> dict[str, Any]:
    return {
        "id": str(key.id),
        "key": key.public_key,
        "trustees": [
            {
                "position": one.position,
                "role": one.role,
                "name": one.account.display_name,
                "organisation": one.organisation,
                "deal": one.deal,
                "shares": one.shares,
                "confirmation": one.confirmation,
            }
            for one in key.trustees.all()
        ],
    }

"""What the minutes tell besides the results: the agenda as it went, who was there when, the readers' opinions."""

import datetime as dt
from collections.abc import Iterable, Sequence
from itertools import groupby
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from zhicheng.documents import inputs
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import avoidances
from zhicheng.meeting import peers
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.agenda import Agenda, Line
from zhicheng.meeting.faces import in_words, panels_of
from zhicheng.meeting.models import Annulment, Attendance, Ballot, Meeting, Reading
from zhicheng.planning.models import Session

NAMED = 5  # people that one entry names
Moment = tuple[dt.datetime, str]


def agenda_as_it_went(session: Session, agenda: Agenda, meeting: Meeting) -> list[inputs.CourseEntry]:
    """Opening, arrivals and leavings, breaks, ballots and counts, repeated ballots, the end; by time."""
    rows = list(_attendance(session))
    found = [*_comings(rows, meeting), *_breaks(meeting), *_ballots(agenda.lines), *_repeated(session)]
    if meeting.opened_at:
        words = _("评审会开始，到会%(present)s人，至少须到%(least)s人。")
        there = present_at(rows, meeting.opened_at)
        found.append((meeting.opened_at, words % {"present": there, "least": agenda.least}))
    if meeting.closed_at:
        found.append((meeting.closed_at, _("主任委员核对结果、签字，宣布评审会结束。")))
    return [{"at": _clock(at), "words": words} for at, words in sorted(found, key=lambda one: one[0])]


def present_at(rows: Iterable[Attendance], at: dt.datetime) -> int:
    """How many were in the room at that moment. `rows`: with absences loaded."""
    return sum(is_present(row, at) for row in rows)


def is_present(row: Attendance, at: dt.datetime) -> bool:
    """Whether the member was in the room at that moment. With absences loaded."""
    gone = row.left_at is not None and row.left_at <= at
    out = any(one.left_at <= at < one.returned_at for one in row.absences.all())
    return row.arrived_at <= at and not gone and not out


def presence_of(seat: Seat) -> str:
    """When the member came, left and was back, in words."""
    row: Attendance | None = getattr(seat, "attendance", None)
    if row is None:
        return _("缺席")
    parts = [_("%(at)s到会") % {"at": _clock(row.arrived_at)}]
    for one in row.absences.all():
        parts.append(
            _("%(from)s离会，%(to)s返回") % {"from": _clock(one.left_at), "to": _clock(one.returned_at)}
        )
    if row.left_at is not None:
        parts.append(_("%(at)s离会") % {"at": _clock(row.left_at)})
    return "；".join(parts)


def opinions_by_case(session: Session, agenda: Agenda) -> list[inputs.CaseOpinions]:
    """The readers' opinions on everybody by number, without names, in an order that tells nothing."""
    rows = Reading.objects.filter(application__session=session, handed_in_at__isnull=False)
    away = avoidances(agenda.seats)
    by_case: dict[object, list[Reading]] = {}
    for row in rows.select_related("seat__expert", "application__unit"):
        if not must_keep_away(row.seat.expert, row.application, away):
            by_case.setdefault(row.application_id, []).append(row)
    faced, said = in_words(panels_of(session), away), peers.in_words(session)
    return [
        {
            "name": line.application.applicant_name,
            "number": line.application.number or "",
            "faced": [
                *faced.get(line.application.id, []),
                *([said[line.application.id]] if line.application.id in said else []),
            ],
            "opinions": [
                {"scores": _scores(row), "words": row.opinion}
                for row in sorted(by_case.get(line.application.id, []), key=lambda row: row.opinion)
            ],
        }
        for line in agenda.lines
    ]


def _attendance(session: Session) -> Iterable[Attendance]:
    rows = Attendance.objects.filter(meeting__session=session).select_related("seat__expert")
    return rows.prefetch_related("absences").order_by("seat__position")


def _comings(rows: Sequence[Attendance], meeting: Meeting) -> list[Moment]:
    begun = meeting.opened_at
    found: list[Moment] = []
    for row in rows:
        name = row.seat.expert.name
        if begun is not None and row.arrived_at > begun:
            found.append((row.arrived_at, _("%(name)s签到") % {"name": name}))
        for one in row.absences.all():
            found.append((one.left_at, _left(name, one.left_why)))
            found.append((one.returned_at, _("%(name)s返回会场") % {"name": name}))
        if row.left_at is not None:
            found.append((row.left_at, _left(name, row.left_why)))
    counted = _("%(what)s，到会%(present)s人。")
    return [(at, counted % {"what": what, "present": present_at(rows, at)}) for at, what in found]


def _left(name: str, why: str) -> str:
    return (
        _("%(name)s离会（%(why)s）") % {"name": name, "why": why}
        if why
        else _("%(name)s离会") % {"name": name}
    )


def _breaks(meeting: Meeting) -> list[Moment]:
    found: list[Moment] = []
    for one in meeting.breaks.all():
        found.append((one.begun_at, _("休会：%(why)s。") % {"why": one.reason.rstrip("。")}))
        if one.ended_at is not None:
            found.append((one.ended_at, _("复会。")))
    return found


def _ballots(lines: Sequence[Line]) -> list[Moment]:
    ballots = [line.ballot for line in lines if line.ballot is not None]
    opened = [(one.opened_at, one) for one in ballots]
    ended = [(one.ended_at, one) for one in ballots if one.ended_at]
    counted = [(one.closed_at, one) for one in ballots if one.closed_at]
    names = {line.ballot.id: line.application.applicant_name for line in lines if line.ballot is not None}
    return [
        *_together(opened, names, _("对%(names)s开始无记名表决。")),
        *_together(ended, names, _("对%(names)s的投票结束。")),
        *_together(counted, names, _("两名密钥持有人开出对%(names)s的表决总数，当场公布结果。")),
    ]


def _together(
    moments: Sequence[tuple[dt.datetime, Ballot]], names: dict[UUID, str], words: str
) -> list[Moment]:
    """One entry for what happened in the same minute."""
    found: list[Moment] = []
    for _minute, group in groupby(sorted(moments, key=lambda one: one[0]), key=lambda one: _clock(one[0])):
        same = list(group)
        people = [names[ballot.id] for _at, ballot in same]
        told = "、".join(people[:NAMED])
        if len(people) > NAMED:
            told = _("%(names)s等%(many)s人") % {"names": told, "many": len(people)}
        found.append((same[0][0], words % {"names": told}))
    return found


def _repeated(session: Session) -> list[Moment]:
    rows = Annulment.objects.filter(application__session=session).select_related("application")
    words = _("主任委员决定对%(name)s重新表决：%(why)s。")
    return [
        (one.at, words % {"name": one.application.applicant_name, "why": one.reason.rstrip("。")})
        for one in rows
    ]


def _scores(row: Reading) -> str:
    return "、".join(f"{name}{score}" for name, score in row.scores.items())


def _clock(at: dt.datetime) -> str:
    return f"{timezone.localtime(at):%m-%d %H:%M}"

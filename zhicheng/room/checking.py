"""What the acts of a meeting guarantee, computed again from a result's rows: signatures, tally, quorum, votes, times."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting import counting, rechecking, tally
from zhicheng.meeting.ballots import verifier
from zhicheng.meeting.course import is_present, present_at
from zhicheng.meeting.models import Annulment, Attendance, Ballot, Break, Meeting, Reading
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.register.records import Broken, written
from zhicheng.room.rows import Row
from zhicheng.room.scope import BACK, seats_of
from zhicheng.room.seating import at_office
from zhicheng.signatures.actions import content_hash, holds
from zhicheng.signatures.models import Signature

TIME = "DateTimeField"


def check(room: ClosedRoom, content: Mapping[str, Any], before: Mapping[str, Mapping[str, Row]]) -> None:
    """Everything that a room's result must be, on rows that are written but not yet committed. Errors: Broken.

    `before`: the rows as they went out, by table and primary key. Who sat there: seating.py; panels, groups: panels.py.
    """
    session = room.session
    meeting = Meeting.objects.select_related("signature", "recorder_signature").get(session=session)
    _check_times(content["rows"], before, room)
    _check_people(content["rows"])
    _check_signatures(session, meeting)
    _check_tally(meeting)
    left = Application.objects.filter(session=session, state__in=rechecking.AT_THE_MEETING)
    if left.exclude(ballot__closed_at__isnull=False).exists():
        raise Broken(_("还有申报人没有完成表决"))
    _check_attendance(session, meeting)
    voted_on = Ballot.objects.filter(application__session=session)
    for ballot in voted_on.select_related("application__unit").prefetch_related("marks"):
        check_ballot(ballot, content["rows"], room, meeting)


def _check_times(
    told: Mapping[str, list[Row]], before: Mapping[str, Mapping[str, Row]], room: ClosedRoom
) -> None:
    """Nothing in the room's new rows is later than now; what names no moment before the export is left to the acts."""
    now = clock.now()
    for part in BACK:
        moments = [one.attname for one in part.model._meta.concrete_fields if one.get_internal_type() == TIME]
        for row in told[part.label]:
            if row == before[part.label].get(row[part.model._meta.pk.attname]):
                continue
            if any(row[name] and dt.datetime.fromisoformat(row[name]) > now for name in moments):
                raise Broken(_("有的时间晚于现在，请核对封闭会场的时钟"))
    meeting = Meeting.objects.get(session=room.session_id)
    opened, closed = meeting.opened_at, meeting.closed_at
    if opened is None or closed is None or not room.taken_at <= opened <= closed:
        raise Broken(_("评审会没有在导出以后召开并结束"))


def _check_people(told: Mapping[str, list[Row]]) -> None:
    """A row's person is its application's."""
    rows = [row for some in told.values() for row in some if "person_id" in row and "application_id" in row]
    named = {(row["application_id"], row["person_id"]) for row in rows}
    of = Application.objects.filter(pk__in={one for one, _person in named}).values_list("pk", "person_id")
    if named != {(str(one), str(person)) for one, person in of}:
        raise Broken(_("有的数据把申报和申报人弄错了"))


def _check_signatures(session: Session, meeting: Meeting) -> None:
    chair = next((seat for seat in members(session) if seat.chair), None)
    by_chair, by_recorder = meeting.signature, meeting.recorder_signature
    if chair is None or by_chair is None or by_recorder is None:
        raise Broken(_("缺少主任委员或者记录人的签字"))
    seats = at_office(by_recorder.account_id, session, by_recorder.signed_at)
    seat = seats.filter(organisation=by_recorder.organisation_id).select_related("standing_in__role").first()
    if by_chair.account_id != chair.expert.account_id or by_recorder.account_id == by_chair.account_id:
        raise Broken(_("签字的不是主任委员和记录人"))
    if seat is None:
        raise Broken(_("记录人不是办事机构的人"))
    stood_in = seat.standing_in.role.account_id if seat.standing_in else None
    if by_recorder.on_behalf_of_id != stood_in:
        raise Broken(_("记录人代谁签字与登记的代理不符"))
    expected = [
        (by_chair, tally.PURPOSE, content_hash(tally.content_of(session))),
        (by_recorder, "minutes", content_hash(tally.minutes_of(session, by_chair.content_hash))),
    ]
    for one in Annulment.objects.filter(application__session=session).select_related("signature"):
        if one.signature.account_id != one.by_id:
            raise Broken(_("重新表决的决定不是本人签字"))
        expected.append((one.signature, "revote", content_hash(one.record)))
    signed = next(part for part in BACK if part.model is Signature).of(session)
    if signed.count() != len(expected):
        raise Broken(_("签字的数目不对"))
    for signature, purpose, digest in expected:
        by_code = signature.method == Signature.Method.SECOND_FACTOR
        if (signature.purpose, signature.content_hash) != (purpose, digest) or not by_code:
            raise Broken(_("签字的内容与数据不符"))
        if not holds(signature):
            raise Broken(_("签字不成立，或者不是导出时登记的密钥"))


def _check_tally(meeting: Meeting) -> None:
    file = tally.file_of(meeting)
    if file is None:
        raise Broken(_("计票记录不是主任委员签字的内容"))
    verifier.check(written(file))


def _check_attendance(session: Session, meeting: Meeting) -> None:
    at_table = [Seat.Status.MEMBER, Seat.Status.WITHDRAWN]
    seats = set(seats_of(session).filter(status__in=at_table).values_list("pk", flat=True))
    rows = list(Attendance.objects.filter(meeting=meeting).prefetch_related("absences"))
    if not {row.seat_id for row in rows} <= seats:
        raise Broken(_("签到的不是本次评审会的评委"))
    shares = counting.rule(book_of(session.year, session))
    assert meeting.opened_at is not None  # _check_times
    if not counting.is_quorate(present_at(rows, meeting.opened_at), meeting.members, shares):
        raise Broken(_("开会时不足法定人数"))


def check_ballot(ballot: Ballot, rows: Mapping[str, list[Row]], room: ClosedRoom, meeting: Meeting) -> None:
    """One ballot: who was there, who voted, what was read, when. `rows`: the file's. Errors: Broken."""
    row, book = ballot.application, book_of(room.session.year, room.session)
    shares, number = counting.rule(book), {"number": row.number}
    away = {expert for expert, person in apart(rows, room, ballot.opened_at) if person == str(row.person_id)}
    attendance = Attendance.objects.filter(meeting=meeting).select_related("seat__expert")
    may = {
        one.seat_id
        for one in attendance.prefetch_related("absences")
        if is_present(one, ballot.opened_at) and str(one.seat.expert_id) not in away
    }
    if (ballot.members, ballot.present) != (meeting.members, len(may)):
        raise Broken(_("%(number)s：到会人数与签到不符") % number)
    if not counting.is_quorate(ballot.present, ballot.members, shares) or ballot.rule != shares.as_kept():
        raise Broken(_("%(number)s：不足法定人数或者规则不对") % number)
    if not {one.seat_id for one in ballot.marks.all()} <= may:
        raise Broken(_("%(number)s：投票的人不在会场或者应当回避") % number)
    handed_in = Reading.objects.filter(application=row, handed_in_at__lte=ballot.opened_at)
    readers = handed_in.values_list("seat__expert", flat=True)
    read = sum(str(expert) not in away for expert in readers)
    if read < book.value("readings.per_application").number:
        raise Broken(_("%(number)s：审阅意见不够") % number)
    moments = (meeting.opened_at, ballot.opened_at, ballot.ended_at, ballot.closed_at, meeting.closed_at)
    known = [one for one in moments if one is not None]
    if len(known) < len(moments) or known != sorted(known):
        raise Broken(_("%(number)s：表决的先后不对") % number)
    if Break.objects.filter(
        meeting=meeting, begun_at__lt=ballot.opened_at, ended_at__gt=ballot.opened_at
    ).exists():
        raise Broken(_("%(number)s：休会期间不能表决") % number)


def apart(rows: Mapping[str, list[Row]], room: ClosedRoom, at: dt.datetime) -> set[tuple[str, str]]:
    """Who kept away from whom at that moment, as far as the room could know: expert, person."""
    told = rows[Avoidance._meta.label]
    there = {
        (one["expert_id"], one["person_id"])
        for one in told
        if dt.datetime.fromisoformat(one["declared_at"]) <= at
    }
    return there | {(expert, person) for expert, person in room.apart}

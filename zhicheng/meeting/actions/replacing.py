"""A member withdraws before the meeting: the seat goes to the next stand-in, and so do the readings that are not done."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import find_relations, withdraw_seat
from zhicheng.experts.models import Seat, Withdrawal
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.actions.assigning import fill_up
from zhicheng.meeting.actions.facing import hand_on_panels
from zhicheng.meeting.actions.noticing import tell
from zhicheng.meeting.actions.peering import hand_on_peers
from zhicheng.meeting.models import Attendance, GroupReader, Meeting, PlannedReading, Reading
from zhicheng.meeting.notices import standing_notice
from zhicheng.meeting.readers import named_among, named_for, to_read
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session


@dataclass(frozen=True, slots=True)
class Left:
    """What a withdrawal led to: readings that another member has now, and files that lack a reader."""

    withdrawal: Withdrawal
    given: int
    missing: int


@transaction.atomic
def withdraw_member(seat: Seat, reason: str, by: Account) -> Left:
    """The expert cannot take part; before the meeting is opened.

    Readings handed in stay. Drafts are deleted; the file goes to who steps in, or where that one must keep away, to
    another member in turn. What was only proposed is proposed again. Errors: Refused.
    """
    session = seat.draw.session
    must_be_here(session.pk)
    held = Meeting.objects.select_for_update().filter(session=session).first()
    if held is not None and held.opened_at is not None:
        raise Refused(_("评审会已经开始，不再递补；没有到会的按缺席处理，离会的请登记离会。"))
    done = withdraw_seat(seat, reason, by)
    _hand_on_groups(seat, done.successor)
    hand_on_panels(seat, done.successor)
    hand_on_peers(seat, done.successor)
    PlannedReading.objects.filter(seat=seat).delete()
    # Who had checked in is not there any more: the quorum counts the members alone.
    there = Attendance.objects.filter(seat=seat, left_at__isnull=True)
    there.update(left_at=clock.now(), left_why=done.reason)
    unread = Reading.objects.filter(seat=seat, handed_in_at__isnull=True).select_related("application__unit")
    files = [one.application for one in unread.order_by("application__number")]
    unread.delete()
    if done.successor is not None:
        find_relations(to_read(session), [done.successor.expert], by)
        notice = standing_notice(session)
        if notice is not None:
            tell(notice, done.successor)
    given = sum(_hand_on(session, row, done.successor) for row in files if row.state == State.READING)
    return Left(done, given, len(files) - given)


def _hand_on(session: Session, row: Application, successor: Seat | None) -> bool:
    if successor is not None and _may_read(session, row, successor):
        Reading.objects.create(
            application=row, person_id=row.person_id, seat=successor, assigned_at=clock.now()
        )
        return True
    try:
        with transaction.atomic():
            return bool(fill_up(session, row))
    except Refused:
        return False


def _may_read(session: Session, row: Application, seat: Seat) -> bool:
    if row.readings.filter(seat=seat).exists() or must_keep_away(seat.expert, row):
        return False
    return bool(named_among(row, [seat], named_for(session)))


def _hand_on_groups(seat: Seat, successor: Seat | None) -> None:
    named = GroupReader.objects.filter(seat=seat)
    if successor is not None:
        GroupReader.objects.bulk_create(GroupReader(group_id=one.group_id, seat=successor) for one in named)
    named.delete()

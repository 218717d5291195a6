"""Who is there: check-in, leaving, coming back."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts.models import Seat
from zhicheng.meeting.models import Absence, Attendance, Meeting
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import runs
from zhicheng.planning.away import must_be_here
from zhicheng.trail.writing import write


@transaction.atomic
def check_in(seat: Seat, by: Account) -> Attendance:
    """A member is present: by the own account, on the meeting day or later; who had left is back. Errors: Refused."""
    session = seat.draw.session
    must_be_here(session.pk)
    meeting = Meeting.objects.filter(session=session).first()
    if by.id != seat.expert.account_id or seat.status != Seat.Status.MEMBER:
        raise Refused(_("只有本次评审会的评委本人可以签到。"), status=404)
    if meeting is None or session.meeting_on is None or clock.today() < session.meeting_on:
        raise Refused(_("评审会当天才能签到。"))
    if meeting.closed_at is not None:
        raise Refused(_("评审会已经结束。"))
    row, created = Attendance.objects.select_for_update().get_or_create(
        seat=seat, defaults={"meeting": meeting, "arrived_at": clock.now()}
    )
    if created:
        write("check_in", "session", session.id, actor=by.id)
    elif row.left_at is not None:
        Absence.objects.create(
            attendance=row, left_at=row.left_at, left_why=row.left_why, returned_at=clock.now()
        )
        row.left_at, row.left_why = None, ""
        row.save(update_fields=["left_at", "left_why"])
        write("come_back", "session", session.id, actor=by.id)
    return row


@transaction.atomic
def check_out(seat: Seat, reason: str, by: Account) -> Attendance:
    """A member leaves before the end: told by the member, or by the office with a reason.

    From then on the member is not present: is not counted in quorums and does not vote until back. Votes that were
    cast stay. Errors: Refused.
    """
    session, own = seat.draw.session, by.id == seat.expert.account_id
    if not own and not runs(by, session.committee):
        raise Refused(_("只有评委本人或办事机构可以登记离会。"), status=404)
    must_be_here(session.pk)
    rows = Attendance.objects.select_for_update(of=("self",)).select_related("meeting")
    row = rows.filter(seat=seat).first()
    if row is None or row.left_at is not None:
        raise Refused(_("%(name)s现在不在会场。") % {"name": seat.expert.name}, field="seat")
    if row.meeting.closed_at is not None:
        raise Refused(_("评审会已经结束。"))
    if not own and not reason.strip():
        raise Refused(_("请写明离会的原因。"), field="reason")
    row.left_at, row.left_why = clock.now(), reason.strip()
    row.save(update_fields=["left_at", "left_why"])
    facts = {"seat": str(seat.id), "reason": row.left_why}
    write("check_out", "session", session.id, actor=by.id, facts=facts)
    return row

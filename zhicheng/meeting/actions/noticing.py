"""评审会议通知: the office calls the members to the meeting, and calls them again where day or place changed."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import has_signed_draw
from zhicheng.inbox.actions import send
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.models import Meeting, MeetingNotice
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write
from zhicheng.ui.templatetags.ui import cn_date, cn_moment

CLAUSE = "KM2023-4.4e"


@transaction.atomic
def issue_notice(
    session: Session, *, begins_at: dt.datetime, place: str, contact: str, by: Account, number: str = "",
    demands: str = "",
) -> MeetingNotice:  # fmt: skip
    """Call the members to the meeting under the organiser's seal; a former notice is replaced.

    `begins_at` lies on the meeting's first day. Every member is told, also of the change. Errors: Refused before
    the draw is signed by all (KM2023-4.4e), on another day than the meeting's, once the meeting has begun.
    """
    row = locked(session)
    office = must_be_office(by, row)
    if not has_signed_draw(row):
        raise Refused(_("专家抽取结果还没有全部签字，不能发会议通知。"), clause=CLAUSE)
    if Meeting.objects.filter(session=row, opened_at__isnull=False).exists():
        raise Refused(_("评审会已经开始，不再发会议通知。"), clause=CLAUSE)
    begins_at = clock.in_china(begins_at)
    if begins_at.date() != row.meeting_on or begins_at <= clock.now():
        raise Refused(
            _("报到时间须在评审会当天（%(day)s）。改期的，请先调整评审会时间。")
            % {"day": cn_date(row.meeting_on)},
            clause="YN2023-1",
            field="begins_at",
        )
    if not place.strip() or not contact.strip():
        raise Refused(_("请写明会议地点和联系人。"), field="place" if not place.strip() else "contact")
    content = {
        "session": str(row.id), "begins_at": begins_at.isoformat(), "place": place.strip(),
        "demands": demands.strip(), "contact": contact.strip(), "number": number.strip(),
    }  # fmt: skip
    former = MeetingNotice.objects.filter(session=row, replaced_at__isnull=True)
    again = bool(former.update(replaced_at=clock.now()))
    signature = sign(
        by, organisation=office, content=content, method=Signature.Method.ORGANISATION_KEY,
        purpose="meeting_notice", role=Membership.Role.OFFICE,
    )  # fmt: skip
    made = MeetingNotice.objects.create(
        session=row, number=content["number"], begins_at=begins_at, place=content["place"],
        demands=content["demands"], contact=content["contact"], organisation=office, issued_by=by,
        issued_at=clock.now(), signature=signature,
    )  # fmt: skip
    seats = Seat.objects.filter(draw__session=row, draw__cancelled_at__isnull=True, status=Seat.Status.MEMBER)
    for seat in seats.select_related("expert"):
        tell(made, seat, again=again)
    write("issue_meeting_notice", "session", row.id, actor=by.id, organisation=office.id, facts=content)
    return made


def tell(notice: MeetingNotice, seat: Seat, *, again: bool = False) -> None:
    """Tell a member when and where, with the way to the notice."""
    words = {
        "session": notice.session,
        "at": cn_moment(notice.begins_at),
        "place": notice.place,
        "contact": notice.contact,
    }
    subject = _("评审会议通知（变更，以本通知为准）") if again else _("评审会议通知")
    body = _("%(session)s于%(at)s在%(place)s召开，请准时参加。联系人：%(contact)s。") % words
    link = f"/meeting/{notice.session_id}/seat/"
    send(seat.expert.account_id, subject, body, link=link, mobile=seat.expert.mobile)

"""Groups at work: the office assigns an accepted application, names the members who read a group (YN2020-2.4b)."""

from collections.abc import Collection
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.queries import members
from zhicheng.inbox.actions import send
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.models import GroupReader, Meeting, PlannedReading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Group
from zhicheng.trail.writing import write

CLAUSE = "YN2020-2.4b"


@transaction.atomic
def assign_group(application: Application, group: Group | None, reason: str, by: Account) -> Application:
    """Put an accepted application into a group of its session, or into none, before the qualification audit.

    Afterwards nobody changes it. The applicant is told. Errors: Refused.
    """
    row = flow.lock(application)
    if row.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    must_be_office(by, row.session)
    if row.state != State.ACCEPTED:
        raise Refused(_("分组在受理后、资格审查前确定，现在不能调整。"), clause=CLAUSE)
    if group is not None and group.session_id != row.session_id:
        raise Refused(_("这个分组不属于本次评审。"), clause=CLAUSE, field="group", status=404)
    if not reason.strip():
        raise Refused(_("请写明调整分组的理由。"), clause=CLAUSE, field="reason")
    before, row.group = row.group, group
    row.save(update_fields=["group"])
    named = group.name if group else _("其他人员")
    facts = {
        "from": before.name if before else "",
        "to": group.name if group else "",
        "reason": reason.strip(),
    }
    organiser = must_be_office(by, row.session).id
    write("assign_group", "application", row.id, actor=by.id, organisation=organiser, facts=facts)
    words = _("您申报的%(title)s编入%(group)s评审。%(reason)s")
    said = words % {"title": row.title, "group": named, "reason": reason.strip()}
    send(row.person.account_id, _("评审分组调整"), said, link=f"/apply/{row.id}/")
    return row


@transaction.atomic
def name_readers(group: Group, seats: Collection[UUID], by: Account) -> int:
    """Name the members who read the group's files; nobody named: every member reads them. Returns how many.

    What is given out already stays, what is only proposed gives way. Errors: Refused for too few, for others than
    members, once the meeting has begun.
    """
    session = group.session
    must_be_office(by, session)
    if Meeting.objects.filter(session=session, opened_at__isnull=False).exists():
        raise Refused(_("评审会已经开始，不能再指定审阅专家。"), clause=CLAUSE)
    table = {seat.id for seat in members(session)}
    if not set(seats) <= table:
        raise Refused(_("只能指定本次评审的评委。"), clause=CLAUSE, status=404)
    needed = book_of(session.year, session).value("readings.per_application").number
    if seats and len(set(seats)) < needed:
        raise Refused(
            _("每份材料须有%(needed)s名专家审阅，%(group)s至少指定%(needed)s名。")
            % {"needed": needed, "group": group.name},
            clause="KM2023-4.4g",
        )
    GroupReader.objects.filter(group=group).delete()
    PlannedReading.objects.filter(application__group=group).delete()
    GroupReader.objects.bulk_create(GroupReader(group=group, seat_id=seat) for seat in sorted(set(seats)))
    facts = {"group": group.name, "seats": sorted(str(seat) for seat in set(seats))}
    organiser = must_be_office(by, session).id
    write("name_readers", "session", session.id, actor=by.id, organisation=organiser, facts=facts)
    return len(set(seats))

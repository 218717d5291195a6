"""Moving the meeting: the conditions of everybody are asked again for the new day (KM2023-2.1b)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.inbox.actions import send
from zhicheng.meeting import rechecking
from zhicheng.meeting.models import Recheck
from zhicheng.people.models import Account, Organisation, Person
from zhicheng.planning import actions as planning
from zhicheng.planning.models import Session
from zhicheng.ui.templatetags.ui import cn_date


@transaction.atomic
def move_meeting(
    *, session: Session, meeting_on: dt.date, reason: str, by: Account, organisation: Organisation
) -> Recheck:
    """Move the meeting's first day; everybody's conditions are asked again and whose verdict turns is on record.

    Who does not meet the conditions on the new day is told. Errors: Refused as planning.actions.move_meeting.
    """
    checked, lines = rechecking.turned(session, meeting_on)
    before = session.meeting_on
    moved = planning.move_meeting(
        session=session, meeting_on=meeting_on, reason=reason, by=by, organisation=organisation
    )
    session.meeting_on = moved.meeting_on
    made = rechecking.keep(moved, Recheck.Occasion.MOVED, by, checked, lines, before)
    accounts = dict(
        Person.objects.filter(
            applications__in=[line.application for line in lines if line.barred]
        ).values_list("applications__id", "account_id")
    )
    for line in lines:
        account = next((found for row, found in accounts.items() if str(row) == line.application), None)
        if line.barred and account is not None:
            send(
                account,
                _("评审会改期，请核对申报条件"),
                _("评审会改到%(day)s召开。按这一天核对，您的申报有不符合条件的事项：%(why)s")
                % {"day": cn_date(meeting_on), "why": " ".join(one["sentence"] for one in line.reasons)},
                link=f"/apply/{line.application}/",
            )
    return made

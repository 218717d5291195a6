"""核准, 不予核准: the authority decides on what no committee votes on (GUIDE-Q16-0, Q17-1, Q18-0)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.vetting.actions.deciding import begin, record, refresh, required
from zhicheng.vetting.models import Approval, Decision


@transaction.atomic
def approve(
    application: Application,
    opinion: str,
    number: str,
    obtained_on: dt.date,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
) -> Approval:
    """Approve as the last station; the e-certificate follows from it (YN2023-3.3).

    `number`: of the approval's document; `obtained_on`: the day from which the title counts (GUIDE-Q18-3).
    Errors: Refused, Outdated, MoveNotAllowed.
    """
    row, actor = begin(application, by, organisation, version)
    _must_be_last(row)
    text, number = required(opinion), number.strip()
    if not number:
        raise Refused(_("请填写核准文号。"), field="number", clause=row_for(row.kind, row.channel).source)
    if obtained_on > clock.today():
        raise Refused(_("取得时间不能晚于今天。"), field="obtained_on", clause="GUIDE-Q18-3")
    row.audited_at = clock.now()
    facts = {"number": number, "obtained_on": obtained_on.isoformat()}
    decision = record(row, Decision.Outcome.APPROVE, text, by, organisation, more=facts)
    approval = Approval.objects.create(
        application=row,
        person_id=row.person_id,
        organisation=organisation,
        decision=decision,
        number=number,
        obtained_on=obtained_on,
    )
    flow.move(row, Event.APPROVE, flow.By(actor, by, organisation), text, saving=["audited_at"])
    refresh(application, row)
    return approval


@transaction.atomic
def refuse_approval(
    application: Application,
    opinion: str,
    by: Account,
    organisation: Organisation,
    *,
    version: int | None = None,
) -> Decision:
    """不予核准 by the last station, with the reason; ends the application. Errors: Refused, Outdated."""
    row, actor = begin(application, by, organisation, version)
    _must_be_last(row)
    text = required(opinion)
    decision = record(row, Decision.Outcome.NOT_APPROVED, text, by, organisation)
    flow.move(row, Event.REFUSE_CONFIRMATION, flow.By(actor, by, organisation), text)
    refresh(application, row)
    return decision


def _must_be_last(row: Application) -> None:
    kind = row_for(row.kind, row.channel)
    if kind.last_event is not Event.APPROVE:
        raise Refused(_("“%(kind)s”由评委会评审，不在本环节核准。") % {"kind": row.kind}, clause=kind.source)
    if row.stations.filter(passed_at__isnull=True).count() != 1:
        raise Refused(_("还有后面的环节要审核，本环节请点“通过”。"), clause=kind.source)

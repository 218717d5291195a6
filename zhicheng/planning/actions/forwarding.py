"""转发通知: a county's bureau passes a published call on to its area, with demands of its own (DC2022-0)."""

import datetime as dt

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.access import must_be_bureau
from zhicheng.planning.models import Call, Forwarding
from zhicheng.trail.writing import write

CLAUSE = "DC2022-0"


@transaction.atomic
def forward_call(
    call: Call,
    *,
    demands: str,
    hand_in_by: dt.date | None,
    inquiries: str,
    by: Account,
    organisation: Organisation,
) -> Forwarding:
    """Forward a published call to the bureau's area; from then on everybody there sees the demands beside the call.

    `hand_in_by`: the bureau's own last day for paper and questions, within the call's window. Kept for good: what has
    to be added is forwarded once more. Errors: Refused.
    """
    must_be_bureau(by, organisation, CLAUSE)
    if organisation.kind != Organisation.Kind.COUNTY_BUREAU or organisation.place_id is None:
        raise Refused(_("转发通知由县（市）区、园区人社部门办理。"), clause=CLAUSE, status=404)
    if call.published_at is None:
        raise Refused(_("这份通知还没有发布，不能转发。"), clause=CLAUSE)
    demands = demands.strip()
    if not demands:
        raise Refused(_("请写明本地的具体要求。"), clause=CLAUSE, field="demands", status=400)
    closes = call.session.closes_at
    if hand_in_by is not None and (closes is None or hand_in_by > clock.in_china(closes).date()):
        raise Refused(
            _("本地收件日期不能晚于通知规定的申报截止日。"), clause=CLAUSE, field="hand_in_by", status=400
        )
    row = Forwarding.objects.create(
        call=call, bureau=organisation, demands=demands, hand_in_by=hand_in_by, inquiries=inquiries.strip(),
        published_at=clock.now(), by=by,
    )  # fmt: skip
    facts = {
        "forwarding": str(row.id),
        "demands": demands,
        "hand_in_by": hand_in_by and hand_in_by.isoformat(),
    }
    write("forward_call", "session", call.session_id, actor=by.id, organisation=organisation.id, facts=facts)
    return row

"""A draw is cancelled: the office asks with a reason, a supervisor agrees by signature; never once the result is known."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import records
from zhicheng.experts.models import Draw
from zhicheng.experts.verifier import CANCELLED_PURPOSE
from zhicheng.people.access import roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.access import runs
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write


@transaction.atomic
def ask_cancellation(draw: Draw, reason: str, by: Account) -> Draw:
    """The office asks for the draw to be cancelled; asked again, the newer reason counts. Errors: Refused."""
    row = _unfinished(draw)
    if not runs(by, row.session.committee):
        raise Refused(_("只有评委会办事机构可以提出作废抽取。"), status=404)
    if not reason.strip():
        raise Refused(_("请写明为什么要作废本次抽取，理由会公开。"), field="reason")
    row.cancel_reason, row.cancel_asked_by = reason.strip(), by
    row.save(update_fields=["cancel_reason", "cancel_asked_by"])
    write("ask_cancellation", "draw", row.id, actor=by.id, facts={"reason": row.cancel_reason})
    return row


@transaction.atomic
def cancel_draw(draw: Draw, code: str, by: Account) -> Draw:
    """A supervisor agrees with the own second factor: the draw is cancelled and stays on record.

    Any supervisor, as the draw's own may be the one who is missing; never who asked, and no drawer of it.
    Errors: Refused.
    """
    row = _unfinished(draw)
    if Membership.Role.SUPERVISOR not in roles_of(by):
        raise Refused(_("抽取须经监督人员同意才能作废。"), status=404)
    if row.cancel_asked_by_id is None:
        raise Refused(_("办事机构没有提出作废本次抽取。"))
    if by.id == row.cancel_asked_by_id or row.shares.filter(account=by).exists():
        raise Refused(_("提出作废的人和抽取人员不能自己同意作废。"), clause="YN2023-2.2a")
    row.cancelled_at = clock.now().replace(microsecond=0)
    row.cancel_signature = sign(
        by,
        organisation=None,
        content=records.cancelled(row),
        method=Signature.Method.SECOND_FACTOR,
        purpose=CANCELLED_PURPOSE,
        code=code,
    )
    row.save(update_fields=["cancelled_at", "cancel_signature"])
    write("cancel_draw", "draw", row.id, actor=by.id, facts=records.cancelled(row))
    return row


def _unfinished(draw: Draw) -> Draw:
    row = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("session__committee__organiser")
        .get(pk=draw.pk)
    )
    if row.cancelled_at is not None:
        raise Refused(_("本次抽取已经作废。"))
    if row.drawn_at is not None:
        raise Refused(_("结果已经产生，抽取不能作废，也不能重来。"), clause="KM2023-4.4e")
    return row

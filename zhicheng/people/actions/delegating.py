"""休假代理: a role handed to a colleague for some days; the colleague acts in the own name, and it shows for whom."""

import datetime as dt
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import asks_second_factor
from zhicheng.people.actions.devices import end_sessions
from zhicheng.people.actions.registering import after
from zhicheng.people.actions.roles import end_seat
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Delegation, Membership
from zhicheng.people.queries import colleagues_for
from zhicheng.trail import writing as trail

LONGEST = dt.timedelta(days=60)  # our choice: who is away longer hands the role over for good
AHEAD = dt.timedelta(days=90)  # how long before the first day it may be arranged


@transaction.atomic
def delegate_role(
    role: Membership, *, delegate: Account, first_day: dt.date, last_day: dt.date, reason: str, by: Account
) -> Delegation:
    """Hand one's own role to a colleague of the organisation from `first_day` to `last_day`, both included.

    It begins at once where the first day is today, else by itself, and ends by itself. Errors: Refused with `.field`.
    """
    row = Membership.objects.select_for_update(of=("self",)).select_related("organisation").get(pk=role.pk)
    if row.account_id != by.pk or row.until is not None or row.standing_in_id is not None:
        raise Refused(_("只能委托他人代理本人现在的角色，代理来的角色不能再委托。"), status=404)
    if row.role in Membership.PERSONAL:
        raise Refused(_("%(role)s须由本人履行，不能委托他人代理。") % {"role": row.get_role_display()})
    if not reason.strip():
        raise Refused(_("请写明原因，如“年休假”。"), field="reason", status=400)
    today = clock.today()
    if not today <= first_day <= today + AHEAD:
        raise Refused(
            _("第一天须从今天起、在%(days)d天以内。") % {"days": AHEAD.days}, field="first_day", status=400
        )
    if not first_day <= last_day <= first_day + LONGEST:
        raise Refused(
            _("最后一天不能早于第一天，最长%(days)d天。更长的请由上级另行开通账号。")
            % {"days": LONGEST.days},
            field="last_day",
            status=400,
        )
    if row.ends_at is not None and after(last_day) > row.ends_at:
        raise Refused(_("不能超过本人角色的最后一天。"), field="last_day", status=400)
    if not colleagues_for(row).filter(pk=delegate.pk).exists():
        raise Refused(_("请选择本单位已有账号、还没有这个角色的同事。"), field="delegate", status=400)
    if row.delegations.filter(ended_at__isnull=True).exists():
        raise Refused(_("这个角色已委托代理，请先结束原来的委托。"))
    made = Delegation.objects.create(
        role=row,
        delegate=delegate,
        first_day=first_day,
        last_day=last_day,
        reason=reason.strip(),
        given_at=clock.now(),
    )
    words = {"who": by.display_name, "where": row.organisation.name, "role": row.get_role_display()}
    days = {"first": f"{first_day:%Y-%m-%d}", "last": f"{last_day:%Y-%m-%d}"}
    told = _(
        "%(who)s请您代理%(where)s %(role)s，%(first)s至%(last)s。您以本人名义办理，记录上注明代%(who)s。"
    )
    send(delegate.id, _("请您代理：%(role)s") % words, told % (words | days))
    facts = {"delegate": delegate.id, "reason": made.reason} | days
    trail.write(
        "delegate_role", "membership", row.id, actor=by.id, organisation=row.organisation_id, facts=facts
    )
    if first_day == today:
        _begin(made)
    return made


@transaction.atomic
def end_delegation(delegation: Delegation, *, by: Account) -> Delegation:
    """End it before its last day, by the role's bearer or the delegate. Errors: Refused."""
    row = (
        Delegation.objects.select_for_update(of=("self",))
        .select_related("role__account")
        .get(pk=delegation.pk)
    )
    if by.pk not in {row.role.account_id, row.delegate_id}:
        raise Refused(_("只有委托人或代理人可以结束代理。"), status=404)
    if row.ended_at is not None:
        raise Refused(_("代理已经结束，请刷新页面。"))
    other = row.delegate_id if by.pk == row.role.account_id else row.role.account_id
    _over(row, by)
    told = _("%(who)s已结束代理。") % {"who": by.display_name}
    send(other, _("代理结束：%(role)s") % {"role": row.role.get_role_display()}, told)
    return row


def begin_due_delegations() -> int:
    """Begin those whose first day has come, and end those that can begin no longer; how many."""
    due = Delegation.objects.filter(ended_at__isnull=True, seat__isnull=True, first_day__lte=clock.today())
    return sum(_begin_due(pk) for pk in list(due.values_list("pk", flat=True)))


@transaction.atomic
def _begin_due(pk: UUID) -> bool:
    rows = Delegation.objects.select_for_update(of=("self",)).select_related("role", "delegate")
    row = rows.filter(pk=pk, ended_at__isnull=True, seat__isnull=True).first()
    if row is None:  # begun or ended meanwhile
        return False
    fits = colleagues_for(row.role).filter(pk=row.delegate_id).exists()
    if row.role.until is not None or row.last_day < clock.today() or not fits:
        _over(row, None)
        return True
    _begin(row)
    return True


def _begin(row: Delegation) -> None:
    delegate = row.delegate
    if not asks_second_factor(delegate):
        end_sessions(delegate)  # the role may take the second factor, which the open sessions were not asked
    try:
        with transaction.atomic():
            seat = Membership.objects.create(
                account=delegate,
                organisation_id=row.role.organisation_id,
                role=row.role.role,
                position=row.role.position,
                since=clock.now(),
                ends_at=after(row.last_day),
                standing_in=row,
            )
    except IntegrityError:  # the colleague has got the role meanwhile
        _over(row, None)
        return
    trail.write("begin_delegation", "membership", seat.id, actor=None, organisation=row.role.organisation_id)


def _over(row: Delegation, by: Account | None) -> None:
    seat = Membership.objects.filter(standing_in=row, until__isnull=True).select_for_update().first()
    if seat is not None:
        end_seat(seat, _("代理已结束。"))
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    trail.write(
        "end_delegation",
        "membership",
        row.role_id,
        actor=by.id if by else None,
        organisation=row.role.organisation_id,
    )

"""The yearly look at the roles below: a bureau confirms or ends each; what nobody looked at may end by itself."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people.access import OVER_ROLES, organisations_of
from zhicheng.people.actions.devices import end_sessions
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Delegation, Membership, Organisation
from zhicheng.people.queries import by_review, reviewed_roles, roles_under
from zhicheng.trail import writing as trail


@transaction.atomic
def confirm_role(role: Membership, *, by: Account) -> Membership:
    """The role goes on for another year. Errors: Refused for one's own role, and for roles of other bureaus."""
    row, bureau = _hold(role, by)
    row.reviewed_at, row.reviewed_by = clock.now(), by
    row.save(update_fields=["reviewed_at", "reviewed_by"])
    trail.write("confirm_role", "membership", row.id, actor=by.id, organisation=bureau.id)
    return row


@transaction.atomic
def end_role(role: Membership, *, reason: str, by: Account) -> Membership:
    """The account acts no longer in the role; by the bureau above or its security officer.

    Errors: Refused as in confirm_role, and without a reason.
    """
    row, bureau = _hold(role, by, OVER_ROLES)
    said = _said(reason)
    end_seat(row, _("%(who)s已结束您的角色。理由：%(reason)s") % {"who": bureau.name, "reason": said})
    facts = {"reason": said}
    trail.write("end_role", "membership", row.id, actor=by.id, organisation=bureau.id, facts=facts)
    return row


@transaction.atomic
def reset_second_factor(role: Membership, *, reason: str, by: Account) -> Account:
    """Forget phone, passkeys and backup codes of the role's account, which sets up anew; it is logged out.

    Errors: Refused as in end_role.
    """
    row, bureau = _hold(role, by, OVER_ROLES)
    return forget_second_factor(row.account_id, reason=reason, by=by, bureau=bureau)


def forget_second_factor(who: UUID, *, reason: str, by: Account, bureau: Organisation) -> Account:
    """The account sets its second factor up anew; `bureau` tells it so. The caller has checked `by`, in a transaction.

    Errors: Refused for one's own account, and without a reason.
    """
    if who == by.id:
        raise Refused(_("本人的动态码须由另一位工作人员重置。"), status=403)
    said = _said(reason)
    account = Account.objects.select_for_update().get(pk=who)
    account.second_factor, account.second_factor_step = "", 0
    account.save(update_fields=["second_factor", "second_factor_step"])
    account.backup_codes.all().delete()
    account.passkeys.all().delete()
    end_sessions(account)
    told = _(
        "%(who)s已重置您的动态码和通行密钥，下次登录时重新设置。不是您要求的，请马上告诉%(who)s。理由：%(reason)s"
    )
    send(account.id, _("动态码已重置"), told % {"who": bureau.name, "reason": said})
    facts = {"reason": said}
    trail.write(
        "reset_second_factor", "account", account.id, actor=by.id, organisation=bureau.id, facts=facts
    )
    return account


def end_due_roles() -> int:
    """End the roles whose last day is over; how many."""
    over = Membership.objects.filter(until__isnull=True, ends_at__lte=clock.now())
    return sum(_end_due(pk) for pk in over.values_list("pk", flat=True))


@transaction.atomic
def _end_due(pk: UUID) -> bool:
    due = Membership.objects.filter(pk=pk, until__isnull=True, ends_at__lte=clock.now())
    row = due.select_for_update().first()
    if row is None:  # ended meanwhile
        return False
    stands_in = row.standing_in_id is not None
    over = _("代理期已满，代理的角色已自动结束。")
    last = _("开通时定下的最后一天已过，角色已自动结束。仍需使用的，请联系上级人社部门重新开通。")
    end_seat(row, over if stands_in else last)
    act = "end_delegation" if stands_in else "end_due_role"
    trail.write(act, "membership", row.id, actor=None, organisation=row.organisation_id)
    return True


def end_unreviewed_roles() -> int:
    """End the roles that nobody has looked at for ROLES_END_DAYS beyond the year; how many. 0 days: none ends.

    The province's own reviewers stay: nobody stands above them who could open their roles again.
    """
    if not settings.ROLES_END_DAYS:
        return 0
    before = clock.now() - dt.timedelta(days=settings.ROLES_END_DAYS)
    topmost = Q(role=Membership.Role.BUREAU, organisation__kind=Organisation.Kind.PROVINCE)
    rows = by_review(reviewed_roles().exclude(topmost))
    late = [row.pk for row in rows if row.review_due_at < before]
    return sum(_end_unreviewed(pk, before) for pk in late)


@transaction.atomic
def _end_unreviewed(pk: UUID, before: dt.datetime) -> bool:
    row = Membership.objects.select_for_update().filter(pk=pk, until__isnull=True).first()
    if row is None or row.review_due_at >= before:  # ended or confirmed meanwhile
        return False
    end_seat(row, _("您的角色超过一年无人核对，已自动结束。仍需使用的，请联系上级人社部门重新开通。"))
    trail.write("end_unreviewed_role", "membership", row.id, actor=None, organisation=row.organisation_id)
    return True


def end_seat(row: Membership, told: str) -> None:
    """End a locked role, tell its bearer, and end what was delegated of it. Call it inside the act."""
    row.until = clock.now()
    row.save(update_fields=["until"])
    if row.standing_in_id is not None:
        Delegation.objects.filter(pk=row.standing_in_id).update(ended_at=row.until)
    running = row.delegations.filter(ended_at__isnull=True)
    for seat in Membership.objects.filter(standing_in__in=running, until__isnull=True).select_for_update():
        end_seat(seat, _("您代理的角色已由上级结束，代理随之结束。"))
    running.update(ended_at=row.until)
    subject = _("%(role)s（%(where)s）已结束") % {
        "role": row.get_role_display(),
        "where": row.organisation.name,
    }
    send(row.account_id, subject, told)


def _said(reason: str) -> str:
    said = reason.strip()
    if not said:
        raise Refused(_("请写明理由。"), field="reason", status=400)
    return said


def _hold(
    role: Membership, by: Account, as_roles: Sequence[Membership.Role] = (Membership.Role.BUREAU,)
) -> tuple[Membership, Organisation]:
    """The locked role, and the bureau above it for which `by` acts in one of `as_roles`."""
    for bureau in (one for as_role in as_roles for one in organisations_of(by, as_role)):
        row = roles_under(bureau).select_for_update(of=("self",)).filter(pk=role.pk).first()
        if row is not None and row.account_id == by.id:
            raise Refused(_("本人的角色须由本部门的另一位工作人员核对。"), status=403)
        if row is not None:
            return row, bureau
    raise Refused(_("这个角色不由您所在的部门核对，或者已经结束，请刷新页面。"), status=404)

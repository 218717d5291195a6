"""Bind the identity at a provider outside to one's account, and enter by it: existing accounts alone."""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.identity import normal
from zhicheng.people.models import Account, OutsideIdentity
from zhicheng.people.outside import Outsider
from zhicheng.people.queries import person_by_number
from zhicheng.people.wrong_codes import locked
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


def account_of_outsider(outsider: Outsider) -> Account:
    """The account that the outsider may enter: the one bound, else the one of the ID number that the provider tells.

    Errors: Refused where there is none, or where it is locked or closed.
    """
    bound = OutsideIdentity.objects.select_related("account").filter(subject_index=_index(outsider)).first()
    account = bound.account if bound else _by_number(outsider.number)
    if account is None:
        raise Refused(
            _(
                "没有与这个身份相符的账号。还没有账号的，请先注册；已有账号的，请用账号和密码登录，"
                "再到“账号安全”中绑定。"
            ),
            status=403,
        )
    if account.locked_at is not None:
        raise locked()
    if not account.is_active:
        raise Refused(
            _("该账号已停用。如有疑问，请拨打技术支持电话%(phone)s。") % {"phone": SUPPORT_PHONE},
            status=403,
        )
    return account


@transaction.atomic
def note_log_in(account: Account, outsider_token: str) -> None:
    """Note that the account was opened by its identity outside, without a second step."""
    trail.write("log_in", "account", account.id, actor=account.id, facts={"outside": bool(outsider_token)})


@transaction.atomic
def bind_outsider(account: Account, outsider: Outsider) -> OutsideIdentity:
    """From now on the identity opens the account. Errors: Refused where it opens another, or this one has its own."""
    try:
        with transaction.atomic():
            row = OutsideIdentity.objects.create(
                account=account, subject_index=_index(outsider), bound_at=clock.now()
            )
    except IntegrityError:
        raise Refused(_("这个身份已绑定其他账号，或本账号已绑定另一个身份；请先解除原来的绑定。")) from None
    trail.write("bind_outsider", "account", account.id, actor=account.id)
    return row


@transaction.atomic
def unbind_outsider(account: Account) -> bool:
    """The identity outside opens the account no longer; whether there was one."""
    gone, _kinds = OutsideIdentity.objects.filter(account=account).delete()
    if gone:
        trail.write("unbind_outsider", "account", account.id, actor=account.id)
    return bool(gone)


def _by_number(number: str) -> Account | None:
    if not number:
        return None
    person = person_by_number(number)
    return person.account if person else Account.objects.by_login(normal(number))


def _index(outsider: Outsider) -> str:
    return keyed_index("outside", f"{outsider.issuer}\n{outsider.subject}")

"""Log in: count wrong tries, lock on the fourth (GUIDE-5.4.1, AMB-30)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.identity import normal
from zhicheng.people.models import Account, Device
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

TRIES = 3  # wrong passwords that are forgiven


def log_in(*, login: str, password: str, cookie: str = "") -> Account:
    """The account of this login (ID number, mobile or user name) and password; a success forgets wrong tries.

    `cookie`: by which the browser is known again. Wrong tries count for a known browser alone, those of all others
    together, so that strangers cannot lock anybody out of a known one.
    Errors: Refused for a wrong pair, for a locked or closed account. The wrong try itself is kept.
    """
    account = (
        Account.objects.by_login(login)
        or Account.objects.by_login(normal(login))
        or Account.objects.by_mobile(normal(login))
    )
    if account is None:
        Account().set_password(password)  # as slow as for an account that exists
        raise _wrong()
    right = account.check_password(password)  # before the transaction: slow on purpose
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        device = row.devices.filter(cookie_index=keyed_index("device", cookie)).first() if cookie else None
        outcome = _count(row, device or row, right and row.password == account.password)
    if outcome is not None:
        raise outcome
    return row


def _count(row: Account, tries: Account | Device, right: bool) -> Refused | None:
    """`tries`: the account, or the known browser, on which wrong passwords count."""
    if tries.locked_at is not None:
        return _locked()
    if not row.is_active:
        return Refused(
            _("该账号已停用。如有疑问，请拨打技术支持电话%(phone)s。") % {"phone": SUPPORT_PHONE},
            status=403,
        )
    if right:
        if tries.failed_logins:
            tries.failed_logins = 0
            tries.save(update_fields=["failed_logins"])
        trail.write("log_in", "account", row.id, actor=row.id)
        return None
    tries.failed_logins += 1
    if tries.failed_logins > TRIES:
        tries.locked_at = clock.now()
        trail.write("lock_account", "account", row.id, actor=None, facts={"tries": tries.failed_logins})
    tries.save(update_fields=["failed_logins", "locked_at"])
    return _locked() if tries.locked_at else _wrong()


def _wrong() -> Refused:
    return Refused(
        _("账号或密码不正确，请重新输入。连续输错超过%(tries)d次，账号将自动锁定。") % {"tries": TRIES},
        field="password",
        clause="GUIDE-5.4.1",
        status=400,
    )


def _locked() -> Refused:
    return Refused(
        _(
            "密码输入错误超过%(tries)d次，账号已锁定。请联系本单位经办人，用单位账号解锁，"
            "或点“忘记密码”，用注册手机号设置新密码后解锁；都不方便的，请拨打技术支持电话%(phone)s。"
        )
        % {"tries": TRIES, "phone": SUPPORT_PHONE},
        clause="GUIDE-5.4.1",
        status=403,
    )

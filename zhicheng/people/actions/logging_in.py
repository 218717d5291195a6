"""Log in: count wrong tries, lock on the fourth (GUIDE-5.4.1, AMB-30)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.identity import normal
from zhicheng.people.models import Account
from zhicheng.trail import writing as trail

TRIES = 3  # wrong passwords that are forgiven


def log_in(*, login: str, password: str) -> Account:
    """The account of this login and password; a success forgets earlier wrong tries.

    Errors: Refused for a wrong pair, for a locked or closed account. The wrong try itself is kept.
    """
    account = Account.objects.by_login(login) or Account.objects.by_login(normal(login))
    if account is None:
        Account().set_password(password)  # as slow as for an account that exists
        raise _wrong()
    right = account.check_password(password)  # before the transaction: slow on purpose
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        outcome = _count(row, right and row.password == account.password)
    if outcome is not None:
        raise outcome
    return row


def _count(row: Account, right: bool) -> Refused | None:
    if row.locked_at is not None:
        return _locked()
    if not row.is_active:
        return Refused(
            _("该账号已停用。如有疑问，请拨打技术支持电话%(phone)s。") % {"phone": SUPPORT_PHONE},
            status=403,
        )
    if right:
        if row.failed_logins:
            row.failed_logins = 0
            row.save(update_fields=["failed_logins"])
        trail.write("log_in", "account", row.id, actor=row.id)
        return None
    row.failed_logins += 1
    if row.failed_logins > TRIES:
        row.locked_at = clock.now()
        trail.write("lock_account", "account", row.id, actor=None, facts={"tries": row.failed_logins})
    row.save(update_fields=["failed_logins", "locked_at"])
    return _locked() if row.locked_at else _wrong()


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
            "密码输入错误超过%(tries)d次，账号已锁定。请联系本单位经办人，用单位账号解锁；"
            "尚未选择单位或单位账号被锁定的，请拨打技术支持电话%(phone)s。"
        )
        % {"tries": TRIES, "phone": SUPPORT_PHONE},
        clause="GUIDE-5.4.1",
        status=403,
    )

"""Log in, with the second factor where one is due: count wrong tries, lock on the fourth (GUIDE-5.4.1, AMB-30)."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import second_factor
from zhicheng.people.access import asks_second_factor
from zhicheng.people.actions.safety import spend_backup_code
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.identity import normal
from zhicheng.people.models import Account, Device
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

TRIES = 3  # wrong passwords that are forgiven


def log_in(*, login: str, password: str, cookie: str = "") -> Account:
    """The account of this login (ID number, mobile or user name) and password; a success forgets wrong tries.

    Where the second factor is due (access.asks_second_factor) it stays half a log-in until `confirm_log_in`.

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
        row, tries = _hold(account, cookie)
        outcome = _barred(row, tries)
        if outcome is None and not (right and row.password == account.password):
            outcome = _missed(row, tries, _wrong())
        if outcome is None and not asks_second_factor(row):
            _opened(row, tries)
    if outcome is not None:
        raise outcome
    return row


def confirm_log_in(account: Account, *, code: str, cookie: str = "") -> Account:
    """The second step: a code of the phone, or a backup code; wrong ones count like wrong passwords.

    Errors: Refused. The wrong try itself is kept.
    """
    with transaction.atomic():
        row, tries = _hold(account, cookie)
        outcome = _barred(row, tries)
        if outcome is None and not (second_factor.spend(row, code) or spend_backup_code(row, code)):
            outcome = _missed(row, tries, _wrong_code())
        if outcome is None:
            _opened(row, tries)
    if outcome is not None:
        raise outcome
    return row


def _hold(account: Account, cookie: str) -> tuple[Account, Account | Device]:
    """The locked row, and on what wrong tries count: the known browser, else the account."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    device = row.devices.filter(cookie_index=keyed_index("device", cookie)).first() if cookie else None
    return row, device or row


def _barred(row: Account, tries: Account | Device) -> Refused | None:
    if tries.locked_at is not None:
        return _locked()
    if not row.is_active:
        return Refused(
            _("该账号已停用。如有疑问，请拨打技术支持电话%(phone)s。") % {"phone": SUPPORT_PHONE},
            status=403,
        )
    return None


def _opened(row: Account, tries: Account | Device) -> None:
    if tries.failed_logins:
        tries.failed_logins = 0
        tries.save(update_fields=["failed_logins"])
    trail.write("log_in", "account", row.id, actor=row.id)


def _missed(row: Account, tries: Account | Device, wrong: Refused) -> Refused:
    tries.failed_logins += 1
    if tries.failed_logins > TRIES:
        tries.locked_at = clock.now()
        trail.write("lock_account", "account", row.id, actor=None, facts={"tries": tries.failed_logins})
    tries.save(update_fields=["failed_logins", "locked_at"])
    return _locked() if tries.locked_at else wrong


def _wrong() -> Refused:
    return Refused(
        _("账号或密码不正确，请重新输入。连续输错超过%(tries)d次，账号将自动锁定。") % {"tries": TRIES},
        field="password",
        clause="GUIDE-5.4.1",
        status=400,
    )


def _wrong_code() -> Refused:
    return Refused(
        _("动态码不正确或已使用过，请等待新的动态码再输入。连续输错超过%(tries)d次，账号将自动锁定。")
        % {"tries": TRIES},
        field="code",
        status=400,
    )


def _locked() -> Refused:
    return Refused(
        _(
            "密码或动态码输入错误超过%(tries)d次，账号已锁定。请联系本单位经办人，用单位账号解锁，"
            "或点“忘记密码”，用注册手机号设置新密码后解锁；都不方便的，请拨打技术支持电话%(phone)s。"
        )
        % {"tries": TRIES, "phone": SUPPORT_PHONE},
        clause="GUIDE-5.4.1",
        status=403,
    )

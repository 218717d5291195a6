"""Log in, with the second factor where one is due: count wrong tries, lock on the fourth (GUIDE-5.4.1, AMB-30)."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import second_factor
from zhicheng.people.access import asks_second_factor
from zhicheng.people.actions.devices import end_sessions
from zhicheng.people.actions.safety import spend_backup_code
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.identity import normal
from zhicheng.people.models import Account, Device, UnknownLogin
from zhicheng.people.wrong_codes import TRIES, locked
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index


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
        raise _unknown(normal(login))
    right = account.check_password(password)  # before the transaction: slow on purpose
    with transaction.atomic():
        row, tries = hold(account, cookie)
        outcome = locked() if tries.locked_at is not None else None
        if outcome is None and not (right and row.password == account.password):
            outcome = missed(row, tries, _wrong())
        outcome = outcome or barred(row, tries)  # that it is closed is said to its owner alone
        if outcome is None and _too_late(row):
            outcome = Refused(
                _("首次登录码（临时密码）已过期，请向开通账号或重置密码的单位重新索取。"),
                field="password",
                status=403,
            )
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
        row, tries = hold(account, cookie)
        outcome = barred(row, tries)
        if outcome is None and not (second_factor.spend(row, code) or spend_backup_code(row, code)):
            outcome = missed(row, tries, _wrong_code())
        if outcome is None:
            _opened(row, tries)
    if outcome is not None:
        raise outcome
    return row


def _unknown(login: str) -> Refused:
    """The answer to a log-in that no account has, counted and locked like one of an account that is there."""
    with transaction.atomic():
        index = keyed_index("login", login)
        UnknownLogin.objects.get_or_create(login_index=index, defaults={"last_at": clock.now()})
        row = UnknownLogin.objects.select_for_update().get(pk=index)
        if row.locked_at is not None:
            return locked()
        row.failed_logins, row.last_at = row.failed_logins + 1, clock.now()
        row.locked_at = row.last_at if row.failed_logins > TRIES else None
        row.save()
    return locked() if row.locked_at else _wrong()


def hold(account: Account, cookie: str) -> tuple[Account, Account | Device]:
    """The locked row, and on what wrong tries count: the known browser, else the account."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    device = row.devices.filter(cookie_index=keyed_index("device", cookie)).first() if cookie else None
    return row, device or row


def barred(row: Account, tries: Account | Device) -> Refused | None:
    """Why a held account cannot be entered at all, whatever is typed; None: it can."""
    if tries.locked_at is not None:
        return locked()
    if not row.is_active:
        return Refused(
            _("该账号已停用。如有疑问，请拨打技术支持电话%(phone)s。") % {"phone": SUPPORT_PHONE},
            status=403,
        )
    return None


def _too_late(row: Account) -> bool:
    """Whether a password that somebody else told was left unused too long."""
    return row.password_temporary and row.temporary_until is not None and row.temporary_until < clock.now()


def _opened(row: Account, tries: Account | Device) -> None:
    forget_missed(tries)
    trail.write("log_in", "account", row.id, actor=row.id)


def forget_missed(tries: Account | Device) -> None:
    """The right password or code was given: wrong tries before it count no more."""
    if tries.failed_logins:
        tries.failed_logins = 0
        tries.save(update_fields=["failed_logins"])


def missed(row: Account, tries: Account | Device, wrong: Refused) -> Refused:
    """Count a wrong try of a held account, and lock it on the fourth: `wrong`, or that it is locked."""
    tries.failed_logins += 1
    if tries.failed_logins > TRIES:
        tries.locked_at = clock.now()
        trail.write("lock_account", "account", row.id, actor=None, facts={"tries": tries.failed_logins})
    tries.save(update_fields=["failed_logins", "locked_at"])
    return locked() if tries.locked_at else wrong


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


def count_wrong_code(account: UUID) -> bool:
    """Count a wrong code typed while logged in; the fourth in a row locks every way in and logs out. Whether it locked."""
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account)
        row.failed_codes += 1
        row.save(update_fields=["failed_codes"])
        if row.failed_codes <= TRIES:
            return False
        row.locked_at = clock.now()
        row.save(update_fields=["locked_at"])
        row.devices.update(locked_at=row.locked_at)
        end_sessions(row)
        trail.write("lock_account", "account", row.id, actor=None, facts={"codes": row.failed_codes})
    return True

"""Forgotten and changed passwords: a code to the registered mobile, then a new password (GUIDE-5.4.2)."""

import datetime as dt
import secrets
from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.actions.devices import unlock
from zhicheng.people.actions.logging_in import barred, forget_missed, hold, missed
from zhicheng.people.errors import Refused
from zhicheng.people.models import (
    Account,
    Membership,
    Organisation,
    Person,
    RecoveryCode,
    Registration,
    UnknownLogin,
)
from zhicheng.people.queries import in_force
from zhicheng.people.wrong_codes import TRIES
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

HOLDS_FOR = dt.timedelta(minutes=10)
BETWEEN = dt.timedelta(seconds=60)
A_DAY = 10  # codes sent to one mobile a day
CODES_KEPT = dt.timedelta(days=2)
UNKNOWN_KEPT = dt.timedelta(days=30)
ATTEMPTS = 5  # wrong entries of one code
LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that look alike
TEMPORARY_HOLDS = dt.timedelta(days=7)


@transaction.atomic
def recover_password(*, number: str, mobile: str) -> tuple[RecoveryCode, str]:
    """Send a code to the registered mobile of a person (ID number) or unit (credit code); row and code.

    Where number and mobile do not belong together everything looks the same, but nothing is sent and no code opens
    the row. Errors: Refused where codes are asked for too often.
    """
    number, mobile = identity.normal(number), identity.normal(mobile).removeprefix("+86")
    account = _owner(number, mobile)
    at = clock.now()
    asked = keyed_index("recovery asked", f"{number} {mobile}")
    sent = RecoveryCode.objects.filter(asked_index=asked, sent_at__gt=at - dt.timedelta(days=1))
    must_wait([row.sent_at for row in sent.order_by("-sent_at").select_for_update()], at)
    code = new_code()
    row = RecoveryCode(account=account, asked_index=asked, sent_at=at)
    row.digest = code_digest(row.id, code)
    row.save(force_insert=True)
    if account is None:
        return row, code
    send(
        account.id,
        _("找回密码的验证码"),
        _("验证码%(code)s，10分钟内有效，用于设置新密码。请勿告诉他人；不是本人操作请忽略。")
        % {"code": code},
        mobile=mobile,
    )
    trail.write("recover_password", "account", account.id, actor=None)
    return row, code


def must_wait(times: Sequence[dt.datetime], at: dt.datetime) -> None:
    """Errors: Refused where a code was sent a moment ago, or too many within a day; `times`: the latest first."""
    if times and at - times[0] < BETWEEN:
        raise Refused(_("验证码刚刚已发送，请等60秒后再获取。"), status=429)
    if len(times) >= A_DAY:
        raise Refused(_("今天获取验证码的次数已用完，请明天再试。"), status=429)


def new_code() -> str:
    """Six digits for a short message."""
    return f"{secrets.randbelow(1_000_000):06d}"


def spend_code(row: RecoveryCode | Registration, code: str) -> Refused | None:
    """Spend the code of the locked row; the refusal where it is another, was used, or has run out. A wrong try is kept."""
    spent = row.used_at is not None or row.attempts >= ATTEMPTS or clock.now() - row.sent_at > HOLDS_FOR
    if spent or not constant_time_compare(row.digest, code_digest(row.id, code.strip())):
        row.attempts = min(row.attempts + 1, ATTEMPTS)
        row.save(update_fields=["attempts"])
        return Refused(
            _("验证码不正确或已失效，请核对短信后再输入；没有收到短信的，请重新获取。"),
            field="code",
            status=400,
        )
    row.used_at = clock.now()
    row.save(update_fields=["used_at"])
    return None


def set_recovered_password(*, recovery: RecoveryCode, code: str, password: str) -> Account:
    """Set the new password with the code that was sent, which unlocks the account too. A wrong entry is kept.

    Errors: Refused.
    """
    probe = Account()
    probe.set_password(password)
    with transaction.atomic():
        row = RecoveryCode.objects.select_for_update().get(pk=recovery.pk)
        if row.account is None:  # the code was shown to nobody
            code = ""
        refused = spend_code(row, code)
        account = row.account
        if refused is None and account is not None:
            _set(account, probe.password)
            unlock(account)
            trail.write("set_recovered_password", "account", account.id, actor=account.id)
    if refused or account is None:
        raise refused or Refused(_("验证码不正确或已失效，请重新获取。"), field="code", status=400)
    return account


def forget_codes() -> int:
    """Delete the rows of codes and tries that bear on nothing any more; how many."""
    at = clock.now()
    gone, _kinds = RecoveryCode.objects.filter(sent_at__lt=at - CODES_KEPT).delete()
    waiting, _kinds = Registration.objects.filter(sent_at__lt=at - CODES_KEPT).delete()
    unknown, _kinds = UnknownLogin.objects.filter(last_at__lt=at - UNKNOWN_KEPT).delete()
    return gone + waiting + unknown


def change_password(account: Account, *, old: str, new: str, cookie: str = "") -> Account:
    """Change one's own password, also a temporary one. Wrong old ones count like wrong passwords at the log-in.

    Errors: Refused where the old one is wrong, and once they are too many. The wrong try itself is kept.
    """
    right = account.check_password(old)  # before the transaction: slow on purpose
    probe = Account()
    if right and old == new:
        raise Refused(_("新密码不能与原密码相同。"), field="new", status=400)
    probe.set_password(new)
    with transaction.atomic():
        row, tries = hold(account, cookie)
        outcome = barred(row, tries)
        if outcome is None and not (right and row.password == account.password):
            outcome = missed(row, tries, _wrong_old())
        if outcome is None:
            forget_missed(tries)
            _set(account, probe.password)
            trail.write("change_password", "account", account.id, actor=account.id)
    if outcome is not None:
        raise outcome
    return account


def _wrong_old() -> Refused:
    words = _("原密码不正确。连续输错超过%(tries)d次，账号将自动锁定。")
    return Refused(words % {"tries": TRIES}, field="old", clause="GUIDE-5.4.1", status=400)


def give_temporary_password(account: Account) -> str:
    """A fresh password, to be told to the account's owner, who replaces it at the next log-in; it holds some days.

    Call it inside the act that gives it.
    """
    temporary = "".join(secrets.choice(LETTERS) for _place in range(10))
    account.set_password(temporary)
    account.password_temporary, account.temporary_until = True, clock.now() + TEMPORARY_HOLDS
    account.save(update_fields=["password", "password_temporary", "temporary_until"])
    return temporary


def replace_temporary_password(account: Account, *, new: str) -> Account:
    """Set one's own password in place of the temporary one, after logging in with it. Errors: Refused."""
    if account.check_password(new):
        raise Refused(_("新密码不能与临时密码相同。"), field="new", status=400)
    account.set_password(new)
    with transaction.atomic():
        row = Account.objects.select_for_update().get(pk=account.pk)
        if not row.password_temporary or row.locked_at is not None:
            raise Refused(_("临时密码已失效，请重新登录。"))
        _set(account, account.password)
        trail.write("replace_temporary_password", "account", account.id, actor=account.id)
    return account


def _set(account: Account, hashed: str) -> None:
    account.password, account.password_temporary = hashed, False
    account.save(update_fields=["password", "password_temporary"])


def _owner(number: str, mobile: str) -> Account | None:
    person = (
        Person.objects.select_related("account")
        .filter(id_index=keyed_index("id", number), mobile_index=keyed_index("mobile", mobile))
        .first()
    )
    if person:
        return person.account
    code = number[: identity.CREDIT_CODE_SIGNS]  # further people of a unit log in with two digits more
    unit = Organisation.objects.filter(credit_code=code, active=True).first()
    if unit is None or not mobile or unit.contact_phone != mobile:
        return None
    officer = Membership.objects.select_related("account").filter(
        in_force(clock.now()),
        organisation=unit,
        role=Membership.Role.UNIT,
        account__login_index=keyed_index("login", number),
    )
    first = officer.first()
    return first.account if first else None


def code_digest(row: UUID, code: str) -> str:
    """The digest of a code that was sent for the row."""
    return keyed_index("recovery", f"{row} {code}")

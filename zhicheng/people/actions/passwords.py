"""Forgotten and changed passwords: a code to the registered mobile, then a new password (GUIDE-5.4.2)."""

import datetime as dt
import secrets

from django.db import transaction
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import identity
from zhicheng.people.actions.devices import unlock
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person, RecoveryCode
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

HOLDS_FOR = dt.timedelta(minutes=10)
BETWEEN = dt.timedelta(seconds=60)
A_DAY = 10  # codes sent to one account a day
ATTEMPTS = 5  # wrong entries of one code


@transaction.atomic
def recover_password(*, number: str, mobile: str) -> tuple[RecoveryCode, str]:
    """Send a code to the registered mobile of a person (ID number) or unit (credit code); row and code.

    Errors: Refused where number and mobile do not belong together, or codes are asked for too often.
    """
    number, mobile = identity.normal(number), identity.normal(mobile).removeprefix("+86")
    account = _owner(number, mobile)
    if account is None:
        raise Refused(
            _(
                "没有找到与该证件号码（或统一社会信用代码）和手机号同时相符的账号，请核对后再试。"
                "手机号已停用或注册信息有误的，请拨打技术支持电话%(phone)s。"
            )
            % {"phone": SUPPORT_PHONE},
            field="mobile",
            clause="GUIDE-5.4.3",
            status=400,
        )
    at = clock.now()
    sent = RecoveryCode.objects.select_for_update().filter(
        account=account, sent_at__gt=at - dt.timedelta(days=1)
    )
    times = [row.sent_at for row in sent.order_by("-sent_at")]
    if times and at - times[0] < BETWEEN:
        raise Refused(_("验证码刚刚已发送，请等60秒后再获取。"), status=429)
    if len(times) >= A_DAY:
        raise Refused(_("今天获取验证码的次数已用完，请明天再试。"), status=429)
    code = f"{secrets.randbelow(1_000_000):06d}"
    row = RecoveryCode(account=account, sent_at=at)
    row.digest = _digest(row, code)
    row.save(force_insert=True)
    send(
        account.id,
        _("找回密码的验证码"),
        _("验证码%(code)s，10分钟内有效，用于设置新密码。请勿告诉他人；不是本人操作请忽略。")
        % {"code": code},
        mobile=mobile,
    )
    trail.write("recover_password", "account", account.id, actor=None)
    return row, code


def set_recovered_password(*, recovery: RecoveryCode, code: str, password: str) -> Account:
    """Set the new password with the code that was sent, which unlocks the account too. A wrong entry is kept.

    Errors: Refused.
    """
    probe = Account()
    probe.set_password(password)
    with transaction.atomic():
        row = RecoveryCode.objects.select_for_update().select_related("account").get(pk=recovery.pk)
        if row.used_at or row.attempts >= ATTEMPTS or clock.now() - row.sent_at > HOLDS_FOR:
            refused: Refused | None = Refused(_("验证码已失效，请重新获取。"), field="code", status=400)
        elif not constant_time_compare(row.digest, _digest(row, code.strip())):
            row.attempts += 1
            row.save(update_fields=["attempts"])
            refused = Refused(_("验证码不正确，请核对短信后再输入。"), field="code", status=400)
        else:
            refused = None
            row.used_at = clock.now()
            row.save(update_fields=["used_at"])
            _set(row.account, probe.password)
            unlock(row.account)
            trail.write("set_recovered_password", "account", row.account_id, actor=row.account_id)
    if refused:
        raise refused
    return row.account


def change_password(account: Account, *, old: str, new: str) -> Account:
    """Change one's own password, also a temporary one. Errors: Refused where the old one is wrong."""
    if not account.check_password(old):
        raise Refused(_("原密码不正确。"), field="old", status=400)
    if old == new:
        raise Refused(_("新密码不能与原密码相同。"), field="new", status=400)
    account.set_password(new)
    with transaction.atomic():
        _set(account, account.password)
        trail.write("change_password", "account", account.id, actor=account.id)
    return account


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
    unit = Organisation.objects.filter(credit_code=number, active=True).first()
    if unit is None or not mobile or unit.contact_phone != mobile:
        return None
    officer = Membership.objects.select_related("account").filter(
        organisation=unit,
        role=Membership.Role.UNIT,
        until__isnull=True,
        account__login_index=keyed_index("login", number),
    )
    first = officer.first()
    return first.account if first else None


def _digest(row: RecoveryCode, code: str) -> str:
    return keyed_index("recovery", f"{row.id} {code}")

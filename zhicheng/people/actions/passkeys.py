"""Passkeys, which stand wherever a code of the phone does: add one, confirm by one, remove one."""

import datetime as dt
import secrets
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.inbox.actions import send
from zhicheng.people import passkeys, second_factor
from zhicheng.people.access import asks_second_factor
from zhicheng.people.actions.logging_in import barred, hold, missed
from zhicheng.people.actions.safety import spend_backup_code
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Passkey
from zhicheng.people.wrong_codes import TRIES, locked, wrong_code
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

MOST = 10  # passkeys of an account
CODE_HOLDS = dt.timedelta(minutes=2)


@transaction.atomic
def allow_passkey(account: Account, *, name: str, code: str = "") -> bool:
    """Before one is made: the name is free, and where a second factor is there already, its code is right.

    Whether it will be the account's first second factor. An open browser alone adds no passkey. Errors: Refused.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    _check(row, name)
    first = not second_factor.is_set_up(row)
    if not first and not code.strip():
        raise Refused(_("请输入动态码或备用码，确认是您本人添加。"), field="code", status=400)
    if not first and not (second_factor.spend(row, code) or spend_backup_code(row, code)):
        raise wrong_code(row)
    return first


@transaction.atomic
def register_passkey(account: Account, *, name: str, said: str, challenge: bytes, first: bool) -> Passkey:
    """Keep the passkey that the browser has made for the challenge. `first`: as `allow_passkey` found.

    Errors: Refused.
    """
    fresh = passkeys.made(said, challenge)
    row = Account.objects.select_for_update().get(pk=account.pk)
    _check(row, name)
    if first and second_factor.is_set_up(row):  # meanwhile, elsewhere: it would have taken a code
        raise Refused(_("这个账号刚刚设置了动态码或通行密钥。请重新添加，添加时用它确认。"))
    try:
        with transaction.atomic():
            made = Passkey.objects.create(
                account=row,
                name=name,
                credential=fresh.credential,
                public_key=fresh.public_key,
                sign_count=fresh.sign_count,
                made_at=clock.now(),
            )
    except IntegrityError:
        raise Refused(_("这个通行密钥已经添加过。")) from None
    told = _("您的账号添加了通行密钥“%(name)s”。不是您添加的，请马上在“账号安全”中移除它，并修改密码。")
    send(row.id, _("添加了通行密钥"), told % {"name": name})
    _note("register_passkey", made)
    return made


def answer_by_passkey(account: Account, *, said: str, challenge: bytes, cookie: str | None = None) -> str:
    """The code that confirms instead of one of the phone: 16 digits, once, for two minutes.

    `cookie`: of the browser where half a log-in waits; None: logged in. What does not hold counts as a wrong code.
    Errors: Refused. What was recorded of it is kept.
    """
    with transaction.atomic():
        if cookie is None:
            row, refused, tries = Account.objects.select_for_update().get(pk=account.pk), None, None
            if row.failed_codes > TRIES:
                raise locked()
        else:
            row, tries = hold(account, cookie)
            refused = barred(row, tries)
        code = "" if refused else _answered(row, said, challenge)
        if not code and not refused and tries is not None:
            refused = missed(row, tries, _wrong())
    if refused is not None:
        raise refused
    if not code:
        raise wrong_code(row, _wrong().message)
    return code


@transaction.atomic
def remove_passkey(account: Account, passkey: UUID, *, code: str) -> None:
    """Forget one's own passkey: takes a code, or another passkey; the only one of a person's is enough for itself.

    Errors: Refused, also for the last second factor of an account that is asked for it.
    """
    row = Account.objects.select_for_update().get(pk=account.pk)
    gone = row.passkeys.filter(pk=passkey).first()
    if gone is None:
        raise Refused(_("没有这个通行密钥，请刷新页面。"), status=404)
    others = bool(row.second_factor) or row.passkeys.exclude(pk=passkey).exists()
    if not others and asks_second_factor(row):
        raise Refused(_("登录要用它确认，这是最后一个，不能移除。请先设置动态码，或者先添加另一个通行密钥。"))
    besides = passkey if others else None
    if not (second_factor.spend(row, code, besides=besides) or spend_backup_code(row, code)):
        raise wrong_code(row)
    if not others:
        row.backup_codes.all().delete()
    _note("remove_passkey", gone)
    gone.delete()


def _check(row: Account, name: str) -> None:
    if not name.strip():
        raise Refused(_("请给通行密钥起个名字。"), field="name", status=400)
    if row.passkeys.filter(name=name).exists():
        raise Refused(_("已有同名的通行密钥，请换一个名字。"), field="name", status=400)
    if row.passkeys.count() >= MOST:
        raise Refused(_("最多添加%(most)d个通行密钥。请先移除不用的。") % {"most": MOST}, field="name")


def _answered(row: Account, said: str, challenge: bytes) -> str:
    """The code, where the answer holds; empty where not. A counter that has stepped back is recorded and told."""
    passkey = row.passkeys.filter(credential=passkeys.credential_in(said)).first()
    count = passkeys.count_in(said, passkey, challenge) if passkey else None
    answered = keyed_index("challenge", challenge.hex())
    if passkey is None or count is None or passkey.answered == answered:
        return ""
    if (count or passkey.sign_count) and count <= passkey.sign_count:
        _note("passkey_stepped_back", passkey, counted=count, before=passkey.sign_count)
        told = _("通行密钥“%(name)s”的使用次数比上次还少，可能被人复制，这次没有接受。请移除它，另添加一个。")
        send(row.id, _("通行密钥可能被复制"), told % {"name": passkey.name})
        return ""
    code = f"{secrets.randbelow(10**second_factor.PASSKEY_DIGITS):0{second_factor.PASSKEY_DIGITS}d}"
    passkey.sign_count, passkey.last_used_at, passkey.answered = count, clock.now(), answered
    passkey.code_digest = second_factor.passkey_digest(row, code)
    passkey.code_until = passkey.last_used_at + CODE_HOLDS
    passkey.save()
    _note("use_passkey", passkey)
    return code


def _wrong() -> Refused:
    return Refused(_("通行密钥没有通过核验，请再试一次，或者改用动态码。"), status=400)


def _note(act: str, passkey: Passkey, **more: int) -> None:
    facts = {"passkey": str(passkey.id), "name": passkey.name, **more}
    trail.write(act, "account", passkey.account_id, actor=passkey.account_id, facts=facts)

"""The second factor, which signs personal acts and opens accounts: set it up, backup codes, asking for it at log-in."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people import second_factor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, BackupCode
from zhicheng.people.wrong_codes import wrong_code
from zhicheng.trail import writing as trail
from zhicheng.vault.crypto import keyed_index

BACKUP_CODES = 10
BACKUP_DIGITS = 10


@transaction.atomic
def set_up_second_factor(account: Account, *, secret: str, code: str, old: str = "") -> Account:
    """Keep the secret once its first code was entered right; one that was there before is replaced.

    `old`: where a second factor is there, its code or a backup code: an open browser alone does not change the phone.
    Errors: Refused.
    """
    if not second_factor.is_secret(secret):
        raise Refused(_("页面已失效，请重新扫码。"), field="code", status=400)
    row = Account.objects.select_for_update().get(pk=account.pk)
    step = second_factor.step_of(secret, code, after=0)
    if step is None:
        raise Refused(_("动态码不正确。请确认手机时间准确，等待新的动态码再输入。"), field="code", status=400)
    if second_factor.is_set_up(row) and not (second_factor.spend(row, old) or spend_backup_code(row, old)):
        raise wrong_code(
            row, _("原来的动态码不正确或已使用过；手机不在身边的，请填一个备用码。"), field="old"
        )
    row.second_factor, row.second_factor_step = secret, step
    row.save(update_fields=["second_factor", "second_factor_step"])
    trail.write("set_up_second_factor", "account", row.id, actor=row.id)
    return row


@transaction.atomic
def make_backup_codes(account: Account) -> list[str]:
    """Ten fresh backup codes, each of ten digits, to be written down now; those of before hold no longer."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not second_factor.is_set_up(row):
        raise Refused(_("请先设置动态码或添加通行密钥，再领取备用码。"))
    codes = [f"{secrets.randbelow(10**BACKUP_DIGITS):0{BACKUP_DIGITS}d}" for _each in range(BACKUP_CODES)]
    row.backup_codes.all().delete()
    BackupCode.objects.bulk_create(
        [BackupCode(account=row, digest=_digest(row, code)) for code in dict.fromkeys(codes)]
    )
    trail.write("make_backup_codes", "account", row.id, actor=row.id)
    return list(dict.fromkeys(codes))


@transaction.atomic
def ask_at_log_in(account: Account, *, asked: bool, code: str) -> Account:
    """Ask the account's owner for the second factor at every log-in, or no longer. Errors: Refused."""
    row = Account.objects.select_for_update().get(pk=account.pk)
    if not second_factor.spend(row, code):
        raise wrong_code(row)
    row.second_factor_at_log_in = asked
    row.save(update_fields=["second_factor_at_log_in"])
    trail.write("ask_at_log_in", "account", row.id, actor=row.id, facts={"asked": asked})
    return row


def spend_backup_code(account: Account, code: str) -> bool:
    """Whether it is an unused backup code of the account; it works once. Call it inside the act."""
    digest = _digest(account, "".join(code.split()))
    unused = account.backup_codes.filter(digest=digest, used_at__isnull=True)
    return bool(unused.update(used_at=clock.now()))


def _digest(account: Account, code: str) -> str:
    return keyed_index("backup", f"{account.id} {code}")

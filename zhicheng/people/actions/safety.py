"""Set up the second factor that signs readings, ballots and other personal acts."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.people import second_factor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail import writing as trail


@transaction.atomic
def set_up_second_factor(account: Account, *, secret: str, code: str) -> Account:
    """Keep the secret once its first code was entered right; a second set-up replaces it. Errors: Refused."""
    if not second_factor.is_secret(secret):
        raise Refused(_("页面已失效，请重新扫码。"), field="code", status=400)
    row = Account.objects.select_for_update().get(pk=account.pk)
    step = second_factor.step_of(secret, code, after=0)
    if step is None:
        raise Refused(_("动态码不正确。请确认手机时间准确，等待新的动态码再输入。"), field="code", status=400)
    row.second_factor, row.second_factor_step = secret, step
    row.save(update_fields=["second_factor", "second_factor_step"])
    trail.write("set_up_second_factor", "account", row.id, actor=row.id)
    return row

"""The refusal of a wrong code, and of who is locked; wrong codes typed while logged in are noted for the middleware."""

from contextvars import ContextVar
from uuid import UUID

from django.utils.translation import gettext as _

from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

TRIES = 3  # wrong passwords or codes that are forgiven (GUIDE-5.4.1, AMB-30)
missed: ContextVar[list[UUID] | None] = ContextVar("missed", default=None)  # of the request, counted after it


def wrong_code(account: Account, words: str = "", field: str = "code") -> Refused:
    """The refusal of a wrong code typed while logged in; `account`: the locked row. The try is counted after the answer."""
    noted = missed.get()
    if noted is not None:
        noted.append(account.pk)
    if account.failed_codes >= TRIES:
        return locked(field)
    said = words or _("动态码不正确或已使用过，请等待新的动态码再输入。")
    return Refused(
        said + _("连续输错超过%(tries)d次，账号将自动锁定。") % {"tries": TRIES}, field=field, status=400
    )


def locked(field: str | None = None) -> Refused:
    """Too many wrong passwords or codes."""
    return Refused(
        _(
            "密码或动态码输入错误超过%(tries)d次，账号已锁定。请联系本单位经办人，用单位账号解锁，"
            "或点“忘记密码”，用注册手机号设置新密码后解锁；都不方便的，请拨打技术支持电话%(phone)s。"
        )
        % {"tries": TRIES, "phone": SUPPORT_PHONE},
        clause="GUIDE-5.4.1",
        field=field,
        status=403,
    )

"""Beside each field for a code: the button that confirms by a passkey, for whoever has one, where browsers offer it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from zhicheng.people import half
from zhicheng.people.models import Account
from zhicheng.people.passkeys import site


@dataclass(frozen=True)
class Where:
    """Why passkeys do not work at the address of this page (empty: they do), and the address where they do."""

    why_not: str = ""
    instead: str = ""


def where(request: HttpRequest) -> Where:
    """Whether passkeys work at the address by which this page was opened."""
    if settings.ROOM:
        return Where(_("封闭会场的电脑上不能使用通行密钥，请用动态码。"))
    if not site().name:
        return Where(
            _("本系统现在用数字地址或没有加密的地址访问，浏览器在这样的地址上不提供通行密钥，请用动态码。")
        )
    if f"{request.scheme}://{request.get_host()}" in site().origins:
        return Where()
    instead = site().origins[0]
    return Where(
        _("浏览器只在 %(address)s 上提供通行密钥，现在打开的是另一个地址。") % {"address": instead}, instead
    )


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `code_ways`, called with the name of a field for a code; asked once, where a page has one."""
    return {"code_ways": partial(_drawn, request, cache(partial(_has_one, request)))}


def _has_one(request: HttpRequest) -> bool:
    if isinstance(request.user, Account) and hasattr(
        request.user, "has_passkeys"
    ):  # known with the log-in (backend)
        return bool(request.user.has_passkeys)
    account = request.user if isinstance(request.user, Account) else half.account_of_half(request)
    return account is not None and account.passkeys.exists()


def _drawn(request: HttpRequest, has_one: Callable[[], bool], field: str) -> SafeString:
    if not has_one():
        return SafeString()
    words = {"field": field, "at": where(request)}
    return SafeString(render_to_string("people/passkey_way.html", words, request))

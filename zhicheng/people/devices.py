"""The browser somebody logs in with: marked by a cookie, named in words."""

import secrets

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from zhicheng.people import actions
from zhicheng.people.access import asks_second_factor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account

COOKIE = "device"
KEPT = 400 * 24 * 3600  # seconds; browsers keep no cookie longer
LONGEST = 64
BROWSERS = (  # what browsers say of themselves, the more particular first
    ("MicroMessenger", "微信"),
    ("DingTalk", "钉钉"),
    ("QQBrowser", "QQ浏览器"),
    ("HuaweiBrowser", "华为浏览器"),
    ("Edg", "Edge"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "鸿蒙"),
    ("Android", "安卓手机"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("Linux", "Linux"),
)


def enter(
    request: HttpRequest, account: Account, answer: HttpResponse, *, confirmed: bool = False
) -> HttpResponse:
    """Log the account in and remember the browser; `answer` with the cookie that marks it.

    The one door to a session. `confirmed`: the second factor was given. Errors: Refused where it is wanting.
    """
    if not confirmed and asks_second_factor(account):
        raise Refused(_("请先输入动态码，再进入系统。"), status=403)
    login(request, account)
    cookie = request.COOKIES.get(COOKIE, "")
    if not 20 <= len(cookie) <= LONGEST:
        cookie = secrets.token_urlsafe(24)
    actions.remember_device(
        account,
        cookie=cookie,
        words=words_of(request.headers.get("User-Agent", "")),
        session_key=request.session.session_key or "",
    )
    answer.set_cookie(COOKIE, cookie, max_age=KEPT, httponly=True, samesite="Lax", secure=settings.HTTPS)
    return answer


def words_of(agent: str) -> str:
    """Browser and system of a User-Agent, as people call them."""
    named = [next((words for sign, words in table if sign in agent), None) for table in (BROWSERS, SYSTEMS)]
    return " · ".join(one for one in named if one) or _("其他浏览器")

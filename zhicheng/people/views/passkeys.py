"""Passkeys: add, confirm by one wherever a code is asked, remove. Scripts ask for challenges and get JSON."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.people import actions, devices, half, passkeys, second_factor
from zhicheng.people.access import get_passkey, request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.code_forms import NewPasskey, PasskeyCode
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.people.passkey_way import where
from zhicheng.people.reading import opened_by
from zhicheng.people.views.second_step import enter_with_backup_codes, first_factor
from zhicheng.ui.forms import show_refusal, status_of

_ASKED = "people.passkey"  # session key: the challenge that waits for its answer
_HELD_FOR = dt.timedelta(minutes=5)
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _for_account(view: Callable[[HttpRequest, Account], HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the account that is logged in, or half so; visitors are sent to the log-in page."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        account = request.user if isinstance(request.user, Account) else half.account_of_half(request)
        if account is None:
            return redirect_to_login(request.path)
        opened_by(account.pk)
        return view(request, account)

    return wrapped


@form_page
@never_cache
@sensitive_post_parameters("code", "said")
@signed_in
def own(request: HttpRequest) -> HttpResponse:
    """One's own passkeys, and a further one."""
    account = request_account(request)
    form, status = _register(request, account)
    if form is None:
        messages.success(request, _("通行密钥已添加。登录和签署时可以用它代替动态码。"))
        return redirect("people:passkeys")
    words = _words(request, account, form) | {"passkeys": list(account.passkeys.all())}
    return render(request, "people/passkeys.html", words, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("said")
@first_factor
def log_in_passkey(request: HttpRequest, account: Account) -> HttpResponse:
    """The first log-in of an account that must have a second factor: a passkey instead of the phone's codes."""
    form, status = _register(request, account)
    if form is None:
        return enter_with_backup_codes(request, account)
    words = _words(request, account, form) | {"entering": True}
    return render(request, "people/passkeys.html", words, status=status_of(form, status))


@require_POST
@never_cache
@sensitive_post_parameters("code")
@_for_account
def begin(request: HttpRequest, account: Account) -> HttpResponse:
    """What the browser is told to make a passkey, once name and code are right."""
    form = NewPasskey(request.POST)
    del form.fields["said"]
    if not form.is_valid():
        return _refused(
            Refused(" ".join(str(one) for many in form.errors.values() for one in many), status=400)
        )
    try:
        _must_be_here(request)
        first = actions.allow_passkey(account, name=form.cleaned_data["name"], code=form.cleaned_data["code"])
    except Refused as refused:
        return _refused(refused)
    return JsonResponse(passkeys.to_make(account, _ask(request, account, first=first)))


@require_POST
@never_cache
@_for_account
def ask(request: HttpRequest, account: Account) -> HttpResponse:
    """What the browser is told to confirm by a passkey."""
    mine = list(account.passkeys.all())
    try:
        _must_be_here(request)
        if not mine:
            raise Refused(_("您还没有添加通行密钥。"))
    except Refused as refused:
        return _refused(refused)
    return JsonResponse(passkeys.to_answer(mine, _ask(request, account)))


@require_POST
@never_cache
@sensitive_post_parameters("said")
@_for_account
def answer(request: HttpRequest, account: Account) -> HttpResponse:
    """The code that stands for the passkey's answer, for the form that asks for a code."""
    entering = not request.user.is_authenticated
    try:
        challenge = _asked(request, account)["challenge"]
        code = actions.answer_by_passkey(
            account,
            said=request.POST.get("said", ""),
            challenge=bytes.fromhex(challenge),
            cookie=request.COOKIES.get(devices.COOKIE, "") if entering else None,
        )
    except Refused as refused:
        return _refused(refused)
    return JsonResponse({"code": code})


@form_page
@never_cache
@sensitive_post_parameters("code")
@signed_in
def remove(request: HttpRequest, id: UUID) -> HttpResponse:
    """Remove one's own passkey."""
    account = request_account(request)
    passkey = get_passkey(request.user, id)
    form = PasskeyCode(request.POST or None)
    status = 200
    if request.method == "POST":
        status = carry_out(form, lambda said: actions.remove_passkey(account, passkey.id, code=said["code"]))
    if status == 302:
        messages.success(request, _("通行密钥“%(name)s”已移除。") % {"name": passkey.name})
        return redirect("people:passkeys")
    words = {"form": form, "passkey": passkey, "demo_code": second_factor.demo_code(account)}
    return render(request, "people/remove_passkey.html", words, status=status)


def _must_be_here(request: HttpRequest) -> None:
    why = where(request).why_not
    if why:
        raise Refused(why)


def _ask(request: HttpRequest, account: Account, **more: bool) -> bytes:
    """A challenge that waits in the session for one answer."""
    challenge = passkeys.new_challenge()
    kept = {"challenge": challenge.hex(), "account": str(account.pk), "at": clock.now().isoformat()}
    request.session[_ASKED] = kept | more
    return challenge


def _asked(request: HttpRequest, account: Account, *, to_make: bool = False) -> dict[str, Any]:
    """What was asked of this browser a moment ago, which now is used. Errors: Refused."""
    kept: dict[str, Any] = request.session.pop(_ASKED, None) or {}
    fits = kept.get("account") == str(account.pk) and ("first" in kept) == to_make
    if not fits or clock.now() - dt.datetime.fromisoformat(kept["at"]) > _HELD_FOR:
        raise Refused(_("等待的时间太长，或者已经用过。请再按一次按钮。"), status=400)
    return kept


def _register(request: HttpRequest, account: Account) -> tuple[NewPasskey | None, int]:
    """The form to show, with its status; None once the passkey is kept."""
    if request.method != "POST":
        return NewPasskey(), 200
    form = NewPasskey(request.POST)
    status = 400
    if form.is_valid():
        try:
            if not form.cleaned_data["said"]:
                raise Refused(_("添加通行密钥需要浏览器启用 JavaScript，请按“添加”按钮。"), status=400)
            kept = _asked(request, account, to_make=True)
            actions.register_passkey(
                account,
                name=form.cleaned_data["name"],
                said=form.cleaned_data["said"],
                challenge=bytes.fromhex(kept["challenge"]),
                first=kept["first"],
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            return None, 302
    return form, status


def _words(request: HttpRequest, account: Account, form: NewPasskey) -> dict[str, Any]:
    if second_factor.is_set_up(account):
        form.fields["code"].required = True  # by `begin`; what is kept after it takes none
    else:
        form.fields.pop("code")
    return {
        "form": form,
        "account": account,
        "at": where(request),
        "demo_code": second_factor.demo_code(account),
    }


def _refused(refused: Refused) -> JsonResponse:
    return JsonResponse({"message": refused.message}, status=refused.status)

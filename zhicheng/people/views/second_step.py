"""The second factor: the second step of a log-in, setting up, backup codes, being asked at log-in."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions, devices, half, second_factor
from zhicheng.people.access import asks_second_factor, request_account, signed_in
from zhicheng.people.code_forms import LogInCode, OwnCode, SecondFactorCode
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.ui.forms import show_refusal, status_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


def go_on(request: HttpRequest, account: Account, wanted: str) -> HttpResponse:
    """After a right password: into the system, or to the second step where one is due."""
    if not asks_second_factor(account):
        return devices.enter(request, account, redirect(wanted))
    half.begin(request, account, wanted)
    return redirect("people:log_in_code")


def first_factor(
    view: Callable[[HttpRequest, Account], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Hand the account that is half logged in and has no second factor yet; others are sent to where they go on."""

    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponse:
        account = half.account_of_half(request)
        if account is None:
            return redirect("people:login")
        if second_factor.is_set_up(account):
            return redirect("people:log_in_code")
        return view(request, account)

    return wrapped


def enter_with_backup_codes(request: HttpRequest, account: Account) -> HttpResponse:
    """The second factor is set up: the log-in is whole, and the backup codes are shown first."""
    answer = show_backup_codes(request, account, half.end(request))
    return devices.enter(request, account, answer, confirmed=True)


@form_page
@never_cache
@sensitive_post_parameters("code")
def log_in_code(request: HttpRequest) -> HttpResponse:
    """The code of the phone, of a passkey, or a backup code, then the page wanted."""
    account = half.account_of_half(request)
    if account is None:
        return redirect("people:login")
    if not second_factor.is_set_up(account):
        return redirect("people:log_in_set_up")
    form = LogInCode(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.confirm_log_in(
                account, code=form.cleaned_data["code"], cookie=request.COOKIES.get(devices.COOKIE, "")
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            return devices.enter(request, account, redirect(half.end(request)), confirmed=True)
    words = {
        "form": form,
        "account": account,
        "demo_code": second_factor.demo_code(account),
        "phone": SUPPORT_PHONE,
    }
    return render(request, "people/log_in_code.html", words, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("secret", "code")
@first_factor
def log_in_set_up(request: HttpRequest, account: Account) -> HttpResponse:
    """The first log-in of an account that must have the second factor: set it up, then the backup codes."""
    form, status = _set_up(request, account)
    if form is None:
        return enter_with_backup_codes(request, account)
    words = _set_up_words(account, form) | {"entering": True}
    return render(request, "people/second_factor.html", words, status=status)


@form_page
@never_cache
@sensitive_post_parameters("secret", "code", "old")
@signed_in
def set_up_second_factor(request: HttpRequest) -> HttpResponse:
    """A fresh secret as QR code, kept when its first code is right."""
    account = request_account(request)
    form, status = _set_up(request, account)
    if form is None:
        messages.success(request, _("动态码已设置。签署时输入手机上显示的6位数字。"))
        return redirect("people:security")
    return render(request, "people/second_factor.html", _set_up_words(account, form), status=status)


@require_POST
@never_cache
@signed_in
def backup_codes(request: HttpRequest) -> HttpResponse:
    """Fresh backup codes, shown once."""
    return show_backup_codes(request, request_account(request), resolve_url("people:security"))


@require_POST
@never_cache
@sensitive_post_parameters("code")
@signed_in
def ask_at_log_in(request: HttpRequest) -> HttpResponse:
    """Be asked for the code at every log-in, or no longer."""
    form = OwnCode(request.POST)
    if not form.is_valid():
        raise Refused(_("请输入手机上显示的6位动态码。"), status=400)
    asked = request.POST.get("asked") == "1"
    actions.ask_at_log_in(request_account(request), asked=asked, code=form.cleaned_data["code"])
    messages.success(
        request, _("以后每次登录都要输入动态码。") if asked else _("以后登录只需密码，不再要求动态码。")
    )
    return redirect("people:security")


def _set_up(request: HttpRequest, account: Account) -> tuple[SecondFactorCode | None, int]:
    """The form to show, with its status; None once the phone is set up."""
    replaces = second_factor.is_set_up(account)
    if request.method != "POST":
        return SecondFactorCode(initial={"secret": second_factor.new_secret()}, replaces=replaces), 200
    form = SecondFactorCode(request.POST, replaces=replaces)
    status = 400
    if form.is_valid():
        try:
            actions.set_up_second_factor(account, **form.cleaned_data)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            return None, 302
    return form, status


def _set_up_words(account: Account, form: SecondFactorCode) -> dict[str, Any]:
    secret = str(form["secret"].value() or "")
    replaces = second_factor.is_set_up(account)
    if not second_factor.is_secret(secret):
        secret = second_factor.new_secret()
        form.data = dict(form.data.items()) | {"secret": secret}  # what was typed beside it stays
    return {
        "form": form,
        "secret": " ".join(secret[i : i + 4] for i in range(0, len(secret), 4)),
        "qr": second_factor.qr(account, secret),
        "again": bool(account.second_factor),
        "replaces": replaces,
        "demo_code": second_factor.demo_code(account, secret),
        "demo_old": second_factor.demo_code(account) if replaces else None,
    }


def show_backup_codes(request: HttpRequest, account: Account, onwards: str) -> HttpResponse:
    """Ten fresh backup codes, shown this once; `onwards`: where the page leads."""
    codes = [f"{code[:5]} {code[5:]}" for code in actions.make_backup_codes(account)]
    return TemplateResponse(request, "people/backup_codes.html", {"codes": codes, "onwards": onwards})

"""登录, 注册, 忘记密码, 退出."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.people import actions, devices, identity, outside
from zhicheng.people.contacts import SUPPORT_MAIL, SUPPORT_PHONE
from zhicheng.people.errors import Refused
from zhicheng.people.forms import (
    LogIn,
    NewPassword,
    Recover,
    RecoverCode,
    RegisterCode,
    RegisterPerson,
    RegisterUnit,
)
from zhicheng.people.models import Account, RecoveryCode, Registration
from zhicheng.people.views.outside import TOKEN
from zhicheng.people.views.second_step import go_on
from zhicheng.ui.forms import show_refusal, status_of
from zhicheng.vault import crypto

_TEMPORARY = "people.temporary"  # session keys
_RECOVERY = "people.recovery"
_REGISTRATION = "people.registration"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@never_cache
@sensitive_post_parameters("password")
def log_in(request: HttpRequest) -> HttpResponse:
    """登录: to the page wanted before, else to the desk; a temporary password must be replaced first."""
    wanted = _wanted(request)
    if request.method != "POST" and request.user.is_authenticated:
        return redirect(wanted)
    form = LogIn(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            account = actions.log_in(
                login=form.cleaned_data["login"],
                password=form.cleaned_data["password"],
                cookie=request.COOKIES.get(devices.COOKIE, ""),
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            if account.password_temporary:
                request.session[_TEMPORARY] = str(account.id)
                return redirect("people:new_password")
            return go_on(request, account, wanted)
    words = {
        "form": form,
        "next": request.POST.get("next") or request.GET.get("next", ""),
        "provider": settings.OIDC["name"] if outside.is_on() else "",
    }
    return render(request, "people/log_in.html", words, status=status_of(form, status))


@require_POST
def log_out(request: HttpRequest) -> HttpResponse:
    """退出; who came through the provider outside may log out there too."""
    token = request.session.get(TOKEN)
    logout(request)
    home = settings.SITE_URL + resolve_url(settings.LOGOUT_REDIRECT_URL)
    way_out = outside.way_out(crypto.decrypt(token), home) if token else ""
    if not way_out:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    words = {"way_out": way_out, "provider": settings.OIDC["name"]}
    return render(request, "people/logged_out.html", words)


@form_page
@never_cache
@sensitive_post_parameters("password", "again")
def register_person(request: HttpRequest) -> HttpResponse:
    """个人注册, then 基本信息."""
    form = RegisterPerson(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            waiting, code = actions.begin_registration(
                name=data["name"],
                kind=data["kind"],
                number=data["number"],
                mobile=data["mobile"],
                password=data["password"],
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            request.session[_REGISTRATION] = str(waiting.id)
            _show_demo_code(request, code)
            return redirect("people:register_code")
    return render(request, "people/register_person.html", {"form": form}, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("code")
def register_code(request: HttpRequest) -> HttpResponse:
    """个人注册, second step: the code of the short message, then 基本信息."""
    kept = request.session.get(_REGISTRATION)
    waiting = Registration.objects.filter(pk=UUID(kept)).first() if kept else None
    if waiting is None:
        return redirect("people:register")
    form = RegisterCode(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            person = actions.finish_registration(waiting, code=form.cleaned_data["code"])
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            del request.session[_REGISTRATION]
            answer = devices.enter(request, person.account, redirect("people:basics"))
            messages.success(request, _("注册成功。请完善基本信息，然后选择工作单位。"))
            return answer
    words = {"form": form, "mobile": identity.mask_mobile(waiting.mobile)}
    return render(request, "people/register_code.html", words, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("password", "again")
def register_unit(request: HttpRequest) -> HttpResponse:
    """单位注册, then 单位信息."""
    form = RegisterUnit(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data: dict[str, Any] = {key: value for key, value in form.cleaned_data.items() if key != "again"}
        try:
            unit = actions.register_unit(**data)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            officer = unit.memberships.select_related("account").get().account
            answer = devices.enter(request, officer, redirect("people:unit_profile"))
            messages.success(request, _("单位注册成功，账号已启用。请完善单位信息。"))
            return answer
    return render(request, "people/register_unit.html", {"form": form}, status=status_of(form, status))


@form_page
@never_cache
def recover(request: HttpRequest) -> HttpResponse:
    """忘记密码: number and registered mobile; a code goes to the mobile."""
    form = Recover(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            recovery, code = actions.recover_password(**form.cleaned_data)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            request.session[_RECOVERY] = str(recovery.id)
            _show_demo_code(request, code)
            return redirect("people:recover_code")
    first = "first" in request.GET
    words = {"form": form, "phone": SUPPORT_PHONE, "mail": SUPPORT_MAIL, "first": first}
    return render(request, "people/recover.html", words, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("password", "again", "code")
def recover_code(request: HttpRequest) -> HttpResponse:
    """忘记密码, second step."""
    recovery = _recovery(request)
    if recovery is None:
        return redirect("people:recover")
    form = RecoverCode(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        first = recovery.account is not None and not recovery.account.has_usable_password()  # taken over
        try:
            account = actions.set_recovered_password(
                recovery=recovery, code=data["code"], password=data["password"]
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            del request.session[_RECOVERY]
            if first:
                answer = go_on(request, account, resolve_url(settings.LOGIN_REDIRECT_URL))
                messages.success(request, _("密码已设置，以后用它登录。"))
                return answer
            messages.success(request, _("新密码已设置，请登录。"))
            return redirect("people:login")
    return render(request, "people/recover_code.html", {"form": form}, status=status_of(form, status))


@form_page
@never_cache
@sensitive_post_parameters("password", "again")
def new_password(request: HttpRequest) -> HttpResponse:
    """After logging in with a temporary password: set one's own, then go on."""
    account = _temporary_account(request)
    if account is None:
        return redirect("people:login")
    form = NewPassword(request.POST or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.replace_temporary_password(account, new=form.cleaned_data["password"])
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            del request.session[_TEMPORARY]
            answer = go_on(request, account, resolve_url(settings.LOGIN_REDIRECT_URL))
            messages.success(request, _("新密码已设置。"))
            return answer
    return render(request, "people/new_password.html", {"form": form}, status=status_of(form, status))


def _show_demo_code(request: HttpRequest, code: str) -> None:
    if clock.is_demo():
        messages.info(request, _("演示环境不发短信，验证码是%(code)s。") % {"code": code})


def _wanted(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)


def _recovery(request: HttpRequest) -> RecoveryCode | None:
    kept = request.session.get(_RECOVERY)
    return RecoveryCode.objects.filter(pk=UUID(kept)).first() if kept else None


def _temporary_account(request: HttpRequest) -> Account | None:
    kept = request.session.get(_TEMPORARY)
    return Account.objects.filter(pk=UUID(kept), password_temporary=True).first() if kept else None

"""One's own data: 基本信息, 选择单位, 账号安全."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from zhicheng.almanac import clock
from zhicheng.people import actions, identity, outside, queries, second_factor
from zhicheng.people.access import asks_second_factor, person_of, request_account, roles_of, signed_in
from zhicheng.people.code_forms import OwnCode
from zhicheng.people.contacts import SUPPORT_PHONE
from zhicheng.people.devices import COOKIE
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Basics, ChangePassword
from zhicheng.people.models import OutsideIdentity
from zhicheng.ui.forms import show_refusal, status_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def basics(request: HttpRequest) -> HttpResponse:
    """基本信息 of the person logged in."""
    person = person_of(request.user)
    number_tells = identity.tells_birth(person.id_number)
    known = {
        "sex": person.sex,
        "birth_date": person.birth_date,
        "mobile": person.mobile,
        "ethnicity": person.ethnicity,
        "political_status": person.political_status,
        "email": person.email,
    }
    form = Basics(request.POST or None, initial=known, number_tells=number_tells)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_basics(person, **form.cleaned_data)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("基本信息已保存。"))
            return redirect("people:basics" if person.unit_id else "people:choose_unit")
    return render(
        request,
        "people/basics.html",
        {
            "form": form,
            "person": person,
            "number": identity.mask_number(person.id_number),
            "age": identity.age(person.birth_date, clock.today()) if person.birth_date else None,
            "phone": SUPPORT_PHONE,
        },
        status=status_of(form, status),
    )


@form_page
@signed_in
def choose_unit(request: HttpRequest) -> HttpResponse:
    """选择单位: search by name or credit code, then choose."""
    person = person_of(request.user)
    if request.method == "POST":
        unit = get_object_or_404(queries.registered_units(), pk=_uuid(request.POST.get("unit")))
        actions.choose_unit(person, unit=unit)
        messages.success(request, _("已选择“%(unit)s”，等待单位确认；现在可以先填写。") % {"unit": unit.name})
        return redirect("people:choose_unit")
    text = request.GET.get("q", "")[:120]
    found = queries.search_units(text)
    words = {
        "person": person,
        "text": text,
        "units": found,
        "full": len(found) == queries.FOUND_AT_MOST,
        "phone": SUPPORT_PHONE,
    }
    return render(request, "people/choose_unit.html", words)


@require_http_methods(["GET", "HEAD"])
@never_cache
@signed_in
def security(request: HttpRequest) -> HttpResponse:
    """账号安全: second factor, devices, password."""
    return render(request, "people/security.html", _security(request, ChangePassword()))


@require_http_methods(["POST"])
@never_cache
@sensitive_post_parameters("old", "password", "again")
@signed_in
def change_password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; other sessions end."""
    account = request_account(request)
    form = ChangePassword(request.POST)
    status = 400
    if form.is_valid():
        try:
            actions.change_password(
                account,
                old=form.cleaned_data["old"],
                new=form.cleaned_data["password"],
                cookie=request.COOKIES.get(COOKIE, ""),
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            update_session_auth_hash(request, account)
            messages.success(request, _("密码已修改，其他设备上的登录已退出。"))
            return redirect("people:security")
    return render(request, "people/security.html", _security(request, form), status=status)


@require_http_methods(["POST"])
@signed_in
def end_device(request: HttpRequest, id: UUID) -> HttpResponse:
    """Log out in one of one's browsers; in this one too, if that is the one."""
    account = request_account(request)
    actions.end_device(account, id)
    messages.success(request, _("这台设备已退出登录。"))
    return redirect("people:security")


@require_http_methods(["POST"])
@signed_in
def end_other_devices(request: HttpRequest) -> HttpResponse:
    """Log out in all of one's browsers but this one."""
    many = actions.end_other_devices(request_account(request), besides=request.session.session_key or "")
    messages.success(
        request,
        _("已在其他%(many)d台设备上退出登录。") % {"many": many} if many else _("没有其他已登录的设备。"),
    )
    return redirect("people:security")


def _uuid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Http404 from None


def _security(request: HttpRequest, form: ChangePassword) -> dict[str, Any]:
    account = request_account(request)
    return {
        "form": form,
        "account": account,
        "demo_code": second_factor.demo_code(account),
        "asked": asks_second_factor(account),
        "own_code": OwnCode(),
        "provider": settings.OIDC["name"] if outside.is_on() else "",
        "bound": OutsideIdentity.objects.filter(account=account).first() if outside.is_on() else None,
        "roles": roles_of(account),
        "passkeys": account.passkeys.count(),
        "backup_codes": account.backup_codes.filter(used_at__isnull=True).count(),
        "devices": queries.devices_of(account),
        "here": request.session.session_key,
    }

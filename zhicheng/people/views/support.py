"""技术支持: find an account by its number; unlock, reset; by two: correct a registration, give a unit its account back."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.files.checks import FileRefused
from zhicheng.files.serving import serve
from zhicheng.people import actions, identity, queries
from zhicheng.people.access import (
    get_account_for_support,
    get_support_case,
    organisation_of,
    request_account,
    signed_in,
)
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Correction
from zhicheng.people.models import Account, Membership, Person, SupportCase
from zhicheng.people.queries import roles_now
from zhicheng.people.staff_forms import UnitRecovery
from zhicheng.ui.forms import show_refusal

SHOWN = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """Search by the exact ID number, credit code or officer's name."""
    organisation_of(request.user, Membership.Role.SUPPORT)
    text = request.GET.get("q", "")[:60].strip()
    account = (
        Account.objects.by_login(identity.normal(text)) or Account.objects.by_login(text) if text else None
    )
    if account is not None:
        return redirect("people:support_account", account.id)
    words = {"text": text, "cases": queries.open_support_cases()[:SHOWN]}
    return render(request, "people/support.html", words)


@require_http_methods(["GET", "HEAD"])
@never_cache
@signed_in
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account and what support may do."""
    found = get_account_for_support(request.user, id)
    return render(request, "people/support_account.html", _words(found))


@require_POST
@signed_in
def unlock(request: HttpRequest, id: UUID) -> HttpResponse:
    """解锁."""
    found = get_account_for_support(request.user, id)
    actions.unlock_account(found, by=request_account(request))
    messages.success(request, _("已解锁%(name)s的账号。") % {"name": found.display_name})
    return redirect("people:support_account", found.id)


@require_POST
@never_cache
@signed_in
def reset_password(request: HttpRequest, id: UUID) -> HttpResponse:
    """重置密码, after a person's proof was seen; a unit's account is given back by two (unit_recovery)."""
    found = get_account_for_support(request.user, id)
    if roles_now(found).filter(role=Membership.Role.UNIT).exists():
        raise Refused(_("单位账号请用“单位找回账号”办理：收到盖章说明后登记，由另一位工作人员核对。"))
    temporary = actions.reset_password(found, by=request_account(request))
    words = {
        "name": found.display_name,
        "temporary": temporary,
        "back": "people:support_account",
        "id": found.id,
    }
    return render(request, "people/password_reset.html", words)


@require_POST
@never_cache
@signed_in
def correct(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down that a name or number was mistyped at registration, for a second person."""
    found = get_account_for_support(request.user, id)
    person = Person.objects.filter(account=found).first()
    form = Correction(request.POST)
    status = 400
    if person and form.is_valid():
        try:
            actions.ask_correction(person, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已登记，由技术支持的另一位工作人员核对后更正。"))
            return redirect("people:support_account", found.id)
    return render(request, "people/support_account.html", _words(found, form=form), status=status)


@require_POST
@never_cache
@signed_in
def recover_unit(request: HttpRequest, id: UUID) -> HttpResponse:
    """Write down the sealed statement of a unit that has lost password and mobile, for a second person."""
    found = get_account_for_support(request.user, id)
    form = UnitRecovery(request.POST, request.FILES)
    status = 400
    if form.is_valid():
        try:
            actions.ask_unit_recovery(found, **form.cleaned_data, by=request_account(request))
        except (Refused, FileRefused) as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已登记，由技术支持的另一位工作人员核对后生效。"))
            return redirect("people:support_account", found.id)
    return render(request, "people/support_account.html", _words(found, recovery=form), status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def case(request: HttpRequest, id: UUID) -> HttpResponse:
    """One case: what is wanted and why; the second person decides."""
    found, by = get_support_case(request.user, id), request_account(request)
    if request.method == "POST":
        granted = request.POST.get("granted") == "1"
        actions.decide_support_case(found, granted=granted, by=by)
        messages.success(request, _("已办理，操作已记录。") if granted else _("已退回，没有改动。"))
        return redirect("people:support_account", found.account_id)
    person = Person.objects.filter(account=found.account).first()
    words = {
        "case": found,
        "wanted": json.loads(found.wanted),
        "own": found.asked_by_id == by.pk,
        "person": person,
    }
    return render(request, "people/support_case.html", words)


@require_http_methods(["GET", "HEAD"])
@signed_in
def statement(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The sealed statement of a unit."""
    found = get_support_case(request.user, id)
    if found.statement is None:
        raise Http404
    return serve(found.statement, _("盖章说明"))


def _words(
    found: Account, *, form: Correction | None = None, recovery: UnitRecovery | None = None
) -> dict[str, Any]:
    person = Person.objects.select_related("unit").filter(account=found).first()
    known = {"name": person.name, "number": person.id_number} if person else {}
    return {
        "account": found,
        "person": person,
        "organisations": roles_now(found).select_related("organisation"),
        "mobile": identity.mask_mobile(person.mobile) if person else "",
        "form": form or Correction(initial=known),
        "recovery": recovery or UnitRecovery(),
        "unit": roles_now(found).filter(role=Membership.Role.UNIT).exists(),
        "case": SupportCase.objects.filter(account=found, decided_at__isnull=True).first(),
    }

"""技术支持: find an account by its number; unlock, reset, correct a registration (GUIDE-5.4.1 to 5.4.3)."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions, identity
from zhicheng.people.access import get_account_for_support, organisation_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Correction
from zhicheng.people.models import Account, Membership, Person
from zhicheng.ui.forms import show_refusal


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
    return render(request, "people/support.html", {"text": text})


@require_http_methods(["GET", "HEAD"])
@never_cache
@signed_in
def account(request: HttpRequest, id: UUID) -> HttpResponse:
    """One account and what support may do."""
    found = get_account_for_support(request.user, id)
    return render(request, "people/support_account.html", _words(found, None))


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
    """重置密码, after the sealed statement of a unit or a person's proof was seen."""
    found = get_account_for_support(request.user, id)
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
    """Correct a name or number mistyped at registration."""
    found = get_account_for_support(request.user, id)
    person = Person.objects.filter(account=found).first()
    form = Correction(request.POST)
    status = 400
    if person and form.is_valid():
        try:
            actions.correct_registration(person, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("注册信息已更正，操作已记录。"))
            return redirect("people:support_account", found.id)
    return render(request, "people/support_account.html", _words(found, form), status=status)


def _words(found: Account, form: Correction | None) -> dict[str, Any]:
    person = Person.objects.select_related("unit").filter(account=found).first()
    known = {"name": person.name, "number": person.id_number} if person else {}
    return {
        "account": found,
        "person": person,
        "organisations": found.memberships.filter(until__isnull=True).select_related("organisation"),
        "mobile": identity.mask_mobile(person.mobile) if person else "",
        "form": form or Correction(initial=known),
    }

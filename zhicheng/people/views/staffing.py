"""开通工作人员账号: the level above makes accounts inside; the audit officer reads what was done with accounts."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from zhicheng.people import actions, records
from zhicheng.people.access import (
    get_organisation_to_staff,
    must_audit,
    must_staff,
    request_account,
    signed_in,
)
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.staff_forms import Staff
from zhicheng.people.staffing import staffed_by
from zhicheng.ui.forms import typed

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def choose(request: HttpRequest) -> HttpResponse:
    """For which organisation: those that the account staffs, searched by name."""
    account = must_staff(request.user)
    text = request.GET.get("q", "")[:60].strip()
    page = Paginator(staffed_by(account, text), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "people/staff_choose.html", {"text": text, "page": page})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@signed_in
def staff(request: HttpRequest, id: UUID) -> HttpResponse:
    """A role for somebody; the first log-in code is shown on this answer alone and kept nowhere."""
    organisation, roles = get_organisation_to_staff(request.user, id)
    form, status = Staff(typed(request), roles=roles), 200
    if request.method == "POST":
        codes: list[str] = []

        def act(data: dict[str, object]) -> None:
            _account, code = actions.staff(organisation, **data, by=request_account(request))  # type: ignore[arg-type]  # the form's fields
            codes.append(code)

        status = carry_out(form, act)
        if status == 302:
            words = {"data": form.cleaned_data, "organisation": organisation, "code": codes[0]}
            words["role"] = roles[form.cleaned_data["role"]]
            return render(request, "people/staffed.html", words)
    words = {"form": form, "organisation": organisation, "one": len(roles) == 1}
    return render(request, "people/staff.html", words, status=status)


@require_http_methods(["GET", "HEAD"])
@signed_in
def record(request: HttpRequest) -> HttpResponse:
    """账号操作记录, the newest first, for the audit officer."""
    must_audit(request.user)
    text = request.GET.get("q", "")[:60].strip()
    before = request.GET.get("before", "")
    lines, more = records.of_accounts(text, int(before) if before.isdecimal() and len(before) < 19 else None)
    words = {"text": text, "lines": lines, "more": more, "later": bool(before)}
    return render(request, "people/account_records.html", words)

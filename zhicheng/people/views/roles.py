"""工作人员账号: the roles below a bureau, looked at once a year; each confirmed or ended; a lost phone reset."""

from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.people import actions, queries
from zhicheng.people.access import (
    acts_for,
    bureau_over_roles,
    get_role_for_bureau,
    request_account,
    signed_in,
)
from zhicheng.people.errors import Refused
from zhicheng.people.forms import Reason
from zhicheng.people.models import Membership
from zhicheng.ui.forms import show_refusal

ON_A_PAGE = 50


@require_http_methods(["GET", "HEAD"])
@signed_in
def roles(request: HttpRequest) -> HttpResponse:
    """The roles to look at, the longest waiting first."""
    bureau = bureau_over_roles(request.user)
    text = request.GET.get("q", "")[:60].strip()
    rows = queries.by_review(queries.roles_under(bureau, text))
    words = {
        "bureau": bureau,
        "text": text,
        "page": Paginator(rows, ON_A_PAGE).get_page(request.GET.get("page")),
        "overdue": queries.overdue_roles(bureau),
        "delegations": queries.delegations_under(bureau),
        "now": clock.now(),
        "me": request_account(request),
        "reviews": acts_for(request.user, bureau, Membership.Role.BUREAU),
    }
    return render(request, "people/roles.html", words)


@require_http_methods(["GET", "HEAD"])
@signed_in
def role(request: HttpRequest, id: UUID) -> HttpResponse:
    """One role, and what may be done with it."""
    return _page(request, get_role_for_bureau(request.user, id), 200)


@require_POST
@signed_in
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """It goes on for another year."""
    found = get_role_for_bureau(request.user, id)
    actions.confirm_role(found, by=request_account(request))
    messages.success(
        request, _("已核对：%(name)s继续担任，一年后再核对。") % {"name": found.account.display_name}
    )
    return redirect("people:roles")


@require_POST
@signed_in
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """It ends now."""
    return _with_reason(request, id, actions.end_role, "end_form", _("已结束%(name)s的角色，并告知本人。"))


@require_POST
@signed_in
def reset(request: HttpRequest, id: UUID) -> HttpResponse:
    """The phone was lost: set up anew at the next log-in."""
    told = _("已重置%(name)s的动态码，本人下次登录时重新设置。")
    return _with_reason(request, id, actions.reset_second_factor, "reset_form", told)


def _with_reason(
    request: HttpRequest, id: UUID, act: Callable[..., object], which: str, told: str
) -> HttpResponse:
    found = get_role_for_bureau(request.user, id)
    form = Reason(request.POST)
    status = 400
    if form.is_valid():
        try:
            act(found, reason=form.cleaned_data["reason"], by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, told % {"name": found.account.display_name})
            return redirect("people:roles")
    return _page(request, found, status, **{which: form})


def _page(request: HttpRequest, found: Membership, status: int, **forms: Reason) -> HttpResponse:
    words = {
        "role": found,
        "overdue": found.review_due_at < clock.now(),
        "own": found.account_id == request_account(request).pk,
        "reviews": acts_for(request.user, bureau_over_roles(request.user), Membership.Role.BUREAU),
        "end_form": Reason(auto_id="end_%s"),
        "reset_form": Reason(auto_id="reset_%s"),
    }
    return render(request, "people/role.html", words | forms, status=status)

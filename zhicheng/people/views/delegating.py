"""休假代理: one's own roles, what was handed over or taken on, and handing over."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people import actions, queries
from zhicheng.people.access import (
    get_delegation_to_end,
    get_role_to_delegate,
    request_account,
    signed_in,
)
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.models import Membership
from zhicheng.people.staff_forms import HandOver
from zhicheng.ui.forms import typed


@require_http_methods(["GET", "HEAD"])
@signed_in
def delegations(request: HttpRequest) -> HttpResponse:
    """One's own roles, and the delegations given or taken."""
    account = request_account(request)
    own = queries.roles_now(account).filter(standing_in__isnull=True).select_related("organisation")
    found = queries.delegations_of(account)
    handed = {one.role_id for one in found if one.ended_at is None}
    words = {
        "roles": [
            (one, one.role not in Membership.PERSONAL and one.pk not in handed)
            for one in own.order_by("since", "id")
        ],
        "delegations": found,
        "me": account,
    }
    return render(request, "people/delegations.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def hand_over(request: HttpRequest, id: UUID) -> HttpResponse:
    """Hand a role to a colleague from one day to another."""
    role, by = get_role_to_delegate(request.user, id), request_account(request)
    colleagues = queries.colleagues_for(role)
    form, status = HandOver(typed(request), colleagues=colleagues), 200
    if request.method == "POST":
        status = carry_out(form, lambda data: actions.delegate_role(role, **data, by=by))
        if status == 302:
            messages.success(
                request, _("已委托%(name)s代理。") % {"name": form.cleaned_data["delegate"].display_name}
            )
            return redirect("people:delegations")
    words = {"form": form, "role": role, "nobody": not colleagues.exists()}
    return render(request, "people/hand_over.html", words, status=status)


@require_POST
@signed_in
def end(request: HttpRequest, id: UUID) -> HttpResponse:
    """End a delegation before its last day."""
    actions.end_delegation(get_delegation_to_end(request.user, id), by=request_account(request))
    messages.success(request, _("代理已结束，已告知对方。"))
    return redirect("people:delegations")

"""我的专家资料: the expert's own page: invitation, past units, leave."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.experts import access, actions, queries
from zhicheng.experts.forms import LeaveForm, OwnForm, ReasonForm
from zhicheng.experts.models import Expert
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept of me; past units and mobile are mine to correct."""
    expert = access.get_own_expert(request.user)
    form, status = _own_form(expert, request), 200
    if form.is_bound:
        status = 400
        if form.is_valid():
            try:
                actions.save_own(expert, **form.cleaned_data, by=request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("资料已保存。"))
                return redirect("experts:mine")
    return _page(request, expert, status, form=form)


@require_POST
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """I agree to serve."""
    actions.confirm_service(access.get_own_expert(request.user), request_account(request))
    messages.success(request, _("已确认担任评审专家。"))
    return redirect("experts:mine")


@require_POST
@signed_in
def decline(request: HttpRequest) -> HttpResponse:
    """I do not serve, or no longer."""
    expert, form, status = access.get_own_expert(request.user), ReasonForm(request.POST), 400
    if form.is_valid():
        try:
            actions.decline_service(expert, form.cleaned_data["reason"], request_account(request))
        except Refused as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, _("已谢绝，今后的抽取不再包含您。"))
            return redirect("experts:mine")
    return _page(request, expert, status, declining=form)


@require_POST
@signed_in
def leave(request: HttpRequest) -> HttpResponse:
    """I am not available on these days."""
    expert, form, status = access.get_own_expert(request.user), LeaveForm(request.POST), 400
    if form.is_valid():
        try:
            actions.record_leave(expert, **form.cleaned_data, by=request_account(request))
        except Refused as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, _("请假已登记。"))
            return redirect("experts:mine")
    return _page(request, expert, status, leave=form)


@require_POST
@signed_in
def cancel_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """I am available after all."""
    actions.cancel_leave(access.get_own_leave(request.user, leave_id), request_account(request))
    messages.success(request, _("请假已取消。"))
    return redirect("experts:mine")


def _own_form(expert: Expert, request: HttpRequest | None = None) -> OwnForm:
    initial = {"past_units": "\n".join(expert.past_units), "mobile": expert.mobile}
    return OwnForm(typed(request) if request is not None else None, initial=initial)


def _page(request: HttpRequest, expert: Expert, status: int, **forms: Any) -> HttpResponse:
    words = {
        "expert": expert,
        "leaves": queries.leaves().filter(expert=expert),
        "form": _own_form(expert),
        "leave": LeaveForm(),
        "declining": ReasonForm(),
        **forms,
    }
    response = render(request, "experts/mine.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response

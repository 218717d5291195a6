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
from zhicheng.people.carrying_out import carry_out
from zhicheng.ui.forms import typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """What is kept of me; past units and mobile are mine to correct."""
    expert = access.get_own_expert(request.user)
    form, status, by = _own_form(expert, request), 200, request_account(request)
    if form.is_bound:
        status = carry_out(form, lambda said: actions.save_own(expert, **said, by=by))
    return _answer(request, expert, status, _("资料已保存。"), form=form)


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
    expert, by = access.get_own_expert(request.user), request_account(request)
    form = ReasonForm(request.POST)
    status = carry_out(form, lambda said: actions.decline_service(expert, said["reason"], by))
    return _answer(request, expert, status, _("已谢绝，今后的抽取不再包含您。"), declining=form)


@require_POST
@signed_in
def leave(request: HttpRequest) -> HttpResponse:
    """I am not available on these days."""
    expert, by = access.get_own_expert(request.user), request_account(request)
    form = LeaveForm(request.POST)
    status = carry_out(form, lambda said: actions.record_leave(expert, **said, by=by))
    return _answer(request, expert, status, _("请假已登记。"), leave=form)


@require_POST
@signed_in
def cancel_leave(request: HttpRequest, leave_id: UUID) -> HttpResponse:
    """I am available after all."""
    actions.cancel_leave(access.get_own_leave(request.user, leave_id), request_account(request))
    messages.success(request, _("请假已取消。"))
    return redirect("experts:mine")


def _own_form(expert: Expert, request: HttpRequest | None = None) -> OwnForm:
    lines = {"works": expert.works, "students": expert.students, "relatives": expert.relatives}
    initial = {"past_units": "\n".join(expert.past_units), "mobile": expert.mobile, **lines}
    return OwnForm(typed(request) if request is not None else None, initial=initial)


def _answer(request: HttpRequest, expert: Expert, status: int, done: str, **forms: Any) -> HttpResponse:
    """The page again once it is `done` (302), else with the form that was looked at or refused."""
    if status == 302:
        messages.success(request, done)
        return redirect("experts:mine")
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

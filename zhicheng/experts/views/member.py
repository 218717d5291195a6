"""An expert of the pool, for the office: what is kept, the invitation, leave, how often drawn."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.experts import access, actions, queries
from zhicheng.experts.forms import ExpertFields, LeaveForm, ReasonForm
from zhicheng.experts.models import Expert
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.planning.models import Session
from zhicheng.ui.forms import typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def edit(request: HttpRequest, session_id: UUID, expert_id: UUID) -> HttpResponse:
    """专家资料: looked at and corrected."""
    session, expert = access.get_expert_for_office(request.user, session_id, expert_id)
    initial = {name: getattr(expert, name) for name in ExpertFields.base_fields}
    form, status, by = ExpertFields(typed(request), initial=initial), 200, request_account(request)
    if form.is_bound:
        status = carry_out(form, lambda said: actions.edit_expert(expert, **said, by=by))
    done = _("%(name)s的资料已保存。") % {"name": expert.name}
    return _answer(request, session, expert, status, done, form=form)


@require_POST
@signed_in
def invite(request: HttpRequest, session_id: UUID, expert_id: UUID) -> HttpResponse:
    """Ask the expert once more."""
    session, expert = access.get_expert_for_office(request.user, session_id, expert_id)
    actions.invite_again(expert, request_account(request))
    messages.success(request, _("已再次邀请%(name)s。") % {"name": expert.name})
    return redirect("experts:edit_expert", session.id, expert.id)


@require_POST
@signed_in
def reset(request: HttpRequest, session_id: UUID, expert_id: UUID) -> HttpResponse:
    """重置动态码, for an expert who lost the phone."""
    session, expert = access.get_expert_for_office(request.user, session_id, expert_id)
    form, by = ReasonForm(request.POST, auto_id="reset_%s"), request_account(request)
    status = carry_out(form, lambda said: actions.reset_expert_factor(expert, session, said["reason"], by))
    done = _("已重置%(name)s的动态码，本人下次登录时重新设置。") % {"name": expert.name}
    return _answer(request, session, expert, status, done, resetting=form)


@require_POST
@signed_in
def leave(request: HttpRequest, session_id: UUID, expert_id: UUID) -> HttpResponse:
    """登记请假, told to the office."""
    session, expert = access.get_expert_for_office(request.user, session_id, expert_id)
    form, by = LeaveForm(request.POST), request_account(request)
    status = carry_out(form, lambda said: actions.record_leave(expert, **said, by=by))
    return _answer(request, session, expert, status, _("请假已登记。"), leave=form)


@require_POST
@signed_in
def cancel_leave(request: HttpRequest, session_id: UUID, expert_id: UUID, leave_id: UUID) -> HttpResponse:
    """取消请假."""
    session, row = access.get_leave_for_office(request.user, session_id, expert_id, leave_id)
    actions.cancel_leave(row, request_account(request))
    messages.success(request, _("请假已取消。"))
    return redirect("experts:edit_expert", session.id, row.expert_id)


def _answer(
    request: HttpRequest, session: Session, expert: Expert, status: int, done: str, **forms: Any
) -> HttpResponse:
    """The page again once it is `done` (302), else with the form that was looked at or refused."""
    if status == 302:
        messages.success(request, done)
        return redirect("experts:edit_expert", session.id, expert.id)
    blank = {"form": ExpertFields(initial={name: getattr(expert, name) for name in ExpertFields.base_fields})}
    words = {
        "session": session,
        "expert": expert,
        "unfit": queries.misfits(session)(expert),
        "leaves": queries.leaves().filter(expert=expert),
        "activity": queries.activity(expert),
        "leave": LeaveForm(),
        "resetting": ReasonForm(auto_id="reset_%s"),
        **blank,
        **forms,
    }
    response = render(request, "experts/expert.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response

"""Pages of 破格 and 绿色通道: the organiser's word, the bureau's decision, and what waits for it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications.models import ChannelApproval
from zhicheng.applications.states import LABELS, State
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.access import (
    decided_channels,
    get_channel_for_word,
    get_decision_for_bureau,
    waiting_for_channel,
)
from zhicheng.vetting.actions.approving import CLAUSES
from zhicheng.vetting.forms import ChannelForm, WithdrawalForm

Step = ChannelApproval.Step


@signed_in
@require_safe
def channels(request: HttpRequest) -> HttpResponse:
    """破格和绿色通道审批: what waits for the bureau's decision."""
    words = {"rows": waiting_for_channel(request.user), "decided": decided_channels(request.user)}
    return render(request, "vetting/channels.html", words)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, id: UUID) -> HttpResponse:
    """撤回审批: one officer asks with the reason, another one confirms."""
    decision, by = get_decision_for_bureau(request.user, id), request_account(request)
    asked = decision.withdrawal_asked_at is not None
    form = WithdrawalForm(request.POST if request.method == "POST" and not asked else None)
    status = 200
    if request.method == "POST" and (asked or form.is_valid()):
        try:
            if asked:
                actions.withdraw_decision(decision, by)
                messages.success(request, _("审批已撤回，请重新审批。"))
            else:
                actions.ask_withdrawal(decision, form.cleaned_data["reason"], by)
                messages.success(request, _("已提出撤回，请本部门另一人确认。"))
        except Refused as refused:
            status = refused.status
            messages.error(request, refused.message)
        else:
            return redirect("vetting:channels")
    words = {
        "decision": decision,
        "case": decision.application,
        "form": form,
        "asked": asked,
        "mine": decision.withdrawal_asked_by_id == by.id,
    }
    return render(request, "vetting/withdraw_channel.html", words, status=400 if form.errors else status)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def channel(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """One case: the word on its channel, 同意 or 不同意 with reasons."""
    seat = get_channel_for_word(request.user, application_id)
    row, deciding = seat.application, seat.step == Step.DECISION
    form = ChannelForm(request.POST if request.method == "POST" else None)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            act = actions.decide_channel if deciding else actions.propose_channel
            try:
                act(row, form.cleaned_data["granted"], form.cleaned_data["opinion"], request_account(request))
            except Refused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, refused.message)
                status = refused.status
            else:
                messages.success(request, _("意见已签署并记入记录。"))
                return redirect("vetting:channels") if deciding else redirect("vetting:case", row.pk)
    words = {
        "case": row,
        "seat": seat,
        "form": form,
        "deciding": deciding,
        "state_label": LABELS[State(row.state)],
        "clause": CLAUSES[row.channel],
    }
    return render(request, "vetting/channel.html", words, status=status)

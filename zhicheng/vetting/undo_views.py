"""The ledger of a person's year at the stations, and what two officers take back."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications import ledger
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.access import get_case_for_station
from zhicheng.vetting.actions.undoing import last_day
from zhicheng.vetting.forms import UndoingForm
from zhicheng.vetting.models import Undoing
from zhicheng.vetting.offices import can_be_undone, get_decision_for_undoing, undoings_of
from zhicheng.vetting.pages import heading, posted, status_of

both = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@require_safe
def returns(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """退回台账: who returned what when, which count, what is left; what may be taken back."""
    seat = get_case_for_station(request.user, application_id)
    words = {
        **heading(seat),
        "standing": ledger.standing(seat.application),
        "entries": ledger.entries(seat.application),
        "undoable": can_be_undone(request.user, seat.application),
        "undoings": undoings_of(seat.application).select_related("decision__organisation"),
    }
    return render(request, "vetting/returns.html", words)


@signed_in
@both
def undo(request: HttpRequest, application_id: UUID, decision_id: UUID, kind: str) -> HttpResponse:
    """撤回决定 or 返还次数: one officer asks with the reason, another one carries it out."""
    seat = get_case_for_station(request.user, application_id)
    decision = get_decision_for_undoing(request.user, seat.application, decision_id, kind)
    by, asked = (
        request_account(request),
        undoings_of(seat.application).filter(decision=decision, kind=kind).first(),
    )
    form: forms.Form = UndoingForm(posted(request) if asked is None else None)
    status = 200
    if request.method == "POST" and (asked is not None or form.is_valid()):
        try:
            if asked is None:
                actions.ask_undoing(decision, kind, form.cleaned_data["reason"], by)
                messages.success(request, _("已提出，请本单位另一人确认。"))
            else:
                actions.confirm_undoing(asked, by)
                messages.success(request, _("已办理，并已告知申报人。"))
        except Refused as refused:
            status = refused.status
            messages.error(request, refused.message)
        else:
            return redirect("vetting:returns", application_id)
    words = {
        **heading(seat),
        "decision": decision,
        "asked": asked,
        "mine": asked is not None and asked.asked_by_id == by.id,
        "form": form,
        "withdrawing": kind == Undoing.Kind.WITHDRAWN,
        "until": last_day(decision),
    }
    return render(request, "vetting/undo.html", words, status=status_of(form, status))

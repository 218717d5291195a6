"""复查和投诉: the applicant's request, the organiser's list and its answer."""

from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.outcomes import access, actions, forms, queries
from zhicheng.outcomes.actions.rechecking import last_day, may_ask
from zhicheng.outcomes.models import Recheck
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def ask(request: HttpRequest, id: UUID) -> HttpResponse:
    """申请复查或投诉 of the own result."""
    row = access.get_application_for_applicant(request.user, id)
    form = forms.RecheckForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_recheck(row, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已提交组建单位，办理情况会给您发消息。"))
            return redirect("outcomes:result", row.id)
    words = {"application": row, "form": form, "until": last_day(row), "may": may_ask(row)}
    return render(request, "outcomes/ask_recheck.html", words, status=_status(form, status))


@require_safe
@signed_in
def rechecks(request: HttpRequest, id: UUID) -> HttpResponse:
    """复查和投诉 of a session: for its office, which answers; bureaus and supervisors read."""
    session = access.get_session_for_reader(request.user, id)
    words = {
        "session": session,
        "tab": "rechecks",
        "office": access.is_office(request.user, session),
        "rows": queries.rechecks_of(session),
    }
    return render(request, "outcomes/rechecks.html", words)


@form_page
@signed_in
def recheck(request: HttpRequest, id: UUID) -> HttpResponse:
    """One request: take it up or decline; then the conclusion."""
    row = access.get_recheck_for_office(request.user, id)
    taking = row.stage == Recheck.State.ASKED
    form: django_forms.Form = (forms.TakeForm if taking else forms.ConcludeForm)(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            if taking:
                accepted = data["answer"] == "accepted"
                actions.take_recheck(
                    row, accepted=accepted, reason=data["reason"], by=request_account(request)
                )
            else:
                actions.decide_recheck(
                    row,
                    fault=data["conclusion"] == "fault",
                    checked=data["checked"],
                    outcome=data["outcome"],
                    by=request_account(request),
                )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已办理，并告知申请人。"))
            return redirect("outcomes:recheck", row.id)
    words = {"row": row, "form": form, "session": row.application.session, "taking": taking}
    return render(request, "outcomes/recheck.html", words, status=_status(form, status))


def _status(form: django_forms.Form, status: int) -> int:
    return 400 if status == 200 and form.is_bound and form.errors else status

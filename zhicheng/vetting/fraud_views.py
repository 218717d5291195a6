"""Pages of a suspicion of fraud: a station opens it, the person answers, a bureau decides."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.states import ENDS, State
from zhicheng.files.checks import FileRefused
from zhicheng.files.serving import serve
from zhicheng.people.access import account_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import access, actions, queries
from zhicheng.vetting.forms import FindingForm, StatementForm, SuspicionForm
from zhicheng.vetting.models import Suspicion
from zhicheng.vetting.pages import done, heading, posted, show, status_of

Refusals = (Refused, MoveNotAllowed, FileRefused)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def suspect(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """立案核查 by an officer of a station."""
    seat = access.get_case_for_decision(request.user, application_id)
    organisation = access.organisation_at(request.user, seat)
    if State(seat.application.state) in ENDS:
        raise Http404
    hidden = queries.hidden_titles(seat.application)
    initial = {"facts": "；".join(hidden), "kind": Suspicion.Kind.HIDDEN_TITLE}
    form = SuspicionForm(posted(request), request.FILES or None, initial=initial)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.open_suspicion(
                seat.application,
                data["kind"],
                data["facts"],
                data["evidence"],
                request_account(request),
                organisation,
            )
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, seat, _("已立案核查，已通知本人陈述申辩。"))
    words = {**heading(seat), "form": form, "hidden": hidden}
    return render(request, "vetting/suspect.html", words, status=status_of(form, status))


@form_page
@signed_in
def statement(request: HttpRequest, id: UUID) -> HttpResponse:
    """陈述申辩 by the person."""
    case = access.get_suspicion_for_person(request.user, id)
    form = StatementForm(posted(request), request.FILES or None, initial={"statement": case.statement})
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.state_own_side(case, data["statement"], request_account(request), data["proof"])
        except Refusals as error:
            status = show(form, error)
        else:
            messages.success(request, _("您的陈述已提交，作出决定前可以修改。"))
            return redirect("vetting:statement", case.pk)
    words = {"suspicion": case, "form": form}
    return render(request, "vetting/statement.html", words, status=status_of(form, status))


@form_page
@signed_in
def finding(request: HttpRequest, id: UUID) -> HttpResponse:
    """The bureau's decision after the hearing."""
    case, bureau = access.get_suspicion_for_keeper(request.user, id)
    form = FindingForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.decide_suspicion(
                case, data["outcome"] == "upheld", data["finding"], request_account(request), bureau
            )
        except Refusals as error:
            status = show(form, error)
        else:
            messages.success(request, _("已作出决定，已通知本人。"))
            return redirect("vetting:finding", case.pk)
    words = {"suspicion": case, "form": form, "bureau": bureau}
    return render(request, "vetting/finding.html", words, status=status_of(form, status))


@require_safe
@signed_in
def suspicion_file(request: HttpRequest, id: UUID, which: str) -> HttpResponseBase:
    """The evidence or the person's proof, for the person and the bureaus that decide."""
    own = Suspicion.objects.filter(pk=id, person__account=account_of(request.user)).exists()
    case = (
        access.get_suspicion_for_person(request.user, id)
        if own
        else access.get_suspicion_for_keeper(request.user, id)[0]
    )
    stored = case.evidence if which == "evidence" else case.statement_file
    if stored is None:
        raise Http404
    return serve(stored, _("证据") if which == "evidence" else _("证明材料"))

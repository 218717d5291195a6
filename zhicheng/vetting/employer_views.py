"""Pages of a change of employer: the applicant tells it, the new unit confirms or refuses; a unit that is no more."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.access import get_application_for_applicant
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.states import COVER_EDITABLE, ENDS, State
from zhicheng.files.checks import FileRefused
from zhicheng.files.serving import serve
from zhicheng.people.access import get_unit_for_bureau, request_account, signed_in, unit_of
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, employers
from zhicheng.vetting.actions.employers import restarts
from zhicheng.vetting.actions.endings import open_with
from zhicheng.vetting.employer_forms import EmployerForm, EndingForm, NewcomerForm, NotOursForm
from zhicheng.vetting.models import EmployerChange
from zhicheng.vetting.pages import posted, show, status_of

Refusals = (Refused, MoveNotAllowed, FileRefused)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def employer(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """用人单位变动 of the own declaration: what was told, what it means now, and the form."""
    row = get_application_for_applicant(request.user, application_id)
    form = EmployerForm(posted(request), request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.report_employer(
                row,
                data["unit"],
                happened_on=data["happened_on"],
                words=data["words"],
                evidence=data["evidence"],
                by=request_account(request),
            )
        except Refusals as error:
            status = show(form, error)
        else:
            messages.success(request, _("已报告，等待新单位确认。确认以前申报照常办理。"))
            return redirect("vetting:employer", row.pk)
    changes = list(row.employer_changes.select_related("old", "new"))
    state = State(row.state)
    words = {
        "application": row,
        "form": form,
        "changes": changes,
        "waiting": next((one for one in changes if one.answer == EmployerChange.Answer.OPEN), None),
        "ended": state in ENDS,
        "on_cover": state in COVER_EDITABLE,
        "restarts": restarts(row),
    }
    return render(request, "vetting/employer.html", words, status=status_of(form, status))


@require_safe
@signed_in
def newcomers(request: HttpRequest) -> HttpResponse:
    """Who reports to have come to the unit in the middle of a declaration."""
    unit = unit_of(request.user)
    words = {"unit": unit, "changes": employers.newcomers_of(request.user)}
    return render(request, "vetting/newcomers.html", words)


@form_page
@signed_in
def newcomer(request: HttpRequest, id: UUID) -> HttpResponse:
    """One report: the person, the evidence, what a confirmation brings about."""
    change = employers.get_newcomer_for_unit(request.user, id)
    form, status = NewcomerForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        try:
            done = actions.confirm_employer(change, request_account(request))
        except Refusals as error:
            status = show(form, error)
        else:
            words = (
                _("已确认。申报人重新提交后，由本单位审核、公示、推荐。")
                if done.restarted
                else _("已确认。申报按原单位的推荐继续办理。")
            )
            messages.success(request, words)
            return redirect("vetting:newcomers")
    return _newcomer(request, change, form, NotOursForm(), status_of(form, status))


@require_POST
@signed_in
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """The unit does not know the person as its own."""
    change = employers.get_newcomer_for_unit(request.user, id)
    form, status = NotOursForm(request.POST), 200
    if form.is_valid():
        try:
            actions.refuse_employer(change, form.cleaned_data["reason"], request_account(request))
        except Refusals as error:
            status = show(form, error)
        else:
            messages.success(request, _("已告知申报人，申报没有变化。"))
            return redirect("vetting:newcomers")
    return _newcomer(request, change, NewcomerForm(), form, status_of(form, status))


@require_safe
@signed_in
def evidence(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The proof that was handed in with the report."""
    change = employers.get_change_for_evidence(request.user, id)
    return serve(change.evidence, _("用人单位变动证明"))


@form_page
@signed_in
def end_unit(request: HttpRequest, unit_id: UUID) -> HttpResponse:
    """单位合并、撤销: which declarations it concerns, what becomes of them, and the form."""
    unit, bureau = get_unit_for_bureau(request.user, unit_id)
    form, status = EndingForm(posted(request), request.FILES or None), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        ending = actions.Ending(data["successor"], data["happened_on"], data["words"], data["evidence"])
        try:
            many = actions.end_unit(unit, ending, request_account(request), bureau)
        except Refusals as error:
            status = show(form, error)
        else:
            words = _("已登记，%(unit)s的账号停用；%(many)d份在办申报已按规则处理，并告知申报人。")
            messages.success(request, words % {"unit": unit.name, "many": many})
            return redirect("people:units")
    context = {"unit": unit, "bureau": bureau, "form": form, "cases": open_with(unit)}
    return render(request, "vetting/end_unit.html", context, status=status_of(form, status))


def _newcomer(
    request: HttpRequest, change: EmployerChange, form: NewcomerForm, refusal: NotOursForm, status: int
) -> HttpResponse:
    row = change.application
    words = {
        "change": change,
        "case": row,
        "form": form,
        "refusal": refusal,
        "restarts": change.answer == EmployerChange.Answer.OPEN and restarts(row),
    }
    return render(request, "vetting/newcomer.html", words, status=status)

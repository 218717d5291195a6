"""Pages of the stations: the case, each decision, the unit's opinion, the paper dossier, submitted files."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications import ledger, review_form
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State
from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, queries
from zhicheng.vetting.access import Seat, get_case_for_decision, get_case_for_station
from zhicheng.vetting.checks import UNIT_STATES, blockers
from zhicheng.vetting.forms import OpinionForm, PaperForm, PassForm, ReturnForm, UnitPassForm

Refusals = (Refused, MoveNotAllowed)


@signed_in
@require_safe
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The case in three panes, its record, the unit's tasks and the decisions open now."""
    seat = get_case_for_station(request.user, application_id)
    page = queries.load_case(seat, request.GET.get("section", ""), request.GET.get("file", ""))
    return render(request, "vetting/case.html", {**_heading(seat), "page": page})


@signed_in
@require_safe
def file(request: HttpRequest, application_id: UUID, sha256: str) -> HttpResponseBase:
    """A file that was submitted with the application."""
    seat = get_case_for_station(request.user, application_id)
    found = queries.find_file(seat.application, sha256)
    if found is None:
        raise Http404
    return serve(found[0], found[1])


@signed_in
@require_safe
def sheet(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """申报表: the whole review form of what was submitted last, as PDF."""
    seat = get_case_for_station(request.user, application_id)
    row = Application.objects.select_related("person", "session__committee").get(pk=seat.application.pk)
    submission = row.submissions.order_by("-version").first()
    if submission is None:
        raise Http404
    response = HttpResponse(
        review_form.pdf(row, submission.content, submission), content_type="application/pdf"
    )
    response["Content-Disposition"] = f'inline; filename="{row.number}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """通过: with the opinion; the unit also ticks the four check points."""
    seat = get_case_for_decision(request.user, application_id)
    kind = UnitPassForm if seat.application.state in UNIT_STATES else PassForm
    form: forms.Form = kind(_posted(request), initial={"version": seat.application.version})
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.pass_on(
                seat.application,
                form.cleaned_data["opinion"],
                form.cleaned_data.get("checked", []),
                request_account(request),
                seat.holder(),
                version=form.cleaned_data["version"],
            )
        except Refusals as error:
            form, status = _again(form, error, seat.application.pk, request)
        else:
            return _done(request, seat, _("已通过。"))
    left = blockers(seat.application)
    return render(
        request,
        "vetting/pass_on.html",
        {**_heading(seat), "form": form, "blockers": left},
        status=_status(form, status),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def send_back(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """返回修改: with everything that is to be corrected."""
    return _return(request, application_id, "send_back")


@signed_in
@require_http_methods(["GET", "POST"])
def reset(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """重置流程: with the reason; the cover opens again."""
    return _return(request, application_id, "reset")


@signed_in
@require_http_methods(["GET", "POST"])
def refuse(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """不予推荐 by the unit: ends the application."""
    return _return(request, application_id, "refuse")


@signed_in
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """基层单位意见 on what was submitted last."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_unit or seat.application.state not in UNIT_STATES:
        raise Http404
    form = OpinionForm(_posted(request), initial=queries.opinion_before(seat.application))
    status = 200
    if request.method == "POST" and form.is_valid():
        parts = actions.Recommendation(**form.cleaned_data)
        try:
            actions.write_opinion(seat.application, parts, request_account(request), seat.holder())
        except Refusals as error:
            status = _show(form, error)
        else:
            return _done(request, seat, _("基层单位意见已提交。"))
    return render(
        request, "vetting/opinion.html", {**_heading(seat), "form": form}, status=_status(form, status)
    )


@signed_in
@require_http_methods(["GET", "POST"])
def send_paper(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The unit tells that the paper dossier is on its way."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_unit:
        raise Http404
    if request.method == "POST":
        actions.send_paper(seat.application, request_account(request), seat.application.unit)
        return _done(request, seat, _("已登记报送纸质材料。"))
    return render(request, "vetting/send_paper.html", _heading(seat))


@signed_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The committee's office accepts the paper dossier, or the electronic one where no paper is taken."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_office:
        raise Http404
    session = seat.application.session
    takes_paper = session is not None and session.paper_stage
    form = PaperForm(_posted(request)) if takes_paper else forms.Form(_posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        account = request_account(request)
        try:
            if takes_paper:
                actions.accept_paper(seat.application, by=account, **form.cleaned_data)
            else:
                actions.accept_without_paper(seat.application, account)
        except Refusals as error:
            status = _show(form, error)
        else:
            return _done(request, seat, _("已受理。"))
    context = {**_heading(seat), "form": form, "takes_paper": takes_paper}
    return render(request, "vetting/accept.html", context, status=_status(form, status))


_RETURNS: dict[str, Any] = {
    "send_back": (actions.send_back, "返回修改", "将%(name)s的申报材料返回本人修改"),
    "reset": (actions.reset, "重置流程", "重置%(name)s的申报流程"),
    "refuse": (actions.refuse_recommendation, "不予推荐", "不推荐%(name)s申报%(title)s，本次申报到此结束"),
}


def _return(request: HttpRequest, application_id: UUID, act: str) -> HttpResponse:
    seat = get_case_for_decision(request.user, application_id)
    if act == "refuse" and not seat.as_unit:
        raise Http404
    row = seat.application
    execute, label, sentence = _RETURNS[act]
    words = _("我确认：") + sentence % {"name": row.applicant_name, "title": row.title}
    more = {"sentence": words, "refuses": act == "refuse"}
    form: forms.Form = ReturnForm(_posted(request), initial={"version": row.version}, **more)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            execute(row, data["opinion"], request_account(request), seat.holder(), version=data["version"])
        except Refusals as error:
            form, status = _again(form, error, row.pk, request, **more)
        else:
            return _done(request, seat, _("已办理：%(act)s。") % {"act": label})
    standing = ledger.standing(row)
    context = {
        **_heading(seat),
        "form": form,
        "act": act,
        "label": label,
        "standing": standing,
        "next": ledger.preview(row, standing) if seat.may_decide else None,
        "returns": queries.returns_of(row),
    }
    return render(request, "vetting/return.html", context, status=_status(form, status))


def _heading(seat: Seat) -> dict[str, Any]:
    """What every page of a case says on top."""
    row = seat.application
    return {"seat": seat, "case": row, "state_label": LABELS[State(row.state)]}


def _show(form: forms.Form, error: Exception) -> int:
    """Put the refusal beside its field or on top; the status of the answer."""
    field = getattr(error, "field", None)
    clause = getattr(error, "clause", None)
    message = str(getattr(error, "message", error)) + (_("（依据：%s）") % clause if clause else "")
    form.add_error(field if field in form.fields else None, message)
    return int(getattr(error, "status", 409))


def _again(
    form: forms.Form, error: Exception, application_id: UUID, request: HttpRequest, **more: Any
) -> tuple[forms.Form, int]:
    """The same form with what was typed, the refusal, and the version as it is now."""
    seat = get_case_for_station(request.user, application_id)
    data = request.POST.copy()
    data["version"] = str(seat.application.version)
    fresh = type(form)(data, **more)
    fresh.is_valid()
    return fresh, _show(fresh, error)


def _posted(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: forms.Form, status: int) -> int:
    return 400 if status == 200 and form.is_bound and form.errors else status


def _done(request: HttpRequest, seat: Seat, words: str) -> HttpResponse:
    row = seat.application
    now = _("%(name)s的申报现在：%(state)s。") % {
        "name": row.applicant_name,
        "state": LABELS[State(row.state)],
    }
    messages.success(request, f"{words}{now}")
    return redirect("vetting:case", row.pk)

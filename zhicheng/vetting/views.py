"""Pages of the stations: the case, each decision, the unit's opinion, the paper dossier, submitted files."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications import review_form
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import Application
from zhicheng.applications.states import Event
from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, queries
from zhicheng.vetting import dispatch_proof as dispatch_papers
from zhicheng.vetting.access import Seat, get_case_for_decision, get_case_for_station
from zhicheng.vetting.checks import UNIT_STATES, blockers, unit_tasks
from zhicheng.vetting.differences import compare
from zhicheng.vetting.forms import (
    ApprovalForm,
    AssessmentForm,
    PaperForm,
    PassForm,
    StampForm,
    UnitPassForm,
)
from zhicheng.vetting.looking import look_of
from zhicheng.vetting.opinion_form import OpinionForm
from zhicheng.vetting.pages import again, decided, done, heading, posted, show, status_of
from zhicheng.vetting.scans import scans_of
from zhicheng.vetting.stamps import own_stamp, stamp_lines

Refusals = (Refused, MoveNotAllowed)


@signed_in
@require_safe
def case(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The case in three panes, its record, the unit's tasks and the decisions open now."""
    seat = get_case_for_station(request.user, application_id)
    reader = None if seat.reads_only else request_account(request)
    page = queries.load_case(seat, request.GET.get("section", ""), request.GET.get("file", ""), reader)
    look = look_of(page.section.key, page.shown.sha256, request.GET) if page.shown else None
    return render(request, "vetting/case.html", {**heading(seat), "page": page, "look": look})


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
def scans(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """图中文字: hints beside records whose scans do not show what they tell, and a search in the text of scans."""
    seat = get_case_for_station(request.user, application_id)
    wanted = request.GET.get("q", "").strip()[:60]
    words = {**heading(seat), "wanted": wanted, "scans": scans_of(seat.application, wanted)}
    return render(request, "vetting/scans.html", words)


@signed_in
@require_safe
def differences(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """提交对比: two submissions side by side, what changed first; ?old= and ?new= choose among several."""
    seat = get_case_for_station(request.user, application_id)
    asked = (request.GET.get(name, "") for name in ("old", "new"))
    compared = compare(
        seat.application, *(int(one) if one.isdecimal() and len(one) < 6 else None for one in asked)
    )
    if compared is None:
        return redirect("vetting:case", application_id)
    return render(request, "vetting/differences.html", {**heading(seat), "compared": compared})


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
@require_safe
def dispatch_proof(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """双公示、双审核、双盖章证明 (D-27) of a dispatched person."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.companies:
        raise Http404
    row = Application.objects.get(pk=seat.application.pk)
    response = HttpResponse(dispatch_papers.pdf(row), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{row.number}-dispatch.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
@require_http_methods(["GET", "POST"])
def pass_on(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """通过: with the opinion; the unit also ticks the four check points. The last station may have to approve."""
    seat = get_case_for_decision(request.user, application_id)
    if seat.approves:
        return redirect("vetting:approve", application_id)
    in_unit = seat.application.state in UNIT_STATES
    company = seat.acting if seat.as_company else None
    tasks = unit_tasks(seat.application, company=company) if in_unit else None
    prepared = tasks.preparation if tasks else None
    start = {"version": seat.application.version, "opinion": prepared.opinion if prepared else ""}
    form: forms.Form = (UnitPassForm if in_unit else PassForm)(posted(request), initial=start)
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
            form, status = again(form, error, seat.application.pk, request)
        else:
            return decided(request, seat, _("已通过。"))
    left = blockers(seat.application, tasks, company=company)
    return render(
        request,
        "vetting/pass_on.html",
        {**heading(seat), "form": form, "blockers": left, "prepared": prepared},
        status=status_of(form, status),
    )


@signed_in
@require_http_methods(["GET", "POST"])
def opinion(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """基层单位意见 on what was submitted last."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_unit or seat.application.state not in UNIT_STATES:
        raise Http404
    form = OpinionForm(posted(request), initial=queries.opinion_before(seat.application))
    status = 200
    if request.method == "POST" and form.is_valid():
        parts = actions.Recommendation(**form.cleaned_data)
        try:
            actions.write_opinion(seat.application, parts, request_account(request), seat.holder())
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, seat, _("基层单位意见已提交。"))
    return render(
        request, "vetting/opinion.html", {**heading(seat), "form": form}, status=status_of(form, status)
    )


@signed_in
@require_http_methods(["GET", "POST"])
def assess(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """考核意见 of the unit on what was submitted last, for kinds that no committee decides."""
    seat = get_case_for_station(request.user, application_id)
    kind = row_for(seat.application.kind, seat.application.channel)
    if not seat.as_unit or seat.application.state not in UNIT_STATES or not kind.unit_assesses:
        raise Http404
    form = AssessmentForm(posted(request), initial=queries.assessment_before(seat.application))
    status = 200
    if request.method == "POST" and form.is_valid():
        parts = actions.Assessed(**form.cleaned_data)
        try:
            actions.assess(seat.application, parts, request_account(request), seat.holder())
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, seat, _("考核意见已提交。"))
    words = {**heading(seat), "form": form, "clause": kind.source}
    return render(request, "vetting/assess.html", words, status=status_of(form, status))


@signed_in
@require_http_methods(["GET", "POST"])
def approve(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """核准 by the last station, with number and day of the title."""
    seat = seat_that_approves(request, application_id)
    row = seat.application
    start = {"version": row.version, "obtained_on": queries.suggested_day(row)}
    form: forms.Form = ApprovalForm(posted(request), initial=start)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.approve(row, by=request_account(request), organisation=seat.holder(), **form.cleaned_data)
        except Refusals as error:
            form, status = again(form, error, row.pk, request)
        else:
            return decided(request, seat, _("已核准。"))
    return render(
        request, "vetting/approve.html", {**heading(seat), "form": form}, status=status_of(form, status)
    )


def seat_that_approves(request: HttpRequest, application_id: UUID) -> Seat:
    """The case at a station of a kind that is approved. Errors: Http404, also for a committee's kinds."""
    seat = get_case_for_decision(request.user, application_id)
    row = seat.application
    if row_for(row.kind, row.channel).last_event is not Event.APPROVE or seat.as_unit:
        raise Http404
    return seat


@signed_in
@require_http_methods(["GET", "POST"])
def send_paper(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The unit tells that the paper dossier is on its way."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_unit:
        raise Http404
    if request.method == "POST":
        actions.send_paper(seat.application, request_account(request), seat.application.unit)
        return done(request, seat, _("已登记报送纸质材料。"))
    return render(request, "vetting/send_paper.html", heading(seat))


@require_POST
@signed_in
def note_stamp(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """登记盖章 of the printed form by a station that has passed the file."""
    seat = get_case_for_station(request.user, application_id)
    form = StampForm(request.POST)
    mine = own_stamp(request.user, stamp_lines(seat.application))
    if mine is None:
        raise Http404
    try:
        if not form.is_valid():
            raise Refused(_("请填写盖章日期，如 2023-07-20。"), status=400)
        actions.note_stamp(
            seat.application, form.cleaned_data["stamped_on"], request_account(request), mine.organisation
        )
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已登记%(who)s在纸质申报表上盖章。") % {"who": mine.organisation.name})
    return redirect("vetting:case", application_id)


@signed_in
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The committee's office accepts the paper dossier, or the electronic one where no paper is taken."""
    seat = get_case_for_station(request.user, application_id)
    if not seat.as_office:
        raise Http404
    session = seat.application.session
    takes_paper = session is not None and session.paper_stage
    form = PaperForm(posted(request)) if takes_paper else forms.Form(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        account = request_account(request)
        try:
            if takes_paper:
                actions.accept_paper(seat.application, by=account, **form.cleaned_data)
            else:
                actions.accept_without_paper(seat.application, account)
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, seat, _("已受理。"))
    stamps = stamp_lines(seat.application) if takes_paper else []
    context = {**heading(seat), "form": form, "takes_paper": takes_paper, "stamps": stamps}
    return render(request, "vetting/accept.html", context, status=status_of(form, status))

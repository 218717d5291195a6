"""抽查复核: the draw with its seed, the findings; the city acts, the session's readers read."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.law import book_of
from zhicheng.meeting import access, actions
from zhicheng.meeting.actions.spot_check import joined_since, supplement_is_drawn
from zhicheng.meeting.documents import spot_check_record
from zhicheng.meeting.forms import FindingForm, ShareForm
from zhicheng.meeting.models import SpotCheck
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.access import get_session_for_reader
from zhicheng.planning.documents import pdf_response
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def spot_check(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """抽查复核 of a session: the draw by the city, then seed, order and findings for every reader."""
    city = access.city_of(request.user)
    if request.method == "POST" and city is None:
        raise Http404
    session = get_session_for_reader(request.user, session_id, drawers=False)
    default = book_of(session.year, session).find("spot_check.share")
    form = ShareForm(typed(request), initial={"share": default.number if default else None})
    status = 200
    check = SpotCheck.objects.filter(session=session).select_related("drawn_by").first()
    if request.method == "POST" and city is not None and check is not None and "supplement" in request.POST:
        actions.draw_supplement(check, by=request_account(request), organisation=city)
        messages.success(request, _("已从补充上会的人员中随机抽取，种子和名单已记录。"))
        return redirect("meeting:spot_check", session.id)
    if request.method == "POST" and city is not None:
        status = 400
        if form.is_valid():
            try:
                actions.draw_spot_check(
                    session, form.cleaned_data["share"], by=request_account(request), organisation=city
                )
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
            else:
                messages.success(request, _("已随机抽取，种子和名单已记录。"))
                return redirect("meeting:spot_check", session.id)
    findings = check.findings.select_related("application__unit", "found_by") if check else []
    filed = check is None and session.filings.filter(kind="pre_meeting", answer="accepted").exists()
    words = {
        "session": session,
        "city": city,
        "filed": filed,
        "check": check,
        "findings": findings,
        "more": list(check.supplements.select_related("drawn_by")) if check else [],
        "joined": joined_since(check) if check and city and supplement_is_drawn(session) else [],
        "form": form,
    }
    return render(request, "meeting/spot_check.html", words, status=status)


@form_page
@signed_in
def finding(request: HttpRequest, finding_id: UUID) -> HttpResponse:
    """复核结论 of one person drawn."""
    row, city = access.get_finding_for_city(request.user, finding_id)
    form = FindingForm(typed(request))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.record_finding(
                    row,
                    clean=form.cleaned_data["outcome"] == "clean",
                    words=form.cleaned_data["words"],
                    by=request_account(request),
                    organisation=city,
                )
            except Refused as refused:
                show_refusal(form, refused)
                status = refused.status
            except MoveNotAllowed as late:
                form.add_error(None, late.message)
                status = 409
            else:
                messages.success(request, _("复核结论已记录。"))
                return redirect("meeting:spot_check", row.check_of_id)
    words = {"finding": row, "case": row.application, "session": row.check_of.session, "form": form}
    return render(request, "meeting/finding.html", words, status=status)


@require_safe
@signed_in
def spot_check_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《抽查复核记录》 as PDF."""
    session = get_session_for_reader(request.user, session_id, drawers=False)
    check = access.get_spot_check(session)
    response = pdf_response(spot_check_record(check), _("抽查复核记录.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response

"""The meeting's page for office and supervisors: attendance, quorum, agenda, ballots, results, minutes."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.models import Application
from zhicheng.experts.actions import appoint_chair
from zhicheng.experts.queries import members
from zhicheng.meeting import access, actions
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.documents import minutes
from zhicheng.meeting.forms import ChairForm
from zhicheng.people.access import request_account, signed_in
from zhicheng.planning.documents import pdf_response

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """会议: attendance and quorum large, the agenda with readings and ballots, results; supervisors watch."""
    watched = access.get_session_for_watcher(request.user, session_id)
    agenda = agenda_of(watched.session)
    words = {
        "session": watched.session,
        "office": watched.office,
        "agenda": agenda,
        "meeting": agenda.meeting,
        "chair_form": ChairForm(seats=agenda.seats) if watched.office else None,
        "running": agenda.meeting is not None
        and agenda.meeting.opened_at is not None
        and agenda.meeting.closed_at is None,
        "ready": any(line.ready for line in agenda.lines),
    }
    return render(request, "meeting/session.html", words)


@require_POST
@signed_in
def chair(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Name the chair."""
    session = access.get_session_for_office(request.user, session_id)
    form = ChairForm(request.POST, seats=members(session))
    if form.is_valid():
        appoint_chair(form.chosen, request_account(request))
        messages.success(request, _("已指定%(name)s为主任委员。") % {"name": form.chosen.expert.name})
    else:
        messages.error(request, _("请选择主任委员。"))
    return redirect("meeting:session", session.id)


@require_POST
@signed_in
def open_meeting(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Open the meeting."""
    session = access.get_session_for_office(request.user, session_id)
    actions.open_meeting(session, request_account(request))
    messages.success(request, _("评审会已开始。"))
    return redirect("meeting:session", session.id)


@require_POST
@signed_in
def open_ballots(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Open the ballots on everybody ticked."""
    session = access.get_session_for_office(request.user, session_id)
    ticked = set(request.POST.getlist("application"))
    rows = [
        row for row in Application.objects.filter(session=session).order_by("number") if str(row.id) in ticked
    ]
    many = actions.open_ballots(rows, request_account(request))
    messages.success(request, _("已对%(many)s人开始表决。") % {"many": many})
    return redirect("meeting:session", session.id)


@form_page
@signed_in
def close_ballot(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Count: how many have voted of how many, then the result."""
    ballot = access.get_ballot_for_office(request.user, ballot_id)
    row = ballot.application
    if request.method == "POST":
        closed = actions.close_ballot(ballot, request_account(request))
        result = _("通过") if closed.passed else _("未通过")
        messages.success(
            request, _("%(name)s：评审%(result)s。") % {"name": row.applicant_name, "result": result}
        )
        return redirect("meeting:session", row.session_id)
    cast = ballot.marks.count()
    words = {"ballot": ballot, "case": row, "session": row.session, "cast": cast}
    return render(request, "meeting/close_ballot.html", {**words, "missing": ballot.present - cast})


@require_safe
@signed_in
def minutes_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《会议纪要与投票记录》 of a closed meeting, as PDF."""
    watched = access.get_session_for_watcher(request.user, session_id)
    agenda = agenda_of(watched.session)
    if agenda.meeting is None or agenda.meeting.closed_at is None:
        raise Http404
    response = pdf_response(minutes(watched.session, agenda), _("会议纪要.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response

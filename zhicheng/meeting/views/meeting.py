"""The meeting's page for office and supervisors: attendance, quorum, agenda, ballots, results, minutes, tally."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.models import Application
from zhicheng.experts.actions import appoint_chair
from zhicheng.experts.forms import CodeForm
from zhicheng.experts.queries import members
from zhicheng.meeting import access, actions, tally
from zhicheng.meeting.agenda import agenda_of, decided, in_turn, present_seats
from zhicheng.meeting.ballots.sealed import FEWEST
from zhicheng.meeting.documents import minutes
from zhicheng.meeting.forms import ChairForm, LeftForm, WhyForm
from zhicheng.meeting.models import BallotKey, Meeting
from zhicheng.meeting.statistics import passing
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.second_factor import demo_code
from zhicheng.planning import away
from zhicheng.planning.documents import pdf_response
from zhicheng.register.records import written
from zhicheng.ui.forms import show_refusal, typed

ON_A_PAGE = 50
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """会议: attendance and quorum large, the agenda with readings and ballots, results; supervisors watch."""
    watched = access.get_session_for_watcher(request.user, session_id)
    agenda = agenda_of(watched.session)
    page = Paginator(in_turn(agenda), ON_A_PAGE).get_page(request.GET.get("page"))
    words = {
        "session": watched.session,
        "page": page,
        "office": watched.office,
        "agenda": agenda,
        "meeting": agenda.meeting,
        "chair_form": ChairForm(seats=agenda.seats) if watched.office else None,
        "running": agenda.meeting is not None
        and agenda.meeting.opened_at is not None
        and agenda.meeting.closed_at is None,
        "ready": any(line.ready for line in page),
        "grouped": any(line.application.group_id for line in agenda.lines),
        "passing": passing(watched.session, decided(agenda)) if agenda.voted else [],
        "full": any(line.full for line in agenda.lines),
        "out": away.room_of(session_id),
        "key": BallotKey.objects.filter(session=watched.session, abandoned_at__isnull=True).first(),
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
def end_ballot(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """How many have voted of how many, then nobody votes any more; two trustees count."""
    ballot = access.get_ballot_for_office(request.user, ballot_id)
    row = ballot.application
    if request.method == "POST":
        actions.end_ballot(ballot, request_account(request))
        messages.success(request, _("%(name)s：投票已结束，等待开票。") % {"name": row.applicant_name})
        return redirect("meeting:session", row.session_id)
    cast = ballot.marks.count()
    words = {"ballot": ballot, "case": row, "session": row.session, "cast": cast}
    words |= {"missing": ballot.present - cast, "enough": cast >= FEWEST, "fewest": FEWEST}
    return render(request, "meeting/end_ballot.html", words)


@require_POST
@signed_in
def end_full_ballots(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """End every ballot in which all have voted."""
    session = access.get_session_for_office(request.user, session_id)
    full = [line.ballot for line in agenda_of(session).lines if line.full and line.ballot is not None]
    many = actions.end_ballots(full, request_account(request))
    messages.success(request, _("%(many)s项投票已结束，等待开票。") % {"many": many})
    return redirect("meeting:session", session.id)


@form_page
@signed_in
def break_off(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """休会, with the reason."""
    session = access.get_session_for_office(request.user, session_id)
    form, status = WhyForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.break_off(session, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("评审会已休会。"))
                return redirect("meeting:session", session.id)
    words = {
        "session": session,
        "form": form,
        "heading": _("休会"),
        "explained": _("休会期间不能投票、结束投票或开始新的表决；已投的票保留，复会后从原处继续。"),
        "submit": _("休会"),
    }
    return render(request, "meeting/why.html", words, status=status)


@form_page
@signed_in
def member_left(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """登记离会: a member has left without telling so."""
    session = access.get_session_for_office(request.user, session_id)
    form, status = LeftForm(typed(request), seats=present_seats(session)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.check_out(form.chosen, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已登记%(name)s离会。") % {"name": form.chosen.expert.name})
                return redirect("meeting:session", session.id)
    words = {
        "session": session,
        "form": form,
        "heading": _("登记离会"),
        "explained": _("离会的评委不计入到会人数，不能投票，已投的票保留；返回会场由本人重新签到。"),
        "submit": _("登记离会"),
    }
    return render(request, "meeting/why.html", words, status=status)


@require_POST
@signed_in
def resume(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """复会."""
    session = access.get_session_for_office(request.user, session_id)
    actions.resume(session, request_account(request))
    messages.success(request, _("评审会已复会。"))
    return redirect("meeting:session", session.id)


@form_page
@signed_in
def sign_minutes(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The recorder signs the minutes."""
    session, account = access.get_session_for_office(request.user, session_id), request_account(request)
    form, status = CodeForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.sign_minutes(session, form.cleaned_data["code"], account)
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("会议纪要已签字。"))
                return redirect("meeting:session", session.id)
    words = {
        "session": session,
        "form": form,
        "heading": _("记录人在会议纪要上签字"),
        "explained": _("请先下载会议纪要，核对到会、议程、意见和结果。签字后不能更改。"),
        "submit": _("签字"),
        "demo_code": demo_code(account),
    }
    return render(request, "meeting/why.html", words, status=status)


@require_safe
@signed_in
def tally_file(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """计票记录: the signed tally as a file that anybody can check without this site."""
    watched = access.get_session_for_watcher(request.user, session_id)
    row = Meeting.objects.select_related("signature", "session__committee").filter(session=watched.session)
    meeting = row.filter(closed_at__isnull=False).first()
    if meeting is None:
        raise Http404
    found = tally.file_of(meeting)
    if found is None:
        raise Refused(_("计票数据与主任委员签字时不一致，不能导出。请联系技术支持核对。"))
    response = HttpResponse(written(found), content_type="application/json")
    response["Content-Disposition"] = f'attachment; filename="tally-{session_id}.json"'
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def minutes_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《会议纪要与投票记录》 of a closed meeting, as PDF; for a supervisor without the readers' opinions."""
    watched = access.get_session_for_watcher(request.user, session_id)
    agenda = agenda_of(watched.session)
    if agenda.meeting is None or agenda.meeting.closed_at is None:
        raise Http404
    made = minutes(watched.session, agenda, opinions=watched.office)
    response = pdf_response(made, _("会议纪要.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response

"""Readings: the office's progress and assignment, a supervisor's look, the reader's own desk and pages."""

from collections import Counter
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.law import book_of
from zhicheng.experts.models import Clue
from zhicheng.experts.queries import clues, has_signed_draw, members
from zhicheng.files.serving import serve
from zhicheng.meeting import access, actions, agenda, papers, queries
from zhicheng.meeting.faces import panels_for
from zhicheng.meeting.forms import AvoidForm, FoundForm, ReadingForm
from zhicheng.meeting.models import Meeting
from zhicheng.meeting.peers import own_cases
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.settings import faced
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def progress(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """专家审阅: training, assignment, who has read how much; never an opinion."""
    watched = access.get_session_for_watcher(request.user, session_id)
    session = watched.session
    found = clues(session).select_related("expert", "person", "decided_by")
    needed = book_of(session.year, session).value("readings.per_application").number
    files = queries.read_files(session)
    words = {
        "session": session,
        "office": watched.office,
        "supervisor": watched.supervisor,
        "signed": has_signed_draw(session),
        "meeting": Meeting.objects.filter(session=session).first(),
        "readers": queries.readers(session),
        "files": files,
        "needed": needed,
        "complete": sum(row.done >= needed for row in files),
        "gaps": sum(row.given < needed for row in files if row.open),
        "avoidances": queries.avoidances(files),
        "groups": queries.group_readers(session),
        "faced": faced(session),
        "clues": sorted(found, key=lambda one: one.outcome != Clue.Outcome.WAITING),
    }
    return render(request, "meeting/progress.html", words)


@require_POST
@signed_in
def training(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The experts have studied the standards together."""
    session = access.get_session_for_office(request.user, session_id)
    actions.record_training(session, request_account(request))
    messages.success(request, _("集中学习已登记。"))
    return redirect("meeting:readings", session.id)


@form_page
@signed_in
def found(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The office finds that a member must keep away from somebody."""
    session = access.get_session_for_office(request.user, session_id)
    seats = members(session)
    form = FoundForm(
        typed(request),
        seats=seats,
        applications=[one.application for one in queries.read_files(session) if one.open],
    )
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            seat, row = form.chosen
            try:
                whole = actions.find_avoidance(
                    seat, row, form.cleaned_data["reason"], request_account(request)
                )
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, told_of(whole))
                return redirect("meeting:readings", session.id)
    return render(request, "meeting/found.html", {"session": session, "form": form}, status=status)


def told_of(whole: bool) -> str:
    """What an officer is told once an avoidance stands. `whole`: no reader is missing."""
    if whole:
        return _("回避已登记：该评委看不到这份材料；审阅人没有缺少，需要的已经递补。")
    return _("回避已登记：该评委看不到这份材料。还缺审阅人，请在“分配审阅”中补派。")


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """我的审阅: the committees on which I sit, what I have to read, how far I am."""
    account = request_account(request)
    seats = agenda.seats_of(account.id)
    if not seats and not access.is_expert(request.user):
        raise Http404
    rows = queries.readings_of(account)
    given = Counter(row.seat_id for row in rows)
    done = Counter(row.seat_id for row in rows if row.handed_in_at is not None)
    words = {
        "seats": [(seat, agenda.to_vote(seat), given[seat.pk], done[seat.pk]) for seat in seats],
        "panels": [one for seat in seats if faced(seat.draw.session) for one in panels_for(seat)],
        "peers": [found for seat in seats if (found := own_cases(seat)) is not None],
        "readings": rows,
        "done": sum(row.handed_in_at is not None for row in rows),
    }
    return render(request, "meeting/mine.html", words)


@form_page
@signed_in
def reading(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """The reading in two panes: frozen submission and rubric; a draft is kept, handing in is final."""
    row = access.get_reading_for_expert(request.user, reading_id)
    initial = ReadingForm.initial_of(row.scores, row.opinion)
    hands_in = request.POST.get("act") == "hand_in"
    form = ReadingForm(typed(request), initial=initial, draft=request.method == "POST" and not hands_in)
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            act = actions.hand_in_reading if hands_in else actions.save_reading
            try:
                act(row, form.scores, form.cleaned_data["opinion"], request_account(request))
            except Refused as error:
                field = "score_0" if error.field == "scores" else error.field
                form.add_error(field if field in form.fields else None, error.message)
                status = error.status
            else:
                messages.success(request, _("审阅意见已提交。") if hands_in else _("草稿已保存。"))
                return redirect("meeting:mine") if hands_in else redirect("meeting:reading", row.id)
    words = {
        "reading": row,
        "case": row.application,
        "paper": papers.paper_of(row.application, request.GET.get("section", ""), request.GET.get("q", "")),
        "form": form,
        "others": queries.other_readings(row),
        "open": row.handed_in_at is None and row.application.state == "reading",
    }
    response = render(request, "meeting/reading.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def evidence(request: HttpRequest, reading_id: UUID, sha256: str) -> HttpResponseBase:
    """A file of the submission, for its assigned reader."""
    row = access.get_reading_for_expert(request.user, reading_id)
    file = papers.file_of(row.application, sha256)
    if file is None:
        raise Http404
    return serve(file[0], file[1])


@form_page
@signed_in
def avoid(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """申请回避: the reader keeps away from the person and sees nothing of the case any more."""
    row = access.get_reading_for_expert(request.user, reading_id)
    form = AvoidForm(typed(request))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.keep_away(row, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已登记回避，这份材料由其他评委审阅，您不参加其表决。"))
                return redirect("meeting:mine")
    return render(request, "meeting/avoid.html", {"reading": row, "form": form}, status=status)

"""The member's pages at the meeting: check-in, open ballots, the vote in two pages, the chair's closing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.experts.forms import CodeForm
from zhicheng.meeting import access, actions
from zhicheng.meeting.agenda import agenda_of, kept_away_from, open_for, opinions_on
from zhicheng.meeting.forms import CHOICES, VoteForm
from zhicheng.meeting.models import Attendance, Meeting, VoterMark
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.second_factor import demo_code
from zhicheng.planning.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def seat(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """My seat at the meeting: check-in, the ballots that are open for me, what I keep away from."""
    mine = access.get_seat_for_expert(request.user, session_id)
    words = {
        "seat": mine,
        "session": mine.draw.session,
        "meeting": Meeting.objects.filter(session=session_id).first(),
        "attendance": Attendance.objects.filter(seat=mine).first(),
        "items": open_for(mine),
        "away": kept_away_from(mine),
    }
    return render(request, "meeting/seat.html", words)


@require_POST
@signed_in
def check_in(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """签到."""
    mine = access.get_seat_for_expert(request.user, session_id)
    actions.check_in(mine, request_account(request))
    messages.success(request, _("签到成功。"))
    return redirect("meeting:seat", session_id)


@form_page
@signed_in
def vote(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Three big choices, once more for certain, then into the box. The choice is kept nowhere on the way."""
    ballot, mine = access.get_ballot_for_expert(request.user, ballot_id)
    form = VoteForm(typed(request))
    chosen, status = "", 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            chosen, status = form.cleaned_data["choice"], 200
            if form.cleaned_data["sure"]:
                try:
                    actions.cast_ballot(ballot, mine, chosen, request_account(request))
                except Refused as error:
                    show_refusal(form, error)
                    chosen, status = "", error.status
                else:
                    messages.success(request, _("您的票已投入票箱。"))
                    return redirect("meeting:seat", mine.draw.session_id)
    words = {
        "ballot": ballot,
        "case": ballot.application,
        "session": ballot.application.session,
        "form": form,
        "choices": CHOICES,
        "chosen": chosen,
        "chosen_label": dict(CHOICES).get(chosen, ""),
        "voted": VoterMark.objects.filter(ballot=ballot, seat=mine).exists(),
        "readings": opinions_on(ballot.application),
    }
    response = render(request, "meeting/vote.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@form_page
@signed_in
def close_meeting(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The chair looks at the results, announces them and signs."""
    mine = access.get_chair(request.user, session_id)
    session, account = mine.draw.session, request_account(request)
    form = CodeForm(typed(request))
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.close_meeting(session, form.cleaned_data["code"], account)
            except Refused as error:
                show_refusal(form, error)
                status = error.status
            else:
                messages.success(request, _("评审会已结束，结果已签字。"))
                return redirect("meeting:seat", session.id)
    agenda = agenda_of(session)
    words = {
        "session": session,
        "agenda": agenda,
        "meeting": agenda.meeting,
        "passed": sum(bool(line.ballot and line.ballot.passed) for line in agenda.lines),
        "waiting": len(agenda.lines) - agenda.voted,
        "form": form,
        "demo_code": demo_code(account),
    }
    return render(request, "meeting/close_meeting.html", words, status=status)

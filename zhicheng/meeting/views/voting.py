"""The member's pages at the meeting: check-in, open ballots, the vote, the sealed list, the chair's decisions."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.experts.forms import CodeForm
from zhicheng.meeting import access, actions
from zhicheng.meeting.agenda import agenda_of, kept_away_from, meetings, open_for, opinions_on, repeatable
from zhicheng.meeting.ballots.sealed import tracking_code
from zhicheng.meeting.faces import average, marks_on
from zhicheng.meeting.forms import CHOICES, RevoteForm, VoteForm
from zhicheng.meeting.keyholders import place_in_page
from zhicheng.meeting.models import Trustee, VoterMark
from zhicheng.meeting.notices import is_outdated, standing_notice
from zhicheng.meeting.peers import opinion_on
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.second_factor import demo_code
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def seat(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """My seat at the meeting: check-in, the ballots that are open for me, what I keep away from."""
    mine = access.get_seat_for_expert(request.user, session_id)
    notice = standing_notice(mine.draw.session)
    words = {
        "seat": mine,
        "notice": notice,
        "outdated": notice is not None and is_outdated(notice),
        "session": mine.draw.session,
        "meeting": meetings().filter(session=session_id).first(),
        "attendance": getattr(mine, "attendance", None),
        "items": open_for(mine),
        "away": kept_away_from(mine),
        "repeatable": repeatable(mine),
        "holding": Trustee.objects.filter(
            key__session=session_id, key__abandoned_at__isnull=True, account=mine.expert.account
        ).exists(),
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


@require_POST
@signed_in
def check_out(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """离会."""
    mine = access.get_seat_for_expert(request.user, session_id)
    actions.check_out(mine, "", request_account(request))
    messages.success(request, _("已登记离会。返回会场请重新签到。"))
    return redirect("meeting:seat", session_id)


@form_page
@signed_in
def vote(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """Three big choices, once more for certain, sealed in the browser, into the box. The choice never comes here."""
    form = VoteForm(typed(request))
    status = 200
    if request.method == "POST":
        votes_in, seat = access.get_ballot_to_cast(request.user, ballot_id)
        status = 400
        if form.is_valid():
            try:
                actions.cast_ballot(votes_in, seat, form.cleaned_data["sealed"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("您的密封选票已投入票箱。"))
                return redirect("meeting:vote", ballot_id)
    ballot, mine = access.get_ballot_for_expert(request.user, ballot_id)
    mark = VoterMark.objects.filter(ballot=ballot, seat=mine).first()
    words = {
        "ballot": ballot,
        "case": ballot.application,
        "session": ballot.application.session,
        "seat": mine,
        "form": form,
        "choices": CHOICES,
        "place": json.dumps(place_in_page(ballot)) if ballot.key else "",
        "voted": mark is not None,
        "code": tracking_code(mark.sealed) if mark is not None and mark.sealed else "",
        "readings": opinions_on(ballot.application),
        "peers": opinion_on(ballot.application),
        "faces": [(one, marks, average(marks)) for one, marks in marks_on(ballot.application)],
    }
    response = render(request, "meeting/vote.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def sealed_list(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """密封选票清单: every sealed choice by its code; a member finds the own one."""
    ballot = access.get_ballot_for_list(request.user, ballot_id)
    sealed = VoterMark.objects.filter(ballot=ballot).exclude(sealed="").values_list("sealed", flat=True)
    rows = sorted((tracking_code(one), one) for one in sealed)
    mine = VoterMark.objects.filter(ballot=ballot, seat__expert__account=request_account(request)).first()
    words = {
        "ballot": ballot,
        "case": ballot.application,
        "session": ballot.application.session,
        "rows": rows,
        "mine": tracking_code(mine.sealed) if mine is not None else "",
        "expert": access.is_expert(request.user),
    }
    return render(request, "meeting/sealed_list.html", words)


@form_page
@signed_in
def revote(request: HttpRequest, ballot_id: UUID) -> HttpResponse:
    """重新表决: the chair's decision, with reason and signature."""
    ballot, account = access.get_ballot_for_chair(request.user, ballot_id), request_account(request)
    form, status = RevoteForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            said = form.cleaned_data
            try:
                actions.order_revote(ballot, said["reason"], said["code"], account)
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已决定重新表决，由办事机构重新开始。"))
                return redirect("meeting:seat", ballot.application.session_id)
    row = ballot.application
    apart = access.must_keep_away(account.expert, row)
    words = {
        "session": row.session,
        "form": form,
        "heading": _("对%(name)s重新表决") % {"name": row.number if apart else row.applicant_name},
        "explained": _(
            "原来的密封选票不计票，连同原因存入计票记录；到会评委重新投票。已经计票的表决不能重新进行。"
        ),
        "submit": _("签字决定重新表决"),
        "demo_code": demo_code(account),
        "expert": True,
    }
    return render(request, "meeting/why.html", words, status=status)


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
                status = show_refusal(form, error)
            else:
                messages.success(request, _("评审会已结束，结果已签字。"))
                return redirect("meeting:seat", session.id)
    agenda = agenda_of(session)
    words = {
        "session": session,
        "agenda": agenda,
        "away": kept_away_from(mine),
        "meeting": agenda.meeting,
        "passed": sum(bool(line.ballot and line.ballot.passed) for line in agenda.lines),
        "waiting": len(agenda.lines) - agenda.voted,
        "form": form,
        "demo_code": demo_code(account),
    }
    return render(request, "meeting/close_meeting.html", words, status=status)

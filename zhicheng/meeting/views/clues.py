"""回避线索: the office settles a possible relation between a member and an applicant."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.meeting import access, actions
from zhicheng.meeting.forms import ClueForm
from zhicheng.meeting.views.readings import told_of
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.ui.forms import typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def clue(request: HttpRequest, session_id: UUID, clue_id: UUID) -> HttpResponse:
    """What the data show of both, and the decision with its reason."""
    row, case = access.get_clue_for_office(request.user, session_id, clue_id)
    session = access.get_session_for_office(request.user, session_id)
    form, status, by, whole = ClueForm(typed(request)), 200, request_account(request), []
    if form.is_bound:
        status = carry_out(
            form,
            lambda said: whole.append(
                actions.settle_relation(row, session, said["reason"], by, away=said["outcome"] == "away")
            ),
        )
    if status == 302:
        away = form.cleaned_data["outcome"] == "away"
        messages.success(request, told_of(whole[0]) if away else _("已核实：没有应当回避的关系。"))
        return redirect("meeting:readings", session.id)
    words = {"session": session, "clue": row, "case": case, "form": form}
    response = render(request, "meeting/clue.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response

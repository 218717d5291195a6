"""The assignment of readings before it is confirmed: proposal, corrections by hand, confirmation."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.experts.queries import waiting_clues
from zhicheng.meeting import access, actions, readers
from zhicheng.meeting.forms import CorrectForm
from zhicheng.meeting.models import Meeting
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, typed

ON_A_PAGE = 50


@require_safe
@signed_in
def assignment(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """分配审阅: load per member, who reads what by number, whom it avoids."""
    watched = access.get_session_for_watcher(request.user, session_id)
    plan = readers.plan_of(watched.session)
    trained = Meeting.objects.filter(session=watched.session, training_at__isnull=False).exists()
    words = {
        "session": watched.session,
        "office": watched.office,
        "trained": trained,
        "plan": plan,
        "page": Paginator(plan.files, ON_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "meeting/assignment.html", words)


@require_POST
@signed_in
def assign(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """Propose readers, or propose anew."""
    session = access.get_session_for_office(request.user, session_id)
    many = actions.plan_readings(session, request_account(request))
    if waiting_clues(session).exists():
        messages.warning(request, _("发现可能应当回避的关系。请先逐条核实，再生成分配方案。"))
        return redirect("meeting:readings", session.id)
    messages.success(request, _("已生成分配方案：%(many)s份审阅。核对后请确认。") % {"many": many})
    return redirect("meeting:assignment", session.id)


@require_POST
@signed_in
def confirm(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The proposed readings are given out."""
    session = access.get_session_for_office(request.user, session_id)
    many = actions.confirm_readings(session, request_account(request))
    messages.success(request, _("已分配%(many)s份审阅。") % {"many": many})
    return redirect("meeting:readings", session.id)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def correct(request: HttpRequest, planned_id: UUID) -> HttpResponse:
    """Another member reads the file instead."""
    row = access.get_planned_for_office(request.user, planned_id)
    form, status = CorrectForm(typed(request), seats=readers.instead_of(row)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                actions.correct_plan(row, form.chosen, reason, request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(
                    request, _("已调整%(number)s的审阅人。") % {"number": row.application.number}
                )
                return redirect("meeting:assignment", row.application.session_id)
    words = {"planned": row, "case": row.application, "session": row.application.session, "form": form}
    return render(request, "meeting/correct_planned.html", words, status=status)

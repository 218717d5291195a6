"""What readers open and for how long: kept from their desk, shown to supervisors alone."""

from uuid import UUID

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from zhicheng.meeting import access, actions, queries
from zhicheng.people.access import request_account, signed_in

ON_A_PAGE = 50


@require_POST
@signed_in
def look(request: HttpRequest, reading_id: UUID) -> HttpResponse:
    """From the script of the reader's desk: `item` is opened, or (`still`) is still in sight."""
    row = access.get_reading_for_expert(request.user, reading_id)
    item = request.POST.get("item", "")
    actions.keep_look(row, item, request_account(request), still="still" in request.POST)
    return HttpResponse(status=204)


@require_safe
@signed_in
def looks(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """翻阅记录: for each reading what was opened and how long; never an opinion or a score."""
    session = access.get_session_for_supervisor(request.user, session_id)
    page = Paginator(queries.looks_of(session), ON_A_PAGE).get_page(request.GET.get("page"))
    response = render(request, "meeting/looks.html", {"session": session, "page": page})
    response["Cache-Control"] = "private, no-store"
    return response

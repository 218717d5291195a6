"""The desk of whoever is logged in."""

from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.desks import officer, own
from zhicheng.desks.actions import ask_list
from zhicheng.desks.filters import filters_of, remove_filter
from zhicheng.desks.list_files import get_list_file, is_there, is_waiting, lists_of, path_of
from zhicheng.desks.queries import seats_of
from zhicheng.desks.watching import watched
from zhicheng.desks.work import work_of
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """An officer's list for one organisation, a person's applications, an expert's readings."""
    account = request_account(request)
    seats = seats_of(account.pk)
    seat = _chosen(request, seats)
    if seat is None:
        return own.home(request, account)
    if seat.role == Membership.Role.SUPERVISOR:
        words = {"seat": seat, "seats": seats, "rows": watched(), "now": clock.now()}
        return render(request, "desks/supervisor.html", words)
    return officer.list_page(request, seat, seats)


@require_safe
@signed_in
def export(request: HttpRequest) -> HttpResponseBase:
    """The officer's list as CSV. 404 for everybody without one."""
    seat = _chosen(request, seats_of(request_account(request).pk))
    if seat is None or not work_of(seat.role, seat.organisation.kind):
        raise Http404
    return officer.export(request, seat)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def filters(request: HttpRequest) -> HttpResponse:
    """The filters kept by name (GET); keep what the list shows, and back to it (POST). 404 for whoever has no list."""
    seat = _chosen(request, seats_of(request_account(request).pk))
    if seat is None or not work_of(seat.role, seat.organisation.kind):
        raise Http404
    if request.method != "POST":
        return render(request, "desks/filters.html", {"seat": seat, "saved": filters_of(seat)})
    try:
        query = officer.keep_filter(seat, request.POST.get("name", ""), request.GET)
    except Refused as refused:
        messages.error(request, refused.message)
        query = request.GET.urlencode()
    else:
        messages.success(request, _("已保存筛选。"))
    return redirect(f"{reverse('desks:home')}?{query}")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    """The lists asked for as Excel files (GET); ask for what the list shows (POST). 404 for whoever has no list."""
    seat = _chosen(request, seats_of(request_account(request).pk))
    if seat is None or not work_of(seat.role, seat.organisation.kind):
        raise Http404
    if request.method == "POST":
        ask_list(seat, request.GET, request_account(request))
        return redirect("desks:lists")
    rows = [(one, is_there(one), is_waiting(one), officer.words_of(one)) for one in lists_of(request.user)]
    waits = any(waiting for _row, _there, waiting, _words in rows)
    return render(request, "desks/lists.html", {"seat": seat, "rows": rows, "waits": waits})


@require_safe
@signed_in
def list_file(request: HttpRequest, id: UUID) -> FileResponse:
    """One of them, once it is made."""
    row = get_list_file(request.user, id)
    stream = path_of(row).open("rb")
    return FileResponse(
        stream, as_attachment=True, filename=f"{clock.in_china(row.asked_at):%Y%m%d-%H%M}.xlsx"
    )


@require_POST
@signed_in
def batch(request: HttpRequest) -> HttpResponse:
    """Keep what was ticked in the list and for which act, and go there. 404 for whoever has no list."""
    seat = _chosen(request, seats_of(request_account(request).pk))
    if seat is None or not work_of(seat.role, seat.organisation.kind):
        raise Http404
    try:
        made = officer.keep_ticked(seat, request.GET, request.POST)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(f"{reverse('desks:home')}?{request.GET.urlencode()}")
    return redirect("vetting:batch", made.pk)


@require_POST
@signed_in
def forget_filter(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take a kept filter away."""
    gone = remove_filter(request_account(request), id)
    messages.success(request, _("已删除筛选“%(name)s”。") % {"name": gone.name})
    return redirect(f"{reverse('desks:filters')}?as={gone.membership_id}")


def _chosen(request: HttpRequest, seats: list[Membership]) -> Membership | None:
    """The membership that the address names (`as`), if it is this account's; else the oldest."""
    asked = request.GET.get("as")
    if asked == "own":
        return None
    return next((seat for seat in seats if str(seat.pk) == asked), seats[0] if seats else None)

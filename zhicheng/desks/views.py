"""The desk of whoever is logged in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.almanac import clock
from zhicheng.desks import officer, own
from zhicheng.desks.queries import seats_of
from zhicheng.desks.watching import watched
from zhicheng.desks.work import work_of
from zhicheng.people.access import request_account, signed_in
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


def _chosen(request: HttpRequest, seats: list[Membership]) -> Membership | None:
    """The membership that the address names (`as`), if it is this account's; else the oldest."""
    asked = request.GET.get("as")
    if asked == "own":
        return None
    return next((seat for seat in seats if str(seat.pk) == asked), seats[0] if seats else None)

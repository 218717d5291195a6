"""Uploads in pieces that can be resumed, by the tus protocol: one address to announce a file, one for each file."""

from collections.abc import Callable
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from zhicheng.dossiers import actions
from zhicheng.dossiers.access import get_arrival_for_owner, get_record_for_owner
from zhicheng.dossiers.models import Arrival, Record
from zhicheng.files import direct, incoming, stores, tus
from zhicheng.files.checks import FileRefused
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account


@require_http_methods(["OPTIONS", "POST"])
@signed_in
def pieces(request: HttpRequest, id: UUID) -> HttpResponse:
    """Announce a file for a record of one's own."""
    row = get_record_for_owner(request.user, id)
    return announce(
        request, row, request_account(request), lambda one: reverse("dossiers:piece", args=[one.pk])
    )


@require_http_methods(["HEAD", "PATCH", "PUT", "DELETE"])
@signed_in
def piece(request: HttpRequest, id: UUID) -> HttpResponse:
    """How much of a file is here (HEAD), add a piece (PATCH), it lies in the store (PUT), take it back (DELETE)."""
    return carry_on(request, get_arrival_for_owner(request.user, id))


def announce(
    request: HttpRequest, row: Record, by: Account | None, address_of: Callable[[Arrival], str]
) -> HttpResponse:
    """Creation, for somebody who may add to the record."""
    if request.method == "OPTIONS":
        return tus.options()
    try:
        tus.check_version(request)
        size, told = tus.announced(request)
        arrival = actions.announce_evidence(
            row,
            name=told.get("filename", ""),
            size=size,
            title=told.get("title", ""),
            several=told.get("several") == "1",
            by=by,
        )
    except tus.Misspoken as wrong:
        return tus.answer(wrong.status)
    except FileRefused as refused:
        return tus.answer(refused.status, refused.message)
    except Refused as refused:
        return tus.answer(refused.status, refused.message)
    straight = {}
    if told.get("direct") == "1" and direct.is_on() and arrival.incoming is not None:
        straight["Signed_Address"] = direct.sign(arrival.incoming)
    return tus.answer(201, Location=address_of(arrival), **straight)


def carry_on(request: HttpRequest, arrival: Arrival) -> HttpResponse:
    """HEAD, PATCH, PUT and DELETE, for somebody who may send the file."""
    try:
        tus.check_version(request)
        if request.method == "DELETE":
            actions.give_up_arrival(arrival)
            return tus.answer(204)
        if arrival.incoming is None:  # refused meanwhile
            return tus.answer(410, arrival.refused)
        if request.method == "HEAD":
            held = arrival.incoming
            return tus.answer(200, Upload_Offset=held.received, Upload_Length=held.size)
        if request.method == "PUT":
            actions.finish_direct(arrival)
            return tus.answer(204)
        offset, content = tus.piece(request)
        received = actions.add_piece(arrival, offset=offset, piece=content)
    except tus.Misspoken as wrong:
        return tus.answer(wrong.status)
    except (incoming.WrongOffset, direct.NotArrived):
        return tus.answer(409)
    except stores.StoreAway:
        return tus.answer(503)
    except FileRefused as refused:
        return tus.answer(415, refused.message)
    return tus.answer(204, Upload_Offset=received)

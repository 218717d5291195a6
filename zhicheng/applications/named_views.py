"""Attachments in pieces, by the tus protocol: one address to announce a file, one for each file."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.applications import access, actions
from zhicheng.files import incoming, tus
from zhicheng.files.checks import FileRefused
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused


@require_http_methods(["OPTIONS", "POST"])
@signed_in
def announce(request: HttpRequest, id: UUID) -> HttpResponse:
    """Announce an attachment by its hash; the metadata are the fields of the form."""
    application = access.get_application_for_applicant(request.user, id)
    if request.method == "OPTIONS":
        return tus.options()
    try:
        tus.check_version(request)
        size, told = tus.announced(request)
        made = actions.name_file(
            application,
            key=told.get("key", ""),
            sha256=told.get("sha256", ""),
            size=size,
            name=told.get("filename", ""),
            title=told.get("title", ""),
            number=told.get("number", ""),
            issued_on=_day(told),
            by=request_account(request),
        )
    except tus.Misspoken as wrong:
        return tus.answer(wrong.status)
    except (Refused, FileRefused) as refused:
        return tus.answer(refused.status, refused.message)
    return tus.answer(201, Location=reverse("applications:named_piece", args=[id, made.pk]))


@require_http_methods(["HEAD", "PATCH", "DELETE"])
@signed_in
def piece(request: HttpRequest, id: UUID, named: UUID) -> HttpResponse:
    """How much of a file is here (HEAD), add a piece (PATCH), take it back (DELETE)."""
    row = access.get_named_for_applicant(request.user, id, named)
    by = request_account(request)
    try:
        tus.check_version(request)
        if request.method == "DELETE":
            actions.give_up_named(row, by=by)
            return tus.answer(204)
        held = row.incoming
        if held is None or held.complete:  # refused, arrived, or broken off at its end: it is announced anew
            return tus.answer(410)
        if request.method == "HEAD":
            return tus.answer(200, Upload_Offset=held.received, Upload_Length=held.size)
        offset, content = tus.piece(request)
        received = actions.add_piece(row, offset=offset, piece=content, by=by)
    except tus.Misspoken as wrong:
        return tus.answer(wrong.status)
    except incoming.WrongOffset:
        return tus.answer(409)
    except FileRefused as refused:
        return tus.answer(415, refused.message)
    except Refused as refused:
        return tus.answer(410 if refused.status == 409 else refused.status, refused.message)
    return tus.answer(204, Upload_Offset=received)


@require_POST
@signed_in
def give_up(request: HttpRequest, id: UUID, named: UUID) -> HttpResponse:
    """取消 of a file that has not arrived."""
    row = access.get_named_for_applicant(request.user, id, named)
    try:
        actions.give_up_named(row, by=request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect(reverse("applications:attachments", args=[id]) + f"#{row.key}")


def _day(told: Mapping[str, str]) -> dt.date | None:
    try:
        return dt.date.fromisoformat(told.get("issued_on", ""))
    except ValueError:
        return None

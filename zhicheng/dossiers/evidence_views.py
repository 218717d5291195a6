"""The images of a record: offer files, see how far they are, look at them, turn, sort and remove."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.dossiers import actions, queries, scans
from zhicheng.dossiers.access import get_arrival_for_owner, get_evidence_for_owner, get_record_for_owner
from zhicheng.dossiers.forms import EvidenceForm, RecordForm, as_shown
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.files import direct
from zhicheng.files.checks import FileRefused
from zhicheng.files.models import Reading
from zhicheng.files.reading import is_on, readings_of
from zhicheng.files.serving import serve
from zhicheng.people.access import person_of, request_account, signed_in
from zhicheng.people.errors import Refused

page = require_http_methods(["GET", "HEAD"])


def panel_of(record: Record) -> dict[str, Any]:
    """What the evidence part of a record's page shows; five SQL statements."""
    arrivals, link = queries.arrivals_of(record), queries.phone_link_of(record)
    entry = queries.entry_of(record)
    readings = readings_of([one.sha256 for one in entry.evidence])
    return {
        "record": record,
        "entry": entry,
        "scan_hints": scans.hints(BY_KEY[record.module], entry.data, _all_read(entry, readings)),
        "arrivals": arrivals,
        "link": link,
        "polled": link is not None or any(not one.refused for one in arrivals),
        "straight": direct.is_on(),
        "pieces_url": reverse("dossiers:pieces", args=[record.id]),
        "panel_url": reverse("dossiers:evidence_panel", args=[record.id]),
    }


@require_POST
@signed_in
def add_evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Upload files to a record; wrong ones are named, the others go to the worker."""
    row = get_record_for_owner(request.user, id)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return evidence_again(request, row, form, 400)
    try:
        offered = actions.offer_evidence(
            row,
            uploads=request.FILES.getlist("files"),
            title=form.cleaned_data["title"],
            by=request_account(request),
        )
    except Refused as refused:
        form.add_error("title" if refused.field == "title" else None, refused.message)
        return evidence_again(request, row, form, refused.status)
    for message in offered.refused:
        form.add_error(None, message)
    if not offered.arrivals:
        return evidence_again(request, row, form, 400)
    messages.success(
        request,
        _("已收到%(many)d个文件，正在处理；处理好的图片会显示在下面。") % {"many": len(offered.arrivals)},
    )
    for message in offered.refused:
        messages.error(request, message)
    return to_evidence(row.id)


@page
@signed_in
def evidence_panel(request: HttpRequest, id: UUID) -> HttpResponse:
    """The images of a record and the files on their way, alone: the page asks again while something is on its way."""
    row = get_record_for_owner(request.user, id)
    answer = render(request, "dossiers/evidence_panel.html", panel_of(row))
    answer["Cache-Control"] = "private, no-store"
    return answer


@page
@signed_in
def evidence(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The image itself, or ?small=1 its thumbnail, for the person whom it is about."""
    found = get_evidence_for_owner(request.user, id)
    return serve(found.file, found.title, small="small" in request.GET)


@page
@signed_in
def look(request: HttpRequest, id: UUID) -> HttpResponse:
    """One image large, with the way to its neighbours."""
    found = get_evidence_for_owner(request.user, id)
    rows = list(found.record.evidence.all())
    at = rows.index(found)
    words = {
        "evidence": found,
        "module": BY_KEY[found.record.module],
        "number": at + 1,
        "reading": readings_of([found.file_id]).get(found.file_id),
        "reading_on": is_on(),
        "many": len(rows),
        "before": rows[at - 1] if at else None,
        "after": rows[at + 1] if at + 1 < len(rows) else None,
    }
    return render(request, "dossiers/look.html", words)


@require_POST
@signed_in
def turn_evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Turn an image a quarter to the right; back to where the button was."""
    found = get_evidence_for_owner(request.user, id)
    try:
        actions.turn_evidence(found, by=request_account(request))
    except FileRefused as refused:
        messages.error(request, refused.message)
    if request.POST.get("then") == "look":
        return redirect("dossiers:look", found.id)
    return to_evidence(found.record_id)


@require_POST
@signed_in
def move_evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sort: one place forward or back."""
    found = get_evidence_for_owner(request.user, id)
    actions.move_evidence(found, up=request.POST.get("to") == "up")
    return to_evidence(found.record_id)


@require_POST
@signed_in
def remove_evidence(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take an image off its record."""
    found = get_evidence_for_owner(request.user, id)
    actions.remove_evidence(found, by=request_account(request))
    messages.success(request, _("已删除图片“%(title)s”。") % {"title": found.title})
    return to_evidence(found.record_id)


@require_POST
@signed_in
def give_up_arrival(request: HttpRequest, id: UUID) -> HttpResponse:
    """Take back a file on its way, or put away the notice that it was refused."""
    found = get_arrival_for_owner(request.user, id)
    actions.give_up_arrival(found)
    return to_evidence(found.record_id)


def evidence_again(request: HttpRequest, row: Record, upload: EvidenceForm, status: int) -> HttpResponse:
    """The record's page once more with what is wrong about the upload."""
    table = BY_KEY[row.module]
    known = {name: as_shown(value) for name, value in row.data.items()} | {"version": row.version}
    words = {"module": table, "form": RecordForm(table, initial=known), "upload": upload, **panel_of(row)}
    return render(request, "dossiers/record.html", words, status=status)


def _all_read(entry: queries.Entry, readings: Mapping[str, Reading]) -> list[Reading]:
    """The readings of a record's images; none while one is missing."""
    found = [readings[one.sha256] for one in entry.evidence if one.sha256 in readings]
    return found if len(found) == len(entry.evidence) else []


@page
@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """查找图中文字: the person's images whose text holds what is looked for."""
    wanted = request.GET.get("q", "").strip()[:60]
    words = {
        "wanted": wanted,
        "found": queries.find_in_scans(person_of(request.user), wanted),
        "on": is_on(),
    }
    return render(request, "dossiers/find.html", words)


def to_evidence(record_id: UUID) -> HttpResponse:
    """To the evidence part of a record's page."""
    return redirect(reverse("dossiers:record", args=[record_id]) + "#evidence")

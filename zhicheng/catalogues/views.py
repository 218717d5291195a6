"""Pages: the tables for everybody; import with preview, and release by a second person, for the bureaus."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.catalogues import access, actions, queries, workbooks
from zhicheng.catalogues.forms import ImportCatalogue
from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.shapes import SHAPES, starting_rows
from zhicheng.catalogues.workbooks import Sheet
from zhicheng.files.sheets import Unreadable
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.policy.tables.kept import TableKind

ON_A_PAGE = 100
MOST_WRONG = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """政策名录: every table with the version in force, or that none is released yet."""
    words = {"lines": queries.lines(), "enters": access.enters(request.user)}
    return render(request, "catalogues/library.html", words)


@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """One table: the rows in force today, and its other versions."""
    which = access.kind_named(kind)
    now = queries.in_force(clock.today()).get(which)
    versions = list(queries.released(which))
    words = {
        "kind": which,
        "shape": SHAPES[which],
        "version": now,
        "versions": versions,
        "enters": access.enters(request.user),
        **_rows(request, now),
    }
    return render(request, "catalogues/table.html", words)


@require_safe
def version(request: HttpRequest, id: UUID) -> HttpResponse:
    """One released version, also of past years."""
    row = access.get_version_for_public(id)
    kind = TableKind(row.kind)
    words = {"kind": kind, "shape": SHAPES[kind], "version": row, **_rows(request, row)}
    return render(request, "catalogues/version.html", words)


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """名录导入: what waits for a second person, and every table to import."""
    bureau = access.bureau_entering(request.user)
    mine = request_account(request).id
    waiting = [{"row": row, "mine": row.prepared_by_id == mine} for row in queries.waiting(bureau)]
    words = {"bureau": bureau, "waiting": waiting, "lines": queries.lines()}
    return render(request, "catalogues/desk.html", words)


@require_safe
@signed_in
def template(request: HttpRequest, kind: str) -> HttpResponse:
    """The Excel template with the rows in force, else with rows to begin with."""
    access.bureau_entering(request.user)
    which = access.kind_named(kind)
    now = queries.in_force(clock.today()).get(which)
    rows = now.rows if now is not None else starting_rows(which, clock.today().year)
    data = workbooks.template(SHAPES[which], which.label, rows)
    disposition = content_disposition_header(True, f"{which.label}.xlsx") or "attachment"
    return HttpResponse(data, content_type=XLSX, headers={"Content-Disposition": disposition})


@form_page
@signed_in
def enter(request: HttpRequest, kind: str) -> HttpResponse:
    """导入: a file with wrong rows is shown row by row and nothing is kept; a good one becomes a draft."""
    bureau = access.bureau_entering(request.user)
    which = access.kind_named(kind)
    posted = request.method == "POST"
    form = ImportCatalogue(request.POST, request.FILES) if posted else ImportCatalogue()
    sheet = _read(form, which) if posted and form.is_valid() else Sheet((), ())
    if posted and not form.errors and not sheet.wrong:
        made = _import(request, form, which, sheet)
        if made is not None:
            messages.success(request, _("已导入%(many)d行，请核对。") % {"many": len(made.rows)})
            return redirect("catalogues:draft", made.id)
    words = {
        "form": form,
        "bureau": bureau,
        "kind": which,
        "shape": SHAPES[which],
        "wrong": sheet.wrong[:MOST_WRONG],
        "many_wrong": len(sheet.wrong),
        "many_right": len(sheet.rows),
    }
    status = 400 if form.errors or sheet.wrong else 200
    return render(request, "catalogues/enter.html", words, status=status)


@form_page
@signed_in
def draft(request: HttpRequest, id: UUID) -> HttpResponse:
    """An imported version: all its rows and what it changes; a second person releases it here."""
    row, bureau = access.get_draft_for_bureau(request.user, id)
    if request.method == "POST":
        try:
            actions.release_catalogue(catalogue=row, by=request_account(request), organisation=bureau)
        except Refused as refused:
            messages.error(request, refused.message)
            return _draft(request, row, refused.status)
        messages.success(request, _("已发布，自施行日期起生效。"))
        return redirect("catalogues:table", row.kind)
    return _draft(request, row, 200)


@require_POST
@signed_in
def discard(request: HttpRequest, id: UUID) -> HttpResponse:
    """作废 a version that is not released."""
    row, bureau = access.get_draft_for_bureau(request.user, id)
    actions.discard_catalogue(catalogue=row, by=request_account(request), organisation=bureau)
    messages.success(request, _("已作废这次导入。"))
    return redirect("catalogues:desk")


def _draft(request: HttpRequest, row: Catalogue, status: int) -> HttpResponse:
    kind = TableKind(row.kind)
    words = {
        "kind": kind,
        "shape": SHAPES[kind],
        "version": row,
        "mine": row.prepared_by_id == request_account(request).id,
        "difference": queries.difference(row),
        **_rows(request, row),
    }
    return render(request, "catalogues/draft.html", words, status=status)


def _read(form: ImportCatalogue, kind: TableKind) -> Sheet:
    try:
        return workbooks.read(form.cleaned_data["file"], SHAPES[kind])
    except Unreadable as error:
        form.add_error("file", str(error))
        return Sheet((), ())


def _import(request: HttpRequest, form: ImportCatalogue, kind: TableKind, sheet: Sheet) -> Catalogue | None:
    given = {name: value for name, value in form.cleaned_data.items() if name != "file"}
    try:
        return actions.import_catalogue(
            kind=kind,
            rows=sheet.rows,
            **given,
            by=request_account(request),
            organisation=access.bureau_entering(request.user),
        )
    except Refused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, refused.message)
        return None


def _rows(request: HttpRequest, row: Catalogue | None) -> dict[str, Any]:
    found = queries.cells(row) if row is not None else []
    return {"page": Paginator(found, ON_A_PAGE).get_page(request.GET.get("page")), "many": len(found)}

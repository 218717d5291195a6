"""Experts from an Excel file: the template, wrong rows one by one, a look over, then the pool."""

import json
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.catalogues.views import MOST_WRONG, XLSX
from zhicheng.catalogues.workbooks import Sheet
from zhicheng.experts import access, actions, pool_sheet, queries
from zhicheng.experts.forms import ImportForm
from zhicheng.files.sheets import Unreadable
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def template(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The Excel template."""
    access.get_session_for_office(request.user, session_id)
    disposition = content_disposition_header(True, _("评审专家.xlsx")) or "attachment"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(pool_sheet.template(), content_type=XLSX, headers=headers)


@form_page
@signed_in
def upload(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """导入专家: a file with wrong rows is shown row by row and nothing is kept; a good one is looked over."""
    session = access.get_session_for_office(request.user, session_id)
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    sheet, status = Sheet((), ()), 200
    if form.is_bound and form.is_valid():
        try:
            sheet = pool_sheet.read(form.cleaned_data["file"], queries.series_of(session))
            if not sheet.wrong:
                made = actions.prepare_import(session, sheet.rows, request_account(request))
                return redirect("experts:pool_import", session.id, made.id)
        except Unreadable as error:
            form.add_error("file", str(error))
        except Refused as refused:
            status = show_refusal(form, refused)
    if status == 200 and form.is_bound:
        status = 400
    words = {"session": session, "form": form, "shape": pool_sheet.SHAPE, "wrong": sheet.wrong[:MOST_WRONG],
             "many_wrong": len(sheet.wrong), "many_right": len(sheet.rows)}  # fmt: skip
    return _private(render(request, "experts/import.html", words, status=status))


@form_page
@signed_in
def look_over(request: HttpRequest, session_id: UUID, import_id: UUID) -> HttpResponse:
    """核对导入: every row as it will enter the pool; taken, each temporary password is shown once."""
    prepared = access.get_import_for_office(request.user, session_id, import_id)
    words: dict[str, Any] = {"session": prepared.session, "prepared": prepared}
    if request.method == "POST":
        try:
            taken = actions.take_import(prepared, request_account(request))
        except Refused as refused:
            words["refused"] = refused.message
        else:
            page = render(request, "experts/imported.html", {**words, "taken": taken})
            return _private(page)
    words["rows"] = json.loads(prepared.rows)
    status = 409 if "refused" in words else 200
    return _private(render(request, "experts/look_over.html", words, status=status))


@require_POST
@signed_in
def drop(request: HttpRequest, session_id: UUID, import_id: UUID) -> HttpResponse:
    """What was read is not taken."""
    prepared = access.get_import_for_office(request.user, session_id, import_id)
    actions.drop_import(prepared, request_account(request))
    messages.success(request, _("已放弃这次导入，什么都没有保存。"))
    return redirect("experts:pool", session_id)


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

"""从Excel导入: the template, the preview of a filled one, and taking it over."""

import io
from dataclasses import astuple
from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.dossiers import actions, queries, workbook
from zhicheng.dossiers.actions.importing import Tried
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.workbook import Row
from zhicheng.files.sheets import MOST_BYTES, Unreadable
from zhicheng.people.access import person_of, request_account, signed_in
from zhicheng.people.models import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOURS = 2  # a preview may be taken over
page = require_http_methods(["GET", "HEAD"])


@page
@signed_in
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in, with the records that are there (?with=records) or empty."""
    person = person_of(request.user)
    records: dict[str, list[Any]] = {}
    if request.GET.get("with") == "records":
        found = queries.dossier_of(person).records
        records = {module: [one.data for one in entries] for module, entries in found.items()}
    answer = HttpResponse(workbook.workbook(records), content_type=XLSX)
    answer["Content-Disposition"] = content_disposition_header(True, _("职称信息.xlsx")) or ""
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_file(request: HttpRequest) -> HttpResponse:
    """Choose a filled file (GET); see what would be taken over and what is wrong in which line (POST)."""
    person = person_of(request.user)
    if request.method != "POST":
        return render(request, "dossiers/import.html", {})
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Unreadable(_("请先选择填好的Excel文件。"))
        rows = workbook.read(io.BytesIO(upload.read(MOST_BYTES + 1)))
    except Unreadable as error:
        return render(request, "dossiers/import.html", {"wrong": str(error)}, status=400)
    tried = actions.import_records(person, rows, keep=False, by=request_account(request))
    fresh = [astuple(one.row) for one in tried if one.new]
    words = {
        "tried": [(BY_KEY[one.row.module], one, _line(one)) for one in tried],
        "new": len(fresh),
        "same": sum(one.same for one in tried),
        "bad": sum(bool(one.errors) for one in tried),
        "payload": signing.dumps(fresh, salt=_salt(person), compress=True) if fresh else "",
    }
    return render(request, "dossiers/import.html", words)


@require_POST
@signed_in
def take_over(request: HttpRequest) -> HttpResponse:
    """Take over what the preview found right; doing it twice changes nothing more."""
    person = person_of(request.user)
    try:
        payload = signing.loads(request.POST.get("payload", ""), salt=_salt(person), max_age=HOURS * 3600)
    except signing.BadSignature:
        messages.error(request, _("预览已过期，请重新上传文件。"))
        return redirect("dossiers:import")
    rows = [Row(module, number, typed) for module, number, typed in payload]
    tried = actions.import_records(person, rows, keep=True, by=request_account(request))
    messages.success(request, _("已导入%(many)d条记录。") % {"many": sum(one.new for one in tried)})
    for one in tried:
        for words in one.errors:
            module = BY_KEY[one.row.module].label
            said = {"module": module, "row": one.row.number, "words": words}
            messages.error(request, _("“%(module)s”第%(row)d行没有导入：%(words)s") % said)
    return redirect("dossiers:overview")


def _salt(person: Person) -> str:
    return f"dossiers.import:{person.id}"


def _line(one: Tried) -> str:
    """The line in short: its first filled fields."""
    module = BY_KEY[one.row.module]
    values = [one.row.typed.get(name, "") for name in module.headline]
    return " · ".join(value[:40] for value in values if value)

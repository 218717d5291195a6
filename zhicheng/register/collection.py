"""信息归集 pages of a bureau: paste and check a table, keep it, count, export a year (YN2023-4.2, 4.3)."""

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.almanac import clock
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.register import access, actions, collecting
from zhicheng.register.forms import CollectForm


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def collect(request: HttpRequest) -> HttpResponse:
    """Paste a table; every wrong line is named; saved only when all are sound."""
    bureaus = access.bureaus_of(request.user)
    form = CollectForm(request.POST if request.method == "POST" else None)
    rows: list[collecting.Row] = []
    status = 200
    if form.is_bound and form.is_valid():
        try:
            rows = collecting.rows_of(form.cleaned_data["table"])
            if "save" in request.POST:
                kept, known = actions.collect_titles(
                    rows, by=request_account(request), organisation=bureaus[0]
                )
                told = {"kept": kept, "known": known}
                messages.success(request, _("已保存%(kept)s条，%(known)s条此前已归集。") % told)
                return redirect("register:collect")
        except Refused as refused:
            form.add_error("table", refused.message)
            status = refused.status
    until = collecting.history_until()
    words = {
        "form": form,
        "bureau": bureaus[0],
        "rows": rows,
        "wrong": [row for row in rows if row.wrong],
        "counts": collecting.counts(bureaus),
        "columns": collecting.COLUMNS,
        "until": until,
        "late": until is not None and clock.today() > until,
    }
    if status == 200 and form.errors:
        status = 400
    return render(request, "register/collect.html", words, status=status)


@require_safe
@signed_in
def export(request: HttpRequest, year: int) -> HttpResponse:
    """The titles of one year as CSV, identity masked."""
    lines = collecting.exported(access.bureaus_of(request.user), year)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(collecting.COLUMNS)
    for line in lines:
        # A cell that begins like a formula would be run by spreadsheet programs.
        writer.writerow([f"'{cell}" if cell[:1] in "=+-@" and cell else cell for cell in line])
    response = HttpResponse("\ufeff" + out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="titles-{year}.csv"'
    response["Cache-Control"] = "private, no-store"
    return response

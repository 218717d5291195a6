"""诚信档案 and suspended units: pages for the bureaus of city and province."""

import csv
import io
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.integrity import access, actions, forms, queries
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, status_of
from zhicheng.ui.templatetags.ui import cn_date

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def lists(request: HttpRequest) -> HttpResponse:
    """Both lists: people on record, units suspended."""
    bureau = access.keeper_of(request.user)
    last = _last(request.GET.get("after", ""))
    rows = list(queries.records(last)[: queries.SHOWN + 1])
    words = {
        "bureau": bureau,
        "today": clock.today(),
        "records": rows[: queries.SHOWN],
        "more": rows[queries.SHOWN - 1] if len(rows) > queries.SHOWN else None,
        "suspensions": queries.suspensions()[: queries.SHOWN],
    }
    return render(request, "integrity/lists.html", words)


def _last(text: str) -> IntegrityRecord | None:
    try:
        return IntegrityRecord.objects.filter(pk=UUID(text)).first() if text else None
    except ValueError:
        return None


@form_page
@signed_in
def record(request: HttpRequest) -> HttpResponse:
    """记入诚信档案."""
    bureau = access.keeper_of(request.user)
    form = forms.RecordForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            made = actions.record_integrity(
                form.person, form.cleaned_data["facts"], request_account(request), bureau
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            told = _("已将%(name)s记入诚信档案，记录期到%(until)s。")
            messages.success(request, told % {"name": form.person.name, "until": cn_date(made.until)})
            return redirect("integrity:lists")
    if status == 200 and form.errors:
        status = 400
    words = {"form": form, "bureau": bureau, "until": actions.record_until(clock.today())}
    return render(request, "integrity/record.html", words, status=status)


@require_POST
@signed_in
def report(request: HttpRequest) -> HttpResponse:
    """报送信用信息共享平台: the records in force as a CSV file; that it was taken is in the trail."""
    bureau = access.keeper_of(request.user)
    rows = actions.report_records(request_account(request), bureau)
    lines = io.StringIO()
    writer = csv.writer(lines)
    writer.writerow(["姓名", "证件号码", "查实的事实", "记录日期", "记录期限至", "决定部门"])
    for row in rows:
        days = (row.recorded_on.isoformat(), row.until.isoformat())
        writer.writerow([row.person.name, row.person.id_number, "\t" + row.facts, *days, row.decided_by.name])
    answer = HttpResponse("\ufeff" + lines.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="integrity-{clock.today():%Y%m%d}.csv"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@form_page
@signed_in
def suspend(request: HttpRequest) -> HttpResponse:
    """暂停单位推荐."""
    bureau = access.keeper_of(request.user)
    initial = {"year": clock.today().year + 1}
    form = forms.SuspendForm(request.POST if request.method == "POST" else None, initial=initial)
    status = 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        try:
            reason = f"{'、'.join(data['breaches'])}：{data['reason'].strip()}"
            actions.suspend_unit(form.unit, data["year"], reason, request_account(request), bureau)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            words = _("已暂停%(unit)s%(year)d年度的推荐。")
            messages.success(request, words % {"unit": form.unit.name, "year": data["year"]})
            return redirect("integrity:lists")
    return render(
        request, "integrity/suspend.html", {"form": form, "bureau": bureau}, status=status_of(form, status)
    )


@form_page
@signed_in
def lift(request: HttpRequest, id: UUID) -> HttpResponse:
    """恢复单位推荐."""
    row, bureau = access.get_suspension_for_keeper(request.user, id)
    form = forms.LiftForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.lift_suspension(row, form.cleaned_data["reason"], request_account(request), bureau)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            told = _("已恢复%(unit)s%(year)d年度的推荐。")
            messages.success(request, told % {"unit": row.unit.name, "year": row.year})
            return redirect("integrity:lists")
    if status == 200 and form.errors:
        status = 400
    words = {"form": form, "row": row, "bureau": bureau}
    return render(request, "integrity/lift.html", words, status=status)

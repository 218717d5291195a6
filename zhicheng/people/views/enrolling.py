"""专业技术人员 从Excel导入: the template, the preview of a filled one, taking it over."""

import io
from dataclasses import astuple

from django.contrib import messages
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.files.sheets import MOST_BYTES, Unreadable
from zhicheng.people import actions, area, people_sheet
from zhicheng.people.access import request_account, signed_in, unit_of
from zhicheng.people.actions.enrolling import Outcome, Tried
from zhicheng.people.errors import Refused
from zhicheng.people.identity import mask_mobile, mask_number
from zhicheng.people.models import Organisation
from zhicheng.people.people_sheet import Row

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HOURS = 2  # a preview may be taken over


@require_safe
@signed_in
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in."""
    unit_of(request.user)
    disposition = content_disposition_header(True, _("专业技术人员.xlsx")) or "attachment"
    return HttpResponse(
        people_sheet.template(), content_type=XLSX, headers={"Content-Disposition": disposition}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def import_people(request: HttpRequest) -> HttpResponse:
    """Choose a filled file (GET); see what each line would do and what is wrong in it (POST)."""
    unit = unit_of(request.user)
    words: dict[str, object] = {"unit": unit, "most": people_sheet.MOST_ROWS}
    if unit.checked_at is None:
        words["checker"] = area.checking_bureau(unit)
    if request.method != "POST":
        return _private(render(request, "people/import_people.html", words))
    upload = request.FILES.get("file")
    try:
        if upload is None:
            raise Unreadable(_("请先选择填好的Excel文件。"))
        rows = people_sheet.read(io.BytesIO(upload.read(MOST_BYTES + 1)))
        tried = actions.import_people(unit, rows, keep=False, by=request_account(request))
    except (Unreadable, Refused) as error:
        words["wrong"] = str(error)
        return _private(render(request, "people/import_people.html", words, status=400))
    fresh = [astuple(one.row) for one in tried if one.outcome and one.outcome is not Outcome.SAME]
    words |= {
        "tried": [_line(one) for one in tried],
        "new": len(fresh),
        "same": sum(one.outcome is Outcome.SAME for one in tried),
        "bad": sum(bool(one.wrong) for one in tried),
        "payload": signing.dumps(fresh, salt=_salt(unit), compress=True) if fresh else "",
    }
    return _private(render(request, "people/import_people.html", words))


@require_POST
@signed_in
def take_over_people(request: HttpRequest) -> HttpResponse:
    """Take over what the preview found right; doing it twice changes nothing more."""
    unit = unit_of(request.user)
    try:
        payload = signing.loads(request.POST.get("payload", ""), salt=_salt(unit), max_age=HOURS * 3600)
    except signing.BadSignature:
        messages.error(request, _("预览已过期，请重新上传文件。"))
        return redirect("people:import_people")
    rows = [Row(*cells) for cells in payload]
    tried = actions.import_people(unit, rows, keep=True, by=request_account(request))
    many = {one: sum(line.outcome is one for line in tried) for one in Outcome}
    messages.success(
        request,
        _("已开通%(made)d人，确认%(confirmed)d人，通知%(asked)d人选择本单位。")
        % {str(one): count for one, count in many.items()},
    )
    for line in tried:
        if line.wrong:
            messages.error(
                request, _("第%(row)d行没有导入：%(words)s") % {"row": line.row.at, "words": line.wrong}
            )
    return redirect("people:unit_people")


def _line(one: Tried) -> dict[str, object]:
    return {
        "tried": one,
        "number": mask_number(one.row.number),
        "mobile": mask_mobile(one.row.mobile),
        "outcome": str(one.outcome or ""),
    }


def _salt(unit: Organisation) -> str:
    return f"people.import:{unit.id}"


def _private(response: HttpResponse) -> HttpResponse:
    response["Cache-Control"] = "private, no-store"
    return response

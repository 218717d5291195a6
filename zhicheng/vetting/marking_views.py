"""The auditor's own marks beside a case: sections seen, notes."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.access import get_case_for_decision


@require_POST
@signed_in
def mark(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """看过 (or not): on to the section that the page named as the next one."""
    seat = get_case_for_decision(request.user, application_id)
    section, seen = request.POST.get("section", ""), bool(request.POST.get("seen"))
    try:
        actions.mark_seen(seat.application, section, seen, request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    onward = request.POST.get("next", "") if seen else ""
    return _back(application_id, onward or section)


@require_POST
@signed_in
def note(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """Keep the own note on a section."""
    seat = get_case_for_decision(request.user, application_id)
    section = request.POST.get("section", "")
    try:
        actions.write_note(seat.application, section, request.POST.get("note", ""), request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("笔记已保存，只有您自己能看到。"))
    return _back(application_id, section)


def _back(application_id: UUID, section: str) -> HttpResponse:
    address = reverse("vetting:case", args=[application_id])
    return redirect(f"{address}?{urlencode({'section': section[:30]})}#panes")

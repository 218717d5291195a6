"""Pages of 常用原因: each office keeps its own."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.forms import ReasonForm
from zhicheng.vetting.offices import get_reason_for_office, offices_of
from zhicheng.vetting.pages import posted, show, status_of

both = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@both
def reasons(request: HttpRequest) -> HttpResponse:
    """常用原因: those of the account's offices; a POST adds one."""
    offices = offices_of(request.user)
    form, status = ReasonForm(posted(request), offices=offices), 200
    if request.method == "POST" and form.is_valid():
        office = next(one for one in offices if str(one.pk) == form.cleaned_data["office"])
        try:
            actions.add_reason(office, form.cleaned_data["words"], request_account(request))
        except Refused as refused:
            status = show(form, refused)
        else:
            messages.success(request, _("已添加。"))
            return redirect("vetting:reasons")
    lists = [(one, one.common_reasons.filter(retired_at__isnull=True)) for one in offices]
    words = {"lists": lists, "form": form, "several": len(offices) > 1}
    return render(request, "vetting/reasons.html", words, status=status_of(form, status))


@signed_in
@both
def reason(request: HttpRequest, id: UUID) -> HttpResponse:
    """One common reason: other words."""
    found = get_reason_for_office(request.user, id)
    form = ReasonForm(posted(request), initial={"words": found.words}, offices=[found.organisation])
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.edit_reason(found, form.cleaned_data["words"], request_account(request))
        except Refused as refused:
            status = show(form, refused)
        else:
            messages.success(request, _("已保存。已记录的问题不变。"))
            return redirect("vetting:reasons")
    words = {"reason": found, "form": form}
    return render(request, "vetting/reason.html", words, status=status_of(form, status))


@require_POST
@signed_in
def retire(request: HttpRequest, id: UUID) -> HttpResponse:
    """停用: no longer offered."""
    found = get_reason_for_office(request.user, id)
    actions.retire_reason(found, request_account(request))
    messages.success(request, _("“%(words)s”已停用。") % {"words": found.words})
    return redirect("vetting:reasons")

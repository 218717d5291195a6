"""Pages of 批量办理: what was ticked, signing it, how far it is, what came of each case, its file."""

from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.second_factor import demo_code
from zhicheng.vetting import actions
from zhicheng.vetting.batching import is_there, path_of
from zhicheng.vetting.forms import BatchPassForm, TemplateForm, UnitBatchPassForm
from zhicheng.vetting.mail import suggestion
from zhicheng.vetting.models import Batch, BatchCase
from zhicheng.vetting.offices import batches_of, get_batch_for_officer, get_batch_to_read
from zhicheng.vetting.pages import posted, show, status_of
from zhicheng.vetting.placeholders import PLACEHOLDERS
from zhicheng.vetting.queries import progress_of


@signed_in
@require_safe
def batches(request: HttpRequest) -> HttpResponse:
    """批量办理记录: the account's own, the newest first."""
    return render(request, "vetting/batches.html", {"rows": batches_of(request.user)})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def batch(request: HttpRequest, id: UUID) -> HttpResponse:
    """What was ticked with the form to sign it (before), how far it is and what came of each case (afterwards)."""
    row = get_batch_for_officer(request.user, id)
    by = request_account(request)
    if row.started_at is not None:
        return redirect("vetting:batch", row.pk) if request.method == "POST" else _progress(request, row)
    form, status = _form(request, row), 200
    if request.method == "POST" and form.is_valid():
        try:
            said = {"message": form.cleaned_data} if row.act == Batch.Act.MESSAGE else form.cleaned_data
            actions.start_batch(row, by, **said)
        except Refused as refused:
            status = show(form, refused)
        else:
            return redirect("vetting:batch", row.pk)
    words = {
        "batch": row,
        "form": form,
        "cases": row.cases.select_related("application__unit"),
        "demo_code": demo_code(by),
        "passes": row.act == Batch.Act.PASS,
        "placeholders": PLACEHOLDERS,
    }
    return render(request, "vetting/batch.html", words, status=status_of(form, status))


@require_POST
@signed_in
def go_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """继续办理 what still waits, where the worker was ended."""
    row = get_batch_for_officer(request.user, id)
    try:
        actions.go_on_with_batch(row, request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    return redirect("vetting:batch", row.pk)


@require_POST
@signed_in
def stop(request: HttpRequest, id: UUID) -> HttpResponse:
    """停止办理 what still waits."""
    row = get_batch_for_officer(request.user, id)
    left = actions.stop_batch(row, request_account(request))
    if left:
        messages.success(request, _("已停止，%(left)d份没有办理。") % {"left": left})
    return redirect("vetting:batch", row.pk)


@signed_in
@require_safe
def file(request: HttpRequest, id: UUID) -> FileResponse:
    """The finished file of a print or an export. Errors: Http404 where there is none."""
    row = get_batch_to_read(request.user, id)
    if not is_there(row):
        raise Http404
    path = path_of(row)
    name = f"{row.get_act_display()} {clock.in_china(row.prepared_at):%Y%m%d-%H%M}{path.suffix}"
    answer = FileResponse(path.open("rb"), as_attachment=row.act == Batch.Act.EXPORT, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _form(request: HttpRequest, row: Batch) -> forms.Form:
    if row.act == Batch.Act.MESSAGE:
        return TemplateForm(posted(request), initial=suggestion(row.organisation))
    if row.act != Batch.Act.PASS:
        return forms.Form(posted(request))
    return (UnitBatchPassForm if row.role == "unit" else BatchPassForm)(posted(request))


def _progress(request: HttpRequest, row: Batch) -> HttpResponse:
    words = {
        "batch": row,
        "progress": progress_of(row),
        "cases": row.cases.exclude(outcome=BatchCase.Outcome.WAITING).select_related("application__unit"),
        "there": is_there(row),
        "stalled": actions.stalled().filter(pk=row.pk).exists(),
    }
    return render(request, "vetting/batch_progress.html", words)

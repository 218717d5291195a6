"""The applicant's ticks on what was found wrong, the paper of a 补正通知, the ledger of returns."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from zhicheng.applications import access, actions, corrections, ledger
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused

ON_THE_WAY = ("/dossier/", "/account/", "/apply/")  # where something is mended


@require_POST
@signed_in
def tick(request: HttpRequest, id: UUID, defect: UUID) -> HttpResponse:
    """已改好, or the tick taken back; back to the page where it was ticked, or to the list."""
    application = access.get_application_for_applicant(request.user, id, related=())
    if not application.defects.filter(pk=defect).exists():
        raise Http404
    try:
        actions.tick_defect(application, defect, bool(request.POST.get("done")), by=request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    back = request.POST.get("back", "")
    if back.startswith(ON_THE_WAY) and url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        return redirect(f"{back}?mend={defect}#note-{defect}")
    return redirect(reverse("applications:detail", args=[application.pk]) + f"#{defect}")


@require_safe
@signed_in
def correction(request: HttpRequest, id: UUID, notice: UUID) -> HttpResponse:
    """《补正通知书》 as PDF."""
    application = access.get_application_for_applicant(request.user, id, related=())
    rows = application.correction_notices.select_related(
        "application", "signature__account", "signature__organisation"
    )
    answer = HttpResponse(
        corrections.paper(get_object_or_404(rows, pk=notice)), content_type="application/pdf"
    )
    answer["Content-Disposition"] = f'inline; filename="{application.number}-correction.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_safe
@signed_in
def returns(request: HttpRequest, id: UUID) -> HttpResponse:
    """退回台账: who returned what when, which count, what is left."""
    application = access.get_application_for_applicant(request.user, id, access.COVER)
    words = {
        "application": application,
        "standing": ledger.standing(application),
        "entries": ledger.entries(application),
    }
    return render(request, "applications/returns.html", words)

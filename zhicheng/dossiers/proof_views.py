"""The person's side of 单位书面证明 (D-25): ask the own unit for it, take that back, read what came."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicheng.dossiers import access, actions
from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused


@require_POST
@signed_in
def ask(request: HttpRequest, id: UUID) -> HttpResponse:
    """请单位出具."""
    record = access.get_record_for_owner(request.user, id)
    try:
        made = actions.ask_for_proof(record, by=request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(
            request, _("已请%(unit)s出具书面证明，办好后会给您发消息。") % {"unit": made.unit.name}
        )
    return _back(request)


@require_POST
@signed_in
def take_back(request: HttpRequest, id: UUID) -> HttpResponse:
    """撤回 of what the unit has not answered."""
    proof = access.get_proof_for_owner(request.user, id)
    try:
        actions.take_back_proof(proof, by=request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已撤回。"))
    return _back(request)


@require_safe
@signed_in
def paper(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """What the unit wrote and sealed."""
    proof = access.get_proof_for_owner(request.user, id)
    if proof.file is None:
        raise Http404
    return serve(proof.file, _("学历书面证明"))


def _back(request: HttpRequest) -> HttpResponse:
    """To the page from which it was asked, else to the educations."""
    there = request.POST.get("back", "")
    if url_has_allowed_host_and_scheme(there, allowed_hosts=None):
        return redirect(there)
    return redirect("dossiers:module", "education")

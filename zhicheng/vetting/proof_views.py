"""The unit's pages of 学历书面证明 (D-25): what was asked for, one of them, the paper."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.files.serving import serve
from zhicheng.people import identity
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, education_proof, offices
from zhicheng.vetting.actions.proving import signing_seat
from zhicheng.vetting.pages import posted, show, status_of
from zhicheng.vetting.proof_forms import DeclineProofForm, ProofForm

ON_A_PAGE = 50


@require_safe
@signed_in
def proofs(request: HttpRequest) -> HttpResponse:
    """学历证明: those that wait first, then what was done, 50 a page; found by name."""
    text = request.GET.get("q", "")[:60]
    page = Paginator(offices.proofs_of(request.user, text), ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "vetting/proofs.html", {"page": page, "text": text})


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def proof(request: HttpRequest, id: UUID) -> HttpResponse:
    """What is to be proved; a POST writes and seals the proof, or declines it."""
    row = offices.get_proof_for_unit(request.user, id)
    declining = "decline" in request.POST
    form = ProofForm(None if declining else posted(request))
    no = DeclineProofForm(posted(request) if declining else None)
    status = 200
    chosen = no if declining else form
    if request.method == "POST" and chosen.is_valid():
        account = request_account(request)
        try:
            if declining:
                actions.decline_proof(row, reason=chosen.cleaned_data["reason"], by=account)
            else:
                actions.issue_proof(row, seen=chosen.cleaned_data["seen"], by=account)
        except Refused as refused:
            if refused.field is None:  # answered or taken back meanwhile: there is no form any more
                messages.error(request, refused.message)
                return redirect("vetting:proofs")
            status = show(chosen, refused)
        else:
            words = (
                _("已告知申请人不能出具。")
                if declining
                else _("已出具并加盖电子印章，申请人可以附到申报中。")
            )
            messages.success(request, words)
            return redirect("vetting:proof", row.pk)
    context = {
        "proof": row,
        "number": identity.mask_number(row.person.id_number),
        "stated": education_proof.stated(row),
        "form": form,
        "no": no,
        "declining": declining,
        "own": row.person.account_id == request_account(request).pk,
        "signs": signing_seat(request_account(request), row.unit) is not None,
    }
    return render(request, "vetting/proof.html", context, status=status_of(chosen, status))


@require_safe
@signed_in
def paper(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """The sealed paper."""
    row = offices.get_proof_for_unit(request.user, id)
    if row.file is None:
        raise Http404
    return serve(row.file, _("学历书面证明"))

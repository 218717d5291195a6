"""证书查验 for everybody, the issuers' public keys, and 我的证书 for the holder."""

from functools import cache
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.files.serving import serve
from zhicheng.people.access import person_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.register import access, actions, queries
from zhicheng.register.documents import made_pdf, verify_url
from zhicheng.register.forms import LossForm, NameForm, VerifyForm
from zhicheng.register.models import Certificate
from zhicheng.register.offline import fingerprint
from zhicheng.register.signed import Verdict, signed_file


@require_http_methods(["GET", "HEAD", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """Number and name; nothing is said unless both fit. Names stay out of addresses: it is posted."""
    form = VerifyForm(request.POST if request.method == "POST" else None)
    words: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        verdict = queries.find(form.cleaned_data["number"], form.cleaned_data["name"])
        words |= _answer(verdict, named=True) | {"asked": True}
    return render(request, "register/verify.html", words, status=400 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def certificate(request: HttpRequest, token: str) -> HttpResponse:
    """The page of the QR code; the holder's name is masked until the visitor has typed it."""
    verdict = queries.by_token(token)
    form = NameForm(request.POST if request.method == "POST" else None)
    named = False
    if verdict is not None and form.is_bound and form.is_valid():
        named = queries.same_name(verdict.certificate.holder_name, form.cleaned_data["name"])
        if not named:
            form.add_error("name", _("与证书上的姓名不一致。请核对，并警惕冒用他人证书。"))
    status = 404 if verdict is None else 400 if form.errors else 200
    words = _answer(verdict, named=named) | {"form": form, "by_code": True}
    words["name_field"] = form["name"].as_field_group() if form.is_bound else _blank_name()
    return render(request, "register/certificate.html", words, status=status)


@require_POST
def signed(request: HttpRequest, token: str) -> HttpResponse:
    """The signed file, for whoever knows the holder's name (it stands in the file)."""
    verdict = queries.by_token(token)
    if verdict is None or not queries.same_name(
        verdict.certificate.holder_name, request.POST.get("name", "")
    ):
        raise Http404
    return _file(verdict.certificate)


@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """How to verify without this site: the issuers' public keys, the file's form, the command."""
    return render(request, "register/keys.html", {"keys": queries.issuer_keys()})


@require_safe
def keys_file(request: HttpRequest) -> JsonResponse:
    """The issuers' public keys as a file for `zhicheng certificates verify --keys`."""
    response = JsonResponse(
        {"keys": queries.issuer_keys()}, json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="issuer-keys.json"'
    return response


@require_safe
@signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """我的证书."""
    person = person_of(request.user)
    rows = [(row, verify_url(row)) for row in queries.certificates_of(person)]
    return render(request, "register/mine.html", {"rows": rows})


@require_safe
@signed_in
def pdf(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """One's own certificate as PDF; not once it was revoked."""
    row = access.get_certificate_for_holder(request.user, id)
    if row.revoked_at is not None:
        raise Refused(_("这本证书已经撤销，不能再下载。"), clause="GUIDE-1.1.1")
    if row.file is not None:
        return serve(row.file, f"{_('职称电子证书')}{row.number}")
    # not kept yet: made for this reader, and left to the worker to keep
    answer = HttpResponse(made_pdf(row), content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def lost(request: HttpRequest, id: UUID) -> HttpResponse:
    """遗失补办: the holder tells of the loss; the bureau that issued it answers."""
    row = access.get_certificate_for_holder(request.user, id)
    form = LossForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.ask_replacement(row, form.cleaned_data["reason"], request_account(request))
        except Refused as refused:
            form.add_error(refused.field if refused.field in form.fields else None, refused.message)
            status = refused.status
        else:
            words = _("已提交补办申请，由%(issuer)s办理，办好后会给您发消息。")
            messages.success(request, words % {"issuer": row.issuer_name})
            return redirect("register:mine")
    if status == 200 and form.errors:
        status = 400
    return render(request, "register/lost.html", {"row": row, "form": form}, status=status)


@require_safe
@signed_in
def own_signed(request: HttpRequest, id: UUID) -> HttpResponse:
    """The signed file of one's own certificate."""
    return _file(access.get_certificate_for_holder(request.user, id))


@cache
def _blank_name() -> SafeString:
    """The field for the holder's name as every visitor sees it first, drawn once."""
    return NameForm()["name"].as_field_group()


def _answer(verdict: Verdict | None, *, named: bool) -> dict[str, Any]:
    if verdict is None:
        return {"verdict": None, "checked_at": clock.now()}
    row = verdict.certificate
    return {
        "verdict": verdict,
        "row": row,
        "named": named,
        "holder": row.holder_name if named else queries.masked_name(row.holder_name),
        "key": fingerprint(row.signature.public_key),
        "checked_at": clock.now(),
    }


def _file(row: Certificate) -> JsonResponse:
    response = JsonResponse(signed_file(row), json_dumps_params={"ensure_ascii": False, "indent": 1})
    response["Content-Disposition"] = f'attachment; filename="certificate-{row.number}.json"'
    response["Cache-Control"] = "private, no-store"
    return response

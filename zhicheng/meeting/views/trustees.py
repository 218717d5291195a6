"""The ballots' key: named by the office, made by three trustees in their browsers, used by two of them to count."""

import json
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.meeting import access, actions
from zhicheng.meeting.actions.keys import destroy_from
from zhicheng.meeting.forms import TrusteesForm, WhyForm
from zhicheng.meeting.keyholders import fingerprint_of, holder_lines, opening_of, state_of, to_open
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def key(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """表决密钥: how far the three holders have come; for a holder the own next step, for the office the naming."""
    at = access.get_key_page(request.user, session_id)
    form = TrusteesForm(typed(request), session=at.session) if at.office and at.key is None else None
    status = 200
    if request.method == "POST":
        session = access.get_session_for_office(request.user, session_id)
        if form is None:
            raise Refused(_("本次评审会已有表决密钥或正在生成。需要重新生成的，请先作废并写明原因。"))
        status = 400
        if form.is_valid():
            named = form.cleaned_data
            try:
                actions.begin_key(session, named["supervisor"], named["appointee"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已指定三名密钥持有人，请他们各自登录，在本页生成密钥。"))
                return redirect("meeting:key", session_id)
    lines = holder_lines(at.key) if at.key else []
    words = {
        "at": at,
        "session": at.session,
        "form": form,
        "lines": lines,
        "fingerprint": fingerprint_of(lines) if at.key else "",
        "mine": at.trustee,
        "waiting": to_open(at.trustee).count() if at.trustee else 0,
        "destroy_from": destroy_from(at.key) if at.key else None,
    }
    response = render(request, "meeting/key.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
@signed_in
def key_state(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """What the holders have published, for a holder's browser."""
    return JsonResponse(state_of(access.get_trustee(request.user, session_id)))


@require_POST
@signed_in
def key_message(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The holder's next message."""
    mine = access.get_trustee(request.user, session_id)
    try:
        actions.send_key_message(mine, request.POST.get("message", ""), request_account(request))
    except Refused as error:
        return JsonResponse({"error": error.message}, status=error.status)
    return JsonResponse({})


@require_safe
@signed_in
def key_waiting(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The ballots that wait for this holder, with every sealed choice."""
    mine = access.get_trustee(request.user, session_id)
    response = JsonResponse({"waiting": opening_of(mine)})
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def key_open(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """开票: the holder's partial decryptions."""
    mine = access.get_trustee(request.user, session_id)
    try:
        counted = actions.open_sums(mine, _parts(request.POST.get("parts", "")), request_account(request))
    except Refused as error:
        return JsonResponse({"error": error.message}, status=error.status)
    if counted:
        messages.success(request, _("开票完成，%(many)s项表决已有结果。") % {"many": len(counted)})
    else:
        messages.success(request, _("您已开票，等待另一位持有人。"))
    return JsonResponse({"counted": len(counted)})


@form_page
@signed_in
def key_abandon(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """作废: the office gives the key up, with the reason."""
    row = access.get_key_for_office(request.user, session_id)
    form, status = WhyForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.abandon_key(row, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("密钥已作废，可以重新指定持有人。"))
                return redirect("meeting:key", session_id)
    words = {
        "session": row.session,
        "form": form,
        "heading": _("作废表决密钥"),
        "explained": _(
            "作废以后，须重新指定持有人并生成。已经计票的表决不受影响；还有没计票的选票时不能作废。"
        ),
        "submit": _("作废"),
    }
    return render(request, "meeting/why.html", words, status=status)


@form_page
@signed_in
def key_lost(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """登记遗失: a holder cannot use the own share any more."""
    mine = access.get_trustee(request.user, session_id)
    form, status = WhyForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.report_lost(mine, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已登记。由另外两位持有人开票，表决不受影响。"))
                return redirect("meeting:key", session_id)
    words = {
        "session": mine.key.session,
        "form": form,
        "heading": _("登记密钥文件遗失"),
        "explained": _("文件丢失或者忘记口令时在此登记。另外两位持有人一起仍能开票；登记后您不能再开票。"),
        "submit": _("登记遗失"),
    }
    return render(request, "meeting/why.html", words, status=status)


@require_POST
@signed_in
def key_destroy(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """登记销毁: the holder has destroyed file and copies."""
    actions.destroy_share(access.get_trustee(request.user, session_id), request_account(request))
    messages.success(request, _("已登记销毁。"))
    return redirect("meeting:key", session_id)


def _parts(text: str) -> dict[str, str]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or not all(isinstance(one, str) for one in found.values()):
        raise Refused(_("开票数据不完整，请刷新页面后重试。"), status=400)
    return found

"""The draw's page for office, drawers and supervisors, each with the own next step, and the steps themselves."""

import json
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.experts import access, actions, queries, records
from zhicheng.experts.access import Watcher
from zhicheng.experts.forms import (
    CancelForm,
    CheckForm,
    CodeForm,
    CommitForm,
    DepositForm,
    KeyForm,
    NumberForm,
    OpenForm,
)
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.second_factor import demo_code
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])
Act = Callable[[Draw, dict[str, Any]], object]


@require_POST
@signed_in
def key(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The supervisor's public key is registered."""
    by = request_account(request)
    return _step(
        request, _supervising(request, session_id), "key", KeyForm(request.POST), _("寄存密钥已登记。"),
        lambda row, said: actions.make_deposit_key(row, said["key"], by),
    )  # fmt: skip


@require_POST
@signed_in
def commit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A drawer binds to a number."""
    by = request_account(request)
    return _step(
        request, _drawing(request, session_id), "commit", CommitForm(request.POST),
        _("数字的承诺已提交。请保管好您的数字。"),
        lambda row, said: actions.commit_number(row, said["commitment"], by),
    )  # fmt: skip


@require_POST
@signed_in
def deposit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A drawer deposits the number, sealed."""
    by = request_account(request)
    return _step(
        request, _drawing(request, session_id), "deposit", DepositForm(request.POST), _("密封的数字已寄存。"),
        lambda row, said: actions.deposit_number(row, said["sealed"], by),
    )  # fmt: skip


@require_POST
@signed_in
def check(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The supervisor has checked the deposits."""
    by, form = request_account(request), CheckForm(request.POST)
    return _step(
        request, _supervising(request, session_id), "check", form, _("核对结果已登记。"),
        lambda row, _said: actions.check_deposits(row, form.positions, by),
    )  # fmt: skip


@require_POST
@signed_in
def reveal(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A drawer reveals the number; the third one draws."""
    by = request_account(request)
    return _step(
        request, _drawing(request, session_id), "reveal", NumberForm(request.POST), _("数字已公开。"),
        lambda row, said: actions.reveal_number(row, said["number"], by),
    )  # fmt: skip


@require_POST
@signed_in
def open_deposit(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The supervisor shows a number from its deposit."""
    watcher, by = _supervising(request, session_id), request_account(request)
    form = OpenForm(request.POST, shares=_hidden_yet(watcher.draw))
    return _step(
        request, watcher, "open", form, _("已开封，数字已公开。"),
        lambda row, said: actions.open_deposit(row, said["position"], said["number"], said["reason"], by),
    )  # fmt: skip


@require_POST
@signed_in
def sign(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A drawer or the supervisor signs the result."""
    watcher, _row = access.get_open_draw(request.user, session_id)
    if watcher.share is None and not watcher.supervising:
        raise Http404
    by = request_account(request)
    return _step(
        request, watcher, "sign", CodeForm(request.POST), _("已签字。"),
        lambda row, said: actions.sign_result(row, said["code"], by),
    )  # fmt: skip


@form_page
@signed_in
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The office asks to cancel the draw."""
    watcher, row = access.get_open_draw(request.user, session_id)
    if not watcher.office:
        raise Http404
    form, status = CancelForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if form.is_valid():
            try:
                actions.ask_cancellation(row, form.cleaned_data["reason"], request_account(request))
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已提出作废，监督人员同意后生效。"))
                return redirect("experts:draw", session_id)
    words = {"session": watcher.session, "draw": row, "form": form}
    return render(request, "experts/cancel.html", words, status=status)


@require_POST
@signed_in
def agree(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """A supervisor agrees that the draw is cancelled."""
    watcher, _row = access.get_open_draw(request.user, session_id)
    if not watcher.supervisor:
        raise Http404
    by = request_account(request)
    return _step(
        request, watcher, "agree", CodeForm(request.POST), _("抽取已作废，可以重新组织。"),
        lambda row, said: actions.cancel_draw(row, said["code"], by),
    )  # fmt: skip


def draw_page(
    request: HttpRequest,
    watcher: Watcher,
    step: str = "",
    form: forms.Form | None = None,
    status: int = 200,
) -> HttpResponse:
    """The ceremony; `form`: what was refused at `step`."""
    row = watcher.draw
    shares = list(row.shares.all()) if row is not None else []
    lines = records.places(row) if row is not None and row.drawn_at is not None else []
    left = any(one.seat.status == Seat.Status.WITHDRAWN for one in lines)
    blank = {"code": CodeForm(), "reveal": NumberForm(), "open": OpenForm(shares=_hidden_yet(row))}
    acting = watcher.signs or (row is not None and row.cancel_asked_by_id and watcher.supervisor)
    words = {
        "session": watcher.session,
        "watcher": watcher,
        "draw": row,
        "shares": shares,
        "all_promised": bool(shares) and all(share.commitment for share in shares),
        "all_deposited": bool(shares) and all(share.deposit for share in shares),
        "all_checked": bool(shares) and all(share.deposit_checked for share in shares),
        "any_shown": any(share.number for share in shares),
        "sealed": json.dumps([_for_browser(share) for share in shares if share.deposit and not share.number]),
        "lines": lines,
        "replacements": records.replacements(row) if row is not None and left else [],
        "counts": {status: sum(one.seat.status == status for one in lines) for status in Seat.Status.values},
        "follows": bool(lines) and row is not None and records.follows(row, lines),
        "signed": row is not None and queries.is_signed(row),
        "names": request.GET.get("names") == "1",
        "forms": {**blank, **({"code" if isinstance(form, CodeForm) else step: form} if form else {})},
        "failed": step,
        "refused": form,
        "cancelled": queries.cancelled(watcher.session),
        "demo_code": demo_code(request_account(request)) if acting else None,
    }
    response = render(request, "experts/draw.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _step(
    request: HttpRequest, watcher: Watcher, step: str, form: forms.Form, done: str, act: Act
) -> HttpResponse:
    if watcher.draw is None:
        raise Http404
    status = 400
    if form.is_valid():
        try:
            act(watcher.draw, form.cleaned_data)
        except Refused as error:
            status = show_refusal(form, error)
        else:
            messages.success(request, done)
            return redirect("experts:draw", watcher.session.id)
    return draw_page(request, watcher, step, form, status)


def _drawing(request: HttpRequest, session_id: UUID) -> Watcher:
    watcher, _row = access.get_open_draw(request.user, session_id)
    if watcher.share is None:
        raise Http404
    return watcher


def _supervising(request: HttpRequest, session_id: UUID) -> Watcher:
    watcher, _row = access.get_open_draw(request.user, session_id)
    if not watcher.supervising:
        raise Http404
    return watcher


def _hidden_yet(row: Draw | None) -> list[DrawerShare]:
    return [share for share in row.shares.all() if not share.number] if row is not None else []


def _for_browser(share: DrawerShare) -> dict[str, object]:
    return {name: getattr(share, name) for name in ("position", "deposit", "salt", "commitment")}

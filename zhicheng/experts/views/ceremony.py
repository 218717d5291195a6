"""The draw's page for office, drawers and supervisors, each with the own next step, and the steps themselves."""

import json
from collections.abc import Callable
from functools import wraps
from operator import attrgetter
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
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
    RefusalForm,
)
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.carrying_out import carry_out
from zhicheng.people.models import Account
from zhicheng.people.second_factor import demo_code
from zhicheng.ui.forms import typed

form_page = require_http_methods(["GET", "HEAD", "POST"])
Said = dict[str, Any]
Act = Callable[[Draw, Said, Account], None]
View = Callable[..., HttpResponseBase]
FormOf = Callable[[QueryDict, Draw], forms.Form]


def _step(
    step: str, may: Callable[[Watcher], object], form_of: FormOf, done: Promise
) -> Callable[[Act], View]:
    """Make an act the page's `step`: for whom `may`, with the form of what was typed, saying `done` afterwards."""

    def decorate(act: Act) -> View:
        @require_POST
        @signed_in
        @wraps(act)
        def view(request: HttpRequest, session_id: UUID) -> HttpResponse:
            watcher, row = access.get_open_draw(request.user, session_id)
            if not may(watcher):
                raise Http404
            form, by = form_of(request.POST, row), request_account(request)
            status = carry_out(form, lambda said: act(row, said, by))
            if status == 302:
                messages.success(request, str(done))
                return redirect("experts:draw", session_id)
            return draw_page(request, watcher, step, form, status)

        return view

    return decorate


def _plain(form: type[forms.Form]) -> FormOf:
    return lambda typed, _row: form(typed)


@_step("key", attrgetter("supervising"), _plain(KeyForm), _("寄存密钥已登记。"))
def key(row: Draw, said: Said, by: Account) -> None:
    """The supervisor's public key is registered."""
    actions.make_deposit_key(row, said["key"], by)


@_step("commit", attrgetter("share"), _plain(CommitForm), _("数字的承诺已提交。请保管好您的数字。"))
def commit(row: Draw, said: Said, by: Account) -> None:
    """A drawer binds to a number."""
    actions.commit_number(row, said["commitment"], by)


@_step("deposit", attrgetter("share"), _plain(DepositForm), _("密封的数字已寄存。"))
def deposit(row: Draw, said: Said, by: Account) -> None:
    """A drawer deposits the number, sealed."""
    actions.deposit_number(row, said["sealed"], by)


@_step("check", attrgetter("supervising"), _plain(CheckForm), _("核对结果已登记。"))
def check(row: Draw, said: Said, by: Account) -> None:
    """The supervisor has checked the deposits."""
    actions.check_deposits(row, said["holding"], by)


@_step("reveal", attrgetter("share"), _plain(NumberForm), _("数字已公开。"))
def reveal(row: Draw, said: Said, by: Account) -> None:
    """A drawer reveals the number; the third one draws."""
    actions.reveal_number(row, said["number"], by)


@_step(
    "open",
    attrgetter("supervising"),
    lambda typed, row: OpenForm(typed, shares=_hidden_yet(row)),
    _("已开封，数字已公开。"),
)
def open_deposit(row: Draw, said: Said, by: Account) -> None:
    """The supervisor shows a number from its deposit."""
    actions.open_deposit(row, said["position"], said["number"], said["reason"], by)


@_step("sign", lambda one: one.share or one.supervising, _plain(CodeForm), _("已签字。"))
def sign(row: Draw, said: Said, by: Account) -> None:
    """A drawer or the supervisor signs the result."""
    actions.sign_result(row, said["code"], by)


@_step(
    "refuse",
    attrgetter("supervising"),
    lambda typed, row: RefusalForm(typed, shares=_unsigned(row)),
    _("已登记没有签字的理由。"),
)
def refuse(row: Draw, said: Said, by: Account) -> None:
    """The supervisor records that a drawer does not sign."""
    actions.record_refusal(row, said["position"], said["reason"], said["code"], by)


@_step("agree", attrgetter("supervisor"), _plain(CodeForm), _("抽取已作废，可以重新组织。"))
def agree(row: Draw, said: Said, by: Account) -> None:
    """A supervisor agrees that the draw is cancelled."""
    actions.cancel_draw(row, said["code"], by)


@form_page
@signed_in
def cancel(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The office asks to cancel the draw."""
    watcher, row = access.get_open_draw(request.user, session_id)
    if not watcher.office:
        raise Http404
    form, status = CancelForm(typed(request)), 200
    if request.method == "POST":
        by = request_account(request)
        status = carry_out(form, lambda said: actions.ask_cancellation(row, said["reason"], by))
        if status == 302:
            messages.success(request, _("已提出作废，监督人员同意后生效。"))
            return redirect("experts:draw", session_id)
    words = {"session": watcher.session, "draw": row, "form": form}
    return render(request, "experts/cancel.html", words, status=status)


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
    unsigned = _unsigned(row)
    blank: dict[str, forms.Form] = {
        "code": CodeForm(),
        "reveal": NumberForm(),
        "open": OpenForm(shares=_hidden_yet(row)),
    }
    blank["refuse"] = RefusalForm(shares=unsigned, auto_id="refuse_%s")
    acting = (
        watcher.signs
        or (watcher.supervising and len(unsigned) == 1)
        or (row is not None and row.cancel_asked_by_id and watcher.supervisor)
    )
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
        "any_refused": any(share.refused_at for share in shares),
        "refusable": watcher.supervising and len(unsigned) == 1,
        "cancelled": queries.cancelled(watcher.session),
        "demo_code": demo_code(request_account(request)) if acting else None,
    }
    response = render(request, "experts/draw.html", words, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


def _unsigned(row: Draw | None) -> list[DrawerShare]:
    shares = list(row.shares.all()) if row is not None and row.drawn_at is not None else []
    return [share for share in shares if share.signature_id is None and share.refused_at is None]


def _hidden_yet(row: Draw | None) -> list[DrawerShare]:
    return [share for share in row.shares.all() if not share.number] if row is not None else []


def _for_browser(share: DrawerShare) -> dict[str, object]:
    return {name: getattr(share, name) for name in ("position", "deposit", "salt", "commitment")}

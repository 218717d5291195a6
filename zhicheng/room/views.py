"""封闭会场: whether a session is out, since when and by whom, what was out before; cancelled by two. In it: codes."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.people import devices, half, second_factor
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import ClosedRoom
from zhicheng.register.offline import fingerprint
from zhicheng.room import access, actions, codes
from zhicheng.room.forms import CancelForm, OwnCodeForm
from zhicheng.room.result import session_here
from zhicheng.ui.forms import offer_rows, show_refusal, status_of, typed

GONE = (ClosedRoom.Status.OUT, ClosedRoom.Status.MERGED)


@require_safe
@signed_in
def session(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The room that is out or was merged, those cancelled before, and how it is done."""
    watched = access.get_session_for_watcher(request.user, session_id)
    rooms = list(access.ROOMS.filter(session=watched.session).exclude(status=ClosedRoom.Status.HERE))
    newest = rooms[0] if rooms else None
    signed = newest.signature if newest else None
    words = {
        "session": watched.session,
        "watched": watched,
        "newest": newest,
        "earlier": rooms[1:],
        "fingerprint": fingerprint(signed.public_key) if signed else "",
        "without_code": [] if newest and newest.status in GONE else codes.without_code(watched.session),
        "to_confirm": newest is not None
        and newest.cancel_asked_by_id not in (None, request_account(request).pk),
    }
    return render(request, "room/session.html", words)


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def cancel(request: HttpRequest, room_id: UUID) -> HttpResponse:
    """The first gives the reason, another one confirms it."""
    room, watched = access.get_room_to_cancel(request.user, room_id)
    account, asked = request_account(request), room.cancel_asked_by_id is not None
    form, status = CancelForm(typed(request)), 200
    if request.method == "POST":
        status = 400
        if asked:
            actions.cancel(room, account)
            messages.success(request, _("封闭会场已取消，本系统可以继续办理会议事项。"))
            return redirect("room:session", room.session_id)
        if form.is_valid():
            try:
                actions.ask_cancellation(room, form.cleaned_data["reason"], account)
            except Refused as error:
                status = show_refusal(form, error)
            else:
                messages.success(request, _("已提出取消，请另一人（办事机构或监督人员）确认。"))
                return redirect("room:session", room.session_id)
    words = {
        "room": room,
        "session": watched.session,
        "form": form,
        "asked": asked,
        "own": room.cancel_asked_by_id == account.pk,
        "out": room.status == ClosedRoom.Status.OUT,
    }
    return render(request, "room/cancel.html", words, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@sensitive_post_parameters("secret", "code", "witness_code")
def own_code(request: HttpRequest) -> HttpResponse:
    """In a room: who has given the slip's password and has no code sets one up, before somebody who vouches."""
    if not settings.ROOM:
        return redirect("people:log_in_set_up")
    account = half.account_of_half(request)
    if account is None:
        return redirect("people:login")
    secret = request.POST.get("secret", "")
    if not second_factor.is_secret(secret):
        secret = second_factor.new_secret()
    form = OwnCodeForm(typed(request), initial={"secret": secret})
    vouching = [one.pk for one in codes.who_vouch(session_here()) if one.pk != account.pk]
    offer_rows(form, "witness", Account.objects.filter(pk__in=vouching).order_by("display_name", "pk"))
    status = 200
    if request.method == "POST" and form.is_valid():
        cookie = request.COOKIES.get(devices.COOKIE, "")
        try:
            codes.set_up_code(account, cookie=cookie, **form.cleaned_data)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            return devices.enter(request, account, redirect(half.end(request)), confirmed=True)
    words = {
        "form": form,
        "account": account,
        "vouching": vouching,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "qr": second_factor.qr(account, secret, where=_("（封闭会场）")),
        "demo_code": second_factor.demo_code(account, secret),
        "replaces": bool(account.second_factor),
    }
    return render(request, "room/own_code.html", words, status=status_of(form, status))

"""封闭会场: whether a session is out, since when and by whom, what was out before; cancelled by two."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.models import ClosedRoom
from zhicheng.register.offline import fingerprint
from zhicheng.room import access, actions
from zhicheng.room.forms import CancelForm
from zhicheng.ui.forms import show_refusal, typed


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

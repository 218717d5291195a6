"""What the room is for: its session's meeting. Every page that has no part in it is refused here, in one place."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from zhicheng.experts.models import Seat
from zhicheng.meeting.models import Trustee
from zhicheng.people.access import roles_of
from zhicheng.people.models import Account, Membership
from zhicheng.room.result import session_here
from zhicheng.room.scope import seats_of

ENTRANCES = frozenset({"desks:public", "desks:home"})
OPEN = frozenset({"people:login", "people:log_in_code", "room:own_code", "people:logout", "drafts:draft"})
# What has to be settled before the session goes out, or belongs to another moment.
SETTLED = frozenset(
    {
        "meeting:qualification", "meeting:move_meeting", "meeting:people", "meeting:assign_group",
        "meeting:name_readers", "meeting:qualify", "meeting:pre_filing", "meeting:spot_check",
        "meeting:finding", "meeting:training", "meeting:assignment", "meeting:assign",
        "meeting:confirm_assignment", "meeting:correct_planned", "meeting:key_destroy", "meeting:notice",
    }
)  # fmt: skip


def has_part_in(address: str) -> bool:
    """Whether the named address has a part in the meeting."""
    return address in OPEN or (address.startswith("meeting:") and address not in SETTLED)


class OneMeeting:
    """Middleware of a room (settings.ROOM): the meeting's pages and the log-in, nothing else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_view: Any) -> HttpResponse | None:
        """The room's own answer, or None where the page may be shown."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        if name in ENTRANCES:
            return _to_the_meeting(request)
        if name == "people:log_in_set_up":
            return redirect("room:own_code")  # a slip alone sets up nothing: another vouches
        if has_part_in(name):
            return None
        words = {"message": _("这里是封闭会场，只办理本次评审会的会议事项。其他事项请会后在本系统办理。")}
        return render(request, "ui/refused.html", words, status=403)


def _to_the_meeting(request: HttpRequest) -> HttpResponse:
    user = request.user
    if not isinstance(user, Account):
        return redirect("people:login")
    session = session_here()
    seat = seats_of(session).filter(expert__account=user).first()
    if seat is not None and seat.status == Seat.Status.MEMBER:
        return redirect("meeting:seat", session.pk)
    if roles_of(user) & {Membership.Role.OFFICE, Membership.Role.SUPERVISOR}:
        return redirect("meeting:session", session.pk)
    if Trustee.objects.filter(key__session=session, account=user).exists():
        return redirect("meeting:key", session.pk)
    if seat is not None and seat.status == Seat.Status.STAND_IN:
        words = _("您是候补专家，还没有递补。需要您参会时，办事机构会请您进入会场，再刷新本页。")
        return render(request, "room/waiting.html", {"words": words})
    if Membership.Role.DRAWER in roles_of(user):
        words = _("会场里由办事机构指定表决密钥的持有人。指定您以后，刷新本页就可以办理。")
        return render(request, "room/waiting.html", {"words": words})
    told = {"message": _("您不参加本次评审会。"), "back": ""}
    return render(request, "ui/refused.html", told, status=403)

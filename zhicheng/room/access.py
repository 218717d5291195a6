"""Who sees a session's closed rooms, and who may cancel one: its office and every supervisor. Strangers get 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.meeting.access import Watched, get_session_for_watcher
from zhicheng.people.access import User
from zhicheng.planning.models import ClosedRoom

__all__ = ["get_room_to_cancel", "get_session_for_watcher"]
ROOMS = ClosedRoom.objects.select_related(
    "session__committee__organiser", "taken_by", "merged_by", "cancel_asked_by", "cancelled_by", "signature"
)


def get_room_to_cancel(user: User, room_id: UUID) -> tuple[ClosedRoom, Watched]:
    """A room of a session that the account runs or supervises. Errors: Http404, also for the room one is in."""
    room = get_object_or_404(ROOMS, pk=room_id)
    if room.status == ClosedRoom.Status.HERE:
        raise Http404
    return room, get_session_for_watcher(user, room.session_id)

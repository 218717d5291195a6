"""A session that is out in a closed room: nobody acts on its meeting here until it is back."""

from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from zhicheng.people.errors import Refused
from zhicheng.planning.models import ClosedRoom
from zhicheng.ui.templatetags.ui import cn_moment
from zhicheng.vault.prepared import Prepared


def must_be_here(session: UUID) -> None:
    """Call it in every act of a session's meeting. Errors: Refused while the session is out, with who and since when."""
    room = room_of(session)
    if room is not None:
        raise Refused(
            _(
                "本次评审会已由%(who)s于%(since)s导出到封闭会场。合并会议结果或取消导出以前，本系统只能查看，"
                "不办理这次评审会的事项。"
            )
            % {"who": room.taken_by.display_name, "since": cn_moment(room.taken_at)}
        )


def room_of(session: UUID) -> ClosedRoom | None:
    """The room in which the session is now, with who took it out; None while it is here."""
    return next(iter(_out(session)), None)


def is_out(field: str) -> Exists:
    """For a query of rows whose `field` is a session: whether that one is out."""
    return Exists(ClosedRoom.objects.filter(session=OuterRef(field), status__in=ClosedRoom.AWAY))


@Prepared
def _out(session: UUID) -> QuerySet[ClosedRoom]:
    rows = ClosedRoom.objects.filter(session=session, status__in=ClosedRoom.AWAY).order_by()
    return rows.select_related("taken_by").only("taken_at", "taken_by__display_name")

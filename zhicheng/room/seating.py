"""Who sat at the table of a room: each stand-in was the next lawful one of the draw, and read only what was theirs."""

import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.experts.actions import steps_in
from zhicheng.experts.models import Draw, Seat, Withdrawal
from zhicheng.meeting.models import Meeting, Reading
from zhicheng.people.models import Account, Membership
from zhicheng.planning.models import ClosedRoom, Session
from zhicheng.register.records import Broken
from zhicheng.room.rows import Row
from zhicheng.room.scope import seats_of

Before = Mapping[str, Mapping[str, Row]]
Status = Seat.Status


def check(room: ClosedRoom, told: Mapping[str, list[Row]], before: Before) -> None:
    """The withdrawals of the room, replayed from the seats as they went out, and the new readings. Errors: Broken."""
    seats = {str(one.pk): one for one in seats_of(room.session).select_related("expert").order_by("position")}
    for seat in seats.values():
        seat.status = before[Seat._meta.label][str(seat.pk)]["status"]
    known = before[Withdrawal._meta.label]
    new = [row for row in told[Withdrawal._meta.label] if row["id"] not in known]
    if new:
        draw = Draw.objects.get(session=room.session, supervisor_signature__isnull=False)
        for row in sorted(new, key=lambda row: (_moment(row["at"]), row["id"])):
            _replay(row, draw, seats, room)
    if any(seats[row["id"]].status != row["status"] for row in told[Seat._meta.label]):
        raise Broken(_("评委和候补的变动与退出登记不符"))
    _check_readings(told, before, seats)


def at_office(account: UUID, session: Session, at: dt.datetime) -> QuerySet[Membership]:
    """The seats at the organisers' offices that the account had at that moment: here it may have ended since."""
    rows = Membership.objects.filter(
        account=account,
        organisation__in=session.committee.organisers,
        role=Membership.Role.OFFICE,
        since__lte=at,
    )
    return rows.exclude(until__lte=at).exclude(ends_at__lte=at)


def _replay(row: Row, draw: Draw, seats: Mapping[str, Seat], room: ClosedRoom) -> None:
    """One withdrawal, as `experts.actions.withdraw_seat` would have done it."""
    leaving, at = seats[row["seat_id"]], _moment(row["at"])
    opened = Meeting.objects.values_list("opened_at", flat=True).get(session=room.session)
    if leaving.status not in {Status.MEMBER, Status.STAND_IN} or row["was"] != leaving.status:
        raise Broken(_("退出登记的不是评委或者候补"))
    if opened is None or not room.taken_at <= at <= opened:
        raise Broken(_("退出登记不在导出以后、开会以前"))
    by = Account.objects.get(pk=row["by_id"])
    if by.pk != leaving.expert.account_id and not at_office(by.pk, room.session, at).exists():
        raise Broken(_("登记退出的不是本人或者办事机构"))
    is_member = leaving.status == Status.MEMBER
    joins, passed = steps_in(draw, leaving, list(seats.values())) if is_member else (None, [])
    if (row["successor_id"], row["passed"]) != (str(joins.pk) if joins else None, passed):
        raise Broken(_("递补的不是抽取顺序中的下一名候补专家"))
    leaving.status = Status.WITHDRAWN
    if joins is not None:
        joins.status = Status.MEMBER


def _check_readings(told: Mapping[str, list[Row]], before: Before, seats: Mapping[str, Seat]) -> None:
    there = before[Reading._meta.label]
    for row in told[Reading._meta.label]:
        fresh = row["handed_in_at"] and not there.get(row["id"], {}).get("handed_in_at")
        seat = seats.get(row["seat_id"])
        if fresh and (seat is None or seat.status not in {Status.MEMBER, Status.WITHDRAWN}):
            raise Broken(_("提交审阅意见的不是本次评审会的评委"))


def _moment(text: str) -> dt.datetime:
    return dt.datetime.fromisoformat(text)

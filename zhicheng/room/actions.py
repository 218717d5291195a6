"""The acts on a closed room in the main system: take a session out, cancel it by two. Merging: merging.py."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting import rechecking
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.actions.filing import NotQualifiedAnyMore
from zhicheng.meeting.models import Meeting, SpotFinding
from zhicheng.people.access import roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.access import acting_office, runs
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import ClosedRoom, Filing, Session
from zhicheng.room.codes import who_vouch
from zhicheng.room.package import PURPOSE, Writer
from zhicheng.room.rows import digest
from zhicheng.room.scope import actors, back_rows, seats_of
from zhicheng.signatures.actions import in_file, sign, use_second_factor
from zhicheng.signatures.models import Signature
from zhicheng.title_confirmation.queries import open_entries
from zhicheng.trail.writing import write
from zhicheng.vault import crypto

Role = Membership.Role
LONGEST = 300  # characters of a reason


@transaction.atomic
def take_out(session: Session, signing_key: bytes, code: str, by: Account) -> ClosedRoom:
    """The session leaves the house: from now on nobody acts on its meeting here.

    `signing_key`: the room's own master key; its public keys are noted, the key itself is not kept. Errors: Refused
    for anybody but an organiser's officer with the second factor, and where it is not the moment.
    """
    row = (
        Session.objects.select_for_update(of=("self",))
        .select_related("committee__organiser")
        .get(pk=session.pk)
    )
    office = acting_office(by, row.committee)
    # What an interrupted export has left behind: its package has no head and cannot be opened.
    ClosedRoom.objects.filter(session=row, status=ClosedRoom.Status.PREPARING).delete()
    must_be_here(row.pk)
    if ClosedRoom.objects.filter(session=row, status=ClosedRoom.Status.HERE).exists():
        raise Refused(_("本机就是封闭会场，不能再导出。"))
    _must_be_the_moment(row)
    if not who_vouch(row):
        raise Refused(
            _(
                "办事机构和监督人员都没有手机动态码，封闭会场的电脑上不能使用通行密钥。请至少一人先设置动态码，再导出。"
            )
        )
    use_second_factor(by, code)
    room = ClosedRoom(session=row, taken_at=clock.now(), taken_by=by)
    holders = ["room", *(f"account:{pk}" for pk in sorted(actors(row)))]
    room.public_keys = {holder: crypto.public_key_under(signing_key, holder) for holder in holders}
    room.apart = _apart(row)
    room.save(force_insert=True)
    facts = {"room": str(room.pk), "public_keys": room.public_keys}
    write("take_out", "session", row.pk, actor=by.id, organisation=office.id, facts=facts)
    return room


@transaction.atomic
def send_out(room: ClosedRoom, writer: Writer, rows_hash: str) -> ClosedRoom:
    """The package is whole: sign its head. Errors: Refused where somebody's act has changed the session meanwhile."""
    rows = ClosedRoom.objects.select_for_update(of=("self",)).filter(status=ClosedRoom.Status.PREPARING)
    row = rows.select_related("session__committee__organiser", "taken_by").filter(pk=room.pk).first()
    if row is None:
        raise Refused(_("本次评审会又被导出了一次，这次导出作废。"))
    session = row.session
    if digest(back_rows(session, growing=False)) != rows_hash:
        raise Refused(_("导出期间评审会的数据有变化，这次导出作废。请重新导出。"))
    content: dict[str, Any] = writer.content(
        session=str(session.pk), rows=rows_hash, taken_at=clock.in_china(row.taken_at).isoformat()
    )
    office = acting_office(row.taken_by, session.committee)
    row.signature = sign(
        row.taken_by, organisation=office, content=content,
        method=Signature.Method.ORGANISATION_KEY, purpose=PURPOSE, role=Role.OFFICE,
    )  # fmt: skip
    row.rows_hash, row.status = rows_hash, ClosedRoom.Status.OUT
    row.package_hash = writer.finish(content, in_file(row.signature))
    row.save()
    facts = {"room": str(row.pk), "package": row.package_hash}
    write("send_out", "session", session.pk, actor=row.taken_by_id, organisation=office.id, facts=facts)
    return row


@transaction.atomic
def give_up(room: ClosedRoom) -> None:
    """The export has failed on the way: nothing has left the house, the session is here again."""
    gone, _models = ClosedRoom.objects.filter(pk=room.pk, status=ClosedRoom.Status.PREPARING).delete()
    if gone:
        write(
            "give_up_room", "session", room.session_id, actor=room.taken_by_id, facts={"room": str(room.pk)}
        )


@transaction.atomic
def ask_cancellation(room: ClosedRoom, reason: str, by: Account) -> ClosedRoom:
    """Somebody of office or supervisors wants the room cancelled, with the reason; another confirms. Errors: Refused."""
    row = _out(room, by)
    if not reason.strip():
        raise Refused(_("请写明取消的原因。"), field="reason")
    if row.cancel_asked_by_id is not None:
        raise Refused(_("已经有人提出取消，请由另一人确认。"))
    row.cancel_reason, row.cancel_asked_by, row.cancel_asked_at = reason.strip(), by, clock.now()
    row.save(update_fields=["cancel_reason", "cancel_asked_by", "cancel_asked_at"])
    facts = {"room": str(row.pk), "reason": row.cancel_reason}
    write("ask_room_cancellation", "session", row.session_id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def cancel(room: ClosedRoom, by: Account) -> ClosedRoom:
    """The second person cancels the room: the session is here again, its result will never be taken. Errors: Refused."""
    row = _out(room, by)
    if row.cancel_asked_by_id is None:
        raise Refused(_("请先由一人提出取消并写明原因。"))
    if row.cancel_asked_by_id == by.id:
        raise Refused(_("提出取消的人不能自己确认，请由另一人确认。"))
    row.status, row.cancelled_by, row.cancelled_at = ClosedRoom.Status.CANCELLED, by, clock.now()
    row.save(update_fields=["status", "cancelled_by", "cancelled_at"])
    facts = {"room": str(row.pk), "reason": row.cancel_reason}
    write("cancel_room", "session", row.session_id, actor=by.id, facts=facts)
    return row


def _out(room: ClosedRoom, by: Account) -> ClosedRoom:
    row = ClosedRoom.objects.select_for_update(of=("self",)).select_related("session__committee__organiser").get(
        pk=room.pk
    )  # fmt: skip
    if not runs(by, row.session.committee) and Role.SUPERVISOR not in roles_of(by):
        raise Refused(_("只有办事机构和监督人员可以取消封闭会场。"), status=404)
    if row.status == ClosedRoom.Status.MERGED:
        raise Refused(_("封闭会场的结果已经合并，不能再取消。"))
    if row.status != ClosedRoom.Status.OUT:
        raise Refused(_("封闭会场现在不是“已导出”状态，请刷新页面。"))
    return row


def _apart(session: Session) -> list[list[str]]:
    """Who of members and stand-ins keeps away from whom now: units may get other names before the result is here."""
    at_table = [Seat.Status.MEMBER, Seat.Status.STAND_IN]
    seats = list(seats_of(session).filter(status__in=at_table).select_related("expert"))
    rows = list(
        Application.objects.filter(session=session, state__in=rechecking.AT_THE_MEETING).select_related(
            "unit"
        )
    )
    found = Avoidance.objects.filter(expert__in=[seat.expert_id for seat in seats])
    away = set(found.values_list("expert_id", "person_id"))
    return [
        [str(seat.expert_id), str(row.person_id)]
        for row in rows
        for seat in seats
        if must_keep_away(seat.expert, row, away)
    ]


def _must_be_the_moment(session: Session) -> None:
    """What the meeting's opening will ask for, and what nobody can do in the room. Errors: Refused, with the clause."""
    accepted = Filing.objects.filter(
        session=session, kind=Filing.Kind.PRE_MEETING, answer=Filing.Answer.ACCEPTED
    )
    if not accepted.exists():
        raise Refused(_("会前备案还没有通过，不能导出封闭会场。"), clause="KM2023-4.4c")
    meeting = Meeting.objects.filter(session=session).first()
    if meeting is None or meeting.training_at is None:
        raise Refused(_("请先组织评审专家集中学习评价标准并登记，再导出封闭会场。"), clause="KM2023-6.2")
    if meeting.opened_at is not None:
        raise Refused(_("评审会已经在本系统召开，不能再导出封闭会场。"), clause="YN2023-2.2c")
    if not any(seat.chair for seat in members(session)):
        raise Refused(_("请先指定主任委员，再导出封闭会场。"), clause="YN2023-2.2")
    rows = Application.objects.filter(session=session, state__in=rechecking.AT_THE_MEETING)
    if not rows.exists():
        raise Refused(_("没有备案上会的人员，不能导出封闭会场。"), clause="KM2023-4.4c")
    if rows.filter(state=State.FILED).exists():
        raise Refused(_("请先分配并确认全部审阅，再导出封闭会场。"), clause="KM2023-4.4g")
    if SpotFinding.objects.filter(application__in=rows, outcome=SpotFinding.Outcome.PENDING).exists():
        raise Refused(_("抽查复核还有没填写的结论，会场里不能补，请先办完。"), clause="KM2023-4.4d")
    if open_entries(session).filter(application__in=rows).exists():
        raise Refused(_("还有外地职称没有得到人社部门答复，会场里不能补，请先办完。"), clause="KM2023-4.3")
    barred = rechecking.barred_on_the_day(session, session.meeting_on)
    if barred:
        raise NotQualifiedAnyMore(barred)

"""Assign the readings: propose, correct by hand, confirm."""

from collections.abc import Mapping, Sequence
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.actions import find_relations
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import is_signed, members, standing, waiting_clues
from zhicheng.meeting import readers
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.assignment import share_out
from zhicheng.meeting.models import Meeting, PlannedReading, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write

TOLD = 5  # shortages that a refusal names


@transaction.atomic
def plan_readings(session: Session, by: Account) -> int:
    """Propose readers for every admitted file that has too few; a proposal made before gives way.

    Evenly, by profession, nobody who must keep away: relations are looked for first, and where some are only possible
    nothing is proposed before an officer has settled them. The same input gives the same proposal. The experts must have
    studied the standards together before (KM2023-6.2). Returns how many readings are proposed. Errors: Refused.
    """
    _may_assign(session, by)
    PlannedReading.objects.filter(application__session=session).delete()
    rows = readers.to_read(session)
    find_relations(rows, [seat.expert for seat in members(session)], by)
    if waiting_clues(session).exists():
        return 0
    if _taken_back(session, rows):
        rows = readers.to_read(session)
    pairs = _shared_out(session, rows)
    PlannedReading.objects.bulk_create(
        PlannedReading(application=row, person_id=row.person_id, seat_id=seat) for row, seat in pairs
    )
    _tell("plan_readings", session, by, {"readings": len(pairs), "digest": _digest(pairs)})
    return len(pairs)


@transaction.atomic
def correct_plan(planned: PlannedReading, seat: Seat, reason: str, by: Account) -> PlannedReading:
    """Another member reads the file instead, by hand and with a reason; never one who must keep away. Errors: Refused."""
    row = (
        PlannedReading.objects.select_for_update(of=("self",))
        .select_related("application__session__committee", "application__unit")
        .filter(pk=planned.pk)
        .first()
    )
    if row is None or row.application.session is None:
        raise Refused(_("分配方案已经重新生成或确认，请刷新页面。"))
    session, application = row.application.session, row.application
    must_be_office(by, session)
    if not reason.strip():
        raise Refused(_("请写明调整的理由。"), field="reason")
    if seat not in members(session):
        raise Refused(_("只能由本次评审会的评委审阅。"), field="seat")
    if not readers.named_among(application, [seat], readers.named_for(session)):
        words = _("%(group)s的材料由指定的评委审阅。") % {"group": application.group}
        raise Refused(words, clause="YN2020-2.4b", field="seat")
    if must_keep_away(seat.expert, application):
        raise Refused(_("%(name)s对这位申报人应当回避。") % {"name": seat.expert.name}, field="seat")
    others = PlannedReading.objects.filter(application=application, seat=seat)
    if others.exists() or application.readings.filter(seat=seat).exists():
        raise Refused(_("%(name)s已经是这份材料的审阅人。") % {"name": seat.expert.name}, field="seat")
    facts = {"from": str(row.seat_id), "to": str(seat.id), "reason": reason.strip()}
    row.seat, row.chosen_why = seat, reason.strip()
    row.save(update_fields=["seat", "chosen_why"])
    write("correct_plan", "application", application.id, actor=by.id, facts=facts)
    return row


@transaction.atomic
def confirm_readings(session: Session, by: Account) -> int:
    """The proposed readings are given out. Returns how many.

    Refused where the proposal does not fit any more: somebody must keep away by now, or a file lacks readers.
    """
    _may_assign(session, by)
    check_clues(session)
    plan = readers.plan_of(session)
    planned = [one for file in plan.files for one in file.planned]
    if not planned:
        raise Refused(_("没有等待确认的分配方案，请先生成。"))
    away = {(file.application.pk, seat.pk) for file in plan.files for seat, _why in file.away}
    if plan.missing or any((one.application_id, one.seat_id) in away for one in planned):
        raise Refused(_("方案生成以后，上会人员或应回避的评委有变化。请重新生成分配方案再确认。"))
    pairs = [(file.application, one.seat_id) for file in plan.files for one in file.planned]
    PlannedReading.objects.filter(application__session=session).delete()
    _give_out(pairs, {(one.application_id, one.seat_id): one.chosen_why for one in planned})
    by_office = flow.By(Actor.OFFICE, by, must_be_office(by, session))
    for file in plan.files:
        if file.application.state == State.FILED:
            flow.move(file.application, Event.BEGIN_READING, by_office, _("已分配专家审阅。"))
    by_hand = sum(one.chosen_why != "" for one in planned)
    facts = {"readings": len(pairs), "by_hand": by_hand, "digest": _digest(pairs)}
    _tell("confirm_readings", session, by, facts)
    return len(pairs)


def fill_up(session: Session, application: Application) -> int:
    """Another member in turn for a file whose reader had to keep away, without a proposal. Errors: Refused."""
    rows = [row for row in readers.to_read(session) if row.pk == application.pk]
    pairs = _shared_out(session, rows)
    _give_out(pairs, {})
    return len(pairs)


def check_clues(session: Session, person: UUID | None = None) -> None:
    """Every possible relation, of one person or of all, is settled (order 40). Errors: Refused."""
    waiting = waiting_clues(session).select_related("expert", "person")
    if person is not None:
        waiting = waiting.filter(person=person)
    names = [f"{one.expert.name}—{one.person.name}" for one in waiting[:TOLD]]
    if names:
        raise Refused(
            _("有回避线索还没有核实：%(names)s。请在“专家审阅”页逐条核实，写明是否回避和理由。")
            % {"names": "、".join(names)},
            clause="MOHRSS-40",
        )


def _may_assign(session: Session, by: Account) -> None:
    must_be_office(by, session)
    draw = standing(session).select_for_update(of=("self",)).first()
    if draw is None or not is_signed(draw):
        raise Refused(_("专家抽取结果还没有全部签字，不能分配审阅。"), clause="KM2023-4.4e")
    if not Meeting.objects.filter(session=session, training_at__isnull=False).exists():
        raise Refused(_("请先组织评审专家集中学习评价标准，并登记。"), clause="KM2023-6.2")


def _taken_back(session: Session, rows: Sequence[Application]) -> int:
    """Drafts of members who must keep away by now are deleted, so that others read. Returns how many."""
    known = readers.avoidances_of(members(session)).keys()
    lost = [
        one.pk
        for row in rows
        for one in row.readings.all()
        if one.handed_in_at is None and must_keep_away(one.seat.expert, row, known)
    ]
    Reading.objects.filter(pk__in=lost).delete()
    return len(lost)


def _shared_out(session: Session, rows: Sequence[Application]) -> list[tuple[Application, UUID]]:
    short = readers.shortages(session, rows)
    if short:
        told = [one.sentence for one in short[:TOLD]]
        if len(short) > TOLD:
            told.append(_("另有%(many)s份材料也不足。") % {"many": len(short) - TOLD})
        told.append(_("请核对回避登记，或由候补评委递补后再分配。"))
        raise Refused("".join(told), clause="KM2023-4.4g")
    wanted, load = readers.wanted_of(session, rows)
    shared, by_key = share_out(wanted, load), {str(row.id): row for row in rows}
    return [(by_key[key], UUID(seat)) for key, seats in shared.items() for seat in seats]


def _give_out(pairs: Sequence[tuple[Application, UUID]], whys: Mapping[tuple[UUID, UUID], str]) -> None:
    at = clock.now()
    Reading.objects.bulk_create(
        Reading(
            application=row, person_id=row.person_id, seat_id=seat, assigned_at=at,
            chosen_why=whys.get((row.id, seat), ""),
        )
        for row, seat in pairs
    )  # fmt: skip


def _digest(pairs: Sequence[tuple[Application, UUID]]) -> str:
    return sha256("\n".join(sorted(f"{row.id} {seat}" for row, seat in pairs)).encode()).hexdigest()


def _tell(act: str, session: Session, by: Account, facts: dict[str, object]) -> None:
    office = must_be_office(by, session)
    write(act, "session", session.id, actor=by.id, organisation=office.id, facts=facts)

"""A drawn expert withdraws: the next lawful stand-in in the drawn order takes the seat, never one of choice."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import draw as drawing
from zhicheng.experts import records
from zhicheng.experts.models import Draw, Seat, Withdrawal
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.access import runs
from zhicheng.planning.away import must_be_here
from zhicheng.trail.writing import write

Status = Seat.Status


@transaction.atomic
def withdraw_seat(seat: Seat, reason: str, by: Account) -> Withdrawal:
    """A member or stand-in withdraws: told by the expert, or by the office with the reason.

    Before the signatures or after them; the signed record stays as it was drawn. A member's seat goes to the first
    stand-in with whom the constraints of the draw hold; who is passed over keeps the reason, and stays a stand-in.
    Errors: Refused, also where no stand-in is left with whom they hold: the expert then counts as absent.
    """
    draw = Draw.objects.select_for_update(of=("self",)).select_related("session__committee__organiser")
    row = draw.get(pk=seat.draw_id)
    seats = list(row.drawn.select_for_update(of=("self",)).select_related("expert").order_by("position"))
    mine = next(one for one in seats if one.pk == seat.pk)
    office = runs(by, row.session.committee)
    if not office and mine.expert.account_id != by.id:
        raise Refused(_("只有专家本人或者办事机构可以登记退出。"), status=404)
    must_be_here(row.session_id)
    if mine.status not in {Status.MEMBER, Status.STAND_IN}:
        raise Refused(_("%(name)s不在评委和候补之中，或者已经退出。") % {"name": mine.expert.name})
    if not reason.strip():
        raise Refused(_("请写明退出的理由。"), field="reason")
    found = Withdrawal(seat=mine, was=mine.status, reason=reason.strip(), by=by, at=clock.now())
    if mine.status == Status.MEMBER:
        _replace(row, mine, seats, found)
    mine.status, mine.chair = Status.WITHDRAWN, False
    mine.save(update_fields=["status", "chair"])
    if found.successor is not None:
        found.successor.status = Status.MEMBER
        found.successor.save(update_fields=["status"])
    found.save(force_insert=True)
    facts = {
        "seat": str(mine.pk),
        "reason": found.reason,
        "successor": str(found.successor_id or ""),
        "passed": found.passed,
    }
    write("withdraw_seat", "draw", row.id, actor=by.id, facts=facts)
    return found


def steps_in(draw: Draw, leaving: Seat, seats: Sequence[Seat]) -> tuple[Seat | None, list[dict[str, str]]]:
    """The first lawful stand-in for a member, and who is passed over before: [{seat, reason}].

    `seats`: all of the draw in the drawn order, with the statuses that count.
    """
    lines = {line.commitment: line for line in records.lines(draw)}
    of = {opened["expert"]: lines[opened["commitment"]] for opened in draw.openings}
    by_code = {of[str(one.expert_id)].commitment: one for one in seats}
    left = [of[str(one.expert_id)] for one in seats if one.status == Status.MEMBER and one.pk != leaving.pk]
    waiting = [of[str(one.expert_id)] for one in seats if one.status == Status.STAND_IN]
    line, passed = drawing.successor(left, waiting, records.rules(draw))
    over = [{"seat": str(by_code[code].pk), "reason": why} for code, why in passed.items()]
    return (by_code[line.commitment] if line else None), over


def _replace(draw: Draw, leaving: Seat, seats: Sequence[Seat], found: Withdrawal) -> None:
    found.successor, found.passed = steps_in(draw, leaving, seats)
    if found.successor is None:
        reasons = dict.fromkeys(one["reason"] for one in found.passed)
        raise Refused(
            _("没有可以递补的候补专家（%(why)s）。请保留该评委，按缺席处理。")
            % {"why": "、".join(reasons) or _("候补已经用完")},
            clause="KM2023-4.4e",
        )

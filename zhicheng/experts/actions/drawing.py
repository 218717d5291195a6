"""The draw: open it, sign the result, name the chair. What lies between is in `numbers`."""

import datetime as dt
import secrets
from collections.abc import Sequence
from dataclasses import asdict

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.experts import draw as drawing
from zhicheng.experts import queries, records
from zhicheng.experts.actions.numbers import must_be_in_time
from zhicheng.experts.models import Draw, DrawerShare, Seat
from zhicheng.experts.verifier import PURPOSE, REFUSAL_PURPOSE
from zhicheng.people.access import roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.access import acting_office, runs
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.registration import must_be_enough
from zhicheng.signatures.actions import content_hash, sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write

SIGN_WITHIN = dt.timedelta(days=1)  # after the draw; then a missing signature may be recorded as refused


@transaction.atomic
def open_draw(
    session: Session,
    drawers: Sequence[Account],
    supervisor: Account,
    by: Account,
) -> Draw:
    """Freeze roster and constraints, name three drawers and a supervisor; again only after a cancelled draw.

    The constraints are the session's settings: the share of private enterprises (YN2020-2.5b) as the least number of
    members, rounded up, and how many may come from one unit.

    At the latest five working days before the meeting (KM2023-4.4e), after the accepted pre-meeting filing,
    for senior committees from an approved pool (YN2023-2.1a). Errors: Refused.
    """
    row = locked(session)
    organiser = acting_office(by, row.committee)
    if queries.standing(row).exists():
        raise Refused(_("本次评审会已经组织过抽取，抽取只有一次，不能重来。"), clause="KM2023-4.4e")
    _must_be_filed(row)
    must_be_in_time(row)
    must_be_enough(row.committee, row.seats)
    signers = queries.book_of(row).value("draw.signers").number
    if len({drawer.pk for drawer in drawers}) != signers:
        raise Refused(_("抽取须由%(count)s名不同的抽取人员进行。") % {"count": signers}, clause="KM2023-4.4e")
    allowed = queries.drawers(row)
    for drawer in drawers:
        if drawer not in allowed:
            raise Refused(
                _("%(name)s不是本评委会的抽取人员。") % {"name": drawer.display_name}, clause="KM2023-4.4e"
            )
    _must_supervise(supervisor, drawers, by)
    rules = queries.rules_of(row)
    looked_over = queries.looked_over(row)
    lines, openings = records.frozen_roster(row, [expert for expert, why in looked_over if not why])
    try:
        drawing.must_be_possible(lines, rules)
    except drawing.Impossible as impossible:
        raise Refused(
            _("%(why)s，不可能抽出合规的评委会。请先补充专家库，或者在评审会设置中放宽这项条件。")
            % {"why": impossible},
            clause="YN2023-2.2a",
        ) from impossible
    made = Draw(
        session=row,
        roster=[asdict(line) for line in lines],
        openings=openings,
        seats=row.seats,
        stand_ins=row.stand_ins,
        private_least=rules.private_least,
        unit_most=rules.unit_most,
        professions=[{"name": name, "least": least} for name, least in rules.professions],
        supervisor=supervisor,
        opened_by=by,
        opened_at=clock.now().replace(microsecond=0),
        left_out=[{"expert": str(expert.id), "reason": why} for expert, why in looked_over if why],
        cancelled_before=[records.cancelled(one) for one in queries.cancelled(row)],
    )
    made.roster_hash = content_hash(records.frozen(made))
    made.save(force_insert=True)
    for position, drawer in enumerate(drawers, start=1):
        DrawerShare.objects.create(draw=made, account=drawer, position=position, salt=secrets.token_hex(16))
    write(
        "open_draw",
        "session",
        row.id,
        actor=by.id,
        organisation=organiser.id,
        facts={"roster": made.roster_hash},
    )
    return made


@transaction.atomic
def sign_result(draw: Draw, code: str, by: Account) -> Draw:
    """A drawer or the supervisor signs the result with the own second factor. Errors: Refused."""
    row = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if row.drawn_at is None:
        raise Refused(_("抽取尚未完成，还不能签字。"), clause="KM2023-4.4e")
    share = row.shares.filter(account=by).first()
    if share is None and row.supervisor_id != by.id:
        raise Refused(_("您不是本次抽取的抽取人员或监督人员。"), status=404)
    if share is not None and share.refused_at is not None:
        raise Refused(_("监督人员已登记您没有签字，抽取记录不再改动。"), clause="KM2023-4.4e")
    if (share.signature_id if share else row.supervisor_signature_id) is not None:
        raise Refused(_("您已经签过字。"), clause="KM2023-4.4e")
    method = Signature.Method.SECOND_FACTOR
    signature = sign(by, organisation=None, content=row.record, method=method, purpose=PURPOSE, code=code)
    if share is not None:
        share.signature = signature
        share.save(update_fields=["signature"])
    else:
        row.supervisor_signature = signature
        row.save(update_fields=["supervisor_signature"])
    write("sign_draw", "draw", row.id, actor=by.id, facts={"result": row.result_hash})
    if queries.is_signed(row):
        reach_gate(row.session, "draw")
    return row


@transaction.atomic
def record_refusal(draw: Draw, position: int, reason: str, code: str, by: Account) -> Draw:
    """The supervisor records, under the own signature, that a drawer does not sign: the result stands without.

    Not before a day has passed since the draw, and once the two others have signed; the reason is published.
    Errors: Refused.
    """
    row = Draw.objects.select_for_update(of=("self",)).get(pk=draw.pk)
    if row.supervisor_id != by.id:
        raise Refused(_("您不是本次抽取的监督人员。"), status=404)
    if row.drawn_at is None:
        raise Refused(_("抽取尚未完成，还不能签字。"), clause="KM2023-4.4e")
    shares = list(row.shares.select_for_update())
    share = next((one for one in shares if one.position == position), None)
    if share is None or share.signature_id or share.refused_at:
        raise Refused(_("请选择还没有签字的抽取人员。"), field="position")
    if any(one.signature_id is None for one in shares if one is not share):
        raise Refused(_("其他两名抽取人员都签字以后，才能登记一人没有签字。"), clause="KM2023-4.4e")
    if clock.now() < row.drawn_at + SIGN_WITHIN:
        raise Refused(_("抽取后24小时内请等待本人签字，逾期仍不签字的再登记。"), field="reason")
    if not reason.strip():
        raise Refused(_("请写明没有签字的理由，理由会公开。"), field="reason")
    share.refused_why, share.refused_at = reason.strip(), clock.now().replace(microsecond=0)
    content, method = records.refusal(row, share), Signature.Method.SECOND_FACTOR
    share.refusal_signature = sign(
        by, organisation=None, content=content, method=method, purpose=REFUSAL_PURPOSE, code=code
    )
    share.save(update_fields=["refused_why", "refused_at", "refusal_signature"])
    write("record_refusal", "draw", row.id, actor=by.id, facts=content)
    if queries.is_signed(row):
        reach_gate(row.session, "draw")
    return row


@transaction.atomic
def appoint_chair(seat: Seat, by: Account) -> Seat:
    """The organiser names one of the drawn members as chair (order 40). Errors: Refused."""
    draw = (
        Draw.objects.select_for_update(of=("self",))
        .select_related("session__committee__organiser")
        .get(pk=seat.draw_id)
    )
    if not runs(by, draw.session.committee):
        raise Refused(_("只有评委会办事机构可以指定主任委员。"), status=404)
    must_be_here(draw.session_id)
    if not queries.is_signed(draw):
        raise Refused(_("专家抽取结果还没有全部签字，不能指定主任委员。"), clause="KM2023-4.4e")
    if seat.status != Seat.Status.MEMBER:
        raise Refused(_("主任委员须从抽取产生的评委中指定。"))
    draw.drawn.filter(chair=True).update(chair=False)
    seat.chair = True
    seat.save(update_fields=["chair"])
    write("appoint_chair", "draw", draw.id, actor=by.id, facts={"seat": seat.id})
    return seat


def _must_supervise(supervisor: Account, drawers: Sequence[Account], by: Account) -> None:
    if supervisor.pk in {by.pk, *(drawer.pk for drawer in drawers)}:
        raise Refused(_("监督人员不能同时组织或参加抽取。"), clause="YN2023-2.2a", field="supervisor")
    if Membership.Role.SUPERVISOR not in roles_of(supervisor):
        raise Refused(_("抽取须在监督人员监督下进行。"), clause="YN2023-2.2a", field="supervisor")


def _must_be_filed(session: Session) -> None:
    answered = set(
        Filing.objects.filter(session=session, answer=Filing.Answer.ACCEPTED).values_list("kind", flat=True)
    )
    if Filing.Kind.PRE_MEETING not in answered:
        raise Refused(_("会前备案还没有通过，不能抽取专家。"), clause="KM2023-4.4c")
    if session.committee.level == "高级" and Filing.Kind.POOL not in answered:
        raise Refused(_("高级评委会的专家库还没有核准，不能抽取专家。"), clause="YN2023-2.1a")

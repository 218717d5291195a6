"""The meeting itself: training, opening, breaks, closing."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import find_relations
from zhicheng.experts.queries import is_signed, members, standing
from zhicheng.meeting import counting, rechecking, tally
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.actions.filing import NotQualifiedAnyMore
from zhicheng.meeting.models import Break, Meeting, Recheck
from zhicheng.meeting.readers import to_read
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Filing, Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.trail.writing import write


@transaction.atomic
def record_training(session: Session, by: Account) -> Meeting:
    """The experts have studied the standards together (KM2023-6.2), before any reading. Errors: Refused."""
    office = must_be_office(by, session)
    draw = standing(session).first()
    if draw is None or not is_signed(draw):
        raise Refused(_("专家抽取结果还没有全部签字。"), clause="KM2023-4.4e")
    row, _created = Meeting.objects.get_or_create(
        session=session, defaults={"members": len(members(session))}
    )
    if row.training_at is not None:
        raise Refused(_("集中学习已经登记过。"))
    row.training_at = clock.now()
    row.save(update_fields=["training_at"])
    write("record_training", "session", session.id, actor=by.id, organisation=office.id)
    return row


@transaction.atomic
def open_meeting(session: Session, by: Account) -> Meeting:
    """Open the meeting: filed (DC2022-1.6: unfiled reviews do not count), chaired, quorate (YN2023-2.2b).

    Everybody's conditions are asked again on the day (KM2023-2.1b): who does not meet them is first struck off. So are
    relations to the members: a certain one keeps away, a possible one has to be settled before the vote on that person.
    Errors: Refused, NotQualifiedAnyMore.
    """
    must_be_office(by, session)
    row = Meeting.objects.select_for_update().filter(session=session).first()
    if row is None or row.training_at is None:
        raise Refused(_("请先组织评审专家集中学习评价标准，并登记。"), clause="KM2023-6.2")
    if row.opened_at is not None:
        raise Refused(_("评审会已经开始。"))
    if session.meeting_on is None or clock.today() < session.meeting_on:
        raise Refused(_("还没有到评审会日期。"))
    filed = Filing.objects.filter(
        session=session, kind=Filing.Kind.PRE_MEETING, answer=Filing.Answer.ACCEPTED
    )
    if not filed.exists():
        raise Refused(_("会前备案没有通过，评审会不能召开；未经备案的评审不予认可。"), clause="KM2023-4.4c")
    if not any(seat.chair for seat in members(session)):
        raise Refused(_("请先指定主任委员。"))
    shares = counting.rule(book_of(session.year, session))
    present = row.attendance.filter(left_at__isnull=True).count()
    if not counting.is_quorate(present, row.members, shares):
        raise Refused(
            _("到会%(present)s人，不足评委会%(members)s人的%(quorum)s，不能开会。请等待其他评委签到。")
            % {"present": present, "members": row.members, "quorum": shares.as_kept()["quorum"]},
            clause="YN2023-2.2b",
        )
    barred = rechecking.barred_on_the_day(session)
    if barred:
        raise NotQualifiedAnyMore(barred)
    find_relations(to_read(session), [seat.expert for seat in members(session)], by)
    admitted = Application.objects.filter(session=session, state__in=rechecking.AT_THE_MEETING).count()
    rechecking.keep(session, Recheck.Occasion.OPENING, by, admitted)
    row.opened_at, row.opened_by = clock.now(), by
    row.save(update_fields=["opened_at", "opened_by"])
    write(
        "open_meeting", "session", session.id, actor=by.id, facts={"present": present, "members": row.members}
    )
    return row


@transaction.atomic
def close_meeting(session: Session, code: str, by: Account) -> Meeting:
    """The chair closes the meeting and signs the whole tally after the last ballot (order 40).

    Errors: Refused.
    """
    row = Meeting.objects.select_for_update().filter(session=session).first()
    chair = next((seat for seat in members(session) if seat.chair), None)
    if chair is None or chair.expert.account_id != by.id:
        raise Refused(_("只有主任委员可以宣布结束并签字。"), status=404)
    must_be_here(session.pk)
    if row is None or row.opened_at is None or row.closed_at is not None:
        raise Refused(_("评审会没有在进行。"))
    if Application.objects.filter(session=session, state__in=[State.FILED, State.READING]).exists():
        raise Refused(_("还有申报人没有完成表决，不能结束评审会。"), clause="YN2023-2.2c")
    content = tally.content_of(session)
    method = Signature.Method.SECOND_FACTOR
    row.signature = sign(
        by, organisation=None, content=content, method=method, purpose=tally.PURPOSE, code=code
    )
    row.closed_at = clock.now()
    row.save(update_fields=["signature", "closed_at"])
    facts = {"content_hash": row.signature.content_hash}
    write("close_meeting", "session", session.id, actor=by.id, facts=facts)
    reach_gate(session, "meeting")
    return row


@transaction.atomic
def sign_minutes(session: Session, code: str, by: Account) -> Meeting:
    """The recorder, an officer of the organiser, signs the minutes after the chair.

    A committee with a seal of its own seals them with it; in a closed room, where the seal is not, when the result is
    back. Errors: Refused.
    """
    office = must_be_office(by, session)
    row = Meeting.objects.select_for_update(of=("self",)).select_related("signature").get(session=session)
    if row.closed_at is None or row.signature is None:
        raise Refused(_("主任委员签字并宣布结束以后，记录人再签字。"))
    if row.recorder_signature_id is not None:
        raise Refused(_("记录人已经签字。"))
    if row.signature.account_id == by.id:
        raise Refused(_("主任委员不能兼任记录人。"))
    content = tally.minutes_of(session, row.signature.content_hash)
    row.recorder_signature = sign(
        by, organisation=office, content=content,
        method=Signature.Method.SECOND_FACTOR, purpose="minutes", code=code, role=Membership.Role.OFFICE,
    )  # fmt: skip
    row.save(update_fields=["recorder_signature"])
    if not settings.ROOM:
        seal_minutes(row, office, by)
    write("sign_minutes", "session", session.id, actor=by.id, facts=content)
    return row


def seal_minutes(row: Meeting, office: Organisation, by: Account) -> None:
    """The committee's own seal under the minutes that chair and recorder have signed, where it has one."""
    session = row.session
    if not session.committee.seal or row.signature is None:
        return
    content = tally.minutes_of(session, row.signature.content_hash)
    row.seal_signature = sign(
        by, organisation=office, content={**content, "seal": session.committee.seal},
        method=Signature.Method.ORGANISATION_KEY, purpose="minutes", role=Membership.Role.OFFICE,
    )  # fmt: skip
    row.save(update_fields=["seal_signature"])


@transaction.atomic
def break_off(session: Session, reason: str, by: Account) -> Break:
    """The meeting is broken off with a reason: nobody votes; ballots that are open stay as they are. Errors: Refused."""
    must_be_office(by, session)
    row = Meeting.objects.select_for_update().filter(session=session).first()
    if row is None or row.opened_at is None or row.closed_at is not None:
        raise Refused(_("评审会没有在进行。"))
    if row.breaks.filter(ended_at__isnull=True).exists():
        raise Refused(_("评审会已经休会。"))
    if not reason.strip():
        raise Refused(_("请写明休会的原因。"), field="reason")
    found = Break.objects.create(meeting=row, begun_at=clock.now(), begun_by=by, reason=reason.strip())
    write("break_off", "session", session.id, actor=by.id, facts={"reason": found.reason})
    return found


@transaction.atomic
def resume(session: Session, by: Account) -> Break:
    """The meeting goes on where it was broken off. Errors: Refused."""
    must_be_office(by, session)
    found = Break.objects.select_for_update().filter(meeting=session.pk, ended_at__isnull=True).first()
    if found is None:
        raise Refused(_("评审会没有休会。"))
    found.ended_at = clock.now()
    found.save(update_fields=["ended_at"])
    write("resume", "session", session.id, actor=by.id)
    return found

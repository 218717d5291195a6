"""The secret ballot on one application: open, cast, count."""

from collections.abc import Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.meeting import ballots, counting
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.models import Attendance, Ballot, Meeting, VoterMark
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.trail.writing import write


@transaction.atomic
def open_ballot(application: Application, by: Account) -> Ballot:
    """Open the ballot on one application: quorum holds, enough independent readings are in (KM2023-4.4g).

    Readings of experts who must keep away do not count. Errors: Refused.
    """
    row = flow.lock(application)
    if row.session is None or row.state != State.READING:
        raise Refused(_("这份申报不在表决阶段。"))
    session = row.session
    must_be_office(by, session)
    meeting = _running(session)
    book = book_of(session.year, session)
    needed = book.value("readings.per_application").number
    away = _avoidances(row)
    handed_in = row.readings.filter(handed_in_at__isnull=False).select_related("seat__expert")
    read = sum(not must_keep_away(one.seat.expert, row, away) for one in handed_in)
    if read < needed:
        raise Refused(
            _("%(name)s的材料只有%(read)s名专家提交了审阅意见，须有%(needed)s名才能表决。")
            % {"name": row.applicant_name, "read": read, "needed": needed},
            clause="KM2023-4.4g",
        )
    if Ballot.objects.filter(application=row).exists():
        raise Refused(_("对这份申报的表决已经开始。"))
    attendance = meeting.attendance.select_related("seat__expert")
    present = [one for one in attendance if not must_keep_away(one.seat.expert, row, away)]
    shares = counting.rule(book)
    if not counting.is_quorate(len(present), meeting.members, shares):
        raise Refused(
            _("除去回避的评委，到会%(present)s人，不足评委会%(members)s人的%(quorum)s，不能表决。")
            % {"present": len(present), "members": meeting.members, "quorum": shares.as_kept()["quorum"]},
            clause="YN2023-2.2b",
        )
    public, private = ballots.new_box()
    ballot = Ballot.objects.create(
        application=row,
        person_id=row.person_id,
        opened_at=clock.now(),
        members=meeting.members,
        present=len(present),
        box_key=public,
        box_opener=private,
    )
    write("open_ballot", "application", row.id, actor=by.id, facts={"present": len(present)})
    return ballot


@transaction.atomic
def open_ballots(applications: Sequence[Application], by: Account) -> int:
    """Open the ballots on several applications; all or none. Returns how many. Errors: Refused."""
    if not applications:
        raise Refused(_("请先勾选要表决的申报人。"))
    for application in applications:
        open_ballot(application, by)
    return len(applications)


@transaction.atomic
def cast_ballot(ballot: Ballot, seat: Seat, choice: str, by: Account) -> None:
    """One present member's vote; once, not for others, not when the member must keep away.

    What was chosen is in no log and no message. Who arrived after the ballot was opened does not vote in it.
    Errors: Refused.
    """
    if choice not in ballots.CHOICES:
        raise Refused(_("请选择同意、反对或弃权。"), field="choice")
    # The locked row keeps two votes at once apart; the box's private key is not loaded to put something in.
    rows = Ballot.objects.select_for_update(of=("self",)).defer("box_opener")
    row = rows.select_related("application__unit", "application__session").get(pk=ballot.pk)
    if seat.expert.account_id != by.id:
        raise Refused(_("不能代他人投票。"), status=404)
    if row.closed_at is not None:
        raise Refused(_("这份申报的表决已经结束。"))
    arrived = Attendance.objects.filter(seat=seat, meeting__session=row.application.session).first()
    if arrived is None:
        raise Refused(_("只有到会的评委可以投票，请先签到。"), clause="YN2023-2.2c")
    if arrived.arrived_at > row.opened_at:
        raise Refused(_("这项表决在您签到之前已经开始，您不参加这一项表决。"), clause="YN2023-2.2c")
    if must_keep_away(seat.expert, row.application):
        raise Refused(_("您对这位申报人应当回避，不参加表决。"), status=404)
    if VoterMark.objects.filter(ballot=row, seat=seat).exists():
        raise Refused(_("您已经对这份申报投过票。"), clause="YN2023-2.2c")
    VoterMark.objects.create(ballot=row, seat=seat)
    row.sealed = ballots.put(row.sealed, row.box_key, choice)
    row.save(update_fields=["sealed"])
    write("cast_ballot", "application", row.application_id, actor=by.id)


@transaction.atomic
def close_ballot(ballot: Ballot, by: Account) -> Ballot:
    """Count and announce pass or fail; the key is destroyed with the count. Errors: Refused.

    Missing votes count as not agreeing (order 40).
    """
    row = Ballot.objects.select_for_update(of=("self",)).select_related("application").get(pk=ballot.pk)
    application = flow.lock(row.application)
    if application.session is None:
        raise Refused(_("这份申报不在表决阶段。"))
    session = application.session
    must_be_office(by, session)
    if row.closed_at is not None:
        raise Refused(_("这份申报的表决已经结束。"))
    _running(session)
    counting.count(row, counting.rule(book_of(session.year, session)))
    row.closed_at = clock.now()
    row.save(update_fields=["agree", "against", "abstain", "passed", "rule", "box_opener", "closed_at"])
    event = Event.VOTE_FOR if row.passed else Event.VOTE_AGAINST
    reason = _("经评审委员会表决通过。") if row.passed else _("经评审委员会表决，未获通过。")
    flow.move(application, event, flow.By(Actor.MEETING, by, session.committee.organiser), reason)
    return row


def _running(session: Session) -> Meeting:
    meeting = Meeting.objects.filter(session=session, opened_at__isnull=False, closed_at__isnull=True).first()
    if meeting is None:
        raise Refused(_("评审会没有在进行。"), clause="YN2023-2.2c")
    return meeting


def _avoidances(row: Application) -> set[tuple[UUID, UUID]]:
    return set(Avoidance.objects.filter(person_id=row.person_id).values_list("expert_id", "person_id"))

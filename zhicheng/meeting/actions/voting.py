"""The secret ballot on one application: open, cast, end, repeat. Two trustees open the sums: opening.py."""

import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.meeting import counting
from zhicheng.meeting.access import must_be_office, must_keep_away
from zhicheng.meeting.actions.assigning import check_clues
from zhicheng.meeting.actions.facing import check_faced
from zhicheng.meeting.actions.keys import key_of
from zhicheng.meeting.actions.peering import check_peers
from zhicheng.meeting.actions.spot_check import check_spot_checked
from zhicheng.meeting.ballot_rows import ballot_record, place_of, sealed_rows
from zhicheng.meeting.ballots import sealed as sealed_ballots
from zhicheng.meeting.models import Absence, Annulment, Attendance, Ballot, Break, Meeting, VoterMark
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.away import is_out, must_be_here
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.title_confirmation.queries import check_confirmed
from zhicheng.trail.writing import write
from zhicheng.vault.prepared import Prepared


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
    meeting = _running(session.pk)
    check_confirmed(row)
    check_spot_checked(row)
    check_clues(session, row.person_id)
    check_faced(row, session)
    check_peers(row, session)
    key = key_of(session)
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
    _check_apart(row)
    attendance = meeting.attendance.filter(left_at__isnull=True).select_related("seat__expert")
    present = [one for one in attendance if not must_keep_away(one.seat.expert, row, away)]
    shares = counting.rule(book)
    if not counting.is_quorate(len(present), meeting.members, shares):
        raise Refused(
            _("除去回避的评委，到会%(present)s人，不足评委会%(members)s人的%(quorum)s，不能表决。")
            % {"present": len(present), "members": meeting.members, "quorum": shares.as_kept()["quorum"]},
            clause="YN2023-2.2b",
        )
    ballot = Ballot.objects.create(
        application=row,
        person_id=row.person_id,
        opened_at=clock.now(),
        members=meeting.members,
        present=len(present),
        key=key,
        round=row.annulments.count() + 1,
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


def cast_ballot(ballot: Ballot, seat: Seat, sealed: str, by: Account) -> VoterMark:
    """One present member's vote, sealed in the member's browser; once, not for others, not by who must keep away.

    Nobody here can read it: what is checked is that it is one vote of this member in this ballot. Who arrived after
    the ballot was opened does not vote in it. Errors: Refused.
    """
    if seat.expert.account_id != by.id:
        raise Refused(_("不能代他人投票。"), status=404)
    if ballot.key is None:
        raise Refused(_("这项表决没有密钥，不能投票。请联系评审办公室。"))
    # The proof takes some milliseconds: it is checked before anybody waits for the row.
    holds = sealed_ballots.holds(sealed, place_of(ballot), str(seat.id))
    with transaction.atomic():
        return _cast(ballot, seat, sealed, by, holds=holds)


def _cast(ballot: Ballot, seat: Seat, sealed: str, by: Account, *, holds: bool) -> VoterMark:
    # The locked row keeps a vote and the end of voting apart.
    row, application = next(iter(_held(ballot.pk)), None), ballot.application
    if row is None:
        raise Refused(_("这项表决已由主任委员决定重新进行，请刷新页面。"))
    if row.ended_at is not None or row.closed_at is not None:
        raise Refused(_("这份申报的表决已经结束。"))
    if application.session_id is None:
        raise Refused(_("这份申报不在表决阶段。"))
    _running(application.session_id)
    _must_have_arrived(seat, row, application.session_id)
    if must_keep_away(seat.expert, application):
        raise Refused(_("您对这位申报人应当回避，不参加表决。"), status=404)
    if _voted(row.pk, seat.pk):
        raise Refused(_("您已经对这份申报投过票。"), clause="YN2023-2.2c")
    if not holds:
        raise Refused(_("这张密封选票没有通过核对，没有计入。请刷新页面，重新选择并投票。"), status=400)
    mark = VoterMark.objects.create(ballot=row, seat=seat, sealed=sealed)
    write("cast_ballot", "application", row.application_id, actor=by.id)
    return mark


@Prepared
def _held(ballot: UUID) -> QuerySet[Ballot]:
    rows = Ballot.objects.select_for_update().filter(pk=ballot)
    return rows.only("application_id", "opened_at", "ended_at", "closed_at")


@Prepared
def _voted(ballot: UUID, seat: UUID) -> QuerySet[VoterMark, tuple[UUID]]:
    return VoterMark.objects.filter(ballot=ballot, seat=seat).values_list("pk")


@Prepared
def _arrival(seat: UUID, session: UUID) -> QuerySet[Attendance, tuple[UUID, dt.datetime, dt.datetime | None]]:
    rows = Attendance.objects.filter(seat=seat, meeting=session)
    return rows.values_list("pk", "arrived_at", "left_at")


def _must_have_arrived(seat: Seat, row: Ballot, session: UUID) -> None:
    """The member was in the room when the ballot was opened, and is there now. Errors: Refused."""
    arrived = next(iter(_arrival(seat.pk, session)), None)
    if arrived is None:
        raise Refused(_("只有到会的评委可以投票，请先签到。"), clause="YN2023-2.2c")
    attendance, arrived_at, left_at = arrived
    if left_at is not None:
        raise Refused(_("您已登记离会。返回会场请先签到，再投票。"), clause="YN2023-2.2c")
    if arrived_at > row.opened_at or _out_at(attendance, row.opened_at):
        raise Refused(_("这项表决在您签到之前已经开始，您不参加这一项表决。"), clause="YN2023-2.2c")


@Prepared
def _out_at(attendance: UUID, opened_at: dt.datetime) -> QuerySet[Absence, tuple[UUID]]:
    rows = Absence.objects.filter(attendance=attendance, left_at__lte=opened_at, returned_at__gt=opened_at)
    return rows.order_by().values_list("pk")


@transaction.atomic
def end_ballot(ballot: Ballot, by: Account) -> Ballot:
    """Nobody votes any more; the sums wait for two trustees. Missing votes count as not agreeing (order 40).

    Errors: Refused, also where so few have voted that the sums would tell who chose what.
    """
    row = _locked(ballot)
    session = _session_of(row)
    must_be_office(by, session)
    if row.ended_at is not None or row.closed_at is not None:
        raise Refused(_("这份申报的表决已经结束。"))
    _running(session.pk)
    cast = row.marks.count()
    if cast < sealed_ballots.FEWEST:
        raise Refused(
            _(
                "只有%(cast)s人投票，少于%(fewest)s人时计票会泄露个人的选择。请等待投票，或由主任委员决定重新表决。"
            )
            % {"cast": cast, "fewest": sealed_ballots.FEWEST}
        )
    gone = _gone(row)
    shares = counting.rule(book_of(session.year, session))
    if gone and not counting.is_quorate(row.present - gone, row.members, shares):
        raise Refused(
            _(
                "表决期间有%(gone)s名评委没有投票就离会，参加表决的%(left)s人不足评委会%(members)s人的%(quorum)s。"
                "请等他们返回投票，或由主任委员决定重新表决。"
            )
            % {
                "gone": gone,
                "left": row.present - gone,
                "members": row.members,
                "quorum": shares.as_kept()["quorum"],
            },
            clause="YN2023-2.2b",
        )
    row.ended_at = clock.now()
    row.save(update_fields=["ended_at"])
    write("end_ballot", "application", row.application_id, actor=by.id, facts={"cast": cast})
    return row


@transaction.atomic
def end_ballots(ballots: Sequence[Ballot], by: Account) -> int:
    """End the voting on several applications; all or none. Returns how many. Errors: Refused."""
    if not ballots:
        raise Refused(_("请先勾选要结束表决的申报人。"))
    for ballot in ballots:
        end_ballot(ballot, by)
    return len(ballots)


@transaction.atomic
def order_revote(ballot: Ballot, reason: str, code: str, by: Account) -> Annulment:
    """The chair has a ballot repeated, with reason and signature, as long as nobody knows its result.

    What stood is kept in the annulment with every sealed choice; the office opens the next round. Errors: Refused.
    """
    row = _locked(ballot)
    session = _session_of(row)
    if not Seat.objects.filter(draw__session=session, chair=True, expert__account=by).exists():
        raise Refused(_("只有主任委员可以决定重新表决。"), status=404)
    if row.closed_at is not None:
        raise Refused(_("这项表决已经计票，结果不能靠重新表决来更改。"))
    if not reason.strip():
        raise Refused(_("请写明重新表决的原因。"), field="reason")
    _running(session.pk)
    full = sealed_rows().get(pk=row.pk)
    content = {**ballot_record(full), "reason": reason.strip()}
    signature = sign(
        by, organisation=None, content=content, method=Signature.Method.SECOND_FACTOR, purpose="revote", code=code
    )  # fmt: skip
    annulment = Annulment.objects.create(
        application=row.application, person_id=row.person_id, round=row.round, reason=reason.strip(), by=by,
        at=clock.now(), signature=signature, record=content,
    )  # fmt: skip
    row.openings.all().delete()
    row.marks.all().delete()
    row.delete()
    write("order_revote", "application", annulment.application_id, actor=by.id, facts=content)
    return annulment


def _gone(row: Ballot) -> int:
    """How many of those present at the opening have left without a vote and are not back."""
    rows = _left(row.application.session_id, row.opened_at, row.pk) if row.application.session_id else []
    away = _avoidances(row.application)
    return sum(not must_keep_away(one.seat.expert, row.application, away) for one in rows)


@Prepared
def _left(session: UUID, opened_at: dt.datetime, ballot: UUID) -> QuerySet[Attendance]:
    rows = Attendance.objects.filter(meeting=session, arrived_at__lte=opened_at, left_at__gt=opened_at)
    out = Absence.objects.filter(left_at__lte=opened_at, returned_at__gt=opened_at)
    rows = rows.exclude(seat__marks__ballot=ballot).exclude(absences__in=out)
    return rows.select_related("seat__expert")


def _check_apart(row: Application) -> None:
    """Groups are voted on one after the other (单独评审). Errors: Refused while another group's voting goes on."""
    running = Ballot.objects.filter(
        application__session=row.session_id, ended_at__isnull=True, closed_at__isnull=True
    )
    if running.exclude(application__group=row.group_id).exists():
        raise Refused(
            _("分组须单独评审：请先结束其他分组正在进行的投票，再对这一组表决。"), clause="YN2020-2.4b"
        )


def _locked(ballot: Ballot) -> Ballot:
    row = next(iter(_with_session(ballot.pk)), None)
    if row is None:
        raise Refused(_("这项表决已由主任委员决定重新进行，请刷新页面。"))
    return row


@Prepared
def _with_session(ballot: UUID) -> QuerySet[Ballot]:
    rows = Ballot.objects.select_for_update(of=("self",)).filter(pk=ballot)
    return rows.select_related("application__session__committee")


def _session_of(ballot: Ballot) -> Session:
    if ballot.application.session is None:
        raise Refused(_("这份申报不在表决阶段。"))
    return ballot.application.session


def _running(session: UUID) -> Meeting:
    meeting: Any = next(iter(_meeting(session)), None)
    if meeting is not None and meeting.out:
        must_be_here(session)
    if meeting is None or meeting.opened_at is None or meeting.closed_at is not None:
        raise Refused(_("评审会没有在进行。"), clause="YN2023-2.2c")
    if _breaks(session):
        raise Refused(_("评审会正在休会，复会后再进行表决。"))
    found: Meeting = meeting
    return found


@Prepared
def _meeting(session: UUID) -> QuerySet[Meeting]:
    return Meeting.objects.filter(session=session).annotate(out=is_out("session_id"))


@Prepared
def _breaks(session: UUID) -> QuerySet[Break, tuple[UUID]]:
    return Break.objects.filter(meeting=session, ended_at__isnull=True).values_list("pk")


def _avoidances(row: Application) -> set[tuple[UUID, UUID]]:
    return set(Avoidance.objects.filter(person_id=row.person_id).values_list("expert_id", "person_id"))

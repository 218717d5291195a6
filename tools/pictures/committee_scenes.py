"""Scenes of experts and committees: a drawer who does not sign, panels, expert groups, a possible relation."""

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts import actions as experts
from zhicheng.experts import deposit
from zhicheng.experts.draw import commitment
from zhicheng.experts.models import Clue, Draw, Seat
from zhicheng.meeting import actions as meeting
from zhicheng.meeting import faces, peers
from zhicheng.meeting.models import Panel, PeerGroup, PeerSeat, Reading
from zhicheng.people.models import Account
from zhicheng.planning.models import Session
from zhicheng.rehearsal.at_panel import MINUTES
from zhicheng.rehearsal.committee_year import DAY, code_now
from zhicheng.rehearsal.draw_client import DepositKey, new_number

Rows = dict[str, str]
WAYS = "审阅材料、面试答辩、业绩展示"


def unsigned_draw() -> Rows:
    """The draw that waits is done, and the third drawer has not signed."""
    draw = Draw.objects.select_related("supervisor").get(session__committee__code="committee-mid-12")
    key, by = DepositKey(draw.roster_hash), draw.supervisor
    experts.make_deposit_key(draw, key.public, by)
    shares = list(draw.shares.select_related("account"))
    numbers = [new_number() for _share in shares]
    for share, number in zip(shares, numbers, strict=True):
        experts.commit_number(draw, commitment(number, share.salt), share.account)
    for share, number in zip(shares, numbers, strict=True):
        experts.deposit_number(draw, deposit.sealed(number, key.place(share.position)), share.account)
    experts.check_deposits(draw, {1, 2, 3}, by)
    for share, number in zip(shares, numbers, strict=True):
        experts.reveal_number(draw, number, share.account)
    for share in shares[:2]:
        Account.objects.filter(pk=share.account_id).update(second_factor_step=0)
        experts.sign_result(draw, code_now(), share.account)
    return {}


def panels_and_groups(session: Session, office: Account) -> Rows:
    """A second way of review with a panel that nobody was told of, and an expert group; taken back by `relation`."""
    Session.objects.filter(pk=session.pk).update(ways=WAYS)
    session.refresh_from_db()
    seats = list(
        Seat.objects.filter(draw__session=session, status="member").select_related("expert__account")
    )
    rows = list(
        Application.objects.filter(session=session, state=State.READING, ballot=None).order_by("number")
    )
    panel = meeting.schedule_panel(
        session, way="业绩展示", starts_at=clock.now() + DAY, minutes=MINUTES, place="市政务服务中心一楼展厅",
        absence="无正当理由不到场的，视为放弃这一项。", seats=seats[:4], applications=rows[:-1], by=office,
    )  # fmt: skip
    group = PeerGroup.objects.create(
        session=session, name="建筑专业组", professions=peers.professions(session), leader=seats[0], made_by=office,
        made_at=clock.now(),
    )  # fmt: skip
    PeerSeat.objects.bulk_create(PeerSeat(group=group, seat=seat) for seat in seats[:4])
    interview = Panel.objects.get(session=session, way="面试答辩")
    given = next(slot for slot in faces.held(interview).slots if slot.complete and slot.given)
    return {
        "panel": str(panel.pk),
        "interview": str(interview.pk),
        "appearance": str(given.appearance.pk),
        "interviewed": str(given.appearance.application_id),
        "peer_case": str(rows[0].pk),
    }


def relation(session: Session, office: Account) -> Rows:
    """A member has declared a student, whose name an applicant has; nobody knows yet whether it is the same person."""
    meeting.drop_panel(Panel.objects.get(session=session, way="业绩展示"), "改为会上展示", office)
    Session.objects.filter(pk=session.pk).update(ways="审阅材料、面试答辩")
    PeerSeat.objects.filter(group__session=session).delete()
    PeerGroup.objects.filter(session=session).delete()
    unvoted = Reading.objects.filter(application__session=session, application__ballot=None)
    reading = unvoted.select_related("seat__expert__account", "application").order_by("application__number")[
        0
    ]
    expert, name = reading.seat.expert, reading.application.applicant_name
    experts.save_own(
        expert, past_units=expert.past_units, mobile=expert.mobile, students=[name], by=expert.account
    )
    meeting.plan_readings(session, office)
    return {"clue": str(Clue.objects.get(outcome="waiting").pk)}

"""A session with panels, an expert group, two organisers and a clue; and what happens on the day before the meeting."""

import datetime as dt
from collections.abc import Sequence

from tests.cast import Cast, account
from tests.making import Season, day
from tests.room.people import post
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Clue, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting import actions, peers
from zhicheng.meeting.models import Panel, Reading
from zhicheng.people.actions import delegate_role
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.models import Session

CO_OFFICER, AWAY = "周代办", "孙协办"  # who stands in for whom at the second organiser's office
EARLY = day(2023, 10, 18, 9)  # a panel that is held before the session goes out
MORNING = day(2023, 10, 20, 8)
WAY, PLACE, ABSENCE = "面试答辩", "科研楼3楼", "无正当理由不到场的，视为放弃这一项。"
SAID, WHY = "回答切题。", "突发疾病，不能到会"
OUTSIDE, THERE = "会前提交的专业组意见。", "会场提交的专业组意见。"


def second_office(cast: Cast, session: Session, first: dt.date | None = None) -> None:
    """Another organiser of the committee, whose officer is on holiday; a colleague stands in (代), from `first` on."""
    other = Organisation.objects.create(
        kind="department", name="昆明市科学技术局", place=cast.places["kunming"], registered_at=clock.now(),
        profile_completed_at=clock.now(),
    )  # fmt: skip
    session.committee.co_organisers.add(other)
    officer, colleague = account("co_officer", AWAY), account("colleague", CO_OFFICER)
    seat = {"organisation": other, "since": clock.now()}
    role = Membership.objects.create(account=officer, role="office", **seat)
    Membership.objects.create(account=colleague, role="department", **seat)
    first, last = first or clock.today(), clock.today() + dt.timedelta(days=30)
    delegate_role(role, delegate=colleague, first_day=first, last_day=last, reason="年休假", by=officer)
    cast.accounts["co_officer"] = colleague


def before(season: Season, rows: Sequence[Application], seats: Sequence[Seat]) -> None:
    """Two panels, one of them held; a group that has told its opinion on the first; two clues, one of them settled."""
    office, session = season.cast.office_officer, season.session
    second_office(season.cast, session)
    Session.objects.filter(pk=session.pk).update(ways=f"审阅材料、{WAY}")
    session.refresh_from_db()
    group = actions.form_peers(session, "机械组", [rows[0].profession], seats[:4], seats[0], office)
    for at, some in ((EARLY, rows[:1]), (MORNING + dt.timedelta(minutes=5), rows[1:])):
        panel = actions.schedule_panel(
            session, way=WAY, starts_at=at, minutes=5, place=PLACE, absence=ABSENCE, seats=list(seats[:4]),
            applications=list(some), by=office,
        )  # fmt: skip
        actions.convene_panel(panel, office)
    with clock.at(EARLY):
        _hold(Panel.objects.get(starts_at=EARLY), seats[:4], {})
        group = peers.groups(session).get(pk=group.pk)
        actions.write_peer_opinion(group, rows[0], OUTSIDE, seats[0], seats[0].expert.account, hand_in=True)
    clue = {"expert": seats[4].expert, "found_at": clock.now()}
    Clue.objects.create(person=rows[1].person, words="曾在同一所学校学习", **clue)
    Clue.objects.create(
        person=rows[2].person, words="与某项目的合作者同名", outcome="unrelated", reason="核对身份证号，同名不同人",
        decided_by=office, decided_at=clock.now(), **clue,
    )  # fmt: skip


def on_the_day(session: Session) -> None:
    """A member is ill and a stand-in steps in; a clue is settled; one is excused, gets another place, and comes."""
    other = Account.objects.get(display_name=CO_OFFICER)
    ill = next(seat for seat in members(session)[1:4] if not seat.chair)
    with clock.at(MORNING):
        post(other, "meeting:withdraw", session.pk, ill.pk, reason=WHY)
        for clue in Clue.objects.filter(outcome="waiting"):
            said = {"outcome": "unrelated", "reason": "当面核实，互不相识"}
            post(other, "meeting:clue", session.pk, clue.pk, **said)
        waiting = Reading.objects.filter(handed_in_at__isnull=True).select_related("seat__expert__account")
        for reading in waiting:
            scores = dict.fromkeys(actions.reading.EMPHASES, 85)
            actions.hand_in_reading(reading, scores, "会场补审，符合条件。", reading.seat.expert.account)
    panel = Panel.objects.exclude(starts_at=EARLY).get()
    at_panel = [one.seat for one in panel.seats.select_related("seat__expert__account")]
    assert ill.pk not in {seat.pk for seat in at_panel} and len(at_panel) == 4
    last = panel.appearances.select_related("application").last()
    with clock.at(MORNING + dt.timedelta(minutes=10)):
        _hold(panel, at_panel, {last.pk: ("excused", "列车晚点")})
        again = MORNING + dt.timedelta(minutes=20)
        post(
            other, "meeting:schedule", session.pk, way=WAY, day=f"{again:%Y-%m-%d}", time=f"{again:%H:%M}",
            place=PLACE, minutes="5", absence=ABSENCE, seats=[str(seat.pk) for seat in at_panel],
            applications=[str(last.application_id)],
        )  # fmt: skip
        second = Panel.objects.get(starts_at=again)
        post(other, "meeting:convene", second.pk)
    with clock.at(MORNING + dt.timedelta(minutes=21)):
        _hold(second, at_panel, {})
        for row in Application.objects.filter(session=session, peer_opinion=None).order_by("number"):
            leader = peers.groups(session).get().leader
            post(leader.expert.account, "meeting:peer_opinion", row.pk, words=THERE, act="hand_in")


def _hold(panel: Panel, seats: Sequence[Seat], others: dict[object, tuple[str, str]]) -> None:
    """By the pages: everybody came but `others`; each member gives a mark."""
    office = Account.objects.get(display_name="钱办事")
    said: dict[str, object] = {"came": [str(seat.pk) for seat in seats]}
    for one in panel.appearances.all():
        outcome, note = others.get(one.pk, ("came", ""))
        said |= {f"outcome_{one.pk}": outcome, f"note_{one.pk}": note}
    post(office, "meeting:presence", panel.pk, **said)
    for one in panel.appearances.filter(outcome="came"):
        for number, seat in enumerate(seats):
            post(seat.expert.account, "meeting:mark", one.pk, score=str(80 + number), words=SAID)

"""Interviews and expert groups of a committee's year: who came, the marks, the groups' opinions; one of each is late."""

import datetime as dt
from typing import TYPE_CHECKING, Any

from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.meeting import actions as meeting
from zhicheng.meeting import peers
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.models import Appearance, Panel

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

EXPERTS, MINUTES = 5, 12


def schedule(year: "CommitteeYear") -> None:
    """Everybody before the first members of the committee, the working day before the meeting."""
    if not year.plan.faced:
        return
    begins = year.before(year.plan.meeting_on, 1)
    told: dict[str, Any] = {
        "way": year.plan.faced, "starts_at": begins, "minutes": MINUTES, "place": "市政务服务中心5楼面试室",
        "absence": "无正当理由不到场的，视为放弃这一项，评委会按已有材料评审。",
        "applications": year.rows(State.READING), "by": year.office.officer,
    }  # fmt: skip
    seats = year.members()[:EXPERTS]
    year.stage.must_refuse(
        "a panel with too few experts", meeting.schedule_panel, year.session, seats=seats[:2], **told
    )
    panel = meeting.schedule_panel(year.session, seats=seats, **told)
    meeting.convene_panel(panel, year.office.officer)
    length = dt.timedelta(minutes=MINUTES) * len(told["applications"])
    year.stage.plan(begins + length, appear, year, panel)


def appear(year: "CommitteeYear", panel: Panel) -> None:
    """Who fails does not come; everybody else has a mark of each expert, but for one that is given in the meeting."""
    rows = list(panel.appearances.select_related("application__unit", "panel"))
    seats = year.members()[:EXPERTS]
    outcomes = {
        one.pk: ("absent", "电话联系不上") if year.fate_of(one.application) == "fails_vote" else ("came", "")
        for one in rows
    }
    meeting.record_presence(panel, {seat.pk for seat in seats}, outcomes, year.office.officer)
    came = [one for one in rows if outcomes[one.pk][0] == "came"]
    for one in came:
        fit = [seat for seat in seats if not must_keep_away(seat.expert, one.application)]
        for seat in fit[:-1] if one == came[-1] else fit:
            _mark(year, one, seat)
        if one == came[-1]:
            year.late = (one, fit[-1])


def form_group(year: "CommitteeYear") -> None:
    """The first members are a group for every profession of the session."""
    if not year.plan.peers:
        return
    session, officer, seats = year.session, year.office.officer, year.members()[:EXPERTS]
    names = peers.professions(session)
    two = (session, "专业组", names, seats[:2], seats[0], officer)
    year.stage.must_refuse("a group of two experts", meeting.form_peers, *two)
    meeting.form_peers(session, "专业组", names, seats, seats[0], officer)


def say(year: "CommitteeYear", row: Application) -> None:
    """The group's opinion on one person, by the leader or who writes instead."""
    group = peers.groups(year.session).get()
    writer = peers.case_of(group, row).writer
    assert writer is not None
    words = "本组审阅材料并评议，专业水平达到评价标准条件，建议提交表决。"
    meeting.write_peer_opinion(group, row, words, writer, writer.expert.account, hand_in=True)


def before_vote(year: "CommitteeYear", row: Application) -> None:
    """The group's opinion, and the mark that was still missing; without them nobody votes."""
    if year.plan.peers:
        year.stage.must_refuse(
            "a vote before the group's opinion", meeting.open_ballot, row, year.office.officer
        )
        say(year, row)
    if year.late is None or year.late[0].application_id != row.pk:
        return
    year.stage.must_refuse("a vote before the marks are in", meeting.open_ballot, row, year.office.officer)
    _mark(year, *year.late)


def _mark(year: "CommitteeYear", one: Appearance, seat: Any) -> None:
    score = 70 + (one.position * 7 + seat.position) % 26
    meeting.give_mark(one, seat, score, "回答切题，熟悉本专业技术。", seat.expert.account)

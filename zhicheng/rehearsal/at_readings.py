"""From the draw to the last opinion in a committee's year: relations are settled, readings shared out and handed in."""

import datetime as dt
from typing import TYPE_CHECKING

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts import actions as experts
from zhicheng.experts.queries import waiting_clues
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.models import Reading
from zhicheng.rehearsal import at_panel

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

MINUTE = dt.timedelta(minutes=1)
AWAY = 1  # members who do not come to the meeting


def assign(year: "CommitteeYear") -> None:
    """Assign the readings and let everybody read within two days."""
    rows = year.rows(State.FILED)
    if not rows:
        return
    session, officer = year.session, year.office.officer
    for row in rows:
        if year.fate_of(row) == "recused_reader":
            relate(year, row)
    meeting.plan_readings(session, officer)
    settle(year)
    meeting.confirm_readings(session, officer)
    at_panel.schedule(year)
    at_panel.form_group(year)
    given = Reading.objects.filter(application__session=session).select_related("seat__expert__account")
    present = given.exclude(seat__in=year.members()[-AWAY:])
    last = present.order_by("-application__number", "-pk")[0]
    for reading in given.exclude(pk=last.pk):
        year.stage.plan(
            clock.now() + MINUTE * year.world.inventor.random.randint(60, 2800), read, year, reading
        )
    year.stage.plan(year.on(year.plan.meeting_on, 10) + MINUTE * 10, read, year, last)


def relate(year: "CommitteeYear", row: Application) -> None:
    """One member keeps away: declared, or found by a student of that name and unit; another knows one of the name alone."""
    first, other = year.members()[:2]
    name, unit = row.applicant_name, row.unit.name
    said = [(other, name)]
    if year.committee.is_senior:
        said.append((first, f"{name}（{unit}）"))
    else:
        experts.declare_avoidance(first.expert, row.person, "曾为同一项目组成员", first.expert.account)
    for seat, student in said:
        own, by = seat.expert, seat.expert.account
        lines = [*own.students.splitlines(), student]
        experts.save_own(own, past_units=own.past_units, mobile=own.mobile, students=lines, by=by)


def settle(year: "CommitteeYear") -> None:
    """Nothing is given out before the office has found out about every possible relation; then it is proposed anew."""
    session, officer = year.session, year.office.officer
    waiting = list(waiting_clues(session).select_related("expert"))
    if not waiting:
        return
    year.stage.must_refuse(
        "readings given out while a relation is unsettled", meeting.confirm_readings, session, officer
    )
    for clue in waiting:
        meeting.settle_relation(clue, session, "向专家本人核实，是同名的另一人。", officer, away=False)
    meeting.plan_readings(session, officer)


def read(year: "CommitteeYear", reading: Reading) -> None:
    """One expert reads one application."""
    random, account = year.world.inventor.random, reading.seat.expert.account
    scores = {name: random.randint(70, 96) for name in EMPHASES}
    if reading.seat.position % 3 == 0:
        meeting.save_reading(reading, {EMPHASES[0]: 80}, "初步阅读。", account)
    meeting.hand_in_reading(reading, scores, "专业能力和业绩达到评价标准条件，建议提交表决。", account)

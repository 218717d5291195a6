"""To which day years are counted, and how many days do not count (E-11, E-14)."""

from __future__ import annotations

import datetime

from zhicheng.policy.anniversaries import add_years, days_inside, month_end
from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Kind


def cut_off(ask: Asking) -> datetime.date | None:
    """The day to which years are counted; None where it follows from a meeting that is not fixed.

    31 December of the policy year (KM2023-2.6, DC2022-2.4), the end of the meeting's month before
    (GUIDE-Q8), a committee's own day where the year lets its notice set one; today for 转系列评审
    and 考核认定.
    """
    wanted = ask.application
    if wanted.kind is not Kind.PROMOTION:
        return ask.today
    if wanted.years_cut_off and wanted.committee_level.value in ask.book.value("cut_off.own_rules").words:
        return wanted.years_cut_off
    if ask.book.value("cut_off.kind").word == "year_end":
        return datetime.date(ask.book.year, 12, 31)
    return month_end(wanted.meeting_on) if wanted.meeting_on else None


def lost_days(ask: Asking, start: datetime.date, end: datetime.date) -> int:
    """Days from start to end that do not count as time in post (GUIDE-Q11)."""
    periods = [(period.start, period.end) for period in ask.person.excluded_periods]
    return days_inside(periods, start, end) if periods else 0


def earliest_year(ask: Asking, start: datetime.date, years: int, end: datetime.date, lost: int) -> int:
    """The first policy year by whose cut-off `years` full years are reached, counting on as now."""
    reached = add_years(start, years) + datetime.timedelta(days=lost)
    same_day = add_years(end, reached.year - end.year)
    return reached.year if reached <= same_day else reached.year + 1

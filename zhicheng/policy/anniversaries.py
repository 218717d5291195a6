"""Calendar arithmetic in years and months: anniversaries, full years, days inside periods."""

from __future__ import annotations

import datetime
from calendar import monthrange
from collections.abc import Iterable

DAY = datetime.timedelta(days=1)


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day some months later (earlier where negative), or that month's last day."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return datetime.date(year, month, min(day.day, monthrange(year, month)[1]))


def add_years(day: datetime.date, years: int) -> datetime.date:
    """The anniversary some years later; 29 February has its anniversary on 28 February of a common year."""
    return add_months(day, 12 * years)


def month_end(day: datetime.date) -> datetime.date:
    """The last day of the day's month."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def full_months(start: datetime.date, end: datetime.date, lost_days: int = 0) -> int:
    """Full months from `start` reached on or before `end`, each moved on by `lost_days`; 0 where none is."""
    months = max(0, (end.year - start.year) * 12 + end.month - start.month)
    lost = lost_days * DAY
    while months > 0 and add_months(start, months) + lost > end:
        months -= 1
    return months


def full_years(start: datetime.date, end: datetime.date, lost_days: int = 0) -> int:
    """Full years from `start`: anniversaries, moved on by `lost_days`, reached on or before `end`."""
    return full_months(start, end, lost_days) // 12


def days_inside(
    periods: Iterable[tuple[datetime.date, datetime.date]], start: datetime.date, end: datetime.date
) -> int:
    """How many days of some periods (both days inside) lie from `start` to `end`; overlaps count once."""
    total = 0
    reached = start - DAY
    for first, last in sorted(periods):
        first, last = max(first, reached + DAY), min(last, end)
        if first <= last:
            total += (last - first).days + 1
            reached = last
    return total

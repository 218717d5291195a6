"""The working-day calendar that the bureau keeps, as the law's functions want it."""

import datetime as dt

import chinese_calendar
from chinese_calendar.constants import holidays, workdays
from django.db import transaction

from zhicheng.almanac.models import PublishedYear, SpecialDay
from zhicheng.policy.workdays import Calendar

FIRST_SEEDED = 2019
SOURCE = (
    "国务院办公厅年度节假日安排(chinesecalendar " + str(getattr(chinese_calendar, "__version__", "")) + ")"
)
_cached: dict[str, Calendar] = {}


def calendar() -> Calendar:
    """The kept calendar; kept in memory until it changes in this process."""
    if "calendar" not in _cached:
        rows = list(SpecialDay.objects.values_list("day", "is_workday"))
        years = list(PublishedYear.objects.values_list("year", flat=True))
        if not years:
            return Calendar.from_rows([], [])
        _cached["calendar"] = Calendar.from_rows(rows, years)
    return _cached["calendar"]


@transaction.atomic
def seed() -> int:
    """Seed the table from chinesecalendar; the number of days added. Days that the bureau has edited stay."""
    known = {day.year for day in holidays}
    years = [year for year in sorted(known) if year >= FIRST_SEEDED]
    PublishedYear.objects.bulk_create(
        [PublishedYear(year=year, source=SOURCE) for year in years], ignore_conflicts=True
    )
    there = set(SpecialDay.objects.values_list("day", flat=True))
    rows = [
        SpecialDay(day=day, is_workday=is_workday, name=name)
        for table, is_workday in ((holidays, False), (workdays, True))
        for day, name in table.items()
        if day.year >= FIRST_SEEDED and day not in there and _differs(day, is_workday)
    ]
    SpecialDay.objects.bulk_create(rows)
    forget()
    return len(rows)


def forget() -> None:
    """Read the table again at the next question (after an edit, and in tests)."""
    _cached.clear()


def _differs(day: dt.date, is_workday: bool) -> bool:
    return (day.weekday() < 5) != is_workday

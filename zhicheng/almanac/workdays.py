"""The working-day calendar that the bureau keeps, as the law's functions want it."""

import datetime as dt
from collections.abc import Mapping

import chinese_calendar
from chinese_calendar.constants import holidays, workdays
from django.conf import settings
from django.db import transaction

from zhicheng.almanac.models import PublishedYear, SpecialDay
from zhicheng.policy.workdays import Calendar

FIRST_SEEDED = 2019
STAMP = settings.DATA_DIR / "calendar.changed"
SOURCE = (
    "国务院办公厅年度节假日安排(chinesecalendar " + str(getattr(chinese_calendar, "__version__", "")) + ")"
)
_cached: dict[int, Calendar] = {}


def calendar() -> Calendar:
    """The kept calendar; kept in memory until it changes, in this process or in another one of this machine."""
    changed = _changed()
    if changed not in _cached:
        rows = list(SpecialDay.objects.values_list("day", "is_workday"))
        years = list(PublishedYear.objects.values_list("year", flat=True))
        if not years:
            return Calendar.from_rows([], [])
        _cached.clear()
        _cached[changed] = Calendar.from_rows(rows, years)
    return _cached[changed]


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


@transaction.atomic
def take_over(days: Mapping[dt.date, tuple[bool, str]], *, source: str) -> None:
    """The bureau's days, whether each is worked and its name, replace all that is known of their years.

    `source`: the document of the State Council's arrangement. The other processes read them once committed.
    """
    for year in {day.year for day in days}:
        SpecialDay.objects.filter(day__year=year).delete()
        PublishedYear.objects.update_or_create(year=year, defaults={"source": source[:200]})
    SpecialDay.objects.bulk_create(
        SpecialDay(day=day, is_workday=worked, name=name[:60])
        for day, (worked, name) in days.items()
        if _differs(day, worked)
    )
    forget()
    transaction.on_commit(_tell)


def _tell() -> None:
    """Leave a mark for the other processes, and read the table again here."""
    STAMP.touch()
    forget()


def _changed() -> int:
    """When the calendar was last changed, by the mark's time in nanoseconds; 0 before the first change."""
    try:
        return STAMP.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def forget() -> None:
    """Read the table again at the next question (after an edit, and in tests)."""
    _cached.clear()


def _differs(day: dt.date, is_workday: bool) -> bool:
    return (day.weekday() < 5) != is_workday

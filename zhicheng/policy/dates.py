"""Deadlines of a session, a window, a publicity, a recheck and a record (part 9 of the requirements)."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass

from zhicheng.policy.anniversaries import DAY, add_months, add_years
from zhicheng.policy.book import Book, Value
from zhicheng.policy.facts import CollectionWindow, DateFacts, Window
from zhicheng.policy.workdays import Calendar, YearNotPublished

PENDING = "待国务院公布"


@dataclass(frozen=True, slots=True)
class Deadline:
    """One date: `day` None means 待国务院公布; `at_midnight`: 24:00; `values`: its grounds."""

    key: str
    day: datetime.date | None
    values: tuple[Value, ...] = ()
    at_midnight: bool = False

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses that the date rests on; empty where it was simply given."""
        return tuple(dict.fromkeys(clause for value in self.values for clause in value.clauses))

    def __str__(self) -> str:
        if self.day is None:
            return PENDING
        return self.day.isoformat() + ("T24:00" if self.at_midnight else "")


def deadlines(facts: DateFacts, book: Book, calendar: Calendar) -> dict[str, Deadline]:
    """Every date that the facts and the law of the year and place determine, by key (`notice_by` …).

    What the law does not set is left out; a date that needs a year not yet published is PENDING.
    """
    found = [
        *_window(facts, book, calendar), *_session(facts, book, calendar), *_publicity(facts, book, calendar),
        *_records(facts, book),
    ]  # fmt: skip
    return {deadline.key: deadline for deadline in found}


def notice_by(
    meeting_on: datetime.date | None,
    closes_on: datetime.date | None,
    senior: bool,
    book: Book,
    calendar: Calendar,
) -> Deadline | None:
    """The last day for publishing the call: the earlier of the limits that apply (AMB-09), or None.

    30 working days before a senior session's meeting (YN2023-2.1a), one month before the application closes
    (KM2023-1.2).
    """
    limits: list[datetime.date | None] = []
    values: list[Value] = []
    months = book.find("notice.months_ahead")
    if months and closes_on:
        limits.append(add_months(closes_on, -months.number))
        values.append(months)
    workdays = book.find("notice.workdays_ahead")
    if workdays and meeting_on and senior:
        limits.append(_days_before(meeting_on, workdays.number, calendar))
        values.append(workdays)
    if not limits:
        return None
    known = [limit for limit in limits if limit is not None]
    return Deadline("notice_by", min(known) if len(known) == len(limits) else None, tuple(values))


def integrity_until(recorded_on: datetime.date, years: int) -> datetime.date:
    """The last day of a record's time: the day before its anniversary of `years` (KM2023-6.3a, AMB-35)."""
    return add_years(recorded_on, years) - DAY


def _session(facts: DateFacts, book: Book, calendar: Calendar) -> list[Deadline]:
    found = []
    bound = book.find("notice.workdays_levels")
    senior = bound is not None and facts.level is not None and facts.level.value in bound.words
    closes_on = facts.window.closes_on if isinstance(facts.window, Window) else None
    notice = notice_by(facts.meeting_on, closes_on, senior, book, calendar)
    if notice:
        found.append(notice)
    meeting = facts.meeting_on
    if meeting is None:
        return found
    before = [
        ("pre_meeting_filing_by", "filing.pre_meeting_workdays"),
        ("draw_by", "draw.workdays_before"),
    ]
    if senior:
        before.append(("pool_request_by", "pool.workdays_ahead"))
    for key, name in before:
        value = book.find(name)
        if value:
            found.append(Deadline(key, _days_before(meeting, value.number, calendar), (value,)))
    post = book.find("filing.post_meeting_workdays")
    if post:
        count = post.number
        end = _published(lambda: calendar.add_workdays(meeting, count))
        found.append(Deadline("post_meeting_filing_by", end, (post,)))
    return found


def _window(facts: DateFacts, book: Book, calendar: Calendar) -> list[Deadline]:
    window = facts.window
    if window is None:
        return []
    if isinstance(window, Window):
        return [
            Deadline("opens_on", window.opens_on),
            Deadline("closes_at", window.closes_on, at_midnight=True),
        ]
    found = []
    opens = book.find("window.provincial.opens_before")
    if opens:
        found.append(Deadline("opens_on", _opening(window, opens, calendar), (opens,)))
    ending = "window.provincial.closes_before" + ("_central" if window.central_submission else "")
    closes = book.find(ending)
    if closes:
        found.append(
            Deadline("closes_at", window.collect_until - closes.number * DAY, (closes,), at_midnight=True)
        )
    return found


def _opening(window: CollectionWindow, opens: Value, calendar: Calendar) -> datetime.date | None:
    """Working days in 2021 (GUIDE-Q7-4), calendar days since 2022 (DC2022-2.2b): the unit tells which."""
    if opens.unit == "工作日":
        return _published(lambda: calendar.workday_before(window.collect_from, opens.number))
    return window.collect_from - opens.number * DAY


def _publicity(facts: DateFacts, book: Book, calendar: Calendar) -> list[Deadline]:
    posted = facts.publicity_posted_on
    lengths = [book.find(f"publicity.{kind}") for kind in ("unit", "pre_meeting", "result")]
    known = [value for value in lengths if value is not None]
    if posted is None or not known:
        return []
    # Which of the three publicities it is, is not asked: the longest of those that the law sets binds.
    longest = max(known, key=lambda value: value.number)
    end = _published(lambda: calendar.publicity_end(posted, longest.number))
    return [Deadline("publicity_ends_on", end, (longest,))]


def _records(facts: DateFacts, book: Book) -> list[Deadline]:
    found = []
    recheck = book.find("recheck.months")
    if facts.confirmed_on and recheck:
        found.append(Deadline("recheck_until", add_months(facts.confirmed_on, recheck.number), (recheck,)))
    record = book.find("integrity.years")
    if facts.recorded_on and record:
        until = integrity_until(facts.recorded_on, record.number)
        found.append(Deadline("integrity_until", until, (record,)))
    return found


def _days_before(day: datetime.date, count: int, calendar: Calendar) -> datetime.date | None:
    return _published(lambda: calendar.latest_day_with_n_workdays_before(day, count))


def _published(answer: Callable[[], datetime.date]) -> datetime.date | None:
    try:
        return answer()
    except YearNotPublished:
        return None

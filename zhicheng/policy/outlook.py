"""What lies behind and ahead of an answer: the years in post as a line, and the year in which it changes."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, replace

from zhicheng.policy.anniversaries import DAY, add_years
from zhicheng.policy.asking import Asking
from zhicheng.policy.book import Book, open_book
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import REVIEWS, Facts, Period
from zhicheng.policy.findings import Decision, Verdict
from zhicheng.policy.rules.standard import LIFTED, nearest
from zhicheng.policy.rules.tenure import cut_off, lost_days


@dataclass(frozen=True, slots=True)
class Tenure:
    """The years that the nearest row of the standard counts: from when, to which day, what is left out.

    `required` and `counted` are full years; `full_on` is the day on which the required years are full, counting on
    as now; `level` the lower title in whose post they are counted, empty for professional work.
    """

    since: datetime.date
    until: datetime.date
    excluded: tuple[Period, ...]
    lost_days: int
    required: int
    counted: int
    full_on: datetime.date
    level: str


@dataclass(frozen=True, slots=True)
class Change:
    """The first later policy year in which the decision turns, and the verdict of that year."""

    year: int
    verdict: Verdict


def tenure(facts: Facts, book: Book) -> Tenure | None:
    """The line of the years in post; None where no row of a standard decides by years that have begun."""
    ask = Asking(facts, book)
    if facts.application.kind not in REVIEWS or facts.application.channel in LIFTED:
        return None
    best, until = nearest(ask), cut_off(ask)
    if best is None or best.years is None or best.since is None or until is None or best.since >= until:
        return None
    lost = lost_days(ask, best.since, until)
    return Tenure(
        since=best.since,
        until=until,
        excluded=_inside(facts.person.excluded_periods, best.since, until),
        lost_days=lost,
        required=best.years.required,
        counted=best.years.counted,
        full_on=add_years(best.since, best.years.required) + lost * DAY,
        level=best.row.title_level.value if best.row.title_level else "",
    )


def change(facts: Facts, book: Book, *, most: int = 15) -> Change | None:
    """When the answer turns from barred to not barred or back, everything else going on as it is.

    Asked for the same day of each later year, at most `most` years on, by the law that is then inherited; windows
    are left out, a meeting is taken to be a year later each year. None where nothing turns.
    """
    barred = check(facts, book).decision is Decision.INELIGIBLE
    for ahead in range(1, most + 1):
        year = book.year + ahead
        verdict = check(later(facts, ahead), open_book(year, book.place))
        if (verdict.decision is Decision.INELIGIBLE) is not barred:
            return Change(year, verdict)
    return None


def later(facts: Facts, years: int) -> Facts:
    """The same facts some years later: every day of asking moves on, this year's returns are forgotten."""
    wanted = facts.application
    return replace(
        facts,
        judged_on=add_years(facts.judged_on, years),
        application=replace(
            wanted,
            window=None,
            meeting_on=add_years(wanted.meeting_on, years) if wanted.meeting_on else None,
            years_cut_off=add_years(wanted.years_cut_off, years) if wanted.years_cut_off else None,
        ),
        person=replace(facts.person, returns_after_unit_pass=0, returns_total=0),
    )


def _inside(periods: tuple[Period, ...], first: datetime.date, last: datetime.date) -> tuple[Period, ...]:
    """The periods cut to the days from first to last, overlaps joined, in order."""
    found: list[Period] = []
    for one in sorted(periods, key=lambda period: (period.start, period.end)):
        start, end = max(one.start, first), min(one.end, last)
        if start > end:
            continue
        if found and start <= found[-1].end + DAY:
            found[-1] = Period(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Period(start, end))
    return tuple(found)

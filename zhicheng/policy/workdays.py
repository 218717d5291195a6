"""Working-day arithmetic on a calendar that is handed in; a year not yet published is never guessed."""

from __future__ import annotations

import datetime
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

DAY = datetime.timedelta(days=1)


class YearNotPublished(ValueError):
    """The State Council has not published the working days of a year that the answer needs."""

    def __init__(self, year: int) -> None:
        super().__init__(f"{year}年节假日安排待国务院公布")
        self.year = year


@dataclass(frozen=True)
class Calendar:
    """The working days of the years known: Monday to Friday, but for the days named in `exceptions`.

    `exceptions` says for a day whether it is worked (True: a make-up day, False: a holiday).
    """

    years: frozenset[int]
    exceptions: Mapping[datetime.date, bool] = field(default_factory=dict, hash=False)

    @classmethod
    def from_rows(cls, rows: Iterable[tuple[datetime.date, bool]], years: Iterable[int] = ()) -> Calendar:
        """A calendar from rows of (day, is it worked); the years known are those of the rows and `years`.

        Raises ValueError where a day stands twice with different answers.
        """
        exceptions: dict[datetime.date, bool] = {}
        for day, worked in rows:
            if exceptions.setdefault(day, worked) != worked:
                raise ValueError(f"{day.isoformat()} stands twice, once worked and once free")
        known = frozenset(years) | frozenset(day.year for day in exceptions)
        return cls(known, exceptions)

    @cached_property
    def _worked(self) -> list[datetime.date]:
        found = []
        for year in sorted(self.years):
            day = datetime.date(year, 1, 1)
            while day.year == year:
                if self.exceptions.get(day, day.weekday() < 5):
                    found.append(day)
                day += DAY
        return found

    def _require(self, first: datetime.date, last: datetime.date) -> None:
        for year in range(first.year, last.year + 1):
            if year not in self.years:
                raise YearNotPublished(year)

    def is_workday(self, day: datetime.date) -> bool:
        """Whether the day is worked. Raises YearNotPublished."""
        self._require(day, day)
        return self.exceptions.get(day, day.weekday() < 5)

    def add_workdays(self, day: datetime.date, count: int) -> datetime.date:
        """The `count`-th working day after `day`, itself excluded; count ≥ 1. Raises YearNotPublished."""
        if count < 1:
            raise ValueError("at least one working day is to be added")
        self._require(day, day)
        at = bisect_right(self._worked, day) + count - 1
        if at >= len(self._worked):
            raise YearNotPublished(self._first_unknown_after(day.year))
        found = self._worked[at]
        self._require(day, found)
        return found

    def workday_before(self, day: datetime.date, count: int) -> datetime.date:
        """The `count`-th working day before `day`, itself excluded; count ≥ 1. Raises YearNotPublished."""
        if count < 1:
            raise ValueError("at least one working day is to be stepped back")
        self._require(day, day)
        at = bisect_left(self._worked, day) - count
        if at < 0:
            raise YearNotPublished(self._last_unknown_before(day.year))
        found = self._worked[at]
        self._require(found, day)
        return found

    def latest_day_with_n_workdays_before(self, day: datetime.date, count: int) -> datetime.date:
        """The latest day, worked or not, with `count` working days strictly between it and `day` (AMB-37)."""
        return self.workday_before(day, count) - DAY

    def publicity_end(self, posted: datetime.date, count: int) -> datetime.date:
        """The last day of a publicity of `count` full working days; posting day excluded (AMB-38)."""
        return self.add_workdays(posted, count)

    def workdays_between(self, first: datetime.date, last: datetime.date) -> int:
        """How many working days lie strictly between two days; 0 where `last` is not after `first`."""
        if last <= first:
            return 0
        self._require(first, last)
        return bisect_left(self._worked, last) - bisect_right(self._worked, first)

    def _first_unknown_after(self, year: int) -> int:
        while year in self.years:
            year += 1
        return year

    def _last_unknown_before(self, year: int) -> int:
        while year in self.years:
            year -= 1
        return year

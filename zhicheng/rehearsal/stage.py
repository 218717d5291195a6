"""The fast clock: what happens when, in order; and the book of what was seen."""

import datetime as dt
import heapq
import itertools
from collections import Counter
from collections.abc import Callable
from typing import Any

from zhicheng.almanac import clock, workdays
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.people.errors import Refused

Act = Callable[..., Any]
TRIED_ALWAYS, TRIED_EVERY = 3, 50  # a guard is tried at the first three occasions, then at every fiftieth


class NotRefused(Exception):
    """An act that had to be refused went through: a guard does not hold."""


class Stage:
    """A heap of moments and acts. Each act runs with the clock set to its moment and may plan further ones."""

    def __init__(self, begins: dt.datetime, ends: dt.datetime | None = None) -> None:
        self.begins, self.ends = begins, ends
        self.seen: Counter[str] = Counter()
        self.tries: Counter[str] = Counter()
        self._heap: list[tuple[dt.datetime, int, Act, tuple[Any, ...]]] = []
        self._order = itertools.count()

    def plan(self, moment: dt.datetime, act: Act, *facts: Any) -> None:
        """Let `act(*facts)` happen at `moment`; never before the moment that is now."""
        heapq.heappush(self._heap, (clock.in_china(moment), next(self._order), act, facts))

    def later(self, delay: dt.timedelta, act: Act, *facts: Any) -> None:
        """Let `act(*facts)` happen after `delay`, in office hours of a working day."""
        self.plan(office_hours(clock.now() + delay), act, *facts)

    def play(self, report: Callable[[str], Any] | None = None) -> int:
        """Let everything happen until the end (or the given moment); the number of acts."""
        done = 0
        month = ""
        while self._heap:
            moment, _order, act, facts = self._heap[0]
            if self.ends is not None and moment >= self.ends:
                break
            heapq.heappop(self._heap)
            if report and f"{moment:%Y-%m}" != month:
                month = f"{moment:%Y-%m}"
                report(f"  {month}  {done} acts so far")
            with clock.at(moment):
                act(*facts)
            done += 1
        return done

    def saw(self, what: str) -> None:
        """Note that a guard, a reading or an end state was met."""
        self.seen[what] += 1

    def must_refuse(self, what: str, act: Act, *facts: Any, **named: Any) -> None:
        """Try what is not allowed, the first times and now and then. Errors: NotRefused where it goes through."""
        self.tries[what] += 1
        if self.tries[what] > TRIED_ALWAYS and self.tries[what] % TRIED_EVERY:
            return
        self.always_refused(what, act, *facts, **named)

    def always_refused(self, what: str, act: Act, *facts: Any, **named: Any) -> None:
        """As must_refuse, but tried every time: where the tries themselves have an effect."""
        try:
            act(*facts, **named)
        except (Refused, MoveNotAllowed):
            self.saw(f"guard:{what}")
            return
        except Exception as error:
            if isinstance(getattr(error, "message", None), str):
                self.saw(f"guard:{what}")
                return
            raise
        raise NotRefused(what)


def office_hours(moment: dt.datetime) -> dt.datetime:
    """The moment itself within 9 to 17 o'clock of a working day, else 9 o'clock of the next one and a little."""
    calendar = workdays.calendar()
    day = moment
    if day.hour >= 17:
        day = day.replace(hour=9) + dt.timedelta(days=1)
    elif day.hour < 9:
        day = day.replace(hour=9)
    while not calendar.is_workday(day.date()):
        day = day.replace(hour=9) + dt.timedelta(days=1)
    return day


def day(year: int, month: int, of_month: int, hour: int = 9, minute: int = 0) -> dt.datetime:
    """A moment in China time."""
    return dt.datetime(year, month, of_month, hour, minute, tzinfo=clock.CHINA)

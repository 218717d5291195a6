"""The one clock: every act takes its time from here, in China time."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache
from zoneinfo import ZoneInfo

from zhicheng.almanac.models import DemoTime

CHINA = ZoneInfo("Asia/Shanghai")
_set: ContextVar[dt.datetime | None] = ContextVar("set_time", default=None)
_arrived: ContextVar[dt.datetime | None] = ContextVar("arrived", default=None)


def now() -> dt.datetime:
    """The current moment, aware, in China time: the one set by `at`, or the wall clock plus the demo offset."""
    moment = _set.get()
    if moment is not None:
        return moment
    return dt.datetime.now(CHINA) + dt.timedelta(seconds=_offset_seconds())


def by_the_wall(moment: dt.datetime) -> dt.datetime:
    """The moment as the wall clock will show it: for libraries that know no other."""
    return dt.datetime.now(CHINA) + (in_china(moment) - now())


def today() -> dt.date:
    """The current day in China."""
    return now().date()


def arrival() -> dt.datetime:
    """When the request that is being answered reached the server; the current moment where there is none.

    What has to come before an instant is held against this: waiting for a lock or a busy worker costs nobody a year.
    """
    return _arrived.get() or now()


@contextmanager
def arrived(moment: dt.datetime) -> Iterator[None]:
    """The block answers a request that reached the server at `moment`."""
    token = _arrived.set(in_china(moment))
    try:
        yield
    finally:
        _arrived.reset(token)


@contextmanager
def at(moment: dt.datetime) -> Iterator[None]:
    """Set the clock for the block (tests, rehearsal). `moment` without a zone is China time."""
    token = _set.set(in_china(moment))
    try:
        yield
    finally:
        _set.reset(token)


def in_china(moment: dt.datetime) -> dt.datetime:
    """`moment` in China time; without a zone it is taken as China time."""
    return moment.astimezone(CHINA) if moment.tzinfo else moment.replace(tzinfo=CHINA)


def is_demo() -> bool:
    """Whether this database runs on demo time."""
    return _demo_row() is not None


def is_invented() -> bool:
    """Whether the time is the demo's or set by `at`: what happens then is rehearsed, never official."""
    return _set.get() is not None or is_demo()


def start_demo(begins: dt.datetime) -> None:
    """Make this a demo database whose clock stands at `begins` now and runs on; kept if it is one already."""
    begins = in_china(begins)
    offset = int((begins - dt.datetime.now(CHINA)).total_seconds())
    DemoTime.objects.get_or_create(id=1, defaults={"offset_seconds": offset, "started_at": begins})
    _demo_row.cache_clear()


def forget_cached_offset() -> None:
    """Read the offset again (tests create and drop it)."""
    _demo_row.cache_clear()


def _offset_seconds() -> int:
    row = _demo_row()
    return row.offset_seconds if row else 0


@lru_cache(maxsize=1)
def _demo_row() -> DemoTime | None:
    return DemoTime.objects.filter(id=1).first()

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


def now() -> dt.datetime:
    """The current moment, aware, in China time: the one set by `at`, or the wall clock plus the demo offset."""
    moment = _set.get()
    if moment is not None:
        return moment
    return dt.datetime.now(CHINA) + dt.timedelta(seconds=_offset_seconds())


def today() -> dt.date:
    """The current day in China."""
    return now().date()


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

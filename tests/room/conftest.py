"""A session just before its meeting, and the laptop that it goes out on."""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.room.laptop import Laptop
from tests.room.meeting import MEETING, MINUTE
from zhicheng.almanac import clock
from zhicheng.almanac.models import DemoTime
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting import actions
from zhicheng.meeting.models import Reading
from zhicheng.planning.models import ClosedRoom
from zhicheng.room import exporting

Prelude = Callable[[Season, Sequence[Application], Sequence[Seat]], None]
OUT = MEETING - 24 * 60 * MINUTE
CHOICES = [
    ["agree"] * 4 + ["against"],
    ["against"] * 3 + ["abstain", "agree"],
    ["agree"] * 3 + ["against"] * 2,
]


@contextmanager
def prepared(
    season: Season, more: Prelude | None = None, *, people: int = 3, out: dt.datetime = OUT
) -> Iterator[None]:
    """Five members, some people, all readings but one handed in; a demo, so that other processes share its time.

    `more`: what else is done before the session goes out, which is at `out`.
    """
    rows, seats = ready.people(season, people), ready.seated(season)
    with clock.at(ready.READ_DAY):
        ready.assign(season)
        left = Reading.objects.exclude(seat=seats[0]).order_by("id").first()
        for one in Reading.objects.exclude(pk=left.pk).select_related("seat__expert__account"):
            actions.hand_in_reading(one, ready.SCORES, ready.OPINION, one.seat.expert.account)
        if more is not None:
            more(season, rows, seats)
    offset = out - dt.datetime.now(clock.CHINA)
    DemoTime.objects.create(id=1, offset_seconds=int(offset.total_seconds()) + 60, started_at=out)
    with clock.at(out):
        yield
    clock.forget_cached_offset()


@pytest.fixture
def going(season: Season) -> Iterator[Season]:
    """The session the day before its meeting."""
    with prepared(season):
        yield season


@pytest.fixture
def take_out(going: Season, tmp_path: Path) -> Callable[[], tuple[ClosedRoom, Laptop]]:
    """take_out(): the session exported, and the laptop that will open it."""

    def run() -> tuple[ClosedRoom, Laptop]:
        phrase, package = exporting.new_phrase(), tmp_path / "package"
        by = going.cast.office_officer
        room = exporting.export(going.session, package, phrase, drawing.code(), by)
        return room, Laptop(tmp_path / "laptop", package, phrase)

    return run

"""The strip of months on which the gates of a session are drawn: where each mark, month and today stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.planning.dates import Gate

WIDTH = 1200
MARGIN = 24
MARK = 26  # pixels that a numbered mark takes with its gap
LANE = 30
TOP = 34


@dataclass(frozen=True, slots=True)
class Mark:
    """One gate: its number in the table, its place and its state."""

    number: int
    x: int
    y: int
    gate: Gate
    day: dt.date
    tone: str
    alarm: str


@dataclass(frozen=True, slots=True)
class Strip:
    """Everything that the drawing needs, in its own units."""

    width: int
    height: int
    months: tuple[tuple[int, str], ...]
    marks: tuple[Mark, ...]
    today: int


def strip_of(gates: Sequence[tuple[Gate, str, str]], today: dt.date) -> Strip | None:
    """Place the gates (with tone and alarm in words) that have a day: the day they were done, else their last day.

    Marks that would touch stand in lanes below one another. None where no gate has a day.
    """
    placed = [
        (gate.done_on or gate.latest, number, gate, tone, alarm)
        for number, (gate, tone, alarm) in enumerate(gates, 1)
        if gate.done_on or gate.latest
    ]
    days = [day for day, *_rest in placed if day] + [today]
    if not placed:
        return None
    first = min(days).replace(day=1)
    last = max(days) + dt.timedelta(days=7)
    scale = (WIDTH - 2 * MARGIN) / max((last - first).days, 1)

    def at(day: dt.date) -> int:
        return MARGIN + round((day - first).days * scale)

    ends: list[int] = []  # the right edge of each lane's last mark
    marks = []
    for day, number, gate, tone, alarm in sorted(
        (one for one in placed if one[0]), key=lambda one: (one[0], one[1])
    ):
        if day is None:
            continue
        x = at(day)
        lane = next((n for n, end in enumerate(ends) if end <= x), len(ends))
        if lane == len(ends):
            ends.append(0)
        ends[lane] = x + MARK
        marks.append(Mark(number, x, TOP + 18 + lane * LANE, gate, day, tone, alarm))
    months = []
    month = first
    while month <= last:
        label = f"{month.year}年{month.month}月" if month == first or month.month == 1 else f"{month.month}月"
        months.append((at(month), label))
        month = (month + dt.timedelta(days=32)).replace(day=1)
    return Strip(WIDTH, TOP + 12 + len(ends) * LANE, tuple(months), tuple(marks), at(today))

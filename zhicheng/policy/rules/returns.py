"""How often an application may be sent back in a year, since when, and what happens beyond (C-01 to C-03)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from zhicheng.policy.book import Book

UNIT = "单位"
# The stations in the order of the chain; 单位 is where every resubmission goes (AMB-02).
STATIONS = (UNIT, "主管部门", "县区人社", "市人社", "评委会")
SUBMIT = "提交"
PASS, RETURN, RESET = "通过", "返回修改", "重置流程"

WAITING, RETURNED, DRAFT = "待审核", "返回修改", "草稿"
CLOSED, APPROVED = "本年度不再受理", "电子审核通过"

EVENTS = frozenset({SUBMIT} | {f"{station}:{act}" for station in STATIONS for act in (PASS, RETURN, RESET)})


@dataclass(frozen=True, slots=True)
class ReturnOutcome:
    """What one return or reset does: whether it counts, chances used and left, whether the year is over."""

    counts: bool
    used: int
    left: int
    exhausted: bool


@dataclass(frozen=True, slots=True)
class Count:
    """Where a row of events leads: chances used and left, the state, and the station while it is 待审核."""

    used: int
    left: int
    state: str
    station: str | None = None


def after_return(used: int, unit_has_passed: bool, by_unit: bool, book: Book) -> ReturnOutcome:
    """What a further 返回修改 or 重置流程 does to one who has used `used` chances this year.

    `used` counts over all applications of the year; `unit_has_passed`: a unit has passed one of them. The
    return beyond the limit ends the year and leaves `used` at the limit (AMB-01). Raises NotSet where the
    law of the year and place sets no limit. Source: GUIDE-5.3.0, DC2022-1.4b, KM2023-4.1d.
    """
    limit = book.value("returns.limit").number
    from_pass = book.value("returns.counted_from").word == "unit_pass"
    counts = not from_pass or unit_has_passed or not by_unit
    if not counts:
        return ReturnOutcome(False, used, limit - used, False)
    if used >= limit:
        return ReturnOutcome(True, limit, 0, True)
    return ReturnOutcome(True, used + 1, limit - used - 1, False)


def count(events: Iterable[str], book: Book) -> Count:
    """Follow a year's events (`提交`, `单位:通过`, `县区人社:返回修改` …) of one person.

    After a station's pass comes the station that followed its pass before, else the next of the chain.
    Raises NotSet as `after_return` does, ValueError for an event that is not known.
    """
    used, state, station = 0, DRAFT, None
    left = book.value("returns.limit").number
    unit_has_passed = False
    history = tuple(events)
    for at, event in enumerate(history):
        if event not in EVENTS:
            raise ValueError(event)
        if event == SUBMIT:
            state, station = WAITING, UNIT
            continue
        actor, act = event.split(":")
        if act == PASS:
            unit_has_passed = unit_has_passed or actor == UNIT
            station = _next_station(actor, history[:at])
            state = WAITING if station else APPROVED
            continue
        outcome = after_return(used, unit_has_passed, actor == UNIT, book)
        used, left = outcome.used, outcome.left
        if outcome.exhausted:
            return Count(used, left, CLOSED)
        state, station = (RETURNED if act == RETURN else DRAFT), None
    return Count(used, left, state, station)


def _next_station(actor: str, earlier: tuple[str, ...]) -> str | None:
    """The station after a pass: as in an earlier round, else the next of the chain; None after the last."""
    for passed, following in pairwise(earlier):
        if passed == f"{actor}:{PASS}" and following != SUBMIT:
            return following.split(":")[0]
    if actor in STATIONS[-2:]:
        return None
    return STATIONS[STATIONS.index(actor) + 1]

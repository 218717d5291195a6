"""`zhicheng bench lists`: every filter of the desk, a hundred steps of 下一页 and one case, at each size."""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from benchmarks import figures, keeping, load
from benchmarks.figures import AIM_GROWTH, COUNT, LATENCY, RATE, ROUNDS, SECONDS, SIZES, WARM, Side
from benchmarks.servers import SYSTEM, NotServing, serving

MILLION = 1_000_000
AIM_RPS, AIM_P95_MS, AIM_CASE_RPS, AIM_SQL = 60, 100, 165, 15
GROWN = "median of what an address takes, here / at {}"


class Desk(Side):
    """A server whose every address is asked for once in each round: filters and pages weigh alike."""

    def round(self, seconds: float, *, keep: bool = True) -> None:
        """All addresses once, by four clients. Errors: NotServing where an answer was no success."""
        found = load.run(self.port, self.requests, seconds=seconds, once=True)
        if found.failures:
            raise NotServing(f"{found.failures} of {found.requests} pages of the desk were no success")
        if keep:
            self.rps.append(found.rps)
            self.p95_ms.append(found.p95_ms)


def measure(engine: str, *, million: bool = False) -> Iterator[dict[str, Any]]:
    """The figures, one mapping each. Errors: NotMade, NotServing."""
    sizes = (*SIZES, MILLION) if million else SIZES
    with ExitStack() as stack:
        yardstick, cookies = figures.bare_server(engine, stack)
        bare = Side(yardstick, figures.plain("/in/row/{}/", cookies))
        desks, cases, most = {}, {}, {}
        for size in sizes:
            place, _made = keeping.seeded(engine, size)
            told = keeping.inside(place, "desk_visits")
            port = stack.enter_context(serving(SYSTEM, place))
            desks[size] = Desk(port, _requests(told["lists"]))
            cases[size] = Side(port, _requests(told["case"]))
            most[size] = int(told["sql"])
        sides: Sequence[Side] = (bare, *desks.values(), *cases.values())
        for side in sides:
            side.round(WARM, keep=False)
        for _number in range(ROUNDS):
            for side in sides:
                side.round(SECONDS)
    yield from (figures.named(engine, one) for one in _figures(bare, desks, cases, most))


def _figures(
    bare: Side, desks: Mapping[int, Side], cases: Mapping[int, Side], most: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    first = next(iter(desks))
    for size, side in desks.items():
        yield figures.figure(f"lists.rps.{size}", side.rps, "req/s", bare.rps, RATE, AIM_RPS)
        yield figures.figure(f"lists.p95_ms.{size}", side.p95_ms, "ms", bare.p95_ms, LATENCY, AIM_P95_MS)
        yield figures.figure(f"case.rps.{size}", cases[size].rps, "req/s", bare.rps, RATE, AIM_CASE_RPS)
        if size != first:
            yield _growth(f"lists.growth.{size}", desks[first], side, first)
            yield _growth(f"case.growth.{size}", cases[first], cases[size], first)
    worst = max(most.values())
    yield {
        "name": "lists.sql",
        "value": worst,
        "unit": "statements",
        "yardstick": AIM_SQL,
        "ratio": round(worst / AIM_SQL, 2),
        "ratio_is": COUNT,
        "aim": AIM_SQL,
    }


def _growth(name: str, small: Side, large: Side, first: int) -> dict[str, Any]:
    times = round(statistics.median(small.rps) / statistics.median(large.rps), 2)
    return {
        "name": name,
        "value": times,
        "unit": "times",
        "yardstick": 1.0,
        "ratio": times,
        "ratio_is": GROWN.format(first),
        "aim": AIM_GROWTH,
    }


def _requests(visits: Sequence[Mapping[str, str]]) -> list[bytes]:
    return [load.get(one["path"], cookies=one["cookies"]) for one in visits]

"""Measure pages beside the yardstick in alternate rounds: rates, latencies, growth with size, SQL statements."""

import statistics
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

from benchmarks import keeping, load
from benchmarks.places import BASE, Place
from benchmarks.servers import SYSTEM, YARDSTICK, NotServing, serving, status_of

SIZES = (BASE, 20_000)
ROUNDS, SECONDS, WARM = 3, 2.0, 0.7
SUBMITS = 200  # drafts submitted in a round
AIM_GROWTH = 1.3
RATE, LATENCY, GROWTH, COUNT = (
    "value / yardstick",
    "yardstick / value",
    f"value at {SIZES[-1]} / value at {SIZES[0]}",
    "value / aim",
)


@dataclass(frozen=True)
class Page:
    """A page to measure: the yardstick's view that does the same kind of work, the aims."""

    key: str
    yardstick: str
    rps: float | None
    sql: int = 15
    p95_ms: float | None = None


# The aims are those of the design; the yardstick reads a row by key, behind login where the page is.
PAGES = (
    Page("list", "/in/row/{}/", 60, p95_ms=100),
    Page("page.case", "/in/row/{}/", 165),
    Page("page.own", "/in/row/{}/", 165),
    Page("page.dossier", "/in/row/{}/", 165, sql=25),
    Page("public.home", "/row/{}/", 575),
    Page("public.notices", "/row/{}/", 575),
    Page("public.notice", "/row/{}/", 575),
    Page("public.drawn", "/row/{}/", None),
    Page("public.verify", "/row/{}/", 575),
    Page("form", "/in/row/{}/", 28),
)
AIM_SUBMIT = 75


@dataclass
class Side:
    """A server under measure with its prepared requests; the rates and latencies of its rounds."""

    port: int
    requests: Sequence[bytes]
    rps: list[float] = field(default_factory=list)
    p95_ms: list[float] = field(default_factory=list)

    def round(self, seconds: float, *, keep: bool = True) -> None:
        """Load the server for a while. Errors: NotServing where an answer was no success."""
        found = load.run(self.port, self.requests, seconds=seconds)
        if found.failures:
            raise NotServing(
                f"{found.failures} of {found.requests} answers were no success: {self.requests[0]!r}"
            )
        if keep:
            self.rps.append(found.rps)
            self.p95_ms.append(found.p95_ms)


def measure(engine: str, names: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Every figure whose name begins with one of `names` ("" for all), one mapping each."""
    pages = [page for page in PAGES if _asked(page.key, names)]
    if pages:
        yield from _measure_pages(engine, pages)
    if _asked("submit", names):
        yield from _measure_submit(engine)


def _asked(key: str, names: Sequence[str]) -> bool:
    return any(key == name or key.startswith(f"{name}.") or not name for name in names)


def _measure_pages(engine: str, pages: Sequence[Page]) -> Iterator[dict[str, Any]]:
    with ExitStack() as stack:
        yardstick, cookies = bare_server(engine, stack)
        told, ports = {}, {}
        for size in SIZES:
            place, _made = keeping.seeded(engine, size)
            told[size] = keeping.inside(place, "visitors", "pages")
            ports[size] = stack.enter_context(serving(SYSTEM, place))
        for page in pages:
            sides = {
                0: Side(yardstick, plain(page.yardstick, cookies)),
                **{size: Side(ports[size], _requests(told[size]["visits"][page.key])) for size in SIZES},
            }
            for side in sides.values():
                _must_answer(side)
                side.round(WARM, keep=False)
            for _number in range(ROUNDS):
                for side in sides.values():
                    side.round(SECONDS)
            counts = {size: int(told[size]["sql"][page.key]) for size in SIZES}
            yield from (named(engine, one) for one in _page_figures(page, sides, counts))


def _page_figures(
    page: Page, sides: Mapping[int, Side], counts: Mapping[int, int]
) -> Iterator[dict[str, Any]]:
    bare = sides[0]
    for size in SIZES:
        side = sides[size]
        yield figure(f"{page.key}.rps.{size}", side.rps, "req/s", bare.rps, RATE, page.rps)
        yield figure(f"{page.key}.p95_ms.{size}", side.p95_ms, "ms", bare.p95_ms, LATENCY, page.p95_ms)
    small, large = (statistics.median(sides[size].rps) for size in SIZES)
    yield {
        "name": f"{page.key}.growth",
        "value": round(small / large, 2),
        "unit": "times",
        "yardstick": 1.0,
        "ratio": round(small / large, 2),
        "ratio_is": GROWTH,
        "aim": AIM_GROWTH,
    }
    yield {
        "name": f"{page.key}.sql",
        "value": counts[SIZES[-1]],
        "unit": "statements",
        "yardstick": page.sql,
        "ratio": round(counts[SIZES[-1]] / page.sql, 2),
        "ratio_is": COUNT,
        "aim": page.sql,
    }


def _measure_submit(engine: str) -> Iterator[dict[str, Any]]:
    beside: dict[int, float] = {}
    for size in SIZES:
        kept, _made = keeping.seeded(engine, size)
        place = Place(engine, size, "submit")
        try:
            place.copy_of(kept)
            told = keeping.inside(place, "visitors", "drafts", str(SUBMITS * (ROUNDS + 1)))
            with ExitStack() as stack:
                yardstick, cookies = bare_server(engine, stack)
                port = stack.enter_context(serving(SYSTEM, place))
                bare = Side(yardstick, plain("/in/lock/{}/", cookies, post=True))
                rps = _submit_rounds(port, bare, _requests(told["submit"]))
        finally:
            place.clear()
        found = figure(f"submit.flows.{size}", rps, "flows/s", bare.rps, RATE, AIM_SUBMIT)
        beside[size] = found["ratio"]
        yield named(engine, found)
    growth = round(
        beside[SIZES[0]] / beside[SIZES[-1]], 2
    )  # not measured in turns: by what each is beside the yardstick
    yield named(
        engine,
        {
            "name": "submit.growth",
            "value": growth,
            "unit": "times",
            "yardstick": 1.0,
            "ratio": growth,
            "ratio_is": f"ratio at {SIZES[0]} / ratio at {SIZES[-1]}",
            "aim": AIM_GROWTH,
        },
    )


def _submit_rounds(port: int, bare: Side, requests: Sequence[bytes]) -> list[float]:
    """Rates of the rounds; each draft is submitted once. Errors: NotServing where one was not."""
    rps = []
    bare.round(WARM, keep=False)
    for number in range(ROUNDS + 1):
        part = requests[number * SUBMITS : (number + 1) * SUBMITS]
        if number:
            bare.round(SECONDS)
        found = load.run(port, part, seconds=0, once=True, accepts=is_receipt)
        if found.failures:
            raise NotServing(f"{found.failures} of {found.requests} drafts were not submitted")
        if number:  # the first round warms the workers
            rps.append(found.rps)
    return rps


def is_receipt(head: bytes) -> bool:
    """Whether an answer leads on to the receipt, as only a submission does."""
    return head[9:12] == b"302" and b"/receipt/" in head


def figure(
    name: str,
    values: Sequence[float],
    unit: str,
    yardstick: Sequence[float],
    ratio_is: str,
    aim: float | None,
) -> dict[str, Any]:
    """One figure: medians of the rounds, and the ratio that is better the larger it is."""
    value, bare = statistics.median(values), statistics.median(yardstick)
    ratio = value / bare if ratio_is == RATE else bare / value
    return {
        "name": name,
        "value": round(value, 2),
        "unit": unit,
        "yardstick": round(bare, 2),
        "ratio": round(ratio, 4),
        "ratio_is": ratio_is,
        "aim": aim,
    }


def named(engine: str, found: dict[str, Any]) -> dict[str, Any]:
    """The figure with its engine; told on standard error."""
    print(f"  {engine} {found['name']} = {found['value']} {found['unit']}", file=sys.stderr, flush=True)
    return {**found, "engine": engine}


def bare_server(engine: str, stack: ExitStack) -> tuple[int, str]:
    """Port of the yardstick on the same engine, and the cookies of its account."""
    place = Place(engine, 0, "yardstick")
    cookies = keeping.yardstick(place)
    return stack.enter_context(serving(YARDSTICK, place, answers_at="/empty/")), cookies


def plain(path: str, cookies: str, *, post: bool = False) -> list[bytes]:
    """Requests of a view of the yardstick, over its rows."""
    paths = [path.format(key) for key in range(1, 1001, 7)]
    behind = cookies if path.startswith("/in/") else ""
    return [load.post(one, b"", cookies=behind) if post else load.get(one, cookies=behind) for one in paths]


def _requests(visits: Sequence[Mapping[str, str]]) -> list[bytes]:
    return [
        load.post(one["path"], one["form"].encode(), cookies=one["cookies"])
        if "form" in one
        else load.get(one["path"], cookies=one["cookies"])
        for one in visits
    ]


def _must_answer(side: Side) -> None:
    """Let the first page be a page and no way to the log-in. Errors: NotServing."""
    status, body = status_of(side.port, side.requests[0])
    if status != 200 or not body:
        raise NotServing(f"status {status} for {side.requests[0]!r}")

"""Measure a meeting: 25 experts voting at once on 300 applicants, then the tally of all by two trustees."""

import statistics
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

from benchmarks import figures, keeping, load
from benchmarks.figures import COUNT, ROUNDS, SECONDS, WARM, Side
from benchmarks.places import Place
from benchmarks.servers import SYSTEM, NotServing, serving
from zhicheng.vault import keys

EXPERTS, APPLICANTS = 25, 300
AIM_CAST_MS, AIM_TALLY_S = 300, 60


def measure(engine: str) -> Iterator[dict[str, Any]]:
    """`meeting.cast_p95_ms`, `meeting.tally_s`, `meeting.check_s`. Errors: NotServing where a vote was lost."""
    place = Place(engine, APPLICANTS, "meeting")
    try:
        place.create()
        keys.create(place.folder)
        votes = keeping.inside(place, "gathering", "votes")["votes"]
        requests = [load.post(one["path"], one["form"].encode(), cookies=one["cookies"]) for one in votes]
        with ExitStack() as stack:
            yardstick, cookies = figures.bare_server(engine, stack)
            port = stack.enter_context(serving(SYSTEM, place))
            bare = Side(yardstick, figures.plain("/in/lock/{}/", cookies, post=True))
            bare.round(WARM, keep=False)
            for _number in range(ROUNDS):
                bare.round(SECONDS)
            found = load.run(port, requests, seconds=0, clients=EXPERTS, once=True, accepts=is_cast)
        if found.failures:
            raise NotServing(f"{found.failures} of {found.requests} votes were not taken")
        told = keeping.inside(place, "gathering", "tally")
    finally:
        place.clear()
    if (told["cast"], told["counted"]) != (len(votes), APPLICANTS):
        raise NotServing(
            f"{told['cast']} votes and {told['counted']} results of {len(votes)} and {APPLICANTS}"
        )
    lock_ms = statistics.median(bare.p95_ms)
    yield _aimed(engine, "meeting.cast_p95_ms", found.p95_ms, "ms", lock_ms, AIM_CAST_MS)
    yield _aimed(engine, "meeting.cast_rps", found.rps, "votes/s", statistics.median(bare.rps), None)
    yield _aimed(engine, "meeting.tally_s", told["tally_s"], "s", None, AIM_TALLY_S)
    yield _aimed(engine, "meeting.check_s", told["check_s"], "s", None, None)


def is_cast(head: bytes) -> bool:
    """Whether an answer leads back to the vote's page, as only a vote that was taken does."""
    return head[9:12] == b"302" and b"/vote/" in head


def _aimed(
    engine: str, name: str, value: float, unit: str, yardstick: float | None, aim: float | None
) -> dict[str, Any]:
    found = {"name": name, "value": round(value, 2), "unit": unit, "yardstick": yardstick, "aim": aim}
    if yardstick is not None:
        found |= {"yardstick": round(yardstick, 2), "ratio": round(value / yardstick, 2)}
        return figures.named(engine, {**found, "ratio_is": "value / yardstick"})
    ratio = round(value / aim, 4) if aim else None
    return figures.named(engine, {**found, "ratio": ratio, "ratio_is": COUNT if aim else None})

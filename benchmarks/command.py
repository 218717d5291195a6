"""`zhicheng bench NAME [--json] [--million]`: one JSON object a line on standard output, progress on standard error.

NAME is `seed N`, `all`, or the beginning of figures' names: list, lists, page, page.case, public, form, submit, rush,
meeting, policy; worker (100,000 applications, not of `all`). `--million`: `lists` at 1,000,000 applications too.
"""

import json
import os
import sys
from typing import Any

from benchmarks import figures, keeping, law, lists, meeting, rush, worker
from benchmarks.servers import NotServing

NAMES = ("list", "lists", "page", "public", "form", "submit", "rush", "meeting", "policy", "worker")
MILLION = "--million"


def main(arguments: list[str]) -> int:
    """Carry the command out; its exit status: 1 where something could not be made or measured, 2 for wrong words."""
    words = [word for word in arguments if word not in {"--json", MILLION}]
    try:
        if words[:1] == ["seed"] and len(words) == 2 and words[1].isdigit() and int(words[1]) > 0:
            return _seed(int(words[1]))
        if len(words) == 1 and words[0].split(".")[0] in (*NAMES, "all"):
            return _measure("" if words[0] == "all" else words[0], million=MILLION in arguments)
    except (keeping.NotMade, NotServing) as failed:
        print(failed, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


def _engines() -> list[str]:
    """SQLite and, where a server answers, PostgreSQL; BENCH_ENGINE names one alone."""
    there = keeping.engines()
    asked = os.environ.get("BENCH_ENGINE", "")
    if asked and asked not in there:
        raise keeping.NotMade(f"BENCH_ENGINE={asked}: there is {', '.join(there)}")
    return [asked] if asked else there


def _seed(size: int) -> int:
    for engine in _engines():
        place, told = keeping.seeded(engine, size)
        figure = {
            "name": f"seed.{size}",
            "value": told["total_seconds"],
            "unit": "s",
            "yardstick": None,
            "ratio": None,
        }
        _print({**figure, "engine": engine, "data": str(place.folder), **told})
    return 0


def _measure(name: str, *, million: bool = False) -> int:
    if not name or name.split(".")[0] == "policy":
        for found in law.measure():
            if found["name"].startswith(name):
                _print(found)
    if name.split(".")[0] == "policy":
        return 0
    for engine in _engines():
        for found in figures.measure(engine, [name]):
            _print(found)
        if name.split(".")[0] in {"", "lists"}:
            for found in lists.measure(engine, million=million):
                _print(found)
        if name.split(".")[0] in {"", "rush"}:
            for found in rush.measure(engine, figures.SIZES[-1]):
                _print(found)
        if name.split(".")[0] == "worker":
            for found in worker.measure(engine):
                _print(found)
        if name.split(".")[0] in {"", "meeting"}:
            for found in meeting.measure(engine):
                _print(found)
    return 0


def _print(found: dict[str, Any]) -> None:
    print(json.dumps(found, ensure_ascii=False), flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""Have the data of an engine and size at hand: made once, kept under var/bench, made anew where the code has changed."""

import json
import subprocess
import sys
import time
from typing import Any

from benchmarks.places import BASE, POSTGRESQL, ROOT, SQLITE, Place, code_state, server_answers
from zhicheng.vault import keys


class NotMade(Exception):
    """The data could not be made, or a check failed on it."""


def engines() -> list[str]:
    """SQLite always, PostgreSQL where a server answers."""
    return [SQLITE, POSTGRESQL] if server_answers() else [SQLITE]


def seeded(engine: str, size: int) -> tuple[Place, dict[str, Any]]:
    """The place of the data and what its making told; made where it is missing. Errors: NotMade."""
    place = Place(engine, size)
    found = place.stamp()
    if found:
        return place, found
    code, started = code_state(size), time.perf_counter()
    if size <= BASE:
        _tell(f"{engine}: rehearsing {BASE} applicants (some minutes, once)")
        place.create()
        keys.create(place.folder)
        answer = inside(place, "seeding", "base")
    else:
        base, _stamp = seeded(engine, BASE)
        started = time.perf_counter()
        _tell(f"{engine}: multiplying to {size}")
        place.copy_of(base)
        answer = inside(place, "seeding", str(size))
    answer["total_seconds"] = round(time.perf_counter() - started, 1)
    place.write_stamp(code, answer)
    return place, answer


def yardstick(place: Place) -> str:
    """Make the yardstick's database anew; the cookies of its account. Errors: NotMade."""
    place.create()
    keys.create(place.folder)
    return str(_run(place, "benchmarks.yardstick.making")["cookies"])


def inside(place: Place, *arguments: str) -> dict[str, Any]:
    """Run a part inside Django on the data; the JSON object that it prints. Errors: NotMade."""
    return _run(place, "benchmarks.inside", *arguments)


def _run(place: Place, module: str, *arguments: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=place.environment,
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode:
        raise NotMade(
            f"{place.engine} {place.name}: {' '.join([module, *arguments])} failed: {done.stdout.strip()[-600:]}"
        )
    answer: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return answer


def _tell(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

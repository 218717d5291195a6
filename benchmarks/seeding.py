"""Rehearse once, or multiply what is there: run inside Django by `zhicheng bench seed N`; one JSON object at the end."""

import datetime as dt
import json
import sys
import time

from django.core.management import call_command
from django.db import connection

from benchmarks import checking
from benchmarks.multiplying import multiply
from benchmarks.places import BASE
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.rehearsal.season import play

STOPS = dt.datetime(
    2023, 8, 16, 10, tzinfo=clock.CHINA
)  # every office has work, certificates are out, a window is open


def main(arguments: list[str]) -> int:
    """`base` plays the rehearsal into the empty database; a number multiplies it. 1 where a check fails."""
    call_command("migrate", verbosity=0, interactive=False)
    started = time.perf_counter()
    if arguments == ["base"]:
        with clock.at(STOPS):  # what falls due at the end falls due then
            play(count=BASE, year=STOPS.year, seed=7, until=STOPS, report=_say)
        total = Application.objects.count()
    else:
        total = multiply(int(arguments[0]), _say)
    made = time.perf_counter()
    settle()
    broken = checking.broken()
    answer = {
        "applications": total,
        "seconds": round(made - started, 1),
        "checks_seconds": round(time.perf_counter() - made, 1),
        "broken": broken,
    }
    print(json.dumps(answer))
    return 1 if broken else 0


def settle() -> None:
    """Let the planner know the sizes of the tables."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA journal_mode = WAL")
            cursor.execute("PRAGMA analysis_limit = 1000")
            cursor.execute("ANALYZE")
        else:
            cursor.execute("VACUUM ANALYZE")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)

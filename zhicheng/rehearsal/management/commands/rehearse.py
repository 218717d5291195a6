"""`zhicheng rehearse`: play a whole season with invented people on a fast clock, and check what must hold."""

import argparse
import dataclasses
import json
import sys
import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from zhicheng.people.models import Person
from zhicheng.rehearsal import expectations, funnel, invariants
from zhicheng.rehearsal.season import play
from zhicheng.rehearsal.stage import NotRefused


class Command(BaseCommand):
    """Rehearse."""

    help = (
        "Rehearse a season in a database of its own (the program makes and drops it): same acts as the pages, up to "
        "certificates. Prints the funnel; exit status 1 where an invariant fails or, from 200 applicants on, where a "
        "guard, reading or end state did not occur."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--applicants", type=int, default=200)
        parser.add_argument("--year", type=int, default=2023)
        parser.add_argument("--seed", type=int, default=7)
        parser.add_argument("--json", action="store_true", help="one line of JSON, progress on stderr")

    def handle(self, *args: Any, **options: Any) -> None:
        if not 5 <= options["applicants"] <= 5000:
            raise CommandError("--applicants: from 5 to 5000")
        if options["year"] != 2023:
            raise CommandError("--year: only the season of 2023 is rehearsed so far")
        connection.ensure_connection()
        if Person.objects.exists():
            raise CommandError("this database holds people already: a rehearsal needs one of its own")
        say = self.stderr.write if options["json"] else self.stdout.write
        started = time.perf_counter()
        try:
            season = play(count=options["applicants"], year=options["year"], seed=options["seed"], report=say)
        except NotRefused as hole:
            self.stderr.write(f"A GUARD DID NOT HOLD: {hole}")
            sys.exit(1)
        seconds = time.perf_counter() - started
        result = funnel.count()
        faults = invariants.broken()
        missing = expectations.missing(season.stage.seen, result) if options["applicants"] >= 200 else []
        if options["json"]:
            answer = {
                **dataclasses.asdict(result),
                "seconds": round(seconds, 2),
                "seen": dict(sorted(season.stage.seen.items())),
                "not_seen": missing,
                "broken": faults,
            }
            self.stdout.write(json.dumps(answer, ensure_ascii=False))
        else:
            self.tell(result, faults, missing, season.stage.seen, seconds)
        if faults or missing:
            sys.exit(1)

    def tell(
        self,
        result: funnel.Funnel,
        faults: dict[str, list[str]],
        missing: list[str],
        seen: dict[str, int],
        seconds: float,
    ) -> None:
        """Print funnel, invariants and what was seen."""
        for line in funnel.lines(result):
            self.stdout.write(line)
        self.stdout.write(f"\n{len(invariants.CHECKS)} invariants checked, {len(faults)} broken")
        for name, examples in faults.items():
            self.stdout.write(f"  BROKEN {name}: {'; '.join(examples)}")
        for kind in ("guard", "reading"):
            names = sorted(name for name in seen if name.startswith(f"{kind}:"))
            self.stdout.write(f"{len(names)} {kind}s met")
        for name in missing:
            self.stdout.write(f"  NOT SEEN {name}")
        self.stdout.write(f"{seconds:.1f} s")

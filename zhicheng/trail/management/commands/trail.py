"""`zhicheng trail seal|verify`: seal what waits; walk the chain and say whether it is intact."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhicheng.trail import sealing


class Command(BaseCommand):
    """Seal or verify the trail."""

    help = (
        "Seal the waiting entries of the trail, or verify the whole chain (exit status 1 where it is broken)."
    )

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["seal", "verify"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "seal":
            self.stdout.write(f"{sealing.seal_all()} entries sealed")
            return
        report = sealing.verify()
        self.stdout.write(f"{report.sealed} sealed, {report.unsealed} waiting to be sealed")
        if report.fault:
            self.stdout.write(f"BROKEN: {report.fault}")
            sys.exit(1)
        self.stdout.write("intact")

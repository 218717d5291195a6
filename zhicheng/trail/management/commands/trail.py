"""`zhicheng trail seal|verify|verify-reads`: seal what waits; walk a chain and say whether it is intact."""

import argparse
import sys
from typing import Any

from django.core.management.base import BaseCommand

from zhicheng.trail import reads, sealing


class Command(BaseCommand):
    """Seal or verify the trail."""

    help = "Seal the waiting entries of the trail, or verify its chain or that of the read log (exit status 1: broken)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["seal", "verify", "verify-reads"])

    def handle(self, *args: Any, **options: Any) -> None:
        if options["what"] == "seal":
            self.stdout.write(f"{sealing.seal_all()} entries sealed")
            return
        if options["what"] == "verify-reads":
            found = reads.verify()
            self.stdout.write(
                f"{found.lines} lines in {found.batches} batches, {found.emptied} without lines after their term"
            )
            fault = found.fault
        else:
            report = sealing.verify()
            self.stdout.write(f"{report.sealed} sealed, {report.unsealed} waiting to be sealed")
            fault = report.fault
        if fault:
            self.stdout.write(f"BROKEN: {fault}")
            sys.exit(1)
        self.stdout.write("intact")

"""`zhicheng signatures verify [ID]`: check one signature or all."""

import argparse
import sys
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand

from zhicheng.signatures.actions import holds
from zhicheng.signatures.models import Signature


class Command(BaseCommand):
    """Verify signatures."""

    help = "Verify one signature by its id, or all of them (exit status 1 where one does not hold)."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("what", choices=["verify"])
        parser.add_argument("id", nargs="?", type=UUID)

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Signature.objects.order_by("signed_at", "id")
        if options["id"]:
            rows = rows.filter(pk=options["id"])
        checked, broken = 0, 0
        for row in rows.iterator(chunk_size=500):
            checked += 1
            if not holds(row):
                broken += 1
                self.stdout.write(f"DOES NOT HOLD: {row.id} {row.purpose} {row.signed_at:%Y-%m-%d %H:%M}")
        self.stdout.write(f"{checked} checked, {broken} do not hold")
        if broken or (options["id"] and not checked):
            sys.exit(1)

"""`zhicheng clock [--once]`: do what is due, every second."""

import argparse
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import close_old_connections

from zhicheng.clock.due import run_due

PAUSE = 1.0  # seconds


class Command(BaseCommand):
    """The ticking process beside web and worker."""

    help = "Do what dates bring about: close windows, seal the trail, send the outbox. Runs until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="do what is due now and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        while True:
            done = {name: count for name, count in run_due().items() if count}
            if done:
                self.stdout.write(", ".join(f"{name} {count}" for name, count in done.items()))
            if options["once"]:
                return
            close_old_connections()
            time.sleep(PAUSE)

"""`zhicheng worker [--batch]`: do what waits in the background; in the last hours of a window only what is waited for."""

import argparse
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string

from zhicheng.clock.rush import PatientWorker


class Command(BaseCommand):
    """The working process beside web and clock."""

    help = "Make PDF, exports and all else that waits in the queue. Runs until stopped."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--batch", action="store_true", help="do what is due now and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        worker = PatientWorker(
            queue_names=["*"],
            excluded_queue_names=[],
            interval=1,
            batch=options["batch"],
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=get_random_string(32),
        )
        worker.configure_signals()
        worker.run()

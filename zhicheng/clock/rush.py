"""The last hours of a window: what nobody waits for stands back, so that pages stay quick."""

import datetime as dt

from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult

from zhicheng.almanac import clock
from zhicheng.planning.models import Session

BEFORE = dt.timedelta(hours=6)  # before a window closes
AFTER = dt.timedelta(minutes=10)  # the last submissions and their attachments are still being taken in
SOMEBODY_WAITS = 50  # priority from which a task is done at once also in a rush


def until(at: dt.datetime) -> dt.datetime | None:
    """The moment at which the rush ends in which `at` lies; None outside of one."""
    closing = Session.objects.filter(
        closes_at__gt=at - AFTER, closes_at__lte=at + BEFORE, call__published_at__lte=at
    ).order_by("-closes_at")
    last = closing.values_list("closes_at", flat=True).first()
    return last + AFTER if last else None


def hold_back(at: dt.datetime) -> int:
    """Let waiting tasks for which nobody waits (PDF, OCR, exports) stand back until the rush is over; how many."""
    end = until(at)
    if end is None:
        return 0
    then = clock.by_the_wall(end)
    waiting = DBTaskResult.objects.ready().filter(priority__lt=SOMEBODY_WAITS)
    return int(waiting.update(run_after=then))


class PatientWorker(Worker):
    """The task library's worker, which holds back before it chooses its next task."""

    chosen: list[str]

    @property
    def excluded_queue_names(self) -> list[str]:
        """Asked each time before a task is chosen: the moment to hold back."""
        hold_back(clock.now())
        return self.chosen

    @excluded_queue_names.setter
    def excluded_queue_names(self, names: list[str]) -> None:
        self.chosen = names

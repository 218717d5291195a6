"""Let queued messages leave by the senders of the settings, each once; what fails is tried again, later and later."""

import datetime as dt
import logging
import time

from django.db.models import F, Q

from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery
from zhicheng.inbox.senders import NotSent, reason_of, sender_of

logger = logging.getLogger(__name__)
MOST = 200  # in one go
SECONDS = 5.0  # in one go: the clock has other things to do
ATTEMPTS = 8
FIRST_PAUSE = dt.timedelta(minutes=1)  # doubled with each attempt: the last one after two hours


def deliver(*, urgent_only: bool = False) -> int:
    """Hand over what waits, urgent ones and the oldest first; how many left.

    `urgent_only`: codes and links alone, for which somebody waits. A crash between sender and row hands the same
    message over once more, under the same id.
    """
    now, until, left = clock.now(), time.monotonic() + SECONDS, 0
    due = Q(next_at__isnull=True) | Q(next_at__lte=now)
    rows = Delivery.objects.filter(due, delivered_at__isnull=True, attempts__lt=ATTEMPTS)
    if urgent_only:
        rows = rows.filter(urgent=True)
    for row in rows.select_related("message").order_by("-urgent", "queued_at")[:MOST]:
        if time.monotonic() > until:
            break
        left += _try(row)
    return left


def _try(row: Delivery) -> bool:
    taken = Delivery.objects.filter(pk=row.pk, delivered_at__isnull=True, attempts=row.attempts)
    pause = FIRST_PAUSE * 2**row.attempts
    if not taken.update(attempts=F("attempts") + 1, next_at=clock.now() + pause):
        return False  # another clock has it
    try:
        sender_of(row.channel)(row)
    except NotSent as error:
        logger.warning("delivery %s was not taken: %s", row.pk, error)
        Delivery.objects.filter(pk=row.pk).update(failure=reason_of(error))
        return False
    Delivery.objects.filter(pk=row.pk).update(delivered_at=clock.now(), failure="")
    return True

"""What happens by itself when a date passes or a second goes by."""

import logging
from collections.abc import Callable

from zhicheng.almanac import clock
from zhicheng.meeting import actions as meeting
from zhicheng.outcomes import actions as outcomes
from zhicheng.trail import sealing

logger = logging.getLogger(__name__)


def run_due() -> dict[str, int]:
    """Do everything that is due now; how much of each was done. A failing job is logged and does not stop the others."""
    done: dict[str, int] = {}
    for name, job in JOBS.items():
        try:
            done[name] = job()
        except Exception:
            logger.exception("the job %s failed at %s", name, clock.now())
            done[name] = -1
    return done


JOBS: dict[str, Callable[[], int]] = {
    "admitted": meeting.take_answered_filings,
    "filed": outcomes.take_answered_filings,
    "certificates": outcomes.issue_waiting_certificates,
    "sealed": sealing.seal_all,
}

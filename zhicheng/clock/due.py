"""What happens by itself when a date passes or a second goes by."""

import logging
from collections.abc import Callable

from zhicheng.almanac import clock
from zhicheng.applications.actions import (
    close_missed_windows,
    lapse_missed_corrections,
    lapse_unanswered_notices,
    miss_named_files,
    remind,
)
from zhicheng.applications.scans import queue_scans
from zhicheng.applications.states import State
from zhicheng.clock import rush
from zhicheng.dossiers import actions as dossiers
from zhicheng.drafts.actions import clear_forgotten
from zhicheng.inbox import outbox
from zhicheng.meeting import actions as meeting
from zhicheng.outcomes import actions as outcomes
from zhicheng.people import read_log
from zhicheng.people.actions import (
    apply_competences,
    begin_due_delegations,
    end_due_roles,
    end_unreviewed_roles,
    forget_codes,
)
from zhicheng.planning.actions import end_variations
from zhicheng.planning.models import Session
from zhicheng.public_notice import actions as notices
from zhicheng.trail import sealing
from zhicheng.vetting.actions import count_crowds, go_on_with_stalled

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


def close_windows() -> int:
    """逾期未报 for the drafts of every session whose window is over (GUIDE-1.4)."""
    at = clock.now()
    over = Session.objects.filter(closes_at__lte=at, applications__state=State.DRAFT).distinct()
    return sum(close_missed_windows(session, at) for session in over.select_related("committee__place"))


def remind_of_windows() -> int:
    """Remind of windows that are open: hand in early, and before they close (GUIDE-1.4)."""
    at = clock.now()
    waiting = Session.objects.filter(opens_at__lte=at, closes_at__gt=at, call__published_at__lte=at)
    return sum(remind(session, at) for session in waiting.select_related("committee__place", "call"))


def lapse_corrections() -> int:
    """不具备申报资格 for returned files that came back too late (KM2023-4.2)."""
    at = clock.now()
    waiting = (State.RETURNED, State.RESET)
    over = Session.objects.filter(closes_at__lte=at, applications__state__in=waiting).distinct()
    return sum(lapse_missed_corrections(session, at) for session in over.select_related("committee__place"))


def lapse_notices() -> int:
    """The end of files whose 补正通知 nobody has answered in time (KM2023-4.2, GUIDE-1.2.2)."""
    return lapse_unanswered_notices(clock.now())


def let_messages_leave() -> int:
    """Hand messages over; in the last hours of a window only those for which somebody waits."""
    return outbox.deliver(urgent_only=rush.until(clock.now()) is not None)


JOBS: dict[str, Callable[[], int]] = {
    "reminded": remind_of_windows,
    "taken down": notices.take_down,
    "missed": close_windows,
    "lapsed": lapse_corrections,
    "unanswered notices": lapse_notices,
    "missed files": miss_named_files,
    "varied": end_variations,
    "competences": apply_competences,
    "admitted": meeting.take_answered_filings,
    "filed": outcomes.take_answered_filings,
    "certificates": outcomes.issue_waiting_certificates,
    "roles over": end_due_roles,
    "delegations": begin_due_delegations,
    "roles": end_unreviewed_roles,
    "messages": let_messages_leave,
    "forgotten": clear_forgotten,
    "forgotten codes": forget_codes,
    "stalled batches": go_on_with_stalled,
    "crowded desks": count_crowds,
    "waiting files": dossiers.hand_over_again,
    "scans to read": queue_scans,
    "abandoned files": dossiers.clear_abandoned,
    "reads past their term": read_log.forget,
    "sealed": sealing.seal_all,
}

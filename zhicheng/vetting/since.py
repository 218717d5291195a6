"""What has happened to a case since somebody opened its page, for whoever decided on the older version."""

from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.applications.models import Application, Step
from zhicheng.applications.states import LABELS, Event, State
from zhicheng.applications.words import EVENT_WORDS
from zhicheng.vetting.differences import Comparison, compare

MOST = 20  # steps shown
SUBMITTING = (Event.SUBMIT, Event.CORRECT)


@dataclass(frozen=True)
class Since:
    """The steps, the newest first, each with its words; `compared`: what was submitted then and now, where it was anew."""

    steps: Sequence[tuple[Step, str]]
    compared: Comparison | None


def happened_since(application: Application, version: int) -> Since:
    """What came after the version that was read; six SQL statements at most."""
    many = min(max(application.version - version, 0), MOST)
    steps = list(application.steps.select_related("organisation").order_by("-at", "-id")[:many])
    words = [(one, str(EVENT_WORDS.get(Event(one.event), LABELS[State(one.to_state)]))) for one in steps]
    anew = sum(1 for one in steps if one.event in SUBMITTING)
    last = application.submissions.count() if anew else 0
    return Since(words, compare(application, last - anew) if anew else None)

"""An application as a row of an officer's list: due day, chances left, flags."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State


@dataclass(frozen=True, slots=True)
class Row:
    """What the table shows; `chances`: the year's returns left (C-01), empty where the law sets no limit."""

    application: Application
    label: str
    url: str
    committee: str
    chances: str
    last_chance: bool
    late: bool
    flags: tuple[str, ...]


def rows_of(applications: Iterable[Application]) -> list[Row]:
    """Rows for applications that carry `returns_used` and `submissions_made` (queries.waiting_for)."""
    today = clock.today()
    return [_row(one, today) for one in applications]


def chances(application: Application, used: int) -> tuple[str, bool]:
    """How many returns are left in words, and whether the next one closes the year."""
    limit = book_of(application.year, application.session).find("returns.limit")
    if limit is None:
        return "", False
    left = max(limit.number - used, 0)
    return _("剩 %(left)d 次") % {"left": left}, left == 0


def _row(application: Application, today: dt.date) -> Row:
    used: int = getattr(application, "returns_used", 0)
    made: int = getattr(application, "submissions_made", 0)
    words, last = chances(application, used)
    late = application.due_on is not None and application.due_on < today
    flags = [_("优先")] if application.priority else []
    if application.channel != "正常":
        flags.append(application.channel)
    if made > 1:
        flags.append(_("第 %(made)d 次提交") % {"made": made})
    return Row(
        application=application,
        label=LABELS[State(application.state)],
        url=reverse("vetting:case", args=[application.pk]),
        committee=application.session.committee.name if application.session else "",
        chances=words,
        last_chance=last,
        late=late,
        flags=tuple(flags),
    )

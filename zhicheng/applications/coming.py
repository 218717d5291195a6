"""Attachments on their way: for the applicant who sends them and the stations that wait for them."""

import datetime as dt
from collections.abc import Iterable

from django.db.models import F, Max, Q

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, NamedFile
from zhicheng.planning.instants import Instant, grace_of, instant_of


def coming_to(application: Application) -> list[NamedFile]:
    """What is being sent, and what the last submission named: under way, arrived, missed. One SQL statement."""
    rows = NamedFile.objects.filter(application=application).select_related("incoming")
    rows = rows.annotate(last=Max("application__submissions__version"))
    return list(rows.filter(Q(submission=None) | Q(submission__version=F("last"))))


def named_by_last(application: Application) -> list[NamedFile]:
    """What the last submission named; SQL only where the session grants a grace."""
    if application.session is None or not application.session.upload_grace:
        return []
    return [one for one in coming_to(application) if one.submission_id is not None]


def resumes(rows: Iterable[NamedFile]) -> bool:
    """Whether a submission waits for one of them that may still be sent."""
    return any(one.due_at is not None and one.in_time(clock.arrival()) for one in rows)


def grace_ends(application: Application) -> dt.datetime | None:
    """Until when what a submission names now may still arrive; None where the session grants no grace."""
    if application.session is None or not application.session.upload_grace:
        return None
    which = Instant.RESUBMIT if application.submitted_at else Instant.SUBMIT
    moment = instant_of(application.session, which)
    return moment + grace_of(application.session) if moment else None

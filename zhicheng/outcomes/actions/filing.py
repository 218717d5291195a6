"""Post-meeting filing of those who passed and met no objection."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import file
from zhicheng.planning.models import Filing, Session
from zhicheng.public_notice.models import Notice


@transaction.atomic
def file_results(session: Session, by: Account) -> Filing:
    """File the list of those who passed without objection, after the result notice was closed (YN2020-3.2, KM2023-4.4h).

    Errors: Refused.
    """
    notices = Notice.objects.filter(session=session, kind=Notice.Kind.RESULT)
    if not notices.exists() or notices.filter(closed_at__isnull=True).exists():
        raise Refused(_("评审结果公示还没有结束并填写结果,不能报会后备案。"), clause="YN2020-3.2")
    rows = Application.objects.filter(session=session, state=State.RESULT_NOTICE).select_related("unit").order_by("number")
    content = {
        "meeting_on": session.meeting_on.isoformat() if session.meeting_on else "",
        "applications": [str(row.id) for row in rows],
        "list": [[row.number, row.applicant_name, row.unit.name, row.profession, row.title] for row in rows],
    }
    kind = Filing.Kind.POST_MEETING
    return file(session=session, kind=kind, content=content, by=by, organisation=session.committee.organiser)


def take_answered_filings() -> int:
    """Move on everybody on the lists of accepted post-meeting filings; how many people. For the clock and the bureau's act."""
    waiting = (
        Filing.objects.filter(
            kind=Filing.Kind.POST_MEETING,
            answer=Filing.Answer.ACCEPTED,
            session__applications__state=State.RESULT_NOTICE,
        )
        .distinct()
        .select_related("answered_by", "to", "session")
    )
    return sum(_take(filing) for filing in waiting)


@transaction.atomic
def _take(filing: Filing) -> int:
    listed = set(filing.content.get("applications", []))
    by = flow.By(Actor.BUREAU, filing.answered_by, filing.to)
    rows = [
        row
        for row in Application.objects.filter(session=filing.session, state=State.RESULT_NOTICE)
        if str(row.id) in listed
    ]
    for row in rows:
        flow.move(row, Event.POST_FILE, by, _("会后备案通过(%(number)s)。") % {"number": filing.number})
    return len(rows)

"""Qualification audit and the pre-meeting filing's answer."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.meeting.access import must_be_office
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.actions import answer_filing
from zhicheng.planning.models import Filing, Session


@transaction.atomic
def qualify(application: Application, by: Account) -> Application:
    """资格审查 passed: the person goes on the list for the meeting (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    session = _session(row)
    must_be_office(by, session)
    return flow.move(row, Event.QUALIFY, flow.By(Actor.OFFICE, by, session.committee.organiser), _("资格审查通过,拟上会。"))


@transaction.atomic
def disqualify(application: Application, reason: str, by: Account) -> Application:
    """资格审查未通过, with the reason that goes into the filing (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    session = _session(row)
    must_be_office(by, session)
    if not reason.strip():
        raise Refused(_("请写明资格审查未通过的理由。"), field="reason", clause="KM2023-4.4c")
    return flow.move(row, Event.DISQUALIFY, flow.By(Actor.OFFICE, by, session.committee.organiser), reason.strip())


@transaction.atomic
def answer_pre_meeting_filing(
    filing: Filing, *, accepted: bool, by: Account, organisation: Organisation, reason: str = ""
) -> Filing:
    """The bureau answers; when it accepts, everybody on the filed list may be read and voted on (KM2023-4.4c)."""
    answered = answer_filing(filing=filing, accepted=accepted, by=by, organisation=organisation, reason=reason)
    if accepted:
        _admit(answered)
    return answered


def take_answered_filings() -> int:
    """Admit the lists of filings that were accepted elsewhere (a bureau's general desk); how many people. For the clock."""
    waiting = (
        Filing.objects.filter(
            kind=Filing.Kind.PRE_MEETING,
            answer=Filing.Answer.ACCEPTED,
            session__applications__state=State.PRE_MEETING_NOTICE,
        )
        .distinct()
        .select_related("answered_by", "to", "session")
    )
    return sum(_admit(filing) for filing in waiting)


@transaction.atomic
def _admit(filing: Filing) -> int:
    listed = set(filing.content.get("applications", []))
    by = flow.By(Actor.BUREAU, filing.answered_by, filing.to)
    rows = Application.objects.filter(session=filing.session, state=State.PRE_MEETING_NOTICE)
    admitted = [row for row in rows if str(row.id) in listed]
    for row in admitted:
        flow.move(row, Event.FILE, by, _("会前备案通过(%(number)s)。") % {"number": filing.number})
    return len(admitted)


def _session(row: Application) -> Session:
    if row.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    return row.session

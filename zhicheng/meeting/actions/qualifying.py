"""Qualification audit (资格审查) of those whose material was accepted."""

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, Actor, Event, State
from zhicheng.meeting.access import must_be_office
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session

# While somebody is here, the audit of the session is not over.
STILL_COMING = sorted(
    {*AT_STATION, State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.RETURNED, State.RESET, State.CORRECTING}
    | {State.DRAFT, State.AUDITED, State.PAPER_SENT, State.ACCEPTED}
)


@transaction.atomic
def qualify(application: Application, by: Account) -> Application:
    """资格审查 passed: the person goes on the list for the meeting (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    session = _session(row)
    must_be_office(by, session)
    by_office = flow.By(Actor.OFFICE, by, session.committee.organiser)
    moved = flow.move(row, Event.QUALIFY, by_office, _("资格审查通过,拟上会。"))
    _note_gate(session)
    return moved


@transaction.atomic
def disqualify(application: Application, reason: str, by: Account) -> Application:
    """资格审查未通过, with the reason that goes into the filing (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row = flow.lock(application)
    session = _session(row)
    must_be_office(by, session)
    if not reason.strip():
        raise Refused(_("请写明资格审查未通过的理由。"), field="reason", clause="KM2023-4.4c")
    by_office = flow.By(Actor.OFFICE, by, session.committee.organiser)
    moved = flow.move(row, Event.DISQUALIFY, by_office, reason.strip())
    _note_gate(session)
    return moved


def _note_gate(session: Session) -> None:
    """The gate is passed once the window is closed and nobody waits for audit or paper any more."""
    if session.closes_at is None or session.closes_at > clock.now():
        return
    if not Application.objects.filter(session=session, state__in=STILL_COMING).exists():
        reach_gate(session, "audit")


def _session(row: Application) -> Session:
    if row.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    return row.session

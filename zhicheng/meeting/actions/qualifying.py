"""Qualification audit (资格审查) of those whose material was accepted."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow
from zhicheng.applications.judging import APPROVALS, against_the_meeting, verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, Actor, Event, State
from zhicheng.meeting.access import must_be_office
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session
from zhicheng.title_confirmation.queries import check_not_refused
from zhicheng.vetting.actions.fraud import must_not_be_suspected

# While somebody is here, the audit of the session is not over.
STILL_COMING = sorted(
    {*AT_STATION, State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.RETURNED, State.RESET, State.CORRECTING}
    | {State.DRAFT, State.AUDITED, State.PAPER_SENT, State.ACCEPTED}
)


@transaction.atomic
def qualify(application: Application, by: Account) -> Application:
    """资格审查通过: the person goes on the meeting's list (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row, session = _audited_by(application, by)
    check_not_refused(row)
    must_not_be_suspected(row)
    against = [
        finding
        for finding in against_the_meeting(verdict_of(casefile.load(row.pk), window=False))
        if finding.rule in APPROVALS
    ]
    if against:
        raise Refused("".join(one.sentence + one.remedy for one in against), clause=against[0].clause)
    by_office = flow.By(Actor.OFFICE, by, session.committee.organiser)
    moved = flow.move(row, Event.QUALIFY, by_office, _("资格审查通过，拟上会。"))
    _note_gate(session)
    return moved


@transaction.atomic
def qualify_several(applications: Sequence[Application], by: Account) -> int:
    """资格审查通过 for several at once; all or none. Returns how many. Errors: Refused, MoveNotAllowed."""
    if not applications:
        raise Refused(_("请先勾选要通过资格审查的人员。"))
    for application in applications:
        qualify(application, by)
    return len(applications)


@transaction.atomic
def disqualify(application: Application, reason: str, by: Account) -> Application:
    """资格审查未通过, with the reason for the filing (KM2023-4.4c). Errors: Refused, MoveNotAllowed."""
    row, session = _audited_by(application, by)
    if not reason.strip():
        raise Refused(_("请写明资格审查未通过的理由。"), field="reason", clause="KM2023-4.4c")
    by_office = flow.By(Actor.OFFICE, by, session.committee.organiser)
    moved = flow.move(row, Event.DISQUALIFY, by_office, reason.strip())
    _note_gate(session)
    return moved


def _audited_by(application: Application, by: Account) -> tuple[Application, Session]:
    row = flow.lock(application)
    if row.session is None:
        raise Refused(_("这份申报没有选择评委会。"))
    must_be_office(by, row.session)
    if row.person.account_id == by.id:
        raise Refused(_("不能审查本人的申报。"), status=403)
    return row, row.session


def _note_gate(session: Session) -> None:
    """The gate is passed once the window is closed and nobody waits for audit or paper any more."""
    if session.closes_at is None or session.closes_at > clock.now():
        return
    if not Application.objects.filter(session=session, state__in=STILL_COMING).exists():
        reach_gate(session, "audit")

"""Qualification audit (资格审查) of those whose material was accepted."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow
from zhicheng.applications.judging import APPROVALS, against_the_meeting, verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import AT_STATION, Actor, Event, State
from zhicheng.inbox.actions import send
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.models import QualificationAudit
from zhicheng.meeting.queries import waiting_audit
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import reach_gate
from zhicheng.planning.models import Session
from zhicheng.title_confirmation.queries import check_not_refused
from zhicheng.trail.writing import write
from zhicheng.vetting.actions.fraud import must_not_be_suspected

# While somebody is here, the audit of the session is not over.
STILL_COMING = sorted(
    {*AT_STATION, State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.RETURNED, State.RESET, State.CORRECTING}
    | {State.DRAFT, State.AUDITED, State.PAPER_SENT, State.ACCEPTED}
)


@transaction.atomic
def qualify(application: Application, by: Account, reasons: str = "") -> Application:
    """资格审查通过 (KM2023-4.4c): the first auditor's opinion; a second, different one confirms it by the same act,
    and the person goes on the meeting's list. A session may be set to one auditor (`audit_people`).

    Errors: Refused, MoveNotAllowed.
    """
    row, session = _audited_by(application, by)
    check_not_refused(row)
    must_not_be_suspected(row)
    flow.allowed(row, Event.QUALIFY, flow.By(Actor.OFFICE))
    waiting = waiting_audit(row)
    if waiting is None:  # asked again for all when the list is filed
        _must_be_approved(row)
    if not _is_decided(
        row, session, by, waiting, passed=True, reasons=reasons.strip() or _("经审查，符合申报条件。")
    ):
        return row
    by_office = flow.By(Actor.OFFICE, by, must_be_office(by, session))
    moved = flow.move(row, Event.QUALIFY, by_office, _("资格审查通过，拟上会。"))
    _note_gate(session)
    return moved


@transaction.atomic
def qualify_several(applications: Sequence[Application], by: Account) -> int:
    """资格审查通过 for several at once, as first or second auditor; all or none.

    Returns how many are on the list now. Errors: Refused, MoveNotAllowed.
    """
    if not applications:
        raise Refused(_("请先勾选要通过资格审查的人员。"))
    return sum(qualify(application, by).state == State.LISTED for application in applications)


@transaction.atomic
def disqualify(application: Application, reason: str, by: Account) -> Application:
    """资格审查未通过, with the reason for the filing (KM2023-4.4c): by two as qualify().

    Once the audit is over, when conditions are asked again for the meeting's day, by one. Errors: Refused,
    MoveNotAllowed.
    """
    row, session = _audited_by(application, by)
    flow.allowed(row, Event.DISQUALIFY, flow.By(Actor.OFFICE))
    waiting = waiting_audit(row) if row.state == State.ACCEPTED else None
    reason = reason.strip() or (waiting.reasons if waiting and not waiting.passed else "")
    if not reason:
        raise Refused(_("请写明资格审查未通过的理由。"), field="reason", clause="KM2023-4.4c")
    if row.state == State.ACCEPTED and not _is_decided(
        row, session, by, waiting, passed=False, reasons=reason
    ):
        return row
    by_office = flow.By(Actor.OFFICE, by, must_be_office(by, session))
    moved = flow.move(row, Event.DISQUALIFY, by_office, reason)
    _note_gate(session)
    return moved


@transaction.atomic
def return_audit(application: Application, note: str, by: Account) -> QualificationAudit:
    """The second auditor does not agree: back to the first one, with what to look at again. Errors: Refused."""
    row, session = _audited_by(application, by)
    waiting = waiting_audit(row) if row.state == State.ACCEPTED else None
    if waiting is None:
        raise Refused(_("现在没有待复核的初审意见，请刷新页面。"), clause="KM2023-4.4c")
    if waiting.first_by_id == by.id:
        raise _by_another(row)
    if not note.strip():
        raise Refused(_("请写明退回初审的原因。"), field="note", clause="KM2023-4.4c")
    _close(waiting, QualificationAudit.Outcome.SENT_BACK, by, note.strip())
    organiser = must_be_office(by, session)
    facts = {"note": waiting.note, "opinion": waiting.id}
    write("return_audit", "application", row.id, actor=by.id, organisation=organiser.id, facts=facts)
    send(
        waiting.first_by_id,
        _("资格审查意见退回初审"),
        _("%(name)s（%(number)s）：%(note)s")
        % {"name": row.applicant_name, "number": row.number, "note": waiting.note},
        link=f"/meeting/applications/{row.id}/qualification/",
    )
    return waiting


def _must_be_approved(row: Application) -> None:
    against = [
        finding
        for finding in against_the_meeting(verdict_of(casefile.load(row.pk), window=False))
        if finding.rule in APPROVALS
    ]
    if against:
        raise Refused("".join(one.sentence + one.remedy for one in against), clause=against[0].clause)


def _is_decided(
    row: Application,
    session: Session,
    by: Account,
    waiting: QualificationAudit | None,
    *,
    passed: bool,
    reasons: str,
) -> bool:
    """Whether the audit is decided with this act; else it is the first auditor's opinion, which is kept."""
    if waiting is None:
        alone = session.audit_people == 1
        _opine(row, session, by, passed=passed, reasons=reasons, alone=alone)
        return alone
    if waiting.first_by_id == by.id:
        raise _by_another(row)
    if waiting.passed != passed:
        words = _("对%(name)s的初审意见与此不同；不同意初审意见的，请退回初审并写明原因。")
        raise Refused(words % {"name": row.applicant_name}, clause="KM2023-4.4c")
    _close(waiting, QualificationAudit.Outcome.CONFIRMED, by)
    return True


def _opine(
    row: Application, session: Session, by: Account, *, passed: bool, reasons: str, alone: bool
) -> None:
    outcome = QualificationAudit.Outcome
    overtaken = row.audits.filter(outcome=outcome.WAITING)  # of a file that was corrected since
    overtaken.update(outcome=outcome.OVERTAKEN)
    made = QualificationAudit.objects.create(
        application=row, person_id=row.person_id, version=row.version, passed=passed, reasons=reasons,
        first_by=by, first_at=clock.now(), outcome=outcome.ALONE if alone else outcome.WAITING,
    )  # fmt: skip
    facts = {"opinion": made.id, "passed": passed, "reasons": reasons, "version": row.version}
    organiser = must_be_office(by, session).id
    write("audit_qualification", "application", row.id, actor=by.id, organisation=organiser, facts=facts)


def _close(waiting: QualificationAudit, outcome: str, by: Account, note: str = "") -> None:
    waiting.outcome, waiting.second_by, waiting.second_at, waiting.note = outcome, by, clock.now(), note
    waiting.save(update_fields=["outcome", "second_by", "second_at", "note"])


def _by_another(row: Application) -> Refused:
    words = _("%(name)s由您初审，须由另一人复核。")
    return Refused(words % {"name": row.applicant_name}, status=403, clause="KM2023-4.4c")


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

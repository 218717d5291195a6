"""The pre-meeting filing: made by the office, answered by the bureau, and what follows for those on its list."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import casefile, flow
from zhicheng.applications.judging import verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.meeting import queries
from zhicheng.meeting.access import must_be_office
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.actions import answer_filing, file
from zhicheng.planning.models import Filing, Session
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import open_objections


class NotQualifiedAnyMore(Refused):
    """Somebody on the list does not meet the conditions as of today; `people`: (application, reasons)."""

    def __init__(self, people: Sequence[tuple[Application, str]]) -> None:
        named = ";".join(f"{row.applicant_name}({row.number}):{why}" for row, why in people)
        super().__init__(
            _("以下人员按评审会日期重新核对不符合条件,不能备案上会。请先作出资格审查未通过的决定:%(named)s")
            % {"named": named},
            clause="KM2023-4.4c",
        )
        self.people = people


@transaction.atomic
def file_meeting(session: Session, by: Account, plan: str = "") -> Filing:
    """会前备案: plan of work, qualification audit with its publicity and those who failed it, the list (KM2023-4.4c).

    `plan`: the plan of work in words; empty: written from what the session sets. Everybody's eligibility is asked again
    for the meeting's day. Errors: Refused while the notice runs, an objection is open or somebody bars; too late.
    """
    must_be_office(by, session)
    notices = list(
        Notice.objects.filter(session=session, kind=Notice.Kind.PRE_MEETING).order_by("posted_on", "id")
    )
    if not notices:
        raise Refused(_("还没有进行会前公示,不能报会前备案。"), clause="GUIDE-1.3.2")
    if any(notice.closed_at is None for notice in notices):
        raise Refused(_("会前公示还没有结束并填写结果,不能报会前备案。"), clause="GUIDE-1.3.2")
    rows = queries.to_be_filed(session)
    if not rows:
        raise Refused(_("没有完成会前公示的人员,不能报会前备案。"), clause="KM2023-4.4c")
    if open_objections(rows).exists():
        raise Refused(_("还有公示异议没有核查完,不能报会前备案。"), clause="GUIDE-1.3.2")
    barred = _barred(rows)
    if barred:
        raise NotQualifiedAnyMore(barred)
    content = filing_content(session, rows, notices, plan.strip() or queries.plan_of_work(session))
    organiser = session.committee.organiser
    return file(session=session, kind=Filing.Kind.PRE_MEETING, content=content, by=by, organisation=organiser)


def filing_content(
    session: Session, rows: Sequence[Application], notices: Sequence[Notice], plan: str
) -> dict[str, Any]:
    """The three parts of D-13; under "applications" the ids of those who may be read and voted on once accepted."""
    failed = queries.failed(session)
    return {
        "meeting_on": session.meeting_on.isoformat() if session.meeting_on else "",
        "plan": plan,
        "audited": len(rows) + len(failed),
        "failed": [[row.number, row.applicant_name, row.unit.name, row.title, why] for row, why in failed],
        "publicity": [
            [
                notice.title,
                notice.place,
                notice.posted_on.isoformat(),
                notice.ends_on.isoformat(),
                notice.result,
            ]
            for notice in notices
        ],
        "applications": [str(row.id) for row in rows],
        "list": [
            [row.number, row.applicant_name, row.person.sex, row.unit.name, row.profession, row.title]
            for row in rows
        ],
    }


def _barred(rows: Sequence[Application]) -> list[tuple[Application, str]]:
    found = []
    for row in rows:
        verdict = verdict_of(casefile.load(row.id), window=False)
        bars = [finding.sentence for finding in verdict.findings if finding.bars]
        if bars:
            found.append((row, " ".join(bars)))
    return found


@transaction.atomic
def answer_pre_meeting_filing(
    filing: Filing, *, accepted: bool, by: Account, organisation: Organisation, reason: str = ""
) -> Filing:
    """The bureau answers; when it accepts, everybody on the filed list may be read and voted on (KM2023-4.4c)."""
    answered = answer_filing(
        filing=filing, accepted=accepted, by=by, organisation=organisation, reason=reason
    )
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

"""The pre-meeting filing: made by the office, answered by the bureau, and what follows for its list."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.applications import casefile, flow
from zhicheng.applications.judging import against_the_meeting, verdict_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.meeting import queries, rechecking
from zhicheng.meeting.access import must_be_office
from zhicheng.meeting.models import Recheck
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.planning.actions import answer_filing, file
from zhicheng.planning.actions.sessions import locked
from zhicheng.planning.models import Filing, Session
from zhicheng.planning.settings import read_ways
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import in_lines
from zhicheng.ui.templatetags.ui import cn_date


class NotQualifiedAnyMore(Refused):
    """Somebody on the list does not meet the conditions any more; `people`: (application, reasons)."""

    def __init__(self, people: Sequence[tuple[Application, str]]) -> None:
        named = " ".join(f"{row.applicant_name}({row.number}):{why}" for row, why in people)
        message = _("以下人员按评审会日期核对不符合条件，请先作出资格审查未通过的决定，再办理。%(named)s")
        super().__init__(message % {"named": named}, clause="KM2023-4.4c")
        self.people = list(people)


@transaction.atomic
def file_meeting(
    session: Session,
    by: Account,
    plan: str = "",
    *,
    pass_share: int | None = None,
) -> Filing:
    """会前备案: plan of work, qualification audit with publicity and people failed, the list (KM2023-4.4c).

    `plan`: the plan of work in words; empty: written from what the session sets. The session's ways of review are filed
    with it (YN2023-2.3). `pass_share`: the share that may pass, in per cent (KM2023-6.2). Everybody's eligibility is asked
    again for the meeting's day. An open objection holds back its person alone, who follows in a supplement
    to the accepted filing, within the same term. Errors: Refused while a notice runs or somebody does not qualify
    any more; where nobody is left; too late.
    """
    session = locked(session)
    organiser = must_be_office(by, session)
    kind = Notice.Kind.PRE_MEETING
    notices = list(Notice.objects.filter(session=session, kind=kind).order_by("posted_on", "id"))
    if not notices:
        raise Refused(_("还没有进行会前公示，不能报会前备案。"), clause="GUIDE-1.3.2")
    if any(notice.closed_at is None for notice in notices):
        raise Refused(_("会前公示还没有结束并填写结果，不能报会前备案。"), clause="GUIDE-1.3.2")
    now = queries.to_file(session)
    rows, former = now.rows, now.former
    if not rows and (former is None or former.answer == Filing.Answer.ACCEPTED):
        raise _nobody_to_file(now.held)
    barred = barred_among(rows)
    if barred:
        raise NotQualifiedAnyMore(barred)
    words = plan.strip() or queries.plan_of_work(session)
    ways = read_ways(session.ways)
    words += _("评审方式：%(ways)s。") % {"ways": "、".join(ways)}
    if pass_share is not None:
        words += _("通过率控制在%(share)d%%以内。") % {"share": pass_share}
    words += queries.groups_in_words(session, rows)
    content = filing_content(session, rows, notices, words)
    content |= {"ways": ways, "pass_share": pass_share, "held": in_lines(now.held)}
    rechecking.keep(session, Recheck.Occasion.FILING, by, len(rows))
    return file(
        session=session,
        kind=Filing.Kind.PRE_MEETING,
        content=content,
        by=by,
        organisation=organiser,
        supplements=former,
    )


def _nobody_to_file(held: Sequence[Application]) -> Refused:
    if held:
        words = _("对%(names)s的公示异议还没有核查完，不能报会前备案。")
        names = "、".join(row.applicant_name for row in held)
        return Refused(words % {"names": names}, clause="GUIDE-1.3.2")
    return Refused(_("没有完成会前公示的人员，不能报会前备案。"), clause="KM2023-4.4c")


def filing_content(
    session: Session, rows: Sequence[Application], notices: Sequence[Notice], plan: str
) -> dict[str, Any]:
    """The three parts of D-13; under "applications" the ids of those who may be voted on once accepted."""
    failed = queries.failed(session)
    audit = _("资格审查%(all)s人，同意上会%(passed)s人，未通过%(failed)s人。") % {
        "all": len(rows) + len(failed),
        "passed": len(rows),
        "failed": len(failed),
    }
    posted = [
        _("%(from)s至%(to)s在%(place)s公示%(days)s个工作日。%(result)s")
        % {
            "from": cn_date(notice.posted_on),
            "to": cn_date(notice.ends_on),
            "place": notice.place,
            "days": notice.workdays,
            "result": notice.result,
        }
        for notice in notices
    ]
    return {
        "meeting_on": session.meeting_on.isoformat() if session.meeting_on else "",
        "plan": plan,
        "audit": audit,
        "publicity": "\n".join(posted),
        "applications": [str(row.id) for row in rows],
        "list": [
            [
                row.number,
                row.applicant_name,
                row.unit.name,
                row.profession,
                row.title,
                row.person.sex,
                queries.current_title(row),
            ]
            for row in rows
        ],
        "refused": [
            [row.number, row.applicant_name, row.unit.name, row.profession, row.title, why]
            for row, why in failed
        ],
    }


def barred_among(rows: Sequence[Application]) -> list[tuple[Application, str]]:
    """Those who do not meet the conditions as of today for the meeting's day, each with what stands against it.

    Approvals that are still open count too (channel, entrustment), and attachments are judged.
    """
    found = []
    by_id = {row.id: row for row in rows}
    for case in casefile.load_all(by_id):
        against = against_the_meeting(verdict_of(case, window=False, attached=True))
        if against:
            found.append((by_id[case.application.id], " ".join(finding.sentence for finding in against)))
    return found


@transaction.atomic
def answer_pre_meeting_filing(
    filing: Filing, *, accepted: bool, by: Account, organisation: Organisation, reason: str = ""
) -> Filing:
    """The bureau answers; accepted: everybody on the filed list may be read and voted on (KM2023-4.4c)."""
    answered = answer_filing(
        filing=filing, accepted=accepted, by=by, organisation=organisation, reason=reason
    )
    if accepted:
        _admit(answered)
    return answered


def take_answered_filings() -> int:
    """Admit the lists of filings that a bureau's general desk accepted; how many people. For the clock."""
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
        flow.move(row, Event.FILE, by, _("会前备案通过（%(number)s）。") % {"number": filing.number})
    return len(admitted)

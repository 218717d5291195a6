"""Reads: everything that the page of a case shows, in a constant number of SQL statements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.applications import ledger
from zhicheng.applications.models import Application, Return, Step, Submission
from zhicheng.applications.states import LABELS, Event, State
from zhicheng.files.models import StoredFile
from zhicheng.policy.rules.returns import ReturnOutcome
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import unit_entries
from zhicheng.vetting import sheet
from zhicheng.vetting.access import PAPER_STATES, Seat
from zhicheng.vetting.checks import UNIT_STATES, Blocker, UnitTasks, blockers, unit_tasks
from zhicheng.vetting.models import Decision, PaperHandIn

_TOLD_BY_DECISIONS = {
    Event.PASS_ON,
    Event.FINISH_AUDIT,
    Event.APPROVE,
    Event.SEND_BACK,
    Event.RESET,
    Event.REFUSE_RECOMMENDATION,
}
EVENT_WORDS: Mapping[str, str] = {
    Event.SUBMIT: "申报(提交)",
    Event.OPEN_NOTICE: "开始公示",
    Event.OBJECT: "收到公示异议",
    Event.SETTLE_OBJECTION: "公示异议不成立",
    Event.UPHOLD_OBJECTION: "公示异议成立",
    Event.EXHAUST_RETURNS: "退回次数用完",
    Event.DEMAND_CORRECTION: "一次性补正通知",
    Event.CORRECT: "补正",
    Event.LAPSE: "逾期未补正",
    Event.SEND_PAPER: "纸质送审",
    Event.ACCEPT: "受理",
    Event.QUALIFY: "资格审查通过",
    Event.DISQUALIFY: "资格审查未通过",
    Event.PASS_ON: "通过",
    Event.FINISH_AUDIT: "通过(电子审核完成)",
    Event.APPROVE: "核准",
    Event.SEND_BACK: "返回修改",
    Event.RESET: "重置流程",
    Event.REFUSE_RECOMMENDATION: "不予推荐",
    Event.WITHDRAW: "撤回",
    Event.STOP: "终止",
}


@dataclass(frozen=True)
class Line:
    """One line of 审核记录. `seal`: the first digits of what was signed under the organisation's seal."""

    at: dt.datetime
    act: str
    who: str
    organisation: str
    words: str
    tone: str = ""
    seal: str = ""
    checked: Sequence[str] = ()


@dataclass(frozen=True)
class Verdict:
    """The findings of the rules at submission, sorted by how they came out."""

    fails: list[Mapping[str, Any]]
    unknown: list[Mapping[str, Any]]
    passes: list[Mapping[str, Any]]


@dataclass(frozen=True)
class CasePage:
    """What the page of a case shows."""

    submission: Submission | None
    version: int
    verdict: Verdict
    outline: list[sheet.Mark]
    section: sheet.Mark
    entries: list[sheet.Entry]
    images: frozenset[str]
    shown: sheet.Proof | None
    record: list[Line]
    tasks: UnitTasks | None
    blockers: list[Blocker]
    standing: ledger.Standing
    next_return: ReturnOutcome | None
    paper: PaperHandIn | None


def load_case(seat: Seat, section: str, sha256: str) -> CasePage:
    """The page of a case, section and enlarged file as asked for; at most eleven SQL statements."""
    row = seat.application
    submissions = list(row.submissions.select_related("unit_opinion__written_by").order_by("-version")[:2])
    last = submissions[0] if submissions else None
    content: Mapping[str, Any] = last.content if last else {}
    before = submissions[1].content if len(submissions) > 1 else None
    marks = sheet.outline(content, before)
    chosen = next((mark for mark in marks if mark.key == section), marks[0])
    found = sheet.entries(content, chosen.key)
    in_unit = State(row.state) in UNIT_STATES
    tasks = unit_tasks(row, last) if in_unit else None
    proofs = [one for entry in found for one in entry.proofs]
    return CasePage(
        submission=last,
        version=last.version if last else 0,
        verdict=_verdict(last),
        outline=marks,
        section=chosen,
        entries=found,
        images=_images(proofs, chosen.key),
        shown=next((one for one in proofs if one.sha256 == sha256), None),
        record=record_of(row),
        tasks=tasks,
        blockers=blockers(row, tasks) if tasks else [],
        standing=ledger.standing(row),
        next_return=ledger.preview(row) if seat.may_decide else None,
        paper=PaperHandIn.objects.filter(application=row).first() if row.state in PAPER_STATES else None,
    )


def record_of(application: Application) -> list[Line]:
    """审核记录: decisions with opinion and seal, every other move by its step, in the order of time."""
    lines = [
        Line(
            at=one.decided_at,
            act=one.get_outcome_display(),
            who=one.account.display_name,
            organisation=one.organisation.name,
            words=one.opinion,
            tone="green" if one.outcome == Decision.Outcome.PASS else "amber",
            seal=one.signature.content_hash[:12],
            checked=one.checked,
        )
        for one in application.decisions.select_related("account", "organisation", "signature")
    ]
    decided = {(line.organisation, line.words) for line in lines}
    steps = application.steps.select_related("organisation")
    lines += [_line(step) for step in steps if not _told(step, decided)]
    return sorted(lines, key=lambda line: line.at)


def _told(step: Step, decided: set[tuple[str, str]]) -> bool:
    where = step.organisation.name if step.organisation else ""
    return step.event in _TOLD_BY_DECISIONS and (where, step.reason) in decided


def _line(step: Step) -> Line:
    where = step.organisation.name if step.organisation else ""
    act = EVENT_WORDS.get(step.event, LABELS[State(step.to_state)])
    return Line(at=step.at, act=act, who=step.actor_name, organisation=where, words=step.reason)


def _verdict(submission: Submission | None) -> Verdict:
    findings = submission.findings if submission else []
    by_outcome: dict[str, list[Mapping[str, Any]]] = {"fails": [], "unknown": [], "passes": []}
    for finding in findings:
        by_outcome.setdefault(finding["outcome"], []).append(finding)
    return Verdict(by_outcome["fails"], by_outcome["unknown"], by_outcome["passes"])


def _images(proofs: Sequence[sheet.Proof], section: str) -> frozenset[str]:
    """Which of the files are pictures: evidence of records always is, attachments may be PDF."""
    hashes = {one.sha256 for one in proofs}
    if section != sheet.ATTACHMENTS or not hashes:
        return frozenset(hashes)
    pictures = StoredFile.objects.filter(sha256__in=hashes, media_type__startswith="image/")
    return frozenset(pictures.values_list("sha256", flat=True))


def find_file(application: Application, sha256: str) -> tuple[StoredFile, str] | None:
    """A file of any submission of the application with its title, or None."""
    for submission in application.submissions.order_by("-version").only("content"):
        found = sheet.proof(submission.content, sha256)
        if found is not None:
            stored = StoredFile.objects.filter(pk=sha256).first()
            return (stored, found.title) if stored else None
    return None


def returns_of(application: Application) -> list[Return]:
    """The ledger of the person's year, over all applications (AMB-04)."""
    rows = Return.objects.filter(person_id=application.person_id, year=application.year)
    return list(rows.select_related("organisation"))


def opinion_before(application: Application) -> dict[str, Any]:
    """The unit's last opinion on the application, also on an earlier submission, to start the form from."""
    last = application.opinions.order_by("-submission__version").first()
    names = ("evaluation", "way", "range", "headcount", "opinion", "formed", "notice_text")
    if last is not None:
        return {name: getattr(last, name) for name in names} | {
            "recommends": "yes" if last.recommends else "no"
        }
    entry = next((one for one in unit_entries(application) if one.voided_at is None), None)
    return {"notice_text": _notice_words(entry.notice)} if entry else {}


def _notice_words(notice: Notice) -> str:
    words = _("%(posted)s起在%(place)s公示%(count)s个工作日,至%(ends)s。%(result)s")
    facts = {
        "posted": notice.posted_on,
        "place": notice.place,
        "count": notice.workdays,
        "ends": notice.ends_on,
    }
    return words % {**facts, "result": notice.result}

"""Reads: everything that the page of a case shows, in a constant number of SQL statements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.applications import ledger
from zhicheng.applications.models import Application, Return, Submission
from zhicheng.applications.states import LABELS, Event, State
from zhicheng.applications.words import EVENT_WORDS
from zhicheng.files.models import StoredFile
from zhicheng.policy.rules.returns import ReturnOutcome
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import is_over, unit_entries
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
    notice_over: bool
    blockers: list[Blocker]
    standing: ledger.Standing
    next_return: ReturnOutcome | None
    paper: PaperHandIn | None


def load_case(seat: Seat, section: str, sha256: str) -> CasePage:
    """The page of a case, section and enlarged file as asked for; at most eleven SQL statements."""
    row = seat.application
    submissions = list(row.submissions.select_related("unit_opinion").order_by("-version")[:2])
    last = submissions[0] if submissions else None
    content: Mapping[str, Any] = last.content if last else {}
    before = submissions[1].content if len(submissions) > 1 else None
    marks = sheet.outline(content, before)
    chosen = next((mark for mark in marks if mark.key == section), marks[0])
    found = sheet.entries(content, chosen.key)
    in_unit = State(row.state) in UNIT_STATES
    tasks = unit_tasks(row, last) if in_unit else None
    standing = ledger.standing(row)
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
        notice_over=bool(tasks and tasks.standing and is_over(tasks.standing.notice)),
        blockers=blockers(row, tasks) if tasks else [],
        standing=standing,
        next_return=ledger.preview(row, standing) if seat.may_decide else None,
        paper=PaperHandIn.objects.filter(application=row).first() if row.state in PAPER_STATES else None,
    )


def record_of(application: Application) -> list[Line]:
    """审核记录: decisions with opinion and seal, every other move by its step, in the order of time."""
    outcomes = dict(Decision.Outcome.choices)
    lines = [
        Line(
            at=at,
            act=str(outcomes[outcome]),
            who=who,
            organisation=where,
            words=words,
            tone="green" if outcome == Decision.Outcome.PASS else "amber",
            seal=digest[:12],
            checked=checked,
        )
        for at, outcome, who, where, words, digest, checked in application.decisions.order_by().values_list(
            "decided_at",
            "outcome",
            "account__display_name",
            "organisation__name",
            "opinion",
            "signature__content_hash",
            "checked",
        )
    ]
    decided = {(line.organisation, line.words) for line in lines}
    lines += [
        Line(
            at=at,
            act=str(EVENT_WORDS.get(Event(event), LABELS[State(to)])),
            who=who,
            organisation=where or "",
            words=words,
        )
        for at, event, to, who, where, words in application.steps.order_by().values_list(
            "at", "event", "to_state", "actor_name", "organisation__name", "reason"
        )
        if event not in _TOLD_BY_DECISIONS or (where, words) not in decided
    ]
    return sorted(lines, key=lambda line: line.at)


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
    words = _("%(posted)s起在%(place)s公示%(count)s个工作日，至%(ends)s。%(result)s")
    facts = {
        "posted": notice.posted_on,
        "place": notice.place,
        "count": notice.workdays,
        "ends": notice.ends_on,
    }
    return words % {**facts, "result": notice.result}

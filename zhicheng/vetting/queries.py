"""Reads: everything that the page of a case shows, in a constant number of SQL statements."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications import casefile, ledger
from zhicheng.applications.attachments import ASKED_PREFIX
from zhicheng.applications.coming import named_by_last
from zhicheng.applications.judging import recognised_from
from zhicheng.applications.kinds import Kind
from zhicheng.applications.mending import Round, rounds_for_auditor
from zhicheng.applications.models import (
    Application,
    Attachment,
    Company,
    Entrustment,
    NamedFile,
    Submission,
)
from zhicheng.applications.places import ATTACHMENTS
from zhicheng.applications.states import ENDS, State
from zhicheng.applications.supplements import Asked, asked_of
from zhicheng.dossiers.verification import standing_of, subjects_in
from zhicheng.files.models import StoredFile
from zhicheng.people.models import Account, Organisation
from zhicheng.people.unit_staff import PASSING
from zhicheng.policy.routes import SUPERIOR
from zhicheng.policy.rules.returns import ReturnOutcome
from zhicheng.policy.rules.standard import LIFTED
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import is_over, unit_entries
from zhicheng.register.models import Certificate
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting import sheet
from zhicheng.vetting.access import PAPER_STATES, Seat
from zhicheng.vetting.actions.correcting import issues_for
from zhicheng.vetting.checks import UNIT_STATES, Blocker, UnitTasks, blockers, unit_tasks
from zhicheng.vetting.differences import Item, changes_in
from zhicheng.vetting.models import (
    Batch,
    BatchCase,
    CommonReason,
    OwnMark,
    PaperHandIn,
    Suspicion,
)
from zhicheng.vetting.ranking import beyond_vacancies, posts_in_words, rank_in_words, suggested_rank
from zhicheng.vetting.record import Line, record_of, said_of_channel
from zhicheng.vetting.stamps import STAMPED_IN, StampLine, own_stamp, stamp_lines


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
    unverified: int
    images: frozenset[str]
    shown: sheet.Proof | None
    record: list[Line]
    tasks: UnitTasks | None
    notice_over: bool
    blockers: list[Blocker]
    standing: ledger.Standing
    next_return: ReturnOutcome | None
    paper: PaperHandIn | None
    stamps: list[StampLine]
    own_stamp: StampLine | None
    asks_channel: bool
    entrustment: Entrustment | None
    entrusted: bool
    own_company: Company | None
    suspicion: Suspicion | None
    asked: list[Asked]
    rounds: list[Round]
    hidden: list[str]
    coming: list[NamedFile]
    may_demand: bool
    differences: list[Item]
    own: OwnMark | None
    next_section: str
    passes: bool
    prepares: bool
    recommendation: Mapping[str, Any] | None


def load_case(seat: Seat, section: str, sha256: str, reader: Account | None = None) -> CasePage:
    """The page of a case, section and enlarged file as asked for; at most twelve SQL statements.

    `reader`: whose own marks are shown.
    """
    row = seat.application
    submissions = _last_two(row.pk)
    last = submissions[0] if submissions else None
    content: Mapping[str, Any] = last.material if last else {}
    before = submissions[1].material if len(submissions) > 1 else None
    own = {one.section: one for one in _own_marks(row.pk, reader.pk)} if reader else {}
    marks = [_marked(mark, own.get(mark.key), content) for mark in sheet.outline(content, before)]
    chosen = next((mark for mark in marks if mark.key == section), marks[0])
    standings = {}
    if chosen.key != ATTACHMENTS:  # files are confirmed with the record that they prove
        standings = standing_of(row.person_id, subjects_in(content))
    found = sheet.entries(content, chosen.key, standings)
    in_unit = State(row.state) in UNIT_STATES
    company = seat.acting if seat.as_company else None
    tasks = unit_tasks(row, last, company=company) if in_unit else None
    standing = ledger.standing(row)
    proofs = [one for entry in found for one in entry.proofs]
    entrusted = any(station.name == SUPERIOR for station in seat.stations)
    rounds = rounds_for_auditor(row, last) if getattr(row, "faulted", True) else []
    stamps = stamp_lines(row) if row.state in STAMPED_IN and _takes_paper(row) else []
    return CasePage(
        submission=last,
        version=last.version if last else 0,
        verdict=_verdict(last),
        outline=marks,
        section=chosen,
        entries=found,
        unverified=sum(1 for one in standings.values() if one.confirmed is None),
        images=_images(proofs, chosen.key),
        shown=next((one for one in proofs if one.sha256 == sha256), None),
        record=record_of(row),
        tasks=tasks,
        notice_over=bool(tasks and tasks.standing and is_over(tasks.standing.notice)),
        blockers=blockers(row, tasks, company=company) if tasks else [],
        standing=standing,
        next_return=ledger.preview(row, standing) if seat.may_decide else None,
        paper=PaperHandIn.objects.filter(application=row).first() if row.state in PAPER_STATES else None,
        stamps=stamps,
        own_stamp=own_stamp(reader, stamps) if reader else None,
        asks_channel=bool(row.channel in LIFTED and row.state not in ENDS and not said_of_channel(row)),
        entrustment=casefile.standing_entrustment(row.pk) if entrusted else None,
        entrusted=entrusted,
        suspicion=row.suspicions.select_related("organisation").order_by("-opened_at").first()
        if getattr(row, "suspected", True)
        else None,
        hidden=hidden_titles(row, content) if getattr(row, "holds_titles", True) else [],
        rounds=rounds,
        may_demand=_may_demand(seat, rounds),
        differences=changes_in(before, content, chosen.key),
        own=own.get(chosen.key),
        next_section=_next_unseen(marks, chosen),
        asked=asked_of(row) if getattr(row, "asked_for", True) else [],
        coming=named_by_last(row),
        recommendation=_recommendation(submissions),
        passes=tasks is None or _may_pass(tasks, seat, reader),
        prepares=tasks is not None and tasks.separate and _may_prepare(tasks, reader),
        own_company=next((one for one in seat.companies if one.organisation == seat.acting), None),
    )


def _takes_paper(row: Application) -> bool:
    return row.session is not None and row.session.paper_stage


def _recommendation(submissions: Sequence[Submission]) -> Mapping[str, Any] | None:
    """推荐方式, 岗位职数 and 推荐排序 of the unit's opinion on what was submitted last, or on what that corrects."""
    told = next((one.unit_opinion for one in submissions if hasattr(one, "unit_opinion")), None)
    if told is None:
        return None
    return {
        "way": told.way,
        "posts": posts_in_words(told),
        "rank": rank_in_words(told),
        "beyond": beyond_vacancies(told),
    }


def _may_pass(tasks: UnitTasks, seat: Seat, reader: Account | None) -> bool:
    """Whether 通过 is the reader's: in a unit with preparing and passing apart, what another has prepared."""
    if not tasks.separate:
        return True
    prepared, who = tasks.preparation, reader.pk if reader else None
    return seat.position in PASSING and prepared is not None and prepared.prepared_by_id != who


def _may_prepare(tasks: UnitTasks, reader: Account | None) -> bool:
    return reader is not None and (tasks.preparation is None or tasks.preparation.prepared_by_id == reader.pk)


def _marked(mark: sheet.Mark, own: OwnMark | None, content: Mapping[str, Any]) -> sheet.Mark:
    if own is None:
        return mark
    seen = bool(own.seen) and own.seen == sheet.digest(content, mark.key)
    return replace(mark, seen=seen, noted=bool(own.note))


def _next_unseen(marks: Sequence[sheet.Mark], chosen: sheet.Mark) -> str:
    """The section to look at after the chosen one: the next that is filled in and not seen; empty where none is."""
    at = marks.index(chosen)
    ahead = [*marks[at + 1 :], *marks[:at]]
    return next((one.key for one in ahead if not one.seen and one.records != 0), "")


def _may_demand(seat: Seat, rounds: Sequence[Round]) -> bool:
    """Whether a 补正通知 is this person's to issue now, the first one of the station."""
    office = issues_for(seat)
    issued = {one.first.notice.organisation_id for one in rounds if one.first.notice}
    return office is not None and office not in issued


@Prepared
def _last_two(application: UUID) -> QuerySet[Submission]:
    rows = Submission.objects.filter(application=application)
    return rows.select_related("unit_opinion", "assessment").order_by("-version")[:2]


@Prepared
def _own_marks(application: UUID, account: UUID) -> QuerySet[OwnMark]:
    return OwnMark.objects.filter(application=application, account=account)


def _verdict(submission: Submission | None) -> Verdict:
    findings = submission.findings if submission else []
    by_outcome: dict[str, list[Mapping[str, Any]]] = {"fails": [], "unknown": [], "passes": []}
    for finding in findings:
        by_outcome.setdefault(finding["outcome"], []).append(finding)
    return Verdict(by_outcome["fails"], by_outcome["unknown"], by_outcome["passes"])


def _images(proofs: Sequence[sheet.Proof], section: str) -> frozenset[str]:
    """Which of the files are pictures: evidence of records always is, attachments may be PDF."""
    hashes = {one.sha256 for one in proofs}
    if section != ATTACHMENTS or not hashes:
        return frozenset(hashes)
    pictures = StoredFile.objects.filter(sha256__in=hashes, media_type__startswith="image/")
    return frozenset(pictures.values_list("sha256", flat=True))


def hidden_titles(application: Application, content: Mapping[str, Any] | None = None) -> list[str]:
    """Titles in the register that the last submission does not declare, in words (KM2023-4.1c, E-47)."""
    held = Certificate.objects.filter(person_id=application.person_id, revoked_at__isnull=True)
    rows = list(held.values_list("series", "level", "title", "obtained_on", "number"))
    if not rows:
        return []
    if content is None:
        last = application.submissions.order_by("-version").first()
        content = last.content if last else {}
    declared = {
        (str(one["data"].get("series", "")).removesuffix("系列"), one["data"].get("level"))
        for one in content.get("records", {}).get("titles", [])
    }
    words = _("证书库中有%(title)s（%(series)s %(level)s，%(day)s取得，证书号%(number)s），申报材料没有填写")
    return [
        words % {"title": title, "series": series, "level": level, "day": cn_date(day), "number": number}
        for series, level, title, day, number in rows
        if (series, level) not in declared
    ]


def find_file(application: Application, sha256: str) -> tuple[StoredFile, str] | None:
    """A file of any submission of the application, or one that was asked for besides, with its title, or None."""
    for submission in application.submissions.order_by("-version").only("content"):
        found = sheet.proof(submission.material, sha256)
        if found is not None:
            stored = StoredFile.objects.filter(pk=sha256).first()
            return (stored, found.title) if stored else None
    answers = Attachment.objects.filter(application=application, file=sha256, key__startswith=ASKED_PREFIX)
    answer = answers.select_related("file").first()
    return (answer.file, answer.title) if answer else None


def reasons_of(office: Organisation) -> list[str]:
    """The common reasons that the office has in use, the oldest first."""
    rows = CommonReason.objects.filter(organisation=office, retired_at__isnull=True)
    return list(rows.values_list("words", flat=True))


def opinion_before(application: Application) -> dict[str, Any]:
    """The unit's last opinion on the application, also on an earlier submission, to start the form from."""
    last = application.opinions.order_by("-submission__version").first()
    names = (
        "evaluation", "way", "range", "headcount", "opinion", "formed", "notice_text", "posts", "posts_filled",
        "posts_note",
    )  # fmt: skip
    rank, candidates = suggested_rank(application)
    if last is not None:
        told = (
            {"rank": last.rank, "candidates": max(candidates, last.candidates)}
            if last.rank and last.candidates
            else {}
        )
        return {name: getattr(last, name) for name in names} | {
            "recommends": "yes" if last.recommends else "no",
            "posts_managed": "yes" if last.posts_managed else "no",
            **(told or {"rank": rank, "candidates": candidates}),
        }
    start = {
        "rank": rank,
        "candidates": candidates,
        "posts_managed": "yes" if application.unit.institution else "no",
    }
    entry = next((one for one in unit_entries(application) if one.voided_at is None), None)
    return start | ({"notice_text": _notice_words(entry.notice)} if entry else {})


def assessment_before(application: Application) -> dict[str, Any]:
    """The unit's last assessment of the applicant, else the days that were told, to start the form from."""
    last = application.assessments.order_by("-submission__version").first()
    if last is not None:
        passed = "yes" if last.passed else "no"
        return {"passed": passed, "since": last.since, "until": last.until, "opinion": last.opinion}
    submission = application.submissions.order_by("-version").first()
    told = (submission.content.get("qualification") if submission else None) or {}
    more = told.get("more") or {}
    found = {
        "since": more.get("employed_from") or told.get("post_changed_on") or told.get("contract_from"),
        "until": more.get("probation_until"),
    }
    if application.kind == Kind.TITLE_CONFIRMATION:
        found["since"] = told.get("contract_from")
    return {name: value for name, value in found.items() if value}


def suggested_day(application: Application) -> dt.date:
    """The day from which a recognised title counts by the day told (GUIDE-Q18-3), else today."""
    if application.kind != Kind.RECOGNITION:
        return clock.today()
    return recognised_from(casefile.load(application.pk)) or clock.today()


def _notice_words(notice: Notice) -> str:
    words = _("%(posted)s起在%(place)s公示%(count)s个工作日，至%(ends)s。%(result)s")
    facts = {
        "posted": cn_date(notice.posted_on),
        "place": notice.place,
        "count": notice.workdays,
        "ends": cn_date(notice.ends_on),
    }
    return words % {**facts, "result": notice.result}


@dataclass(frozen=True)
class Progress:
    """How many cases of a batch are done, refused, and in all."""

    done: int
    refused: int
    total: int

    @property
    def settled(self) -> int:
        """Done or refused."""
        return self.done + self.refused


def progress_of(batch: Batch) -> Progress:
    """How far a batch is: one SQL statement."""
    found = list(batch.cases.values_list("outcome", flat=True))
    return Progress(found.count(BatchCase.Outcome.DONE), found.count(BatchCase.Outcome.REFUSED), len(found))

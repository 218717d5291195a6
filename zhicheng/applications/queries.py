"""Reads for the applicant: the record of applications, and where one stands."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from zhicheng.applications.ledger import Standing, standing
from zhicheng.applications.models import Application, GuideRead, Return, Station, Step, Submission, Summons
from zhicheng.applications.states import AT_STATION, EDITABLE, ENDS, LABELS, Event, State
from zhicheng.applications.words import EVENT_WORDS, NEXT
from zhicheng.people.models import Person
from zhicheng.planning.groups import group_for
from zhicheng.planning.models import Group
from zhicheng.vault.prepared import Prepared

_BEFORE_ACCEPTANCE = AT_STATION | {
    State.UNIT_NOTICE, State.NOTICE_OBJECTION, State.RETURNED, State.RESET, State.AUDITED, State.PAPER_SENT,
}  # fmt: skip
_RETURNING = frozenset({Event.SEND_BACK, Event.RESET, Event.EXHAUST_RETURNS})


@dataclass(frozen=True)
class Now:
    """Where an application is: the state in words, who has it since when, what comes next, what is due."""

    label: str
    holder: str
    since: dt.datetime
    next: str | Promise
    due_on: dt.date | None
    over: bool


@dataclass(frozen=True)
class Happening:
    """One line of 审核记录."""

    at: dt.datetime
    what: str | Promise
    who: str
    reason: str
    to: str
    counted: str


@dataclass(frozen=True)
class Timeline:
    """Everything that 申报记录 shows of one application."""

    now: Now
    stations: Sequence[Station]
    events: tuple[Happening, ...]
    submissions: Sequence[Submission]
    standing: Standing


def my_applications(person: Person) -> list[Application]:
    """The person's applications, newest year first, each with its stations: two statements however many."""
    return list(
        Application.objects.filter(person=person)
        .select_related("holder", "session__committee", "unit")
        .prefetch_related(Prefetch("stations", Station.objects.select_related("organisation")))
        .order_by("-year", "-created_at")
    )


def open_application(person: Person, kind: str = "") -> Application | None:
    """The person's newest application (of the kind) that has not ended, or None."""
    rows = Application.objects.filter(person=person, ended_at__isnull=True)
    return (
        (rows.filter(kind=kind) if kind else rows)
        .select_related("session__committee", "unit")
        .order_by("-created_at")
        .first()
    )


def has_read_guide(person: Person, year: int) -> bool:
    """Whether the person has confirmed the year's guide."""
    return GuideRead.objects.filter(person=person, year=year).exists()


def now_of(application: Application) -> Now:
    """Where it is; no SQL for a row with its holder loaded."""
    state = State(application.state)
    return Now(
        label=LABELS[state],
        holder=application.holder.name if application.holder else "",
        since=application.state_since,
        next=NEXT[state],
        due_on=application.due_on,
        over=state in ENDS,
    )


def group_ahead(application: Application) -> Group | None:
    """The group into which the call's rule will put it at acceptance; None: none, or accepted already."""
    if application.session is None or State(application.state) not in _BEFORE_ACCEPTANCE:
        return None
    return group_for(application.session, application.unit)


def line_of(application: Application, stations: list[Station]) -> list[Station]:
    """The stations for the line; while the applicant has it, no station has it (rows are not saved)."""
    if State(application.state) in EDITABLE:
        for station in stations:
            station.arrived_at = station.passed_at
    return stations


def timeline(application: Application) -> Timeline:
    """Stations, steps, submissions and the ledger: six statements at most."""
    steps = _steps(application.pk)
    sent_back = [step for step in steps if step.event in _RETURNING and step.account_id is not None]
    entries = _returns(application.pk) if sent_back else []
    counted = dict(zip((step.id for step in sent_back), entries, strict=False))
    return Timeline(
        now=now_of(application),
        stations=line_of(application, _stations(application.pk)),
        events=tuple(_happening(step, counted.get(step.id)) for step in reversed(steps)),
        submissions=_submissions(application.pk),
        standing=standing(application),
    )


def summonses_of(application: Application) -> list[Summons]:
    """When and where the applicant has to appear, or had; no statement before the committee's office has accepted it."""
    if State(application.state) in EDITABLE | _BEFORE_ACCEPTANCE:
        return []
    return list(Summons.objects.filter(application=application))


@Prepared
def _steps(application: UUID) -> QuerySet[Step]:
    return Step.objects.filter(application=application).select_related("organisation")


@Prepared
def _returns(application: UUID) -> QuerySet[Return]:
    return Return.objects.filter(application=application)


@Prepared
def _stations(application: UUID) -> QuerySet[Station]:
    return Station.objects.filter(application=application).select_related("organisation")


@Prepared
def _submissions(application: UUID) -> QuerySet[Submission]:
    rows = Submission.objects.filter(application=application)
    return rows.defer("content", "findings").order_by("version")


def _happening(step: Step, entry: Return | None) -> Happening:
    counted = ""
    if entry is not None:
        counted = _("第%(number)d次") % {"number": entry.used_after} if entry.counts else _("不计次数")
        if entry.given_back_at is not None:
            counted = _("已返还")
    return Happening(
        at=step.at,
        what=EVENT_WORDS[Event(step.event)],
        who=step.organisation.name if step.organisation else step.actor_name,
        reason=step.reason,
        to=LABELS[State(step.to_state)],
        counted=counted,
    )

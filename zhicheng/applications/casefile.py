"""Everything about one application that rules, checks, snapshot and form ask for, loaded once."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from zhicheng.almanac import clock
from zhicheng.applications.attachment_kinds import Situation
from zhicheng.applications.attachments import Demand, demands
from zhicheng.applications.kinds import Kind, KindRow, row_for
from zhicheng.applications.law import book_of
from zhicheng.applications.models import (
    Application,
    Attachment,
    ChannelApproval,
    Company,
    Entrustment,
    NamedFile,
    Return,
)
from zhicheng.applications.states import State
from zhicheng.catalogues.queries import tables_on
from zhicheng.dossiers.models import Evidence, Qualification, Record
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.models import Organisation, Person
from zhicheng.people.queries import UNIT_KINDS
from zhicheng.planning.models import Call, Committee, Session, Standard
from zhicheng.planning.standards import covering, standards_binding
from zhicheng.policy.book import Book
from zhicheng.policy.facts import ApplicationOutcome, Employment
from zhicheng.policy.rules.belonging import ENTRUSTED
from zhicheng.policy.rules.standard import LIFTED as APPROVED_CHANNELS
from zhicheng.policy.tables.kept import Tables
from zhicheng.register.models import Certificate
from zhicheng.vault.prepared import Prepared

RELATED = (
    "person__qualification",
    "unit__place__superior",
    "unit__competent_department",
    "session__committee__organiser",
    "session__committee__place",
    "session__call",
)


@dataclass(frozen=True)
class Returned:
    """A person's returns of a year over all applications: `used` chances by the year's rule (AMB-04), all of them,
    and those since a unit's first pass (C-02); the two last hold the refused one too."""

    used: int = 0
    total: int = 0
    after_unit_pass: int = 0


@dataclass(frozen=True)
class CaseFile:
    """One application with the rows that it rests on."""

    application: Application
    records: Mapping[str, list[Record]]
    evidence: Mapping[UUID, list[Evidence]] = field(repr=False)
    attachments: list[Attachment]
    named: list[NamedFile]
    standard: Standard | None
    integrity_records: list[IntegrityRecord]
    suspended_years: list[int]
    others: list[Application] = field(repr=False)
    certificates: list[Certificate] = field(repr=False)
    returned: Returned
    approvals: list[ChannelApproval] = field(repr=False)
    tables: Tables = field(repr=False)

    @cached_property
    def entrustment(self) -> Entrustment | None:
        """The entrustment that stands, asked for units from elsewhere alone (KM2023-2.3)."""
        return standing_entrustment(self.application.id) if self.from_outside else None

    @cached_property
    def companies(self) -> list[Company]:
        """The two companies of a dispatched person as frozen at submission; none for others (KM2023-3.7)."""
        if not self.dispatched:
            return []
        return list(self.application.companies.select_related("organisation"))

    @property
    def dispatched(self) -> bool:
        """Whether the person has told to be dispatched."""
        told = self.qualification
        return told is not None and told.employment == Employment.DISPATCHED

    @cached_property
    def user_unit(self) -> Organisation | None:
        """A dispatched person's user unit: the frozen one, else the registered unit of the name that was told."""
        frozen = next((one.organisation for one in self.companies if one.side == Company.Side.USER), None)
        told = self.qualification
        if frozen is not None or not self.dispatched or told is None:
            return frozen
        name = " ".join(str((told.more.get("dispatch") or {}).get("user_unit") or "").split())
        found = Organisation.objects.filter(name=name, active=True, kind__in=UNIT_KINDS) if name else None
        return found.exclude(pk=self.unit.pk).first() if found is not None else None

    def proofs_of(self, record: Record) -> list[Evidence]:
        """The images that prove a record, in their order."""
        return self.evidence.get(record.pk, [])

    @cached_property
    def attached_keys(self) -> frozenset[str]:
        """What is attached, and what may still arrive within the session's grace."""
        return frozenset({one.key for one in self.attachments} | {one.key for one in self.named})

    @property
    def person(self) -> Person:
        """The applicant."""
        return self.application.person

    @property
    def unit(self) -> Organisation:
        """The unit on the cover."""
        return self.application.unit

    @property
    def session(self) -> Session | None:
        """The committee's review, for kinds that a committee decides."""
        return self.application.session

    @property
    def kind(self) -> KindRow:
        """The row of the table of kinds."""
        return row_for(self.application.kind, self.application.channel)

    @cached_property
    def call(self) -> Call | None:
        """The session's published call."""
        return _published_call(self.session)

    @cached_property
    def qualification(self) -> Qualification | None:
        """What the person has told in 资格信息, if anything."""
        return getattr(self.person, "qualification", None)

    @cached_property
    def book(self) -> Book:
        """The law that judges."""
        return book_of(self.application.year, self.session)

    @cached_property
    def failures(self) -> list[Application]:
        """Earlier years' applications that a committee voted down (KM2023-4.1a, AMB-07)."""
        return [
            row for row in self.others if row.state == State.NOT_PASSED and row.year < self.application.year
        ]

    @cached_property
    def told_earlier(self) -> list[Mapping[str, Any]]:
        """Applications outside this system, as the person has told them, each with its year."""
        return _told_earlier(self.qualification)

    @property
    def told_failures(self) -> list[int]:
        """The years before this one in which an application outside this system failed, as told."""
        return _told_failures(self.qualification, self.application.year)

    @cached_property
    def from_outside(self) -> bool:
        """Whether the unit's people come on entrustment alone (KM2023-2.3)."""
        return self.unit.unit_kind in ENTRUSTED

    @cached_property
    def channel_word(self) -> ChannelApproval | None:
        """The bureau's decision on the channel that the cover names now, if there is one."""
        row = self.application
        decisions = [
            one
            for one in self.approvals
            if one.step == ChannelApproval.Step.DECISION
            and one.withdrawn_at is None
            and (one.channel, one.title) == (row.channel, row.title)
        ]
        return decisions[-1] if decisions else None

    @cached_property
    def demands(self) -> tuple[Demand, ...]:
        """What must and may be attached."""
        educations = [record.data for record in self.records.get("education", [])]
        failed = bool(self.failures or self.told_failures)
        return _demands(self.application, self.call, failed, educations)


def load(application_id: UUID, *, lock: bool = False) -> CaseFile:
    """The case file, in a fixed number of SQL statements. `lock`: hold the row until the transaction ends.

    Errors: Application.DoesNotExist.
    """
    row = next(iter(_with_related(application_id, lock)), None)
    if row is None:
        raise Application.DoesNotExist
    return assemble(row)


@Prepared
def _with_related(application: UUID, lock: bool) -> QuerySet[Application]:
    rows = Application.objects.select_related(*RELATED).filter(pk=application)
    return rows.select_for_update(of=("self",), no_key=True) if lock else rows


def assemble(application: Application) -> CaseFile:
    """The case file of an application row (also of one that is not saved yet)."""
    return assemble_all([application])[0]


def load_all(ids: Iterable[UUID]) -> list[CaseFile]:
    """The case files of many applications, by number, in a number of SQL statements that does not grow with them."""
    rows = Application.objects.select_related(*RELATED).filter(pk__in=list(ids)).order_by("number", "id")
    return assemble_all(list(rows))


def assemble_all(applications: list[Application]) -> list[CaseFile]:
    """The case files of application rows (also of rows that are not saved yet), in the same order."""
    people = {row.person_id for row in applications}
    records: dict[UUID, dict[str, list[Record]]] = {}
    of_people = _records(people)
    evidence = _by(_evidence(people), "record_id")
    for record in of_people:
        records.setdefault(record.person_id, {}).setdefault(record.module, []).append(record)
    ids = [row.id for row in applications]
    attachments = _by(_attachments(ids), "application_id")
    graced = [row.id for row in applications if row.session is not None and row.session.upload_grace]
    coming = NamedFile.objects.filter(application_id__in=graced, arrived_at=None, missed_at=None)
    named = _by(coming, "application_id") if graced else {}
    integrity = _by(_integrity(people), "person_id")
    suspended = _by(_suspensions({row.unit_id for row in applications if row.unit_id}), "unit_id")
    all_of = _by(_all_of(people), "person_id")
    certificates = _by(_certificates(people), "person_id")
    returned = _returned(people)
    special = [row.id for row in applications if row.channel in APPROVED_CHANNELS]
    approvals = (
        _by(ChannelApproval.objects.filter(application_id__in=special), "application_id") if special else {}
    )
    standards: dict[tuple[UUID | None, str, str], list[Standard]] = {}
    for row in applications:
        key = (row.session_id, row.series, row.level)
        if row.session is not None and key not in standards:
            standards[key] = standards_binding(row.session, row.series, row.level)
    tables = tables_on(clock.today())
    return [
        CaseFile(
            application=row,
            records=records.get(row.person_id, {}),
            evidence=evidence,
            attachments=attachments.get(row.id, []),
            named=named.get(row.id, []),
            standard=covering(standards.get((row.session_id, row.series, row.level), []), row.profession),
            integrity_records=integrity.get(row.person_id, []),
            suspended_years=[one.year for one in suspended.get(row.unit_id, [])],
            others=[one for one in all_of.get(row.person_id, []) if one.pk != row.id],
            certificates=certificates.get(row.person_id, []),
            returned=returned.get((row.person_id, row.year), Returned()),
            approvals=approvals.get(row.id, []),
            tables=tables,
        )
        for row in applications
    ]


def _by(rows: Iterable[Any], name: str) -> dict[Any, list[Any]]:
    found: dict[Any, list[Any]] = {}
    for row in rows:
        found.setdefault(getattr(row, name), []).append(row)
    return found


@Prepared
def _records(people: set[UUID]) -> QuerySet[Record]:
    return Record.objects.filter(person_id__in=people)


@Prepared
def _evidence(people: set[UUID]) -> QuerySet[Evidence]:
    return Evidence.objects.filter(person_id__in=people)


@Prepared
def _attachments(applications: list[UUID]) -> QuerySet[Attachment]:
    return Attachment.objects.filter(application_id__in=applications)


@Prepared
def _integrity(people: set[UUID]) -> QuerySet[IntegrityRecord]:
    return IntegrityRecord.objects.filter(person_id__in=people)


@Prepared
def _suspensions(units: set[UUID]) -> QuerySet[Suspension]:
    return Suspension.objects.filter(unit_id__in=units, lifted_at__isnull=True)


@Prepared
def _all_of(people: set[UUID]) -> QuerySet[Application]:
    rows = Application.objects.filter(person_id__in=people)
    return rows.select_related("session__committee").order_by("created_at")


@Prepared
def _certificates(people: set[UUID]) -> QuerySet[Certificate]:
    return Certificate.objects.filter(person_id__in=people, revoked_at__isnull=True)


@Prepared
def _standing_returns(people: set[UUID]) -> QuerySet[Return, tuple[UUID, int, bool, bool, bool]]:
    rows = Return.objects.filter(person_id__in=people, given_back_at__isnull=True).order_by()
    return rows.values_list("person_id", "year", "counts", "ends_year", "after_unit_pass")


def _returned(people: set[UUID]) -> dict[tuple[UUID, int], Returned]:
    found: dict[tuple[UUID, int], Returned] = {}
    for person, year, counts, ends_year, after in _standing_returns(people):
        so_far = found.get((person, year), Returned())
        found[(person, year)] = Returned(
            so_far.used + (counts and not ends_year), so_far.total + 1, so_far.after_unit_pass + after
        )
    return found


def standing_entrustment(application_id: UUID) -> Entrustment | None:
    """The entrustment of an application that has not been voided, with its authority."""
    rows = Entrustment.objects.filter(application=application_id, voided_at__isnull=True)
    return rows.select_related("authority", "letter_file").first()


def returns_used(person_id: UUID, year: int) -> int:
    """How many chances the person has used in the policy year, over all applications (AMB-04)."""
    return _returned({person_id}).get((person_id, year), Returned()).used


def demands_of(application: Application) -> tuple[Demand, ...]:
    """What must and may be attached, without loading the whole case file."""
    told = _told_failures(getattr(application.person, "qualification", None), application.year)
    failed = bool(told or _failed(application.person_id, application.year))
    educations = [data for (data,) in _educations(application.person_id)]
    return _demands(application, _published_call(application.session), failed, educations)


@Prepared
def _failed(person: UUID, year: int) -> QuerySet[Application, tuple[UUID]]:
    rows = Application.objects.filter(person=person, state=State.NOT_PASSED, year__lt=year)
    return rows.order_by().values_list("pk")


@Prepared
def _educations(person: UUID) -> QuerySet[Record, tuple[dict[str, Any]]]:
    return Record.objects.filter(person=person, module="education").values_list("data")


def _told_earlier(told: Qualification | None) -> list[Mapping[str, Any]]:
    return [one for one in (told.more.get("applications") or [] if told else []) if one.get("year")]


def _told_failures(told: Qualification | None, year: int) -> list[int]:
    return [
        one["year"]
        for one in _told_earlier(told)
        if one.get("outcome") == ApplicationOutcome.FAILED and one["year"] < year
    ]


def _demands(
    application: Application, call: Call | None, failed_before: bool, educations: list[dict[str, Any]]
) -> tuple[Demand, ...]:
    situation = Situation(
        kind=Kind(application.kind),
        channel=application.channel,
        person=application.person,
        institution=application.unit.institution,
        provincial=bool(
            application.session and application.session.committee.tier == Committee.Tier.PROVINCE
        ),
        qualification=getattr(application.person, "qualification", None),
        failed_before=failed_before,
        book=book_of(application.year, application.session),
        educations=tuple(educations),
        year=application.year,
        unit_kind=application.unit.unit_kind,
    )
    return demands(situation, call)


def _published_call(session: Session | None) -> Call | None:
    call = getattr(session, "call", None)
    return call if call is not None and call.published_at is not None else None

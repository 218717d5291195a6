"""Everything about one application that rules, checks, snapshot and form ask for, loaded once."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from django.db.models import Max

from zhicheng.applications.attachments import Demand, Situation, demands
from zhicheng.applications.kinds import KINDS, Kind, KindRow
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, Attachment, Return
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Qualification, Record
from zhicheng.integrity.models import IntegrityRecord, Suspension
from zhicheng.people.models import Organisation, Person
from zhicheng.planning.models import Call, Session, Standard
from zhicheng.planning.queries import standard_for
from zhicheng.policy.book import Book
from zhicheng.register.models import Certificate

RELATED = (
    "person__qualification",
    "unit__place__superior",
    "unit__competent_department",
    "session__committee__organiser",
    "session__committee__place",
    "session__call",
)


@dataclass(frozen=True)
class CaseFile:
    """One application with the rows that it rests on."""

    application: Application
    records: Mapping[str, list[Record]]
    attachments: list[Attachment]
    standard: Standard | None
    integrity_records: list[IntegrityRecord]
    suspended_years: list[int]
    others: list[Application] = field(repr=False)
    certificates: list[Certificate] = field(repr=False)
    returns_used: int

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
        return KINDS[Kind(self.application.kind)]

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
    def demands(self) -> tuple[Demand, ...]:
        """What must and may be attached."""
        return _demands(self.application, self.call, bool(self.failures))


def load(application_id: UUID, *, lock: bool = False) -> CaseFile:
    """The case file, in a fixed number of SQL statements. `lock`: hold the row until the transaction ends.

    Errors: Application.DoesNotExist.
    """
    rows = Application.objects.select_related(*RELATED)
    if lock:
        rows = rows.select_for_update(of=("self",), no_key=True)
    return assemble(rows.get(pk=application_id))


def assemble(application: Application) -> CaseFile:
    """The case file of an application row (also of one that is not saved yet)."""
    person_id = application.person_id
    records: dict[str, list[Record]] = {}
    for record in Record.objects.filter(person_id=person_id).prefetch_related("evidence"):
        records.setdefault(record.module, []).append(record)
    return CaseFile(
        application=application,
        records=records,
        attachments=list(Attachment.objects.filter(application_id=application.id)),
        standard=standard_for(application.session, application.series, application.level)
        if application.session
        else None,
        integrity_records=list(IntegrityRecord.objects.filter(person_id=person_id)),
        suspended_years=list(
            Suspension.objects.filter(unit_id=application.unit_id, lifted_at__isnull=True).values_list(
                "year", flat=True
            )
        ),
        others=list(
            Application.objects.filter(person_id=person_id)
            .exclude(pk=application.id)
            .select_related("session__committee")
            .order_by("created_at")
        ),
        certificates=list(Certificate.objects.filter(person_id=person_id, revoked_at__isnull=True)),
        returns_used=returns_used(person_id, application.year),
    )


def returns_used(person_id: UUID, year: int) -> int:
    """How many chances the person has used in the policy year, over all applications (AMB-04)."""
    found = Return.objects.filter(person_id=person_id, year=year).aggregate(used=Max("used_after"))["used"]
    return int(found or 0)


def demands_of(application: Application) -> tuple[Demand, ...]:
    """What must and may be attached, without loading the whole case file."""
    failed = Application.objects.filter(
        person_id=application.person_id, state=State.NOT_PASSED, year__lt=application.year
    )
    return _demands(application, _published_call(application.session), failed.exists())


def _demands(application: Application, call: Call | None, failed_before: bool) -> tuple[Demand, ...]:
    situation = Situation(
        kind=Kind(application.kind),
        channel=application.channel,
        person=application.person,
        qualification=getattr(application.person, "qualification", None),
        failed_before=failed_before,
        year=application.year,
    )
    return demands(situation, call)


def _published_call(session: Session | None) -> Call | None:
    call = getattr(session, "call", None)
    return call if call is not None and call.published_at is not None else None

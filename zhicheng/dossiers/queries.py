"""Reads of a person's dossier: as data for later stages, and how far it is filled in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

from zhicheng.almanac import clock
from zhicheng.dossiers import scans
from zhicheng.dossiers.education import ProofKind, proof_for
from zhicheng.dossiers.models import Arrival, EducationProof, Evidence, PhoneLink, Qualification, Record
from zhicheng.dossiers.modules import MODULES, Module
from zhicheng.dossiers.verification import (
    Standing,
    fact_digest,
    fact_subject,
    record_digest,
    record_subject,
    standing_of,
)
from zhicheng.files.reading import folded
from zhicheng.people.models import Person
from zhicheng.policy.book import Book

YEARS_OF_ASSESSMENT = 5


@dataclass(frozen=True, slots=True)
class Proof:
    """An image of a record: its row's id, what it shows, the content's hash and type."""

    id: UUID
    title: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Entry:
    """A record: its fields as checking.check() keeps them, and its evidence in order."""

    id: UUID
    module: str
    data: Mapping[str, Any]
    version: int
    evidence: tuple[Proof, ...]


@dataclass(frozen=True, slots=True)
class Dossier:
    """Everything a person has told: records by module in their order, and 资格信息 where it was told."""

    person: UUID
    records: Mapping[str, tuple[Entry, ...]]
    qualification: Qualification | None

    def of(self, module: str) -> tuple[Entry, ...]:
        """The records of a module, in order; empty where there is none."""
        return self.records.get(module, ())

    def snapshot(self) -> dict[str, list[dict[str, Any]]]:
        """The records as JSON-able data: module → [{"id", "data", "evidence": [{"sha256", "title"}]}]."""
        return {
            module: [
                {
                    "id": str(entry.id),
                    "data": dict(entry.data),
                    "evidence": [{"sha256": proof.sha256, "title": proof.title} for proof in entry.evidence],
                }
                for entry in entries
            ]
            for module, entries in self.records.items()
        }


def dossier_of(person: Person) -> Dossier:
    """The person's dossier, in three SQL statements."""
    records: dict[str, tuple[Entry, ...]] = {}
    for module, entries in _grouped(
        Record.objects.filter(person=person).prefetch_related("evidence__file")
    ).items():
        records[module] = tuple(entries)
    told = Qualification.objects.filter(person=person).first()
    return Dossier(person.id, MappingProxyType(records), told)


def entries_of(person: Person, module: Module) -> list[Entry]:
    """The person's records of one module with their evidence, in two (with evidence three) SQL statements."""
    rows = Record.objects.filter(person=person, module=module.key).prefetch_related("evidence__file")
    return _grouped(rows).get(module.key, [])


def arrivals_of(record: Record) -> list[Arrival]:
    """Files that are on their way to become the record's evidence, and those that were refused; one SQL statement."""
    return list(record.arrivals.select_related("incoming"))


def find_in_scans(person: Person, wanted: str) -> list[tuple[Evidence, str]]:
    """The person's images whose text holds what is looked for, with the line; one SQL statement."""
    if len(folded(wanted)) < scans.SHORTEST:
        return []
    rows = Evidence.objects.filter(person=person, file__reading__read_at__isnull=False)
    found = [
        (one, scans.excerpt(one.file.reading.text, wanted)) for one in rows.select_related("file__reading")
    ]
    return [(one, line) for one, line in found if line]


def phone_link_of(record: Record) -> PhoneLink | None:
    """The link by which a phone may add to the record now, if there is one."""
    return record.phone_links.filter(closed_at=None, expires_at__gt=clock.now()).first()


def entry_of(record: Record) -> Entry:
    """One record with its evidence."""
    proofs = tuple(
        Proof(one.id, one.title, one.file_id, one.file.media_type) for one in record.evidence.all()
    )
    return Entry(record.id, record.module, MappingProxyType(record.data), record.version, proofs)


@dataclass(frozen=True, slots=True)
class ModuleProgress:
    """How far one module is: its records and their images."""

    module: Module
    records: int
    images: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the dossier is."""

    modules: tuple[ModuleProgress, ...]
    qualification: bool
    basics: bool

    @property
    def filled(self) -> int:
        """How many of the modules hold a record."""
        return sum(1 for one in self.modules if one.records)


def standings_of(person: Person, entries: Iterable[Entry]) -> dict[UUID, Standing]:
    """Who confirmed each of the person's records, by the record's id; one SQL statement."""
    subjects = {
        record_subject(one.id): record_digest(one.data, [proof.sha256 for proof in one.evidence])
        for one in entries
    }
    found = standing_of(person.id, subjects)
    return {UUID(subject.partition(":")[2]): standing for subject, standing in found.items()}


def fact_standings(person: Person, told: Mapping[str, Any]) -> dict[str, Standing]:
    """Who confirmed each told fact, by its name; one SQL statement."""
    subjects = {fact_subject(name): fact_digest(value) for name, value in told.items()}
    found = standing_of(person.id, subjects)
    return {subject.partition(":")[2]: standing for subject, standing in found.items()}


def progress(person: Person) -> Progress:
    """How far the person's dossier is, in three SQL statements."""
    counts = dict(Record.objects.filter(person=person).order_by().values_list("module").annotate(Count("id")))
    images = dict(
        Evidence.objects.filter(person=person).order_by().values_list("record__module").annotate(Count("id"))
    )
    told = Qualification.objects.filter(person=person).exclude(employment="").exclude(post="").exists()
    return Progress(
        tuple(ModuleProgress(one, counts.get(one.key, 0), images.get(one.key, 0)) for one in MODULES),
        qualification=told,
        basics=bool(person.birth_date and person.sex and person.ethnicity and person.political_status),
    )


def assessment_years() -> list[int]:
    """The five years whose yearly assessments are asked for (GUIDE-5.2.2), the latest first."""
    this = clock.today().year
    return [this - back for back in range(1, YEARS_OF_ASSESSMENT + 1)]


def _grouped(rows: Any) -> dict[str, list[Entry]]:
    found: dict[str, list[Entry]] = {}
    for row in rows:
        found.setdefault(row.module, []).append(entry_of(row))
    return found


@dataclass(frozen=True, slots=True)
class ProofLine:
    """An education that needs the unit's own proof, with the proof last asked for; `holds`: written, and still true."""

    record: Record
    proof: EducationProof | None

    @property
    def holds(self) -> bool:
        """Whether the unit has written it and the education still says so."""
        return self.proof is not None and self.proof.file_id is not None and self.stands

    @property
    def stands(self) -> bool:
        """Whether the education is as it was when the proof was asked for."""
        return self.proof is not None and self.proof.holds_for(self.record.data)


def proof_lines(person: Person, book: Book) -> list[ProofLine]:
    """The person's educations that the unit proves, each with its proof (D-25, KM2023-3.8). Two SQL statements."""
    rows = Record.objects.filter(person=person, module="education").prefetch_related(
        Prefetch("proofs", EducationProof.objects.filter(taken_back_at=None).select_related("unit"))
    )
    return [
        ProofLine(row, next(reversed(row.proofs.all()), None))
        for row in rows
        if proof_for(row.data, book) is ProofKind.UNIT
    ]

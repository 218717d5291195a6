"""The 210 clauses of the five official documents, each with what it demands and what carries that out."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhicheng.policy.strict_yaml import Entry, read

SOURCES = Path(__file__).with_name("sources")

# The newest document first: the order in which an office looks them up.
FILES = ("km2023.yaml", "yn2023.yaml", "dc2022.yaml", "guide.yaml", "yn2020.yaml")

TAGS = ("FIELD", "RULE", "STEP", "TIMER", "DOC", "LIST", "NOTIFY", "PERM", "INFO")


@dataclass(frozen=True, slots=True)
class Document:
    """One official document; `number` and `date` are None where the published text does not show them."""

    short: str
    title: str
    number: str | None
    issuer: str
    place: str
    year: int
    date: datetime.date | None

    @property
    def cited_as(self) -> str:
        """The words by which a finding cites the document: its number, else its title in 《》."""
        inner = self.title.replace("《", "〈").replace("》", "〉")
        return self.number or f"《{inner}》"


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that a clause asks of the system; `by` and `test` are None while it stands open."""

    tag: str
    says: str
    by: str | None
    test: str | None


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause: `gist` is our own wording, `phrases` are quoted from the official text at `lines`."""

    id: str
    document: str
    number: str
    place: str
    year: int
    gist: str
    phrases: tuple[str, ...]
    lines: tuple[int, int]
    demands: tuple[Demand, ...]

    @property
    def informative(self) -> bool:
        """Whether the clause asks for nothing but a page that tells it."""
        return all(demand.tag == "INFO" for demand in self.demands)


@cache
def load() -> Mapping[str, Clause]:
    """All clauses by id, in the order of the documents. Raises SourceError naming file and line."""
    return MappingProxyType({clause.id: clause for _, clauses in _loaded() for clause in clauses})


@cache
def documents() -> Mapping[str, Document]:
    """The five documents by short name (`KM2023` …), newest first."""
    return MappingProxyType({document.short: document for document, _ in _loaded()})


@cache
def _loaded() -> tuple[tuple[Document, tuple[Clause, ...]], ...]:
    return read_all(SOURCES / name for name in FILES)


def read_all(paths: Iterable[Path]) -> tuple[tuple[Document, tuple[Clause, ...]], ...]:
    """Each file's document and clauses; an id or a short name that stands twice is a SourceError."""
    seen: set[str] = set()
    return tuple(_document(read(path), seen) for path in paths)


def _document(entry: Entry, seen: set[str]) -> tuple[Document, tuple[Clause, ...]]:
    fields = entry.fields(("short", "title", "number", "issuer", "place", "year", "date", "clauses"))
    document = Document(
        short=fields["short"].text(),
        title=fields["title"].text(),
        number=fields["number"].text_or_none(),
        issuer=fields["issuer"].text(),
        place=fields["place"].text(),
        year=fields["year"].whole(),
        date=fields["date"].day_or_none(),
    )
    if document.short in seen:
        fields["short"].refuse(f"the document {document.short} stands twice")
    seen.add(document.short)
    return document, tuple(_clause(item, document, seen) for item in fields["clauses"].items())


def _clause(entry: Entry, document: Document, seen: set[str]) -> Clause:
    fields = entry.fields(("id", "lines", "gist", "phrases", "demands"))
    name = fields["id"].text()
    if not name.startswith(document.short + "-"):
        fields["id"].refuse(f"the clause {name} does not belong to {document.short}")
    if name in seen:
        fields["id"].refuse(f"the clause {name} stands twice")
    seen.add(name)
    lines = tuple(item.whole() for item in fields["lines"].items())
    if len(lines) != 2 or not 1 <= lines[0] <= lines[1]:
        fields["lines"].refuse("first and last line are expected")
    phrases = tuple(item.text() for item in fields["phrases"].items())
    if not phrases:
        fields["phrases"].refuse("at least one quoted phrase is expected")
    demands = tuple(_demand(item) for item in fields["demands"].items())
    if not demands:
        fields["demands"].refuse("at least one demand is expected")
    return Clause(
        id=name,
        document=document.short,
        number=document.cited_as,
        place=document.place,
        year=document.year,
        gist=fields["gist"].text(),
        phrases=phrases,
        lines=(lines[0], lines[1]),
        demands=demands,
    )


def _demand(entry: Entry) -> Demand:
    fields = entry.fields(("tag", "says", "by", "test"))
    tag = fields["tag"].text()
    if tag not in TAGS:
        fields["tag"].refuse(f"the tag {tag!r} is unknown")
    by, test = fields["by"].text_or_none(), fields["test"].text_or_none()
    if test and not by:
        fields["test"].refuse("a test is named, but nothing that carries the demand out")
    return Demand(tag, fields["says"].text(), by, test)

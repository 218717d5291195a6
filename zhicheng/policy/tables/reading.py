"""How every table is read: a file with `source` and `records`, each record strict, with its own id."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Protocol, TypeVar

from zhicheng.policy.strict_yaml import Entry, SourceError, read

DATA = Path(__file__).with_name("data")


class Identified(Protocol):
    """Anything with a stable id."""

    @property
    def id(self) -> str: ...


Record = TypeVar("Record", bound=Identified)


def records(path: Path, extra: Collection[str] = ()) -> list[Entry]:
    """The records of a table's file; `extra` are further keys of its head. Raises SourceError."""
    return read(path).fields(("source", "records", *extra))["records"].items()


def unique(path: Path, found: Iterable[Record]) -> tuple[Record, ...]:
    """The records, when no id stands twice; else SourceError."""
    by_id: dict[str, Record] = {}
    for record in found:
        if record.id in by_id:
            raise SourceError(f"{path}: the id {record.id} stands twice")
        by_id[record.id] = record
    return tuple(by_id.values())


def lines_of(entry: Entry) -> tuple[int, int]:
    """First and last line (1-based) of a record in the published text."""
    lines = [item.whole() for item in entry.items()]
    if len(lines) != 2 or not 1 <= lines[0] <= lines[1]:
        entry.refuse("first and last line are expected")
    return lines[0], lines[1]


def texts(entry: Entry) -> tuple[str, ...]:
    """A list of texts, none empty, none twice."""
    found = tuple(item.text() for item in entry.items())
    if len(set(found)) < len(found):
        entry.refuse("a text stands twice")
    return found


def one_of(entry: Entry, allowed: Collection[str]) -> str:
    """A text out of a closed list."""
    value = entry.text()
    if value not in allowed:
        entry.refuse(f"{value!r} is not one of {', '.join(allowed)}")
    return value


def text_or_empty(fields: dict[str, Entry], key: str) -> str:
    """An optional text; empty where the record leaves it out."""
    return fields[key].text() if key in fields else ""

"""Pairs of series between which 变更确认 is open, where the subject stays the same (GUIDE-Q17-1)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.reading import DATA, lines_of, one_of, records, unique
from zhicheng.policy.tables.titles import series


@dataclass(frozen=True, slots=True)
class Similar:
    """Titles of the series `former` may be changed to the same subject of the series `new`; names of series."""

    id: str
    former: str
    new: str
    clause: str
    lines: tuple[int, int]


@cache
def similar_series() -> tuple[Similar, ...]:
    """The pairs in the order of the text. Raises SourceError naming file and line."""
    return read_similar(DATA / "similar_series.yaml")


def read_similar(path: Path) -> tuple[Similar, ...]:
    """The pairs of one file, read strictly."""
    return unique(path, [_similar(entry) for entry in records(path)])


def are_similar(former: str, subject: str, new: str, new_subject: str) -> bool:
    """Whether a title of series and subject may be changed to the other: a listed pair, the same subject."""
    listed = any((one.former, one.new) == (former, new) for one in similar_series())
    return listed and bool(subject.strip()) and subject.strip() == new_subject.strip()


def _similar(entry: Entry) -> Similar:
    fields = entry.fields(("id", "former", "new", "clause", "lines"))
    names = [one.name for one in series()]
    return Similar(
        id=fields["id"].text(),
        former=one_of(fields["former"], names),
        new=one_of(fields["new"], names),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )

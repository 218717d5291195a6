"""The 20 fields of engineering (YN2020-1.4) and the professions that committees' scopes name (GUIDE-3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.reading import DATA, lines_of, records, texts, unique


@dataclass(frozen=True, slots=True)
class Profession:
    """A field (id `profession-02`, `field` its own id) or a named profession (`profession/公路工程`).

    `field` is empty where a named profession stands outside the 20 fields; `also` are customary names (ours).
    """

    id: str
    name: str
    series: str
    field: str
    also: tuple[str, ...]
    clause: str
    lines: tuple[int, int]

    @property
    def is_field(self) -> bool:
        """Whether it is one of the 20 fields."""
        return self.id == self.field


@cache
def professions() -> tuple[Profession, ...]:
    """The 20 engineering professions (fields) of YN2020-1.4, in its order."""
    return read_fields(DATA / "professions.yaml")


@cache
def named_professions() -> tuple[Profession, ...]:
    """The professions that scopes name beside the fields."""
    return read_named(DATA / "named_professions.yaml")


def read_fields(path: Path) -> tuple[Profession, ...]:
    """The fields of one file, read strictly."""
    return unique(path, [_field(entry) for entry in records(path)])


def read_named(path: Path) -> tuple[Profession, ...]:
    """The named professions of one file, read strictly."""
    return unique(path, [_named(entry) for entry in records(path)])


def profession_named(name: str) -> Profession | None:
    """The profession that an applicant means by an id, a name, a customary name or either with 工程; else None."""
    wanted = "".join(name.split())
    bare = wanted.removesuffix("专业").removesuffix("工程")
    for one in (*named_professions(), *professions()):
        if wanted in (one.id, one.name) or wanted.removesuffix("专业") == one.name:
            return one
    return next((one for one in professions() if bare == one.name or bare in one.also), None)


def _field(entry: Entry) -> Profession:
    fields = entry.fields(("id", "number", "name", "series", "also", "clause", "lines"))
    name = fields["id"].text()
    return Profession(
        id=name,
        name=fields["name"].text(),
        series=fields["series"].text(),
        field=name,
        also=texts(fields["also"]),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )


def _named(entry: Entry) -> Profession:
    fields = entry.fields(("id", "name", "series", "field", "committee", "clause", "lines"))
    return Profession(
        id=fields["id"].text(),
        name=fields["name"].text(),
        series=fields["series"].text(),
        field=fields["field"].text_or_none() or "",
        also=(),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )

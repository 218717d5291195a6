"""The 20 fields of engineering (YN2020-1.4) and the professions that committees' scopes name (GUIDE-3.2)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.reading import DATA, lines_of, records, texts, unique


@dataclass(frozen=True, slots=True)
class Profession:
    """One of the 20 fields (id `profession-02`) or a named profession (id `profession/公路工程`).

    `fields`: the fields it belongs to, a field itself to its own; `also`: customary names (ours).
    """

    id: str
    name: str
    series: str
    fields: tuple[str, ...]
    also: tuple[str, ...]
    clause: str
    lines: tuple[int, int]

    @property
    def is_field(self) -> bool:
        """Whether it is one of the 20 fields."""
        return self.fields == (self.id,)


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
    """The profession meant by an id, a name or a customary name, with 工程 after it or not; else None."""
    wanted = "".join(name.split()).removesuffix("专业")
    known = (*named_professions(), *professions())
    exact = next((one for one in known if wanted in (one.id, one.name)), None)
    return exact or next((one for one in known if _bare(wanted) in (_bare(one.name), *one.also)), None)


def _bare(name: str) -> str:
    return name.removesuffix("工程")


def _field(entry: Entry) -> Profession:
    fields = entry.fields(("id", "number", "name", "series", "also", "clause", "lines"))
    name = fields["id"].text()
    return Profession(
        id=name,
        name=fields["name"].text(),
        series=fields["series"].text(),
        fields=(name,),
        also=texts(fields["also"]),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )


def _named(entry: Entry) -> Profession:
    fields = entry.fields(("id", "name", "series", "fields", "committee", "clause", "lines"))
    return Profession(
        id=fields["id"].text(),
        name=fields["name"].text(),
        series=fields["series"].text(),
        fields=texts(fields["fields"]),
        also=(),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )

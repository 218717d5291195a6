"""The 58 committees of the directory (GUIDE-3), each with its scope in words and in parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhicheng.policy.strict_yaml import Entry, SourceError
from zhicheng.policy.tables.professions import Profession, named_professions, professions
from zhicheng.policy.tables.reading import DATA, lines_of, one_of, records, text_or_empty, texts, unique
from zhicheng.policy.tables.titles import LEVELS, TitleName, tracks

# The kinds of unit that the documents tell apart; 无 is the freelancer's.
UNIT_KINDS = (
    "市属国有",
    "县区国有",
    "非公有制经济组织",
    "社会组织",
    "个体经济组织",
    "外省企业子公司",
    "外省企业分公司",
    "中央在昆",
    "省属在昆",
    "其他州市",
    "无",
)
TIERS = ("city", "county", "zone", "unit")
RANKS = ("高级", "中级", "初级")


class PartKind(StrEnum):
    """What a part of a scope is about; every part that is there must be met."""

    TRACKS = "tracks"
    PROFESSIONS = "professions"
    LEVELS = "levels"
    PLACES = "places"
    UNIT_KINDS = "unit_kinds"
    EXCLUDED_UNIT_KINDS = "excluded_unit_kinds"
    INSTITUTIONS_ONLY = "institutions_only"
    WORKPLACES = "workplaces"
    OWN_STAFF_ONLY = "own_staff_only"
    SPECIAL_TALENTS_ONLY = "special_talents_only"


@dataclass(frozen=True, slots=True)
class ScopePart:
    """One part: what it admits, the words it rests on, and our reading where the words leave it open."""

    kind: PartKind
    values: tuple[str, ...]
    words: tuple[str, ...]
    reading: str


@dataclass(frozen=True, slots=True)
class Scope:
    """A committee's registered scope (评审范围): its words, its clause and its parts."""

    committee: str
    committee_name: str
    words: str
    clause: str
    parts: tuple[ScopePart, ...]

    def part(self, kind: PartKind) -> ScopePart | None:
        """The part of this kind; None where the scope says nothing about it."""
        return next((one for one in self.parts if one.kind is kind), None)

    def values(self, kind: PartKind) -> tuple[str, ...]:
        """What the part of this kind admits; empty where there is none."""
        part = self.part(kind)
        return part.values if part else ()


@dataclass(frozen=True, slots=True)
class Committee:
    """A committee (评审委员会), id `committee-senior-04`; `jurisdiction` a place's id, empty for a unit's.

    `rank` is the directory's 高级 or 中级, `tier` one of city, county, zone, unit; `phone` has its area code.
    """

    id: str
    number: int
    rank: str
    name: str
    organiser: str
    phone: str
    phone_as_printed: str
    tier: str
    jurisdiction: str
    clause: str
    lines: tuple[int, int]
    scope: Scope

    @property
    def is_senior(self) -> bool:
        """Whether it stands in the directory of senior committees."""
        return self.rank == "高级"


@cache
def committees() -> tuple[Committee, ...]:
    """The 58 committees: 11 senior, then 47 mid, in the order of the directory. Raises SourceError."""
    return read_committees(DATA / "committees.yaml", DATA / "scopes.yaml")


def read_committees(path: Path, scopes: Path) -> tuple[Committee, ...]:
    """The committees of one file with the scopes of another, read strictly; each must have the other."""
    parts: dict[str, tuple[ScopePart, ...]] = {}
    for entry in records(scopes):
        fields = entry.fields(("committee", "parts"))
        name = fields["committee"].text()
        if name in parts:
            fields["committee"].refuse(f"the scope of {name} stands twice")
        parts[name] = tuple(_part(item) for item in fields["parts"].items())
        if len({part.kind for part in parts[name]}) < len(parts[name]):
            fields["parts"].refuse(f"{name}: a part stands twice")
    found = unique(path, [_committee(entry, parts) for entry in records(path)])
    strays = set(parts) - {one.id for one in found}
    if strays:
        raise SourceError(f"{scopes}: no committee {', '.join(sorted(strays))}")
    return found


@cache
def by_id() -> Mapping[str, Committee]:
    """All committees by id."""
    return MappingProxyType({one.id: one for one in committees()})


def titles_of(committee: Committee) -> tuple[TitleName, ...]:
    """The titles that the committee may grant, each with its series, track and level (GUIDE-3.1, 3.2)."""
    return tuple(
        title
        for track in committee.scope.values(PartKind.TRACKS)
        for level in committee.scope.values(PartKind.LEVELS)
        if level in tracks()[track].cells
        for title in tracks()[track].cells[level].titles
    )


def professions_of(committee: Committee) -> tuple[Profession, ...]:
    """The professions that this committee admits: what its scope names, and its fields' named ones.

    Where the scope names none, all of the series: for engineering the 20 fields and the named, else none.
    """
    part = committee.scope.part(PartKind.PROFESSIONS)
    if part is None:
        engineering = any(track.startswith("series-10/") for track in committee.scope.values(PartKind.TRACKS))
        return (*professions(), *named_professions()) if engineering else ()
    return tuple(
        one for one in (*professions(), *named_professions()) if {one.id, *one.fields} & set(part.values)
    )


def committees_for(profession: Profession) -> tuple[Committee, ...]:
    """The engineering committees whose scope admits this profession. Source: GUIDE-3, YN2020-1.4."""
    return tuple(one for one in committees() if profession in professions_of(one))


def _committee(entry: Entry, parts: Mapping[str, tuple[ScopePart, ...]]) -> Committee:
    fields = entry.fields(
        ("id", "number", "rank", "name", "organiser", "phone", "scope", "tier", "clause", "lines"),
        ("jurisdiction",),
    )
    name = fields["id"].text()
    if name not in parts:
        fields["id"].refuse(f"the scope of {name} in parts is missing")
    phone = fields["phone"].fields(("raw", "normal"))
    clause = fields["clause"].text()
    scope = Scope(name, fields["name"].text(), fields["scope"].text(), clause, parts[name])
    return Committee(
        id=name,
        number=fields["number"].whole(),
        rank=one_of(fields["rank"], RANKS),
        name=scope.committee_name,
        organiser=fields["organiser"].text(),
        phone=phone["normal"].text(),
        phone_as_printed=phone["raw"].text(),
        tier=one_of(fields["tier"], TIERS),
        jurisdiction=text_or_empty(fields, "jurisdiction"),
        clause=clause,
        lines=lines_of(fields["lines"]),
        scope=scope,
    )


def _part(entry: Entry) -> ScopePart:
    fields = entry.fields(("part", "values", "words"), ("reading",))
    kind = PartKind(one_of(fields["part"], [one.value for one in PartKind]))
    closed: dict[PartKind, tuple[str, ...]] = {
        PartKind.TRACKS: tuple(tracks()),
        PartKind.LEVELS: LEVELS,
        PartKind.UNIT_KINDS: UNIT_KINDS,
        PartKind.EXCLUDED_UNIT_KINDS: UNIT_KINDS,
        PartKind.PROFESSIONS: tuple(one.id for one in (*professions(), *named_professions())),
    }
    values, words = texts(fields["values"]), texts(fields["words"])
    if not values or not words:
        entry.refuse("a part has values and rests on words")
    for item in fields["values"].items():
        if kind in closed:
            one_of(item, closed[kind])
    return ScopePart(kind, values, words, text_or_empty(fields, "reading"))

"""Tables that the bureaus keep (AMB-25, AMB-45, AMB-54, AMB-55): dated, released by two persons, handed in as facts.

A lookup answers None where no table is released or the one in force has no rows: nobody knows then, and the rule
says so. The notices name these tables without printing them.
"""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from zhicheng.policy.terms import Level, SkillLevel

Row = Mapping[str, Any]


class TableKind(StrEnum):
    """Which table; the value stands in addresses."""

    EXAM_ONLY = "exam-only"
    AREAS = "areas"
    SAFETY = "safety"
    PRACTICE = "practice"
    QUALIFICATIONS = "qualifications"
    SIMILAR = "similar"
    AGES = "ages"
    SKILLS = "skills"
    WORKDAYS = "workdays"

    @property
    def label(self) -> str:
        """The table's name."""
        return _TITLES[self]


_TITLES = {
    TableKind.EXAM_ONLY: "以考代评的系列和层级",
    TableKind.AREAS: "基层人才措施适用地区",
    TableKind.SAFETY: "涉及公共安全、人身健康的系列和专业",
    TableKind.PRACTICE: "不以论文为主要评价指标的系列",
    TableKind.QUALIFICATIONS: "职业资格与职称对应表",
    TableKind.SIMILAR: "相同、相近专业对照表",
    TableKind.AGES: "法定退休年龄表",
    TableKind.SKILLS: "技能等级与职称层级对应表",
    TableKind.WORKDAYS: "放假和调休安排表",
}


@dataclass(frozen=True, slots=True)
class KeptTable:
    """One released version of a table: rows by column name; in force from a day on."""

    kind: TableKind
    version: str
    valid_from: datetime.date
    rows: tuple[Row, ...] = field(hash=False)

    @property
    def cited(self) -> str:
        """How a finding names it: 《title》(version,from which day)."""
        since = self.valid_from
        return f"《{self.kind.label}》({self.version},{since.year}年{since.month}月{since.day}日起施行)"


@dataclass(frozen=True, slots=True)
class Tables:
    """The tables in force on the day of asking, by kind; a kind without an entry is not released."""

    by_kind: Mapping[TableKind, KeptTable] = field(default_factory=lambda: MappingProxyType({}), hash=False)

    def find(self, kind: TableKind) -> KeptTable | None:
        """The table in force; None where none is released or it has no rows."""
        found = self.by_kind.get(kind)
        return found if found is not None and found.rows else None

    def rows(self, kind: TableKind) -> tuple[Row, ...] | None:
        """Its rows, None where there are none."""
        found = self.find(kind)
        return found.rows if found else None


def exam_only(tables: Tables, series: str, level: Level, profession: str) -> bool | None:
    """Whether an examination has replaced the review; a row without a profession means the whole series."""
    rows = tables.rows(TableKind.EXAM_ONLY)
    if rows is None:
        return None
    return any(_fits(row, series, profession) and row["level"] == level for row in rows)


def touches_safety(tables: Tables, series: str, profession: str) -> bool | None:
    """Whether series or profession touches public safety or personal health (KM2023-2.5)."""
    rows = tables.rows(TableKind.SAFETY)
    return None if rows is None else any(_fits(row, series, profession) for row in rows)


def practice_heavy(tables: Tables, series: str) -> bool | None:
    """Whether papers are no main indicator in the series (KM2023-6.2)."""
    rows = tables.rows(TableKind.PRACTICE)
    return None if rows is None else any(row["series"] == series for row in rows)


def mapped(tables: Tables, name: str, series: str, level: Level) -> bool | None:
    """Whether the qualification `name` stands for the title (KM2023-5.2); None also for a name not listed.

    A name may be spelled otherwise than in the table: that is for people to see, not for a refusal.
    """
    listed = [row for row in tables.rows(TableKind.QUALIFICATIONS) or () if _bare(row["name"]) == _bare(name)]
    if not listed:
        return None
    return any(row["series"] == series and row["level"] == level for row in listed)


def similar(tables: Tables, one: str, other: str) -> bool:
    """Whether a row names two professions as the same or similar (GUIDE-Q17-1), whichever comes first."""
    rows = tables.rows(TableKind.SIMILAR) or ()
    return any({row["profession"], row["similar"]} == {one, other} for row in rows)


def listed_area(tables: Tables, places: Collection[str]) -> bool | None:
    """Whether one of the places, as told or as the unit's, lies in the list of annex 6 (KM2023-5.1b).

    None also where the county is listed by townships and no township is told: people look then.
    """
    rows = tables.rows(TableKind.AREAS)
    if rows is None:
        return None
    near = [(row, place) for row in rows for place in places if row["county"] in place]
    if any(row["township"] in place for row, place in near):
        return True
    return None if any(place.endswith(row["county"]) for row, place in near) else False


def skill_counts(tables: Tables, series: str, level: Level, skill: SkillLevel) -> bool | None:
    """Whether the skill level, or a lower one, opens the level in the series (GUIDE-Q21)."""
    rows = tables.rows(TableKind.SKILLS)
    if rows is None:
        return None
    ranks = list(SkillLevel)
    return any(
        row["series"] == series
        and row["level"] == level
        and ranks.index(SkillLevel(row["skill"])) <= ranks.index(skill)
        for row in rows
    )


def _fits(row: Row, series: str, profession: str) -> bool:
    return row["series"] == series and row["profession"] in ("", profession)


def _bare(name: str) -> str:
    return "".join(name.split()).removesuffix("资格").removesuffix("职业")

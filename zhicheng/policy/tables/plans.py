"""The yearly plans that the documents print: 2021 with 11 senior and 44 mid rows (GUIDE-Q7-3)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.committees import RANKS, Committee, by_id, committees
from zhicheng.policy.tables.reading import DATA, lines_of, one_of, records, unique


@dataclass(frozen=True, slots=True)
class PlanRow:
    """One planned review, id `plan-2021-mid-07`; `name` and `organiser` as printed; `month` 1 to 12."""

    id: str
    year: int
    number: int
    rank: str
    committee: str
    name: str
    organiser: str
    month: int
    clause: str
    lines: tuple[int, int]

    @property
    def differs_from_directory(self) -> bool:
        """Whether the plan prints another name or organiser than the directory."""
        committee = by_id()[self.committee]
        return (self.name, self.organiser) != (committee.name, committee.organiser)


# The years whose plan the documents print; other years' plans are released in the system.
YEARS = (2021,)


@cache
def plan(year: int) -> tuple[PlanRow, ...]:
    """The plan that the documents print for this year, senior rows first; empty where they print none."""
    return read_plan(DATA / f"plan_{year}.yaml", year) if year in YEARS else ()


def committee_named(name: str) -> Committee | None:
    """The committee with this id or name, as the directory or a printed plan has it, brackets aside."""
    wanted = _bare(name)
    for one in committees():
        if wanted in (one.id, _bare(one.name)):
            return one
    planned = (row.committee for year in YEARS for row in plan(year) if _bare(row.name) == wanted)
    return next((by_id()[one] for one in planned), None)


def _bare(name: str) -> str:
    return "".join(name.split()).replace("(", "（").replace(")", "）")


def read_plan(path: Path, year: int) -> tuple[PlanRow, ...]:
    """The rows of one file, read strictly."""
    return unique(path, [_row(entry, year) for entry in records(path, ("year",))])


def _row(entry: Entry, year: int) -> PlanRow:
    fields = entry.fields(
        ("id", "number", "rank", "committee", "name", "organiser", "month", "clause", "lines")
    )
    month = fields["month"].whole()
    if not 1 <= month <= 12:
        fields["month"].refuse("a month from 1 to 12 is expected")
    return PlanRow(
        id=fields["id"].text(),
        year=year,
        number=fields["number"].whole(),
        rank=one_of(fields["rank"], RANKS),
        committee=one_of(fields["committee"], by_id()),
        name=fields["name"].text(),
        organiser=fields["organiser"].text(),
        month=month,
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )

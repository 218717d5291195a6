"""Reads: versions, what is in force on a day, and the tables as the law takes them."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from django.db.models import Q, QuerySet

from zhicheng.almanac import clock
from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.shapes import SHAPES, Shape, read_aloud
from zhicheng.people.models import Organisation
from zhicheng.policy.tables.kept import KeptTable, TableKind, Tables
from zhicheng.vault.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Line:
    """A table on the list: what it is, and the version in force today, if any."""

    kind: TableKind
    shape: Shape
    now: Catalogue | None


@dataclass(frozen=True, slots=True)
class Difference:
    """What a version adds to the one in force and what it leaves out, as cells."""

    added: tuple[tuple[str, ...], ...]
    removed: tuple[tuple[str, ...], ...]


def released(kind: TableKind | None = None) -> QuerySet[Catalogue]:
    """Released versions, the newest first; examples on invented time alone."""
    return _released(clock.is_invented(), kind)


def _released(invented: bool, kind: TableKind | None = None) -> QuerySet[Catalogue]:
    found = Catalogue.objects.filter(released_at__isnull=False)
    if not invented:
        found = found.filter(example=False)
    if kind is not None:
        found = found.filter(kind=kind)
    return found.order_by("-valid_from", "-number")


def in_force(day: dt.date) -> Mapping[TableKind, Catalogue]:
    """The version of each table on a day, by kind, in one statement."""
    found: dict[TableKind, Catalogue] = {}
    for row in _holding(clock.is_invented(), day):
        found.setdefault(TableKind(row.kind), row)
    return MappingProxyType(found)


@Prepared
def _holding(invented: bool, day: dt.date) -> QuerySet[Catalogue]:
    rows = _released(invented)
    return rows.filter(Q(valid_until__isnull=True) | Q(valid_until__gte=day), valid_from__lte=day)


def tables_on(day: dt.date) -> Tables:
    """The released tables of a day as the law takes them."""
    return Tables(
        MappingProxyType(
            {
                kind: KeptTable(kind, row.version, row.valid_from, tuple(row.rows))
                for kind, row in in_force(day).items()
            }
        )
    )


def lines() -> list[Line]:
    """Every table with the version in force today."""
    now = in_force(clock.today())
    return [Line(kind, shape, now.get(kind)) for kind, shape in SHAPES.items()]


def waiting(bureau: Organisation) -> QuerySet[Catalogue]:
    """Imported and not released, of the bureau, the oldest first."""
    rows = Catalogue.objects.select_related("prepared_by").filter(bureau=bureau, released_at__isnull=True)
    return rows.order_by("prepared_at")


def cells(row: Catalogue) -> list[list[str]]:
    """The rows of a version as people read them, in the order of the columns."""
    columns = SHAPES[TableKind(row.kind)].columns
    return [read_aloud(one, columns) for one in row.rows]


def difference(row: Catalogue) -> Difference:
    """What the version changes in the one that is in force on its first day."""
    old = in_force(row.valid_from).get(TableKind(row.kind))
    before = _keys(old.rows, row.kind) if old is not None else []
    after = _keys(row.rows, row.kind)
    return Difference(
        added=tuple(one for one in after if one not in set(before)),
        removed=tuple(one for one in before if one not in set(after)),
    )


def _keys(rows: list[dict[str, Any]], kind: str) -> list[tuple[str, ...]]:
    columns = SHAPES[TableKind(kind)].columns
    return [tuple(read_aloud(one, columns)) for one in rows]

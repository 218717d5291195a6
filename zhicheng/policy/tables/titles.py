"""The 29 series with their 42 tracks and 183 cells of title names (GUIDE-Q3)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.reading import DATA, lines_of, records, unique

LEVELS = ("正高级", "副高级", "中级", "助理级", "员级")


@dataclass(frozen=True, slots=True)
class TitleName:
    """One title, id `series-10/工程技术/副高级/高级工程师`; a name alone is not unique (讲师: five)."""

    id: str
    series: str
    track: str
    level: str
    name: str


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of the table: its text as printed, the titles in it, its lines in the source."""

    level: str
    text: str
    titles: tuple[TitleName, ...]
    lines: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Track:
    """A row of the table within a series, id `series-10/工程技术`; `cells` by level, absent ones left out."""

    id: str
    series: str
    name: str
    cells: Mapping[str, Cell]


@dataclass(frozen=True, slots=True)
class Series:
    """A series (系列), id `series-10`, with its tracks."""

    id: str
    number: int
    name: str
    clause: str
    lines: tuple[int, int]
    tracks: tuple[Track, ...]


@cache
def series() -> tuple[Series, ...]:
    """The 29 series in the order of the table. Raises SourceError naming file and line."""
    return read_series(DATA / "series.yaml")


def read_series(path: Path) -> tuple[Series, ...]:
    """The series of one file, read strictly."""
    return unique(path, [_series(entry) for entry in records(path)])


@cache
def tracks() -> Mapping[str, Track]:
    """All tracks by id."""
    return MappingProxyType({track.id: track for one in series() for track in one.tracks})


def series_named(name: str) -> Series | None:
    """The series with this id (`series-10`) or name (工程技术); None where there is none."""
    return next((one for one in series() if name in (one.id, one.name)), None)


def titles_for(series: str, track: str | None = None, level: str | None = None) -> tuple[TitleName, ...]:
    """The titles of a series, narrowed to a track and a level (by id or name); empty where none are.

    Source: GUIDE-Q3.
    """
    found = series_named(series)
    return tuple(
        title
        for one in (found.tracks if found else ())
        if track is None or track in (one.id, one.name)
        for cell in one.cells.values()
        if level is None or level == cell.level
        for title in cell.titles
    )


def _series(entry: Entry) -> Series:
    fields = entry.fields(("id", "number", "name", "clause", "lines", "tracks"))
    name = fields["id"].text()
    return Series(
        id=name,
        number=fields["number"].whole(),
        name=fields["name"].text(),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
        tracks=tuple(_track(item, name) for item in fields["tracks"].items()),
    )


def _track(entry: Entry, series: str) -> Track:
    fields = entry.fields(("id", "name", "cells"))
    name = fields["name"].text()
    if fields["id"].text() != f"{series}/{name}":
        fields["id"].refuse(f"{series}/{name} is expected")
    by_level = fields["cells"].fields((), LEVELS)
    cells = {
        level: _cell(by_level[level], series, f"{series}/{name}", level)
        for level in LEVELS
        if level in by_level
    }
    if not cells:
        fields["cells"].refuse("at least one cell is expected")
    return Track(f"{series}/{name}", series, name, MappingProxyType(cells))


def _cell(entry: Entry, series: str, track: str, level: str) -> Cell:
    fields = entry.fields(("text", "titles", "lines"))
    names = [item.text() for item in fields["titles"].items()]
    if not names or len(set(names)) < len(names):
        fields["titles"].refuse("different titles are expected")
    return Cell(
        level=level,
        text=fields["text"].text(),
        titles=tuple(TitleName(f"{track}/{level}/{name}", series, track, level, name) for name in names),
        lines=lines_of(fields["lines"]),
    )

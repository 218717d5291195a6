"""Places (the city, its counties and parks) and the 22 windows that serve them (GUIDE-4)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

from zhicheng.policy.strict_yaml import Entry
from zhicheng.policy.tables.reading import DATA, lines_of, one_of, records, text_or_empty, texts, unique

KINDS = ("city", "county", "park")


class Service(StrEnum):
    """What a window does for titles."""

    JUNIOR_RECOGNITION = "junior_recognition"
    MID_RECOMMENDATION = "mid_recommendation"
    JUNIOR_CONFIRMATION = "junior_confirmation"
    TEACHER_REVIEW = "teacher_review"
    RECOMMENDATION_AUDIT = "recommendation_audit"
    LOST_CERTIFICATE = "lost_certificate"
    OTHER_REVIEW = "other_review"


class Serves(StrEnum):
    """Whose people a window takes: 西山区 has one for institutions' staff and one for all others."""

    ALL = "all"
    INSTITUTIONS = "institutions"
    STATE_UNITS = "state_units"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Bureau:
    """A row of the contacts, id `bureau-02`; `services` by kind with their words; phones with area code.

    `place` is empty for row 22, which is a company that organises a committee.
    """

    id: str
    number: int
    name: str
    place: str
    scope: str
    serves: Serves
    serves_words: str
    services: Mapping[Service, str]
    address: str
    phones: tuple[str, ...]
    phones_as_printed: tuple[str, ...]
    remark: str
    clause: str
    lines: tuple[int, int]

    @property
    def is_government(self) -> bool:
        """Whether the row is an office of the bureau's line, not a company."""
        return bool(self.place)


@dataclass(frozen=True, slots=True)
class Place:
    """A place, id `county-panlong`, `park-jingkai`, `city-kunming`; `within` the larger places around it."""

    id: str
    kind: str
    name: str
    also: tuple[str, ...]
    within: tuple[str, ...]
    bureaus: tuple[str, ...]
    reading: str
    clause: str
    lines: tuple[int, int]


@cache
def bureaus() -> tuple[Bureau, ...]:
    """The 22 rows in the order of the table. Raises SourceError naming file and line."""
    return read_bureaus(DATA / "bureaus.yaml")


@cache
def places() -> tuple[Place, ...]:
    """The city, its 14 counties and 7 parks, the free-trade zone among them."""
    return read_places(DATA / "places.yaml")


def read_bureaus(path: Path) -> tuple[Bureau, ...]:
    """The rows of one file, read strictly."""
    return unique(path, [_bureau(entry) for entry in records(path)])


def read_places(path: Path) -> tuple[Place, ...]:
    """The places of one file, read strictly."""
    return unique(path, [_place(entry) for entry in records(path)])


@cache
def _by_name() -> Mapping[str, Place]:
    return MappingProxyType({name: one for one in places() for name in (one.id, one.name, *one.also)})


def place_named(name: str) -> Place | None:
    """The place with this id or name, 昆明市 before it or not; None for a place that is not Kunming's."""
    wanted = "".join(name.split())
    return _by_name().get(wanted) or _by_name().get(wanted.removeprefix("云南省").removeprefix("昆明市"))


def reaches(place: Place) -> tuple[str, ...]:
    """The ids of the place and of every larger place it lies in."""
    found = [place.id]
    for one in found:
        found += [larger for larger in _by_name()[one].within if larger not in found]
    return tuple(found)


def window_for(place: Place, *, institution: bool, established: bool) -> Bureau | None:
    """The window for a unit's person: 西山区 splits off institutions' established staff (GUIDE-4).

    None for the city itself, which is served by its own bureau.
    """
    windows = [one for one in bureaus() if one.id in place.bureaus]
    wanted = Serves.INSTITUTIONS if institution and established else Serves.OTHERS
    return next((one for one in windows if one.serves is wanted), windows[0] if windows else None)


def _bureau(entry: Entry) -> Bureau:
    fields = entry.fields(
        ("id", "number", "name", "scope", "serves", "services", "address", "phones", "clause", "lines"),
        ("place", "serves_words", "remark"),
    )
    services: dict[Service, str] = {}
    for item in fields["services"].items():
        service = item.fields(("service", "words"))
        services[Service(one_of(service["service"], [one.value for one in Service]))] = service[
            "words"
        ].text()
    phones = [item.fields(("raw", "normal")) for item in fields["phones"].items()]
    return Bureau(
        id=fields["id"].text(),
        number=fields["number"].whole(),
        name=fields["name"].text(),
        place=(fields["place"].text_or_none() or "") if "place" in fields else "",
        scope=fields["scope"].text(),
        serves=Serves(one_of(fields["serves"], [one.value for one in Serves])),
        serves_words=text_or_empty(fields, "serves_words"),
        services=MappingProxyType(services),
        address=fields["address"].text(),
        phones=tuple(phone["normal"].text() for phone in phones),
        phones_as_printed=tuple(phone["raw"].text() for phone in phones),
        remark=text_or_empty(fields, "remark"),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )


def _place(entry: Entry) -> Place:
    fields = entry.fields(
        ("id", "kind", "name", "also", "within", "bureaus", "clause", "lines"), ("reading",)
    )
    return Place(
        id=fields["id"].text(),
        kind=one_of(fields["kind"], KINDS),
        name=fields["name"].text(),
        also=texts(fields["also"]),
        within=texts(fields["within"]),
        bureaus=texts(fields["bureaus"]),
        reading=text_or_empty(fields, "reading"),
        clause=fields["clause"].text(),
        lines=lines_of(fields["lines"]),
    )

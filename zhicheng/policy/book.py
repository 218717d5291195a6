"""Opens the law of one year and place: dated values, nearest place first, inherited where silent."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache, reduce
from pathlib import Path
from types import MappingProxyType
from typing import cast

import yaml

from zhicheng.policy import clauses
from zhicheng.policy.strict_yaml import Entry, SourceError, read

VALUES = Path(__file__).with_name("values")

# A place and those above it, nearest first: a value of the nearest place wins within a year.
PLACES: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {"东川区": ("东川区", "昆明市", "云南省"), "昆明市": ("昆明市", "云南省"), "云南省": ("云南省",)}
)

# Facts about MOHRSS Order 40, whose text is not among the documents; only unverified values may rest on it.
ORDER_40 = "MOHRSS-40"

Plain = (
    bool
    | int
    | str
    | datetime.date
    | tuple[str, ...]
    | tuple[int, ...]
    | Mapping[str, int]
    | Mapping[str, str]
)


class LawError(ValueError):
    """The law cannot be opened or asked as it was tried."""


class NotSet(LawError):
    """No document of the year sets the value, nor an earlier one to inherit it from (YN2020-4.4)."""

    def __init__(self, key: str, year: int, place: str) -> None:
        super().__init__(f"{year}年度{place}的文件没有规定 {key}，也没有可沿用的以前规定")
        self.key, self.year, self.place = key, year, place


@dataclass(frozen=True, slots=True)
class Value:
    """One value of the law in force: what, in which unit, on which clauses, set by which year and place.

    `inherited` is true where the value was set for an earlier year; `reading` tells our reading (AMB number);
    `unverified` marks values that no document of ours gives.
    """

    key: str
    value: Plain
    unit: str
    clauses: tuple[str, ...]
    year: int
    place: str
    inherited: bool = False
    reading: str = ""
    unverified: bool = False

    @property
    def clause(self) -> str:
        """The main clause."""
        return self.clauses[0]

    @property
    def number(self) -> int:
        """The value as a whole number, in `unit`."""
        if isinstance(self.value, int) and not isinstance(self.value, bool):
            return self.value
        raise LawError(f"{self.key} is not a number")

    @property
    def flag(self) -> bool:
        """The value as yes or no."""
        if isinstance(self.value, bool):
            return self.value
        raise LawError(f"{self.key} is not a yes or no")

    @property
    def word(self) -> str:
        """The value as one term."""
        if isinstance(self.value, str):
            return self.value
        raise LawError(f"{self.key} is not a term")

    @property
    def day(self) -> datetime.date:
        """The value as a day."""
        if isinstance(self.value, datetime.date):
            return self.value
        raise LawError(f"{self.key} is not a day")

    @property
    def words(self) -> tuple[str, ...]:
        """The value as a list of terms."""
        if isinstance(self.value, tuple):
            return tuple(str(item) for item in self.value)
        raise LawError(f"{self.key} is not a list")

    @property
    def numbers(self) -> tuple[int, ...]:
        """The value as a list of whole numbers."""
        if isinstance(self.value, tuple):
            return tuple(int(item) for item in self.value)
        raise LawError(f"{self.key} is not a list of numbers")

    @property
    def numbers_by_term(self) -> Mapping[str, int]:
        """The value as whole numbers by term."""
        if isinstance(self.value, Mapping) and all(isinstance(item, int) for item in self.value.values()):
            return cast(Mapping[str, int], self.value)
        raise LawError(f"{self.key} is not a table")

    @property
    def terms_by_term(self) -> Mapping[str, str]:
        """The value as terms by term."""
        if isinstance(self.value, Mapping) and all(isinstance(item, str) for item in self.value.values()):
            return cast(Mapping[str, str], self.value)
        raise LawError(f"{self.key} is not a table")


@dataclass(frozen=True, slots=True)
class Question:
    """One key of the law with every value ever set.

    `stricter` says whether a larger or a smaller number is the stricter one, empty where neither is;
    `strictest_wins` between a place and those above it, instead of the nearest (AMB-41). `uses` names the
    values of a rule.
    """

    key: str
    asks: str
    unit: str
    values: tuple[Value, ...]
    at: str
    stricter: str = ""
    strictest_wins: bool = False
    unverified: bool = False
    uses: tuple[str, ...] = ()

    def latest(self, year: int, place: str) -> Value | None:
        """The value that the documents of one place alone set last, up to a year."""
        own = [value for value in self.values if value.place == place and value.year <= year]
        return max(own, key=lambda value: value.year, default=None)

    def is_laxer(self, value: Value, other: Value) -> bool:
        """Whether a value asks less than another of the same key."""
        if self.stricter == "larger":
            return value.number < other.number
        return self.stricter == "smaller" and value.number > other.number

    def in_force(self, year: int, place: str) -> Value | None:
        """The value of a year and place: the latest year, within it the nearest place; None where refused."""
        chain = PLACES[place]
        earlier = [v for v in self.values if v.year <= year and v.place in chain]
        if not earlier:
            return None
        if self.strictest_wins:
            chosen = self._strictest(year, chain)
        else:
            chosen = max(earlier, key=lambda v: (v.year, -chain.index(v.place)))
        return chosen if chosen.year == year else replace(chosen, inherited=True)

    def _strictest(self, year: int, chain: tuple[str, ...]) -> Value:
        found = [value for value in (self.latest(year, place) for place in chain) if value is not None]
        return reduce(lambda best, value: value if self.is_laxer(best, value) else best, found)


@dataclass(frozen=True, eq=False)
class Book:
    """The law of one policy year and place; there is one Book of each, compared by identity."""

    year: int
    place: str
    _values: Mapping[str, Value] = field(repr=False)
    _keys: frozenset[str] = field(repr=False)

    def value(self, key: str) -> Value:
        """The value in force. Raises NotSet where there is none to inherit, LawError for an unknown key."""
        found = self.find(key)
        if found is None:
            raise NotSet(key, self.year, self.place)
        return found

    def find(self, key: str) -> Value | None:
        """The value in force, or None where the law does not set it. Raises LawError for an unknown key."""
        found = self._values.get(key)
        if found is None and key not in self._keys:
            raise LawError(f"the law has no key {key!r}")
        return found


@lru_cache(maxsize=64)
def open_book(year: int, place: str) -> Book:
    """The law of a policy year and place (云南省, 昆明市, 东川区). Raises LawError; SourceError for ill data.

    A year after the last documents inherits everything; a year before the first is refused.
    """
    if place not in PLACES:
        raise LawError(f"no law is known for {place}")
    first = first_year()
    if year < first:
        raise LawError(f"no law is known before {first}")
    found = ((key, question.in_force(year, place)) for key, question in law().items())
    return Book(year, place, {key: value for key, value in found if value is not None}, frozenset(law()))


@cache
def law() -> Mapping[str, Question]:
    """Every key of the law, in the order of the files. Raises SourceError naming file and line."""
    return read_law(sorted(VALUES.glob("*.yaml")))


@cache
def first_year() -> int:
    """The first policy year that any document speaks of."""
    return min(document.year for document in clauses.documents().values())


def read_law(paths: Iterable[Path]) -> Mapping[str, Question]:
    """The keys of some files; a key twice, also in two files, an unknown field or clause is a SourceError."""
    questions: dict[str, Question] = {}
    for path in paths:
        entry = read(path)
        if not isinstance(entry.node, yaml.MappingNode):
            entry.refuse("a mapping is expected")
        for key_node, body_node in entry.node.value:
            key = Entry(path, key_node)
            name = key.text()
            if name in questions:
                key.refuse(f"the key {name!r} stands twice, first at {questions[name].at}")
            questions[name] = _question(name, key, Entry(path, body_node))
    for question in questions.values():
        for used in question.uses:
            if used not in questions:
                raise SourceError(f"{question.at}: {question.key} uses {used!r}, which does not exist")
    return MappingProxyType(questions)


def _question(name: str, key: Entry, body: Entry) -> Question:
    fields = body.fields(("asks", "unit", "values"), ("unverified", "stricter", "wins", "uses"))
    unverified = "unverified" in fields and _yes_or_no(fields["unverified"])
    unit = fields["unit"].text()
    values: list[Value] = []
    for item in fields["values"].items():
        value = _value(name, unit, unverified, item)
        if any((value.year, value.place) == (other.year, other.place) for other in values):
            item.refuse(f"{name} has two values for {value.year} {value.place}")
        values.append(value)
    if not values:
        fields["values"].refuse("at least one value is expected")
    return Question(
        key=name,
        asks=fields["asks"].text(),
        unit=unit,
        values=tuple(values),
        at=f"{key.path}:{key.line}",
        stricter=_one_of(fields["stricter"], "larger", "smaller") if "stricter" in fields else "",
        strictest_wins="wins" in fields and _one_of(fields["wins"], "strictest") == "strictest",
        unverified=unverified,
        uses=tuple(item.text() for item in fields["uses"].items()) if "uses" in fields else (),
    )


def _one_of(entry: Entry, *known: str) -> str:
    if entry.text() not in known:
        entry.refuse(f"one of {', '.join(known)} is expected")
    return entry.text()


def _value(name: str, unit: str, unverified: bool, item: Entry) -> Value:
    fields = item.fields(("year", "place", "value", "clause"), ("also", "unit", "reading"))
    place = fields["place"].text()
    if place not in PLACES:
        fields["place"].refuse(f"the place {place!r} is unknown")
    cited = [fields["clause"], *(fields["also"].items() if "also" in fields else ())]
    for clause in cited:
        known = clause.text() in clauses.load() or (unverified and clause.text() == ORDER_40)
        if not known:
            clause.refuse(f"the clause {clause.text()!r} does not exist")
    return Value(
        key=name,
        value=_plain(fields["value"]),
        unit=fields["unit"].text() if "unit" in fields else unit,
        clauses=tuple(clause.text() for clause in cited),
        year=fields["year"].whole(),
        place=place,
        reading=fields["reading"].text() if "reading" in fields else "",
        unverified=unverified,
    )


def _plain(entry: Entry) -> Plain:
    node = entry.node
    if isinstance(node, yaml.SequenceNode):
        items = entry.items()
        if items and all(item.node.tag == "tag:yaml.org,2002:int" for item in items):
            return tuple(item.whole() for item in items)
        return tuple(item.text() for item in items)
    if isinstance(node, yaml.MappingNode):
        names = [Entry(entry.path, key).text() for key, _ in node.value]
        fields = entry.fields(names)
        if fields and all(item.node.tag == "tag:yaml.org,2002:int" for item in fields.values()):
            return MappingProxyType({name: item.whole() for name, item in fields.items()})
        return MappingProxyType({name: item.text() for name, item in fields.items()})
    tag = node.tag.rsplit(":", 1)[1]
    if tag == "bool":
        return _yes_or_no(entry)
    if tag == "int":
        return entry.whole()
    if tag == "timestamp":
        return datetime.date.fromisoformat(entry.text())
    return entry.text()


def _yes_or_no(entry: Entry) -> bool:
    if entry.text() not in ("true", "false"):
        entry.refuse("true or false is expected")
    return entry.text() == "true"


__all__ = [
    "ORDER_40",
    "PLACES",
    "Book",
    "LawError",
    "NotSet",
    "Question",
    "SourceError",
    "Value",
    "first_year",
    "law",
    "open_book",
    "read_law",
]  # fmt: skip

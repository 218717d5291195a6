"""Reads policy cases strictly: an unknown key or term, a wrong type, an impossible date is refused."""

from __future__ import annotations

import datetime
import json
import re
import types
import typing
from collections.abc import Callable, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any

from zhicheng.policy import facts
from zhicheng.policy.book import PLACES, Book, open_book
from zhicheng.policy.facts import (
    Assessment,
    CollectionWindow,
    DateFacts,
    Facts,
    Insured,
    Period,
    Proof,
    RouteFacts,
    Row,
    Window,
)
from zhicheng.policy.rules.returns import EVENTS

FIRST_YEAR, LAST_YEAR = 2020, 2023
# What lies beyond is a slip of the pen, and calendar arithmetic would leave the calendar.
FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1), datetime.date(2199, 12, 31)
MOST, MOST_YEARS = 9999, 100

# Keys of a case whose name is not that of the fact.
_SPELLED: Mapping[type, Mapping[str, str]] = {
    Period: {"start": "from", "end": "to"},
    Insured: {"start": "from", "end": "to"},
}
# Facts that a case cannot state: the format has no key for them.
_UNSPOKEN: Mapping[type, frozenset[str]] = {
    facts.Dispatch: frozenset({"user_unit_self_review_series"}),
    facts.Facts: frozenset({"township_standard", "tables"}),
    facts.Title: frozenset({"name"}),
    facts.Township: frozenset({"places"}),
}
_OPENING = ("id", "asks", "policy", "expect")
_SPANS = (("start", "end"), ("opens_on", "closes_on"), ("collect_from", "collect_until"))


class Malformed(ValueError):
    """A case that cannot be read; the message names the case and the key."""


class Case:
    """One case: its name, the law it asks, and the object to read."""

    def __init__(self, data: object, position: int) -> None:
        """`position` (from 1) names a case that has no id."""
        self.name = f"case {position}"
        if not isinstance(data, dict):
            raise Malformed(f"{self.name}: not an object")
        self.data: dict[str, Any] = data
        if isinstance(data.get("id"), str) and data["id"].strip():
            self.name = " ".join(data["id"].split())
        for key in ("id", "asks"):
            if data.get(key) is not None and not isinstance(data[key], str):
                self.refuse(key, "a text is expected")

    def refuse(self, key: str, why: str) -> typing.NoReturn:
        """Raise Malformed for a key."""
        raise Malformed(f"{self.name}: {key}: {why}")

    def book(self) -> Book:
        """The law that the case asks."""
        policy = self.data.get("policy")
        if not isinstance(policy, dict):
            self.refuse("policy", "missing" if policy is None else "an object is expected")
        self.only(policy, ("jurisdiction", "year"), "policy.")
        place, year = policy.get("jurisdiction"), policy.get("year")
        if not isinstance(place, str) or place not in PLACES:
            self.refuse("policy.jurisdiction", f"{_shown(place)} is not one of {'、'.join(PLACES)}")
        if type(year) is not int or not FIRST_YEAR <= year <= LAST_YEAR:
            self.refuse("policy.year", f"{_shown(year)} is not a year from {FIRST_YEAR} to {LAST_YEAR}")
        return open_book(year, place)

    def only(self, data: Mapping[str, Any], known: Sequence[str], prefix: str = "") -> None:
        """Refuse a key that is not known."""
        for key in data:
            if key not in known:
                self.refuse(f"{prefix}{key}", "unknown key")


def read_cases(text: str) -> tuple[list[Case], bool]:
    """The cases of a JSON text, and whether they stood in an array. Raises Malformed."""
    try:
        data = json.loads(text, object_pairs_hook=_once)
    except Malformed:
        raise
    except (ValueError, RecursionError) as error:
        raise Malformed(f"case 1: not JSON: {error}") from error
    if isinstance(data, list):
        return [Case(item, at) for at, item in enumerate(data, 1)], True
    return [Case(data, 1)], False


def eligibility_facts(case: Case) -> Facts:
    """The facts of a case of the family "eligibility"."""
    known = ("judged_on", "application", "standard", "person", "proofs")
    case.only(case.data, (*_OPENING, *known))
    data = {key: case.data[key] for key in known if key in case.data}
    unit = data.get("person", {}).get("unit") if isinstance(data.get("person"), dict) else None
    if isinstance(unit, dict) and unit.get("kind") == "无" and unit.get("name") is None:
        data["person"] = {**data["person"], "unit": {**unit, "name": "无"}}
    found: Facts = _read(case, Facts, data, "")
    return found


def route_facts(case: Case) -> RouteFacts:
    """The facts of a case of the family "route"."""
    case.only(case.data, (*_OPENING, "application", "unit", "employment"))
    application, unit = _object(case, "application"), _object(case, "unit")
    of_application = ("kind", "level", "series", "committee_level", "committee", "platform", "entrusted")
    case.only(application, of_application, "application.")
    case.only(unit, ("kind", "county", "self_review_series", "agency", "name"), "unit.")
    data = {
        name: (f"application.{name}", application[name]) for name in of_application if name in application
    }
    for name in ("county", "self_review_series", "agency"):
        if name in unit:
            data[name] = (f"unit.{name}", unit[name])
    if "kind" in unit:
        data["unit_kind"] = ("unit.kind", unit["kind"])
    if "employment" in case.data:
        data["employment"] = ("employment", case.data["employment"])
    places = {name: key for name, (key, _) in data.items()}
    places.setdefault("unit_kind", "unit.kind")
    for name in ("kind", "level", "series"):
        places.setdefault(name, f"application.{name}")
    found: RouteFacts = _build(case, RouteFacts, {name: value for name, (_, value) in data.items()}, places)
    return found


def date_facts(case: Case) -> DateFacts:
    """The facts of a case of the family "dates"."""
    known = tuple(field.name for field in fields(DateFacts))
    case.only(case.data, (*_OPENING, *known))
    found: DateFacts = _read(case, DateFacts, {key: case.data[key] for key in known if key in case.data}, "")
    return found


def events(case: Case) -> tuple[str, ...]:
    """The events of a case of the family "returns"."""
    case.only(case.data, (*_OPENING, "events"))
    given = case.data.get("events")
    if not isinstance(given, list):
        case.refuse("events", "missing" if given is None else "a list is expected")
    for at, event in enumerate(given):
        if not isinstance(event, str) or event not in EVENTS:
            case.refuse(f"events[{at}]", f"unknown event {_shown(event)}")
    return tuple(given)


def _object(case: Case, key: str) -> dict[str, Any]:
    found = case.data.get(key)
    if not isinstance(found, dict):
        case.refuse(key, "missing" if found is None else "an object is expected")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise Malformed(f"{found.get('id', 'case')}: {key}: the key stands twice")
        found[key] = value
    return found


def _read(case: Case, kind: type[Any], data: object, prefix: str) -> Any:
    """An object of a frozen dataclass of facts, from an object of the case."""
    if not isinstance(data, dict):
        case.refuse(prefix.rstrip("."), "an object is expected")
    spelled = _SPELLED.get(kind, {})
    names = {
        spelled.get(f.name, f.name): f.name for f in fields(kind) if f.name not in _UNSPOKEN.get(kind, ())
    }
    case.only(data, tuple(names), prefix)
    given = {names[key]: value for key, value in data.items()}
    return _build(case, kind, given, {name: f"{prefix}{key}" for key, name in names.items()})


def _build(case: Case, kind: type[Any], given: Mapping[str, Any], places: Mapping[str, str]) -> Any:
    hints, values = _hints(kind.__name__), {}
    for field in fields(kind):
        key = places.get(field.name, field.name)
        required = field.default is MISSING and field.default_factory is MISSING
        value = given.get(field.name)
        # null says what leaving the key out says.
        if value is None:
            if required:
                case.refuse(key, "missing")
            continue
        values[field.name] = _value(case, hints[field.name], value, key)
    if kind is Row and values.get("years", 0) > MOST_YEARS:
        case.refuse(places["years"], f"more than {MOST_YEARS} years")
    for first, last in _SPANS:
        if values.get(first) and values.get(last) and values[last] < values[first]:
            case.refuse(places.get(last, last), "ends before it begins")
    return kind(**values)


@cache
def _hints(kind: str) -> Mapping[str, Any]:
    """The types of a fact's fields; resolving them is slow, so it is done once for each kind of fact."""
    return typing.get_type_hints(getattr(facts, kind))


def _value(case: Case, hint: Any, value: object, key: str) -> Any:
    if typing.get_origin(hint) in (typing.Union, types.UnionType):
        choices = [choice for choice in typing.get_args(hint) if choice is not type(None)]
        if len(choices) > 1:
            return _window(case, value, key)
        hint = choices[0]
    if typing.get_origin(hint) in (tuple, frozenset):
        return _several(case, hint, value, key)
    if typing.get_origin(hint) is Mapping:
        return _assessments(case, value, key)
    if is_dataclass(hint):
        return _read(case, typing.cast(type[Any], hint), value, f"{key}.")
    if isinstance(hint, type) and issubclass(hint, Enum):
        return _term(case, hint, value, key)
    return _PLAIN[hint](case, value, key)


def _several(case: Case, hint: Any, value: object, key: str) -> Any:
    if not isinstance(value, list):
        case.refuse(key, "a list is expected")
    of = typing.get_args(hint)[0]
    found = [_value(case, of, item, f"{key}[{at}]") for at, item in enumerate(value)]
    return frozenset(found) if of is Proof else tuple(found)


def _window(case: Case, value: object, key: str) -> Any:
    city = isinstance(value, dict) and ("opens_on" in value or "closes_on" in value)
    return _read(case, Window if city else CollectionWindow, value, f"{key}.")


def _assessments(case: Case, value: object, key: str) -> Mapping[int, Assessment]:
    if not isinstance(value, dict):
        case.refuse(key, "an object is expected")
    found = {}
    for year, term in value.items():
        if not re.fullmatch(r"[12]\d{3}", year, re.ASCII):
            case.refuse(f"{key}.{year}", "a year is expected")
        if term is not None:
            found[int(year)] = _term(case, Assessment, term, f"{key}.{year}")
    return MappingProxyType(found)


def _term(case: Case, kind: type[Enum], value: object, key: str) -> Any:
    terms = [member.value for member in kind]
    if not isinstance(value, str):
        case.refuse(key, "a text is expected")
    if value not in terms:
        case.refuse(key, f"unknown term {_shown(value)}, expected one of {'、'.join(terms)}")
    return kind(value)


def _day(case: Case, value: object, key: str) -> datetime.date:
    if not isinstance(value, str) or not re.fullmatch(r"\d{4}-\d{2}-\d{2}", value, re.ASCII):
        case.refuse(key, "an ISO day is expected")
    try:
        found = datetime.date.fromisoformat(value)
    except ValueError:
        case.refuse(key, f"{value} is not a day of the calendar")
    if not FIRST_DAY <= found <= LAST_DAY:
        case.refuse(key, f"{value} is not a day from {FIRST_DAY.year} to {LAST_DAY.year}")
    return found


def _flag(case: Case, value: object, key: str) -> bool:
    if not isinstance(value, bool):
        case.refuse(key, "true or false is expected")
    return value


def _whole(case: Case, value: object, key: str) -> int:
    if type(value) is not int:
        case.refuse(key, "a whole number is expected")
    return int(_within(case, value, key))


def _number(case: Case, value: object, key: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        case.refuse(key, "a number is expected")
    return _within(case, value, key)


def _within(case: Case, value: float, key: str) -> float:
    if value < 0:
        case.refuse(key, "a number below zero")
    if not value <= MOST:  # NaN is none either
        case.refuse(key, f"a number beyond {MOST}")
    return value


def _text(case: Case, value: object, key: str) -> str:
    if not isinstance(value, str):
        case.refuse(key, "a text is expected")
    if re.search(r"[\ud800-\udfff]", value):
        case.refuse(key, "half of a character")
    return value


def _shown(value: object) -> str:
    """A refused value as a message shows it, not longer than a line."""
    shown = "what is given" if isinstance(value, list | dict) else repr(value)
    return shown if len(shown) <= 60 else f"{shown[:60]}…"


_PLAIN: Mapping[Any, Callable[[Case, object, str], Any]] = {
    datetime.date: _day,
    bool: _flag,
    int: _whole,
    float: _number,
    str: _text,
}

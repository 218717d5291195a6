"""Bring a former system's accounts: check by doing it all and taking it back, or do it; all of it or nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from zhicheng.catalogues import former
from zhicheng.catalogues.former import Fault
from zhicheng.dossiers.actions.taking_over import take_over_application
from zhicheng.files.sheets import Unreadable
from zhicheng.people import identity
from zhicheng.people.actions import take_over_person, take_over_tie, take_over_unit
from zhicheng.people.errors import Refused
from zhicheng.people.identity import WrongNumber


@dataclass
class Report:
    """What an import brought, or would bring: of each table new and unchanged lines, and what is wrong."""

    new: dict[str, int] = field(default_factory=dict)
    same: dict[str, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)


@dataclass(frozen=True)
class _Way:
    """How a line of a table is brought: the act, its arguments from the line, what tells the line from others."""

    act: Callable[..., bool]
    arguments: Callable[[dict[str, Any]], dict[str, Any]]
    key: tuple[str, ...]


def _unit(line: dict[str, Any]) -> dict[str, Any]:
    return line | {
        "name": " ".join(line["name"].split()),
        "kind": former.KINDS[line["kind"]],
        "unit_kind": former.UNIT_KIND_WORDS[line["unit_kind"]],
        "institution": line["institution"] == former.YES,
    }


def _person(line: dict[str, Any]) -> dict[str, Any]:
    return line | {"kind": former.IDENTITIES[line["kind"]]}


WAYS: Mapping[str, _Way] = {
    "units": _Way(take_over_unit, _unit, ("credit_code",)),
    "persons": _Way(take_over_person, _person, ("number",)),
    "ties": _Way(take_over_tie, dict, ("number",)),
    "applications": _Way(take_over_application, dict, ("number", "year", "kind", "level")),
}


def take_over(folder: Path, *, commit: bool = False) -> Report:
    """Bring what the folder's files hold, in one transaction; without `commit`, or with anything wrong, nothing stays.

    Errors: Unreadable for a folder that holds other files.
    """
    files = former.find(folder)
    report = Report()
    with transaction.atomic():
        for table in former.TABLES:
            if table in files:
                _bring(table, files[table], report)
        if report.faults or not commit:
            transaction.set_rollback(True)
    return report


def _bring(table: str, path: Path, report: Report) -> None:
    report.new[table] = report.same[table] = 0
    seen: dict[tuple[Any, ...], int] = {}
    try:
        for line in former.read(path):
            found, wrong = former.values(table, line)
            if not wrong:
                key = tuple(identity.normal(str(found[name])) for name in WAYS[table].key)
                if key in seen:
                    wrong = [("", _("与第%(at)d行重复，请只留一行。") % {"at": seen[key]})]
                seen.setdefault(key, line.number)
            if not wrong:
                wrong = _act(table, found, report)
            report.faults += [Fault(path.name, line.number, column, words) for column, words in wrong]
    except Unreadable as unreadable:
        report.faults.append(Fault(path.name, 0, "", str(unreadable)))


def _act(table: str, found: dict[str, Any], report: Report) -> list[tuple[str, str]]:
    """Bring one line; what is wrong with it, if anything."""
    way = WAYS[table]
    try:
        with transaction.atomic():
            new = way.act(**way.arguments(found))
    except (Refused, WrongNumber) as refused:
        return [(former.heading(table, getattr(refused, "field", None)), refused.message)]
    counted = report.new if new else report.same
    counted[table] += 1
    return []

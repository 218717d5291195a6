"""Hints on what was typed: known short names, numbers whose check digit does not fit. Never a refusal.

A misprinted number on a real title page, or a unit whose name is what looks short, exists: the person decides.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from stdnum import isbn, issn

from zhicheng.dossiers.modules import Module, Standard
from zhicheng.policy.strict_yaml import SourceError, read

ABBREVIATIONS = Path(__file__).with_name("abbreviations.yaml")
_PATENT = re.compile(r"(?:ZL|CN)?(\d{8}|\d{12})\.?([\dX])")
_WEIGHTS = (2, 3, 4, 5, 6, 7, 8, 9)


@dataclass(frozen=True)
class Abbreviation:
    """A short name of a unit or journal, looked for from `since` until `until` (open: None), both inside."""

    of: Standard
    short: str
    full: str
    since: dt.date
    until: dt.date | None


@cache
def abbreviations() -> tuple[Abbreviation, ...]:
    """The list, read strictly. Errors: SourceError naming file and line."""
    return read_abbreviations(ABBREVIATIONS)


def read_abbreviations(path: Path) -> tuple[Abbreviation, ...]:
    """The short names of one file. Errors: SourceError."""
    found: dict[tuple[str, str], Abbreviation] = {}
    for entry in read(path).fields(("source", "records"))["records"].items():
        row = entry.fields(("id", "of", "short", "full", "from", "until"))
        since = row["from"].day_or_none()
        if row["of"].text() not in {Standard.UNIT, Standard.JOURNAL} or since is None:
            entry.refuse("unit or journal, and the first day, are expected")
        for short in (one.text() for one in row["short"].items()):
            key = (row["of"].text(), short)
            if key in found:
                entry.refuse(f"{short} stands twice")
            found[key] = Abbreviation(
                Standard(key[0]), short, row["full"].text(), since, row["until"].day_or_none()
            )
    if not found:
        raise SourceError(f"{path}:1: no short name is listed")
    return tuple(found.values())


def hints(module: Module, data: Mapping[str, Any], today: dt.date) -> dict[str, str]:
    """What to look at again in a checked record: field → words; empty where nothing is striking."""
    found = {}
    for field in module.fields:
        value = data.get(field.name)
        if field.standard is not None and isinstance(value, str):
            words = hint(field.standard, value, today)
            if words:
                found[field.name] = words
    return found


def hint(standard: Standard, value: str, today: dt.date) -> str:
    """What is striking about one value; empty where nothing is."""
    if standard in {Standard.UNIT, Standard.JOURNAL}:
        return _short_name(standard, value, today)
    text = unicodedata.normalize("NFKC", value).upper().strip()
    if standard is Standard.ISBN and not isbn.is_valid(text.removeprefix("ISBN").lstrip(" :")):
        return _("“%(value)s”的ISBN校验码不对，请对照版权页检查。") % {"value": value}
    if standard is Standard.ISSN and not issn.is_valid(text.removeprefix("ISSN").lstrip(" :")):
        return _("“%(value)s”不是有效的ISSN（如0577-6686），请对照版权页检查；国内刊号请填在CN一栏。") % {
            "value": value
        }
    if standard is Standard.PATENT and not is_patent_number(text):
        return _("“%(value)s”的专利号校验位不对，请对照专利证书检查。") % {"value": value}
    return ""


def is_patent_number(text: str) -> bool:
    """Whether the check digit fits: 8 or 12 digits, weights 2 to 9 again and again, modulo 11 (ZC 0006-2003)."""
    found = _PATENT.fullmatch(re.sub(r"[\s.]", "", text))
    if found is None:
        return False
    digits, check = found.groups()
    total = sum(int(one) * _WEIGHTS[at % 8] for at, one in enumerate(digits))
    return "0123456789X"[total % 11] == check


def _short_name(standard: Standard, value: str, today: dt.date) -> str:
    for one in abbreviations():
        known = one.of is standard and one.since <= today and (one.until is None or today <= one.until)
        if known and value.strip().strip("《》") == one.short:
            return _("“%(value)s”像是简称，请写全称，如“%(full)s”。") % {"value": value, "full": one.full}
    return ""

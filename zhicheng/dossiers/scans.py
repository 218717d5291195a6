"""What the text of scans says beside a record: a hint where number, name or date is not found in them. Never a verdict."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.dossiers.modules import Kind, Module
from zhicheng.files.models import Reading
from zhicheng.files.reading import folded

COMPARED = frozenset(
    {"number", "certificate_number", "isbn", "issn", "name", "title", "school", "granted_on", "obtained_on",
     "finished_on", "published_on"}
)  # fmt: skip
SHORTEST = 2  # letters of what is looked for
EXCERPT = 24  # letters on each side of what was found


def hints(module: Module, data: Mapping[str, Any], readings: Iterable[Reading]) -> list[str]:
    """What of the record is in none of its scans; nothing before all of them were read, or where there is none."""
    rows = list(readings)
    if not rows or any(row.read_at is None or row.failed for row in rows):
        return []
    text = "\n".join(row.text for row in rows)
    if not text:
        return []
    return [
        _("图中没有认出“%(label)s”：%(value)s") % {"label": field.label, "value": data[field.name]}
        for field in module.fields
        if field.name in COMPARED
        and data.get(field.name)
        and not holds(text, field.kind, str(data[field.name]))
    ]


def holds(text: str, kind: Kind, value: str) -> bool:
    """Whether the text of a scan holds a value, written in any usual way."""
    if kind in {Kind.DAY, Kind.MONTH}:
        parts = [int(part) for part in value.split("-")]
        plain = "".join(unicodedata.normalize("NFKC", text).split())
        apart = r"\D{1,3}0?".join(map(str, parts)) + r"(?!\d)"
        together = "".join(f"{part:02d}" for part in parts)
        return together in plain or re.search(apart, plain) is not None
    wanted = folded(value)
    return len(wanted) < SHORTEST or wanted in folded(text)


def excerpt(text: str, wanted: str) -> str:
    """The place where the text holds what is looked for; empty where it does not."""
    for line in text.splitlines():
        if folded(wanted) in folded(line):
            return line if len(line) <= 2 * EXCERPT else f"{line[: 2 * EXCERPT]}…"
    return ""

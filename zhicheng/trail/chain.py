"""The seals of the trail as plain computing: how one is made, and whether an extract of entries holds. No Django."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any

FIRST = "0" * 64
FORMAT = "zhicheng-trail-1"
FIELDS = ("id", "at", "actor", "organisation", "act", "subject_kind", "subject", "digest")
KEYS = frozenset({*FIELDS, "seal_number", "previous_seal", "seal"})


def seal(number: int, previous: str, fields: Sequence[str]) -> str:
    """64 hexadecimal digits: SHA-256 over number, the seal before it and the entry's FIELDS, joined by line feeds."""
    return hashlib.sha256("\n".join([str(number), previous, *fields]).encode()).hexdigest()


def fault_of(extract: Mapping[str, Any]) -> str:
    """What does not hold in an extract, in Chinese; empty where each seal and each joint between neighbours holds.

    Errors: KeyError, TypeError, AttributeError for what is no extract.
    """
    if extract["format"] != FORMAT:
        return f"不是办理记录（format 应为 {FORMAT}）"
    last, entries, head = 0, extract["entries"], extract["head"]
    before = FIRST
    for one in entries:
        number = one["seal_number"]
        if set(one) != KEYS or type(number) is not int or number <= last:
            return f"第{number}号记录的位置不对"
        if number == last + 1 and one["previous_seal"] != before:
            return f"第{number}号记录与前一号不相连"
        if one["seal"] != seal(number, one["previous_seal"], [one[name] for name in FIELDS]):
            return f"第{number}号记录在封存以后被改动过"
        last, before = number, one["seal"]
    if head["seal_number"] < last or (head["seal_number"] == last and head["seal"] != before):
        return "记录比当时的链尾还新"
    return ""

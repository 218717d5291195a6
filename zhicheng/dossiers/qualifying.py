"""资格信息: check what was typed against the questions, write it into the row, read it back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.dossiers.asked import Fact
from zhicheng.dossiers.checking import Checked, Wrong, clean
from zhicheng.dossiers.models import Qualification
from zhicheng.dossiers.modules import Kind
from zhicheng.dossiers.questions import GROUPS

FACTS: Mapping[str, Fact] = {fact.field.name: fact for group in GROUPS for fact in group.facts}
COLUMNS = {field.name for field in Qualification._meta.get_fields()}
IN_ORDER = tuple((f"excluded_periods.{n}.from", f"excluded_periods.{n}.to") for n in range(3))
TOGETHER = (("skill.level", "skill.obtained_on"), *IN_ORDER)
NEEDS_KIND = ("mismatch_training.0.months", "mismatch_training.0.subjects")


def check(typed: Mapping[str, Any], today: dt.date) -> Checked:
    """The typed facts by name; what is left empty is not kept. Days are kept as ISO days."""
    data: dict[str, Any] = {}
    errors: dict[str, str] = {
        str(name): _("没有这一栏，请刷新页面后重填。") for name in typed if name not in FACTS
    }
    for name, fact in FACTS.items():
        try:
            value = clean(fact.field, typed.get(name), dt.date.max if fact.ahead else today)
        except Wrong as wrong:
            errors[name] = str(wrong)
            continue
        if value is not None:
            data[name] = value
    for first, second in TOGETHER:
        for one, other in ((first, second), (second, first)):
            if one in data and other not in data:
                errors.setdefault(other, _("请一并填写“%(label)s”。") % {"label": FACTS[other].field.label})
    kind = "mismatch_training.0.kind"
    if kind not in data and any(name in data for name in NEEDS_KIND):
        errors.setdefault(kind, _("请一并填写“%(label)s”。") % {"label": FACTS[kind].field.label})
    for first, second in IN_ORDER:
        if first in data and second in data and data[second] < data[first]:
            errors.setdefault(second, _("结束日期不能早于开始日期。"))
    return Checked(data, errors)


def put(row: Qualification, data: Mapping[str, Any]) -> None:
    """Write checked facts into the row; facts not told are emptied."""
    more: dict[str, Any] = {}
    for name, fact in FACTS.items():
        value = data.get(name)
        if name in COLUMNS:
            if value is None:
                value = "" if fact.field.kind in {Kind.TEXT, Kind.CHOICE} else None
            elif fact.field.kind is Kind.DAY:
                value = dt.date.fromisoformat(value)
            setattr(row, name, value)
        elif value is not None:
            _nest(more, name.split("."), value)
    row.more = more


def told(row: Qualification | None) -> dict[str, Any]:
    """The facts of the row by name, as a form shows them."""
    found: dict[str, Any] = {}
    for name in FACTS:
        value: Any = None
        if row is not None:
            value = getattr(row, name) if name in COLUMNS else _dig(row.more, name.split("."))
        if value not in (None, ""):
            found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


def further(more: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """Label and value of each fact told in a row's `more`, in the order of the questions."""
    found = (
        (fact.field.label, _dig(more, name.split("."))) for name, fact in FACTS.items() if name not in COLUMNS
    )
    return tuple((label, value) for label, value in found if value not in (None, ""))


def _nest(into: dict[str, Any], path: list[str], value: Any) -> None:
    """{"a": [{"b": value}]} for a.0.b, {"a": {"b": value}} for a.b."""
    if len(path) == 1:
        into[path[0]] = value
    elif len(path) == 2:
        into.setdefault(path[0], {})[path[1]] = value
    else:
        rows = into.setdefault(path[0], [])
        while len(rows) <= int(path[1]):
            rows.append({})
        rows[int(path[1])][path[2]] = value


def _dig(source: Any, path: list[str]) -> Any:
    for step in path:
        if isinstance(source, Mapping):
            source = source.get(step)
        elif isinstance(source, list) and int(step) < len(source):
            source = source[int(step)]
        else:
            return None
    return source

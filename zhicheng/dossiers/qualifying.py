"""资格信息: check what was typed against the questions, write it into the row, read it back."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.dossiers.asked import Fact
from zhicheng.dossiers.checking import Checked, Wrong, clean
from zhicheng.dossiers.histories import LINES, NEEDS_KIND, PERIODS, TOGETHER
from zhicheng.dossiers.models import Qualification
from zhicheng.dossiers.modules import Kind
from zhicheng.dossiers.questions import GROUPS

FACTS: Mapping[str, Fact] = {fact.field.name: fact for group in GROUPS for fact in group.facts}
COLUMNS = {field.name for field in Qualification._meta.get_fields()}
PAIRS = (("skill.level", "skill.obtained_on"), *TOGETHER)


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
    both = [(one, other) for first, second in PAIRS for one, other in ((first, second), (second, first))]
    for one, other in (*both, *NEEDS_KIND):
        if one in data and other not in data:
            errors.setdefault(other, _("请一并填写“%(label)s”。") % {"label": FACTS[other].field.label})
    for first, second in PERIODS:
        if first in data and second in data and data[second] < data[first]:
            errors.setdefault(second, _("结束日期不能早于开始日期。"))
    errors = _at_once(data) | errors
    return Checked(data, errors)


def _at_once(data: Mapping[str, Any]) -> dict[str, str]:
    """Periods of the same list that run at once; the last day of one is not the first of the next."""
    errors: dict[str, str] = {}
    told: dict[str, list[tuple[str, str]]] = {}
    for first, second in PERIODS:
        if first not in data or second not in data:
            continue
        before = told.setdefault(first.split(".")[0], [])
        if any(data[first] <= end and start <= data[second] for start, end in before):
            errors[first] = _("与前面填的一段时间重叠，请核对起止日期。")
        before.append((data[first], data[second]))
    since = data.get("insured_from")
    for number in range(LINES):
        end = data.get(f"insurance.{number}.to")
        if since and end and end >= since:
            errors.setdefault(
                f"insurance.{number}.to", _("以前参保的结束日期须早于“在昆明市连续参保的起始日期”。")
            )
    return errors


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
    if row is None:
        return {}
    return told_in({name: getattr(row, name) for name in FACTS if name in COLUMNS} | {"more": row.more})


def told_in(kept: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a row or of a snapshot's 资格信息, by name in the order of the questions; days as ISO days."""
    found: dict[str, Any] = {}
    for name in FACTS:
        value = kept.get(name) if name in COLUMNS else _dig(kept.get("more") or {}, name.split("."))
        if value not in (None, ""):
            found[name] = value.isoformat() if isinstance(value, dt.date) else value
    return found


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

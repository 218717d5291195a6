"""Is what somebody typed into a record what the module asks for? One answer for every way in."""

import datetime as dt
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.dossiers.modules import Field, Kind, Module

FIRST_YEAR = 1950
MOST = 99_999  # of a number field
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*月?|(\d{4})(\d{2})")
_YES, _NO = {"是", "true", "yes", "1"}, {"否", "false", "no", "0"}


class Wrong(ValueError):
    """A value that a field does not take; its text is the message for people."""


@dataclass(frozen=True)
class Checked:
    """`data`: the clean values, by field, as they are kept; `errors`: field → message, empty if all is well.

    Days are kept as 2015-07-01, months as 2015-07, numbers and years as int, yes and no as bool; what is
    left empty is not kept.
    """

    data: dict[str, Any]
    errors: dict[str, str]


def check(module: Module, typed: Mapping[str, Any], today: dt.date) -> Checked:
    """The typed values of one record against the module's fields; `today` in China."""
    data: dict[str, Any] = {}
    errors: dict[str, str] = {}
    known = {field.name for field in module.fields}
    for name in typed:
        if name not in known:
            errors[str(name)] = _("“%(module)s”没有这一栏，请刷新页面后重填。") % {"module": module.label}
    for field in module.fields:
        try:
            value = clean(field, typed.get(field.name), dt.date.max if field.ahead else today)
        except Wrong as wrong:
            errors[field.name] = str(wrong)
            continue
        if value is not None:
            data[field.name] = value
    for first, second in module.in_order:
        if _before(data.get(second), data.get(first)):
            labels = {field.name: field.label for field in module.fields}
            errors.setdefault(
                second,
                _("“%(second)s”不能早于“%(first)s”。") % {"second": labels[second], "first": labels[first]},
            )
    return Checked(data, errors)


def clean(field: Field, typed: Any, today: dt.date) -> Any:
    """The clean value of one field; None where it is left empty. Errors: Wrong."""
    if typed is None or (isinstance(typed, str) and not typed.strip()):
        if field.required:
            raise Wrong(_("请填写“%(label)s”。") % {"label": field.label})
        return None
    if isinstance(typed, bool) != (field.kind is Kind.YES_NO) and not isinstance(typed, str):
        raise Wrong(_("“%(label)s”的格式不对，请重新填写。") % {"label": field.label})
    if isinstance(typed, bool):
        return typed
    if not isinstance(typed, str | int) or (isinstance(typed, int) and abs(typed) > MOST):
        raise Wrong(_("“%(label)s”的格式不对，请重新填写。") % {"label": field.label})
    return _CLEANERS[field.kind](field, str(typed), today)


def _text(field: Field, typed: str, today: dt.date) -> str:
    text = unicodedata.normalize("NFC", typed.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if field.kind is Kind.TEXT:
        text = re.sub(r"\s+", " ", text)
    if any(unicodedata.category(sign) in {"Cc", "Cs"} and sign not in "\n\t" for sign in text):
        raise Wrong(_("“%(label)s”含有不能识别的字符，请删除后重新输入。") % {"label": field.label})
    if len(text) > field.limit:
        raise Wrong(
            _("“%(label)s”最多%(limit)d字，现在有%(now)d字，请精简。")
            % {"label": field.label, "limit": field.limit, "now": len(text)}
        )
    return text


def _day(field: Field, typed: str, today: dt.date) -> str:
    found = _DAY.fullmatch(_narrow(typed))
    parts = [int(part) for part in found.groups() if part] if found else []
    day = _real(field, parts) if parts else None
    if day is None:
        raise Wrong(_("“%(label)s”不是真实的日期，请按“2015-07-01”填写。") % {"label": field.label})
    if day > today:
        raise _in_future(field)
    return day.isoformat()


def _month(field: Field, typed: str, today: dt.date) -> str:
    found = _MONTH.fullmatch(_narrow(typed))
    parts = [int(part) for part in found.groups() if part] if found else []
    month = _real(field, [*parts, 1]) if parts else None
    if month is None:
        raise Wrong(_("“%(label)s”不是真实的年月，请按“2015-07”填写。") % {"label": field.label})
    if month > today:
        raise _in_future(field)
    return month.isoformat()[:7]


def _year(field: Field, typed: str, today: dt.date) -> int:
    text = _narrow(typed).removesuffix("年")
    if not re.fullmatch(r"\d{4}", text) or int(text) < FIRST_YEAR:
        raise Wrong(_("“%(label)s”请填写4位年份，如2022。") % {"label": field.label})
    if int(text) > today.year:
        raise _in_future(field)
    return int(text)


def _number(field: Field, typed: str, today: dt.date) -> int:
    text = _narrow(typed)
    if not re.fullmatch(r"\d{1,5}", text) or not field.least <= int(text) <= MOST:
        raise Wrong(
            _("“%(label)s”请填写%(least)d以上的整数。") % {"label": field.label, "least": field.least}
        )
    return int(text)


def _choice(field: Field, typed: str, today: dt.date) -> str:
    text = typed.strip()
    if text not in field.choices:
        raise Wrong(_("“%(label)s”请从列表中选择。") % {"label": field.label})
    return text


def _yes_no(field: Field, typed: str, today: dt.date) -> bool:
    text = typed.strip().lower()
    if text not in _YES | _NO:
        raise Wrong(_("“%(label)s”请选择“是”或“否”。") % {"label": field.label})
    return text in _YES


_CLEANERS: Mapping[Kind, Any] = {
    Kind.TEXT: _text,
    Kind.LONG: _text,
    Kind.DAY: _day,
    Kind.MONTH: _month,
    Kind.YEAR: _year,
    Kind.NUMBER: _number,
    Kind.CHOICE: _choice,
    Kind.YES_NO: _yes_no,
}


def _narrow(typed: str) -> str:
    return unicodedata.normalize("NFKC", typed).strip()


def _real(field: Field, parts: list[int]) -> dt.date | None:
    try:
        day = dt.date(*parts)
    except ValueError:
        return None
    return day if day.year >= FIRST_YEAR else None


def runs_at_once(start: str, end: str | None, other_start: str, other_end: str | None) -> bool:
    """Whether two times overlap by more than the day or month that one ends and the other begins with.

    ISO days or months of equal length; no end is still going on.
    """
    still = "9999-12-31"
    return start < (other_end or still) and other_start < (end or still)


def _before(second: Any, first: Any) -> bool:
    """Whether the second of two ISO days or months lies before the first, as far as both are told."""
    if not isinstance(first, str) or not isinstance(second, str):
        return False
    length = min(len(first), len(second))
    return second[:length] < first[:length]


def _in_future(field: Field) -> Wrong:
    return Wrong(_("“%(label)s”不能晚于今天。") % {"label": field.label})

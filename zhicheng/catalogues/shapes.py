"""What stands in each table: its columns, the clause that names it, and rows to start from."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from zhicheng.almanac.models import SpecialDay
from zhicheng.policy.book import Book, open_book
from zhicheng.policy.rules.retirement import Retires, table_of
from zhicheng.policy.tables.kept import TableKind
from zhicheng.policy.terms import Level, SkillLevel
from zhicheng.ui.templatetags.ui import kept_words

Words = str | Promise


class Cell(StrEnum):
    """What a column holds."""

    TEXT = "text"
    SERIES = "series"
    CHOICE = "choice"
    WHOLE = "whole"
    DAY = "day"
    LINES = "lines"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its key in a row, its heading in the file, what it holds. `most`: letters of a cell of LINES."""

    key: str
    heading: str
    cell: Cell = Cell.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    example: str = ""
    most: int = 0


@dataclass(frozen=True, slots=True)
class Shape:
    """A table: what it is for, the clause that names it, its columns. A row is known by all of them."""

    about: Words
    clause: str
    columns: tuple[Column, ...]


_SERIES = Column("series", "系列", Cell.SERIES, example="工程技术")
_LEVEL = Column("level", "级别", Cell.CHOICE, choices=tuple(Level), example="中级")
_PROFESSION = Column("profession", "专业", required=False, example="空白表示整个系列")

FREE, WORKED = "放假", "上班"

SHAPES: Mapping[TableKind, Shape] = {
    TableKind.EXAM_ONLY: Shape(
        _("国家已统一实行以考代评、不再评审、转评和确认的系列（专业）和级别。"),
        "KM2023-4.4a",
        (_SERIES, _LEVEL, _PROFESSION),
    ),
    TableKind.AREAS: Shape(
        _("附件6：在这些县（市、区）的乡镇（街道）工作的普通高校毕业生，首次申报可提前1年。"),
        "KM2023-5.1b",
        (
            Column("county", "县（市、区）", example="东川区"),
            Column("township", "乡镇（街道）", required=False, example="空白表示全部乡镇"),
        ),
    ),
    TableKind.SAFETY: Shape(
        _("所学专业与从事专业不一致时不得申报的系列（专业）。"), "KM2023-2.5", (_SERIES, _PROFESSION)
    ),
    TableKind.PRACTICE: Shape(
        _("实践性强、不把论文作为主要评价指标的系列；文件列举的之外，由人社部门补充。"),
        "KM2023-6.2",
        (_SERIES,),
    ),
    TableKind.QUALIFICATIONS: Shape(
        _("附件7：取得这些职业资格，即认定具备相应系列和级别的职称。"),
        "KM2023-5.2",
        (Column("name", "职业资格名称", example="一级注册建造师"), _SERIES, _LEVEL),
    ),
    TableKind.SIMILAR: Shape(
        _("变更确认适用的相同、相近专业，两个专业不分先后。"),
        "GUIDE-Q17-1",
        (
            Column("profession", "专业", example="机械设计"),
            Column("similar", "相同、相近专业", example="机械制造"),
        ),
    ),
    TableKind.AGES: Shape(
        _("法定退休年龄和延迟办法：自某日起，每多少个月延迟1个月，最多延迟多少个月。"),
        "GUIDE-Q4b",
        (
            Column("who", "人员", Cell.CHOICE, choices=tuple(Retires), example=Retires.MEN),
            Column("age", "年龄", Cell.WHOLE, example="60"),
            Column("from", "施行日期", Cell.DAY, required=False, example="2025-01-01"),
            Column("delayed_from", "延迟开始日期", Cell.DAY, required=False, example="2025-01-01"),
            Column("step", "每几个月延迟1个月", Cell.WHOLE, required=False, example="4"),
            Column("most", "最多延迟月数", Cell.WHOLE, required=False, example="36"),
        ),
    ),
    TableKind.SKILLS: Shape(
        _("取得技能等级的高技能人才可以申报的系列和级别。"),
        "GUIDE-Q21",
        (
            _SERIES,
            Column("skill", "技能等级", Cell.CHOICE, choices=tuple(SkillLevel), example="技师"),
            _LEVEL,
        ),
    ),
    TableKind.WORKDAYS: Shape(
        _(
            "国务院办公厅公布的放假和调休：与平常星期不同的每一天占一行。表中有的年度整年替代原来的安排，各项工作日时限随之推算。"
        ),
        "YN2023-2.1a",
        (
            Column("day", "日期", Cell.DAY, example="2025-01-01"),
            Column("works", "安排", Cell.CHOICE, choices=(FREE, WORKED), example=FREE),
            Column("name", "名称", required=False, example="元旦"),
        ),
    ),
}


def starting_rows(kind: TableKind, year: int) -> list[dict[str, Any]]:
    """Rows to begin with, from the law's unverified values, for the bureau to check; none for most kinds."""
    make = _STARTING.get(kind)
    return make(open_book(year, "昆明市")) if make else []


def _exams(book: Book) -> list[dict[str, Any]]:
    cells = [cell.split("/") for cell in book.value("exam_only.cells").words]
    return [{"series": series, "level": level, "profession": ""} for series, level in cells]


def _safety(book: Book) -> list[dict[str, Any]]:
    found = book.find("profession.safety_series")
    return [{"series": series, "profession": ""} for series in (found.words if found else ())]


def _practice(book: Book) -> list[dict[str, Any]]:
    return [{"series": series} for series in book.value("papers.practice_heavy").words]


def _ages(book: Book) -> list[dict[str, Any]]:
    return [
        {
            "who": row.who.value,
            "age": row.age,
            "from": "",
            "delayed_from": row.delayed_from.isoformat() if row.delayed_from else "",
            "step": row.step,
            "most": row.most,
        }
        for row in table_of(book)
    ]


def _workdays(book: Book) -> list[dict[str, Any]]:
    return [
        {"day": row.day.isoformat(), "works": WORKED if row.is_workday else FREE, "name": row.name}
        for row in SpecialDay.objects.filter(day__year=book.year).order_by("day")
    ]


_STARTING: Mapping[TableKind, Callable[[Book], list[dict[str, Any]]]] = {
    TableKind.EXAM_ONLY: _exams,
    TableKind.SAFETY: _safety,
    TableKind.PRACTICE: _practice,
    TableKind.AGES: _ages,
    TableKind.WORKDAYS: _workdays,
}


def read_aloud(row: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
    """A row's cells as people read them: days in words, no words of the program."""
    return [kept_words(cell).replace("_", "，") for cell in cells_of(row, columns)]


def cells_of(row: Mapping[str, Any], columns: Sequence[Column]) -> list[str]:
    """A row's cells as text, in the order of the columns; empty where nothing is said."""
    return ["" if row.get(column.key) is None else str(row[column.key]) for column in columns]

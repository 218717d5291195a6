"""Excel files: the template of a table with its present rows, and what a file that comes back holds."""

import datetime as dt
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from zhicheng.catalogues.shapes import Cell, Column, Shape, cells_of
from zhicheng.files.sheets import MOST_ROWS, Unreadable, read_sheets
from zhicheng.policy.tables.titles import series, series_named

MOST_LETTERS = 120
BETWEEN = re.compile("[；;\\n]")  # entries of a cell of LINES
Misfit = Callable[[Mapping[str, Any]], Sequence[str]]


@dataclass(frozen=True, slots=True)
class WrongRow:
    """A row of the file that cannot be taken: its number in the file, its cells as read, what is wrong."""

    number: int
    cells: tuple[str, ...]
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a file holds: rows that can be taken, and those that cannot."""

    rows: tuple[dict[str, Any], ...]
    wrong: tuple[WrongRow, ...]


def template(shape: Shape, title: str, rows: Iterable[Mapping[str, Any]]) -> bytes:
    """An .xlsx with the headings, the rows that are there, and lists to choose from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    for at, column in enumerate(shape.columns):
        sheet.write_string(0, at, column.heading, bold)
        sheet.set_column(at, at, 24, text)
        if choices := _choices(column):
            sheet.data_validation(1, at, MOST_ROWS, at, _validation(book, at, column.heading, choices))
    for number, row in enumerate(rows, 1):
        for at, value in enumerate(cells_of(row, shape.columns)):
            sheet.write_string(number, at, value, text)
    notes = book.add_worksheet(_("填写说明"))
    notes.set_column(0, 2, 30)
    for at, words in enumerate((_("列"), _("是否必填"), _("例"))):
        notes.write_string(0, at, words, bold)
    for number, column in enumerate(shape.columns, 1):
        notes.write_string(number, 0, column.heading)
        notes.write_string(number, 1, _("必填") if column.required else _("选填"))
        notes.write_string(number, 2, column.example)
    book.close()
    return out.getvalue()


def _validation(book: Any, at: int, heading: str, choices: tuple[str, ...]) -> dict[str, Any]:
    """A list to choose from, on a sheet of its own: Excel takes no long lists in the cell's rule."""
    name = f"{heading}{at}"[:31]
    lists = book.add_worksheet(name)
    lists.hide()
    lists.write_column(0, 0, choices)
    return {"validate": "list", "source": f"='{name}'!$A$1:$A${len(choices)}", "ignore_blank": True}


def _choices(column: Column) -> tuple[str, ...]:
    return tuple(one.name for one in series()) if column.cell is Cell.SERIES else column.choices


def read(file: BinaryIO, shape: Shape, misfit: Misfit | None = None) -> Sheet:
    """The first sheet of an .xlsx: headings in the first line, then rows; empty lines are passed over.

    `misfit`: what else may be wrong with a row whose cells hold, in words.
    Errors: Unreadable for a file that is no .xlsx, too large, without rows, or with other headings.
    """
    lines = _lines(file)
    headings = [column.heading for column in shape.columns]
    found = [cell.strip() for cell in lines[0]] if lines else []
    if found[: len(headings)] != headings:
        raise Unreadable(
            _("第一行的列名须依次是：%(names)s。请下载模板，在模板中填写。") % {"names": "、".join(headings)}
        )
    rows: list[dict[str, Any]] = []
    wrong: list[WrongRow] = []
    seen: dict[tuple[str, ...], int] = {}
    for number, line in enumerate(lines[1:], 2):
        cells = tuple((line[at].strip() if at < len(line) else "") for at in range(len(headings)))
        if not any(cells):
            continue
        row, why = _row(cells, shape.columns)
        if cells in seen:
            why.append(_("与第%(at)d行重复") % {"at": seen[cells]})
        seen.setdefault(cells, number)
        if misfit is not None and not why:
            why.extend(misfit(row))
        if why:
            wrong.append(WrongRow(number, cells, tuple(why)))
        else:
            rows.append(row)
    if not rows and not wrong:
        raise Unreadable(_("文件里没有数据行。请从第二行起逐行填写。"))
    return Sheet(tuple(rows), tuple(wrong))


def _lines(file: BinaryIO) -> list[list[str]]:
    return next(iter(read_sheets(file).values()), [])


def _row(cells: tuple[str, ...], columns: tuple[Column, ...]) -> tuple[dict[str, Any], list[str]]:
    row: dict[str, Any] = {}
    why: list[str] = []
    for text, column in zip(cells, columns, strict=True):
        try:
            row[column.key] = value_of(text, column)
        except ValueError as error:
            why.append(str(error))
    return row, why


def value_of(text: str, column: Column) -> Any:
    """The cell's value; of several entries one a line. Errors: ValueError with what is wrong, in words."""
    words = {"heading": column.heading, "given": text[:20]}
    if not text:
        if column.required:
            raise ValueError(_("“%(heading)s”没有填写") % words)
        return None if column.cell is Cell.WHOLE else ""
    if column.cell is Cell.LINES:
        return _entries(text, column)
    if len(text) > MOST_LETTERS or not text.isprintable():
        raise ValueError(_("“%(heading)s”过长或含有不能显示的字符") % words)
    if column.cell is Cell.SERIES:
        found = series_named(text.removesuffix("系列"))
        if found is None:
            raise ValueError(_("没有名为“%(given)s”的系列，请按职称目录填写") % words)
        return found.name
    if column.cell is Cell.CHOICE and text not in column.choices:
        known = "、".join(column.choices)
        raise ValueError(_("“%(heading)s”只能填：%(known)s") % {**words, "known": known})
    if column.cell is Cell.WHOLE:
        if not (text.isascii() and text.isdecimal() and len(text) <= 4):
            raise ValueError(_("“%(heading)s”须为整数，现为“%(given)s”") % words)
        return int(text)
    if column.cell is Cell.DAY:
        try:
            return dt.date.fromisoformat(text).isoformat()
        except ValueError as error:
            raise ValueError(_("“%(heading)s”须为日期，如2025-01-01，现为“%(given)s”") % words) from error
    return text


def _entries(text: str, column: Column) -> str:
    """Entries that stand on lines of the cell or are parted by semicolons, one a line. Errors: ValueError."""
    found = [one.strip() for one in BETWEEN.split(text) if one.strip()]
    if not all(one.isprintable() for one in found):
        raise ValueError(_("“%(heading)s”含有不能显示的字符") % {"heading": column.heading})
    if len(text) > column.most:
        words = {"heading": column.heading, "most": column.most, "given": len(text)}
        raise ValueError(_("“%(heading)s”最多%(most)s字，现有%(given)s字") % words)
    return "\n".join(found)

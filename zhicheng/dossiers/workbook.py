"""The Excel file of a dossier: one sheet for each module, headings as on the page; written as a template, read back."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from zhicheng.dossiers.modules import MODULES, Field, Kind, Module
from zhicheng.files.sheets import Unreadable, read_sheets
from zhicheng.ui.templatetags.ui import kept_words

MOST_ROWS = 300  # of one file
YES_NO = ("是", "否")


@dataclass(frozen=True)
class Row:
    """One filled line: the module, its number in the sheet, what was typed by field."""

    module: str
    number: int
    typed: Mapping[str, str]


def workbook(records: Mapping[str, list[Mapping[str, Any]]] | None = None) -> bytes:
    """An .xlsx with a sheet for each module, headings, lists to choose from, and these records by module."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@", "text_wrap": True})
    for module in MODULES:
        sheet = book.add_worksheet(module.label)
        for at, field in enumerate(module.fields):
            sheet.write_string(0, at, heading(field), bold)
            sheet.set_column(at, at, 40 if field.kind is Kind.LONG else 18, text)
            choices = YES_NO if field.kind is Kind.YES_NO else field.choices
            if choices:
                rule = {"validate": "list", "source": list(choices), "ignore_blank": True}
                sheet.data_validation(1, at, MOST_ROWS, at, rule)
        for number, data in enumerate((records or {}).get(module.key, []), start=1):
            for at, field in enumerate(module.fields):
                sheet.write_string(number, at, _cell(field, data.get(field.name)), text)
        sheet.freeze_panes(1, 0)
    notes = book.add_worksheet(_("填写说明"))
    notes.set_column(0, 2, 36)
    lines = [(_("模块"), _("列（带*的必填）"), _("说明"))]
    lines += [(one.label, heading(field), _note(field)) for one in MODULES for field in one.fields]
    for number, line in enumerate(lines):
        for at, words in enumerate(line):
            notes.write_string(number, at, words, text if number else bold)
    book.close()
    return out.getvalue()


def heading(field: Field) -> str:
    """A field's heading; what must be filled in carries a star."""
    return f"{field.label}*" if field.required else field.label


def read(file: BinaryIO) -> list[Row]:
    """The filled lines of the sheets that bear a module's name, in the guide's order; empty lines are passed over.

    Errors: Unreadable for a file that is none of this template, with other headings, empty, or of too many lines.
    """
    sheets = read_sheets(file, MOST_ROWS)
    rows: list[Row] = []
    for module in MODULES:
        rows += _rows(module, sheets.get(module.label) or [])
    if not rows:
        raise Unreadable(_("文件里没有填写的行。请下载模板，在各模块的工作表里从第二行起填写。"))
    if len(rows) > MOST_ROWS:
        raise Unreadable(_("一次最多导入%(most)d行。") % {"most": MOST_ROWS})
    return rows


def _rows(module: Module, lines: list[list[str]]) -> list[Row]:
    if not lines:
        return []
    wanted = [heading(field) for field in module.fields]
    if [cell.strip() for cell in lines[0]][: len(wanted)] != wanted:
        raise Unreadable(
            _("工作表“%(sheet)s”第一行的列名和模板不一致，请下载新的模板，在模板中填写。")
            % {"sheet": module.label}
        )
    found = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [line[at].strip() if at < len(line) else "" for at in range(len(wanted))]
        if any(cells):
            typed = {field.name: cell for field, cell in zip(module.fields, cells, strict=True) if cell}
            found.append(Row(module.key, number, typed))
    return found


def _cell(field: Field, value: Any) -> str:
    if value is None:
        return ""
    return kept_words(value) if field.kind is Kind.YES_NO else str(value)


def _note(field: Field) -> str:
    kinds = {
        Kind.DAY: _("日期，如2015-07-01。"),
        Kind.MONTH: _("年月，如2015-07。"),
        Kind.YEAR: _("4位年份，如2022。"),
        Kind.NUMBER: _("整数。"),
        Kind.YES_NO: _("填“是”或“否”。"),
        Kind.CHOICE: _("只能填：%(choices)s。") % {"choices": "、".join(field.choices)},
        Kind.LONG: _("最多%(limit)d字。") % {"limit": field.limit},
    }
    return f"{field.hint}{'。' if field.hint else ''}{kinds.get(field.kind, '')}"

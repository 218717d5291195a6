"""The Excel file of a unit's people: its columns, the template, what a filled one holds (GUIDE-5.3.3)."""

import io
from dataclasses import dataclass
from typing import BinaryIO

import xlsxwriter
from django.utils.translation import gettext as _

from zhicheng.files.sheets import Unreadable, read_sheets
from zhicheng.people.models import Person

MOST_ROWS = 300  # of one file
HEADINGS = ("姓名", "证件类型", "证件号码", "手机号码")
EXAMPLES = ("与身份证件完全一致", "不填为居民身份证", "居民身份证为18位", "本人常用的手机号")


@dataclass(frozen=True)
class Row:
    """One filled line: its number in the file, and what was typed."""

    at: int
    name: str
    kind: str
    number: str
    mobile: str


def template() -> bytes:
    """An .xlsx with the headings, cells of text and the kinds of document to choose from."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold, text = book.add_format({"bold": True}), book.add_format({"num_format": "@"})
    sheet, notes = book.add_worksheet(_("专业技术人员")), book.add_worksheet(_("填写说明"))
    for at, (heading, example) in enumerate(zip(HEADINGS, EXAMPLES, strict=True)):
        sheet.write_string(0, at, heading, bold)
        sheet.set_column(at, at, 24, text)
        notes.write_string(at, 0, heading, bold)
        notes.write_string(at, 1, example)
    notes.set_column(0, 1, 24)
    kinds = [str(label) for label in Person.Identity.labels]
    sheet.data_validation(1, 1, MOST_ROWS, 1, {"validate": "list", "source": kinds, "ignore_blank": True})
    sheet.freeze_panes(1, 0)
    book.close()
    return out.getvalue()


def read(file: BinaryIO) -> list[Row]:
    """The filled lines of the first sheet; empty ones are passed over.

    Errors: Unreadable for what is no .xlsx, has other headings, no line or more than MOST_ROWS.
    """
    lines = next(iter(read_sheets(file, MOST_ROWS).values()), [])
    if not lines or tuple(cell.strip() for cell in lines[0])[: len(HEADINGS)] != HEADINGS:
        raise Unreadable(
            _("第一行的列名须依次是：%(names)s。请下载模板，在模板中填写。") % {"names": "、".join(HEADINGS)}
        )
    rows = []
    for number, line in enumerate(lines[1:], start=2):
        cells = [(line[at].strip() if at < len(line) else "") for at in range(len(HEADINGS))]
        if any(cells):
            rows.append(Row(number, *cells))
    if not rows:
        raise Unreadable(_("文件里没有填写的行。请从第二行起逐行填写。"))
    return rows


def kind_of(label: str) -> str | None:
    """The kind of document by its label; the resident's card where nothing stands. None: there is no such kind."""
    kinds = {str(one.label): str(one.value) for one in Person.Identity}
    return kinds.get(label) if label else str(Person.Identity.RESIDENT)

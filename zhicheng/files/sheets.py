"""Read an .xlsx that somebody hands in: its sheets as lines of text, within limits."""

import datetime as dt
import io
import zipfile
from typing import BinaryIO

import python_calamine
from django.utils.translation import gettext as _

MOST_ROWS = 20_000
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 60 * 1024 * 1024


class Unreadable(ValueError):
    """The file as a whole cannot be read; the message says what to do."""


def read_sheets(file: BinaryIO, most: int | None = None) -> dict[str, list[list[str]]]:
    """Every sheet by its name, in order, each a list of lines of cells as people read them.

    Errors: Unreadable for what is no .xlsx, is too large, or has a sheet of more than `most` rows (MOST_ROWS).
    """
    limit = most or MOST_ROWS
    data = file.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise Unreadable(_("文件超过5MB，请拆分或删除多余的工作表。"))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED:
                raise Unreadable(_("文件解压后过大，请删除多余的内容。"))
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        found = {}
        for name in book.sheet_names:
            sheet = book.get_sheet_by_name(name)
            if sheet.end is not None and sheet.end[0] > limit:
                raise Unreadable(_("一次最多导入%(most)d行。") % {"most": limit})
            found[name] = [[_text(cell) for cell in line] for line in sheet.to_python(skip_empty_area=False)]
    except (zipfile.BadZipFile, python_calamine.CalamineError, IndexError, OSError) as error:
        raise Unreadable(_("不是可以读取的Excel文件，请另存为.xlsx后再上传。")) from error
    return found


def _text(cell: object) -> str:
    """A cell as it is read by people: 60.0 is 60, a day is 2025-01-01."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return "" if cell is None else str(cell)

"""The files of a former system: a folder with tables of units, persons, ties, applications (docs/formats/accounts.md)."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.catalogues.shapes import Cell, Column
from zhicheng.catalogues.workbooks import value_of
from zhicheng.files.sheets import Unreadable, read_sheets
from zhicheng.people.models import Organisation, Person
from zhicheng.people.queries import UNIT_KINDS
from zhicheng.policy.terms import ApplicationOutcome, Kind, Level

MOST_BYTES = 100 * 1024 * 1024
MOST_LINES = 500_000
SUFFIXES = (".csv", ".xlsx")
YES, NO = "是", "否"
KINDS = {str(kind.label): kind.value for kind in UNIT_KINDS}
UNIT_KIND_WORDS = {str(kind.label): kind.value for kind in Organisation.UnitKind}
IDENTITIES = {str(kind.label): kind.value for kind in Person.Identity}
OUTCOMES = (ApplicationOutcome.PASSED, ApplicationOutcome.FAILED, ApplicationOutcome.WITHDRAWN)
_NUMBER = Column("number", "证件号码", example="530102198505060023")
_CREDIT_CODE = Column("credit_code", "统一社会信用代码", example="91530100MA6K5N1X0A")

# In the order in which they are brought: each table points back to those before.
TABLES: dict[str, tuple[Column, ...]] = {
    "units": (
        _CREDIT_CODE,
        Column("name", "单位名称"),
        Column("kind", "单位类别", Cell.CHOICE, choices=tuple(KINDS)),
        Column("unit_kind", "单位性质", Cell.CHOICE, choices=tuple(UNIT_KIND_WORDS)),
        Column("place", "所在地"),
        Column("institution", "是否事业单位", Cell.CHOICE, choices=(YES, NO)),
        Column("head_name", "单位负责人姓名"),
        Column("head_phone", "单位负责人手机号码"),
    ),
    "persons": (
        Column("kind", "证件类型", Cell.CHOICE, choices=tuple(IDENTITIES)),
        _NUMBER,
        Column("name", "姓名"),
        Column("mobile", "手机号码"),
    ),
    "ties": (_NUMBER, _CREDIT_CODE),
    "applications": (
        _NUMBER,
        Column("year", "申报年度", Cell.WHOLE),
        Column("kind", "申报类型", Cell.CHOICE, choices=tuple(Kind)),
        Column("committee", "评审委员会", required=False),
        Column("level", "申报级别", Cell.CHOICE, choices=tuple(Level)),
        Column("outcome", "结果", Cell.CHOICE, choices=OUTCOMES),
    ),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: its number in the file, its cells by the columns' keys."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a file, and what to do; line 0: with the file as a whole."""

    file: str
    line: int
    column: str
    words: str


def find(folder: Path) -> dict[str, Path]:
    """The file of each table in the folder. Errors: Unreadable for a folder that holds anything else, or nothing."""
    if not folder.is_dir():
        raise Unreadable(_("没有这个文件夹：%(name)s") % {"name": folder})
    found: dict[str, Path] = {}
    for path in sorted(folder.iterdir()):
        if path.name.startswith(".") or path.name.startswith("~$"):  # the system's, and of an open Excel
            continue
        if path.stem not in TABLES or path.suffix not in SUFFIXES or not path.is_file():
            raise Unreadable(
                _("文件夹里只能有这些表（.csv或.xlsx）：%(names)s。请移走或改名：%(name)s")
                % {"names": "、".join(TABLES), "name": path.name}
            )
        if path.stem in found:
            raise Unreadable(_("“%(name)s”有两个文件，请只留一个。") % {"name": path.stem})
        found[path.stem] = path
    if not found:
        raise Unreadable(_("文件夹里没有要导入的表：%(names)s。") % {"names": "、".join(TABLES)})
    return found


def read(path: Path) -> Iterator[Line]:
    """The lines of a table's file below its headings; empty ones are passed over. Errors: Unreadable."""
    columns = TABLES[path.stem]
    headings = [column.heading for column in columns]
    lines = _csv(path) if path.suffix == ".csv" else _first_sheet(path)
    first = next(iter(lines), (0, []))[1]
    if [cell.strip() for cell in first] != headings:
        raise Unreadable(
            _("%(file)s：第一行的列名须依次是：%(names)s。")
            % {"file": path.name, "names": "、".join(headings)}
        )
    for number, cells in lines:
        if any(cell.strip() for cell in cells):
            yield Line(
                number,
                {column.key: _cell(cells, at) for at, column in enumerate(columns)}
                | ({"": "、".join(cells[len(columns) :])} if any(cells[len(columns) :]) else {}),
            )


def values(table: str, line: Line) -> tuple[dict[str, object], list[tuple[str, str]]]:
    """The line's values by key, and what is wrong: (column's heading, words)."""
    found: dict[str, object] = {}
    wrong: list[tuple[str, str]] = []
    if "" in line.cells:
        wrong.append(("", _("这一行的列比表头多，请检查是否多了逗号。")))
    for column in TABLES[table]:
        try:
            found[column.key] = value_of(line.cells[column.key], column)
        except ValueError as error:
            wrong.append((column.heading, str(error)))
    return found, wrong


def heading(table: str, key: str | None) -> str:
    """The heading of a column, by what the acts call its field."""
    return next((column.heading for column in TABLES[table] if column.key == key), "")


def _cell(cells: list[str], at: int) -> str:
    return cells[at].strip() if at < len(cells) else ""


def _csv(path: Path) -> Iterator[tuple[int, list[str]]]:
    """The lines of a .csv in UTF-8 or, as Excel in China writes it, GB 18030; each with the number of its first line."""
    if path.stat().st_size > MOST_BYTES:
        raise Unreadable(_("%(file)s超过100MB，请拆分后分次导入。") % {"file": path.name})
    data = path.read_bytes()
    for coding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(coding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise Unreadable(_("%(file)s的文字编码不能识别，请另存为UTF-8的CSV。") % {"file": path.name})
    lines = csv.reader(io.StringIO(text, newline=""), strict=True)
    number = 1
    try:
        for many, cells in enumerate(lines):
            if many > MOST_LINES:
                raise Unreadable(_("%(file)s的行数过多，请拆分后分次导入。") % {"file": path.name})
            yield number, cells
            number = lines.line_num + 1
    except csv.Error as error:
        raise Unreadable(
            _("%(file)s第%(line)d行不能按CSV读取，请检查引号是否成对。") % {"file": path.name, "line": number}
        ) from error


def _first_sheet(path: Path) -> Iterator[tuple[int, list[str]]]:
    with path.open("rb") as file:
        try:
            sheets = read_sheets(file)
        except Unreadable as wrong:
            raise Unreadable(f"{path.name}：{wrong}") from wrong
    yield from enumerate(next(iter(sheets.values()), []), 1)

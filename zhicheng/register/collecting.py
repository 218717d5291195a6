"""信息归集: titles of a year or of past years, pasted as a table, checked row by row, counted (YN2023-4.2, 4.3)."""

import csv
import datetime as dt
import io
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.people.identity import WrongNumber, check_identity, normal
from zhicheng.people.models import Organisation, Person
from zhicheng.policy.book import open_book
from zhicheng.register.models import Certificate, TitleRecord
from zhicheng.vault.crypto import keyed_index

COLUMNS = (
    "姓名", "证件号码", "工作单位", "级别", "系列", "专业", "职称名称", "取得时间", "取得方式", "证书编号", "发证单位",
)  # fmt: skip
NEEDED = ("姓名", "证件号码", "级别", "系列", "职称名称", "取得时间", "取得方式", "发证单位")
SENIOR = ("正高级", "副高级")
LEVELS = (*SENIOR, "中级", "助理级", "员级")
MOST_ROWS = 2000


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table: its number, the cells by column, the day, and what is wrong (empty: nothing)."""

    line: int
    cells: Mapping[str, str]
    obtained_on: dt.date | None
    wrong: tuple[str, ...]

    @property
    def index(self) -> str:
        """The person's keyed index."""
        return keyed_index("id", normal(self.cells["证件号码"]))


@dataclass(frozen=True, slots=True)
class Count:
    """How many titles of a year, by level and way."""

    year: int
    level: str
    way: str
    collected: int
    issued: int


def history_until() -> dt.date | None:
    """The last day on which titles of past years are in time (YN2023-4.3)."""
    found = open_book(clock.today().year, "云南省").find("collection.history_until")
    return found.day if found else None


def rows_of(text: str) -> list[Row]:
    """The pasted table, by tabs or commas, its first line the headings. Errors: Refused for other headings."""
    delimiter = "\t" if "\t" in text.split("\n", 1)[0] else ","
    lines = [line for line in csv.reader(io.StringIO(text.strip()), delimiter=delimiter) if any(line)]
    if not lines:
        raise Refused(_("请粘贴表格，第一行为表头。"), clause="YN2023-4.2", field="table")
    heads = [cell.strip().lstrip("\ufeff") for cell in lines[0]]
    missing = [name for name in NEEDED if name not in heads]
    if missing:
        raise Refused(
            _("表头缺少：%(names)s。") % {"names": "、".join(missing)}, clause="YN2023-4.2", field="table"
        )
    if len(lines) - 1 > MOST_ROWS:
        raise Refused(_("一次最多%(most)d行，请分批。") % {"most": MOST_ROWS}, field="table")
    return [_row(number, dict(zip(heads, line, strict=False))) for number, line in enumerate(lines[1:], 2)]


def _row(number: int, cells: Mapping[str, str]) -> Row:
    cells = {name: cells.get(name, "").strip() for name in COLUMNS}
    wrong = [_("缺少%(name)s") % {"name": name} for name in NEEDED if not cells[name]]
    day = _day(cells["取得时间"])
    if cells["取得时间"] and day is None:
        wrong.append(_("取得时间须为 2015-12-30 的样式"))
    if day is not None and day > clock.today():
        wrong.append(_("取得时间晚于今天"))
    if cells["级别"] and cells["级别"] not in LEVELS:
        wrong.append(_("级别须为%(names)s之一") % {"names": "、".join(LEVELS)})
    if cells["取得方式"] and cells["取得方式"] not in Certificate.Way.values:
        wrong.append(_("取得方式须为%(names)s之一") % {"names": "、".join(Certificate.Way.values)})
    if cells["证件号码"]:
        try:
            check_identity(Person.Identity.RESIDENT, cells["证件号码"])
        except WrongNumber as bad:
            wrong.append(bad.message)
    if day is not None and cells["级别"] in SENIOR and _is_provinces(day.year):
        wrong.append(_("2000年至2021年的高级职称由省级采集，不在此报"))
    return Row(number, cells, day, tuple(wrong))


def _is_provinces(year: int) -> bool:
    before = open_book(clock.today().year, "云南省").find("collection.senior_before")
    return before is not None and before.number <= year < 2022


def _day(text: str) -> dt.date | None:
    parts = text.replace("/", "-").replace(".", "-").split("-")
    try:
        numbers = [int(part) for part in parts]
        return dt.date(numbers[0], numbers[1], numbers[2]) if len(numbers) == 3 else None
    except ValueError:
        return None


def counts(bureaus: Iterable[Organisation], year: int | None = None) -> list[Count]:
    """Collected and issued titles of the bureaus by year, level and way, the newest year first."""
    mine = list(bureaus)
    collected, issued = Counter[tuple[int, str, str]](), Counter[tuple[int, str, str]]()
    records, certificates = (
        TitleRecord.objects.filter(bureau__in=mine),
        Certificate.objects.filter(issuer__in=mine),
    )
    for found, into in ((records, collected), (certificates.filter(revoked_at__isnull=True), issued)):
        for day, level, way in found.values_list("obtained_on", "level", "way").iterator():
            if year is None or day.year == year:
                into[day.year, level, way] += 1
    keys = sorted({*collected, *issued}, key=lambda key: (-key[0], LEVELS.index(key[1]), key[2]))
    return [Count(*key, collected[key], issued[key]) for key in keys]


def exported(bureaus: Sequence[Organisation], year: int) -> list[list[str]]:
    """Every title of the year that the bureaus collected or issued, as lines under COLUMNS; identity masked."""
    lines = [
        [
            row.holder_name, _masked(row.id_number), row.unit_name, row.level, row.series, row.profession,
            row.title, row.obtained_on.isoformat(), row.way, row.number, row.issuer_name,
        ]
        for row in TitleRecord.objects.filter(bureau__in=bureaus, obtained_on__year=year).order_by("obtained_on", "id")
    ]  # fmt: skip
    lines += [
        [
            row.holder_name, row.id_masked, row.unit_name, row.level, row.series, row.profession, row.title,
            row.obtained_on.isoformat(), row.way, row.number, row.issuer_name,
        ]
        for row in Certificate.objects.filter(
            issuer__in=bureaus, obtained_on__year=year, revoked_at__isnull=True
        ).order_by("obtained_on", "id")
    ]  # fmt: skip
    return lines


def _masked(number: str) -> str:
    return f"{number[:6]}{'*' * max(len(number) - 8, 0)}{number[-2:]}"

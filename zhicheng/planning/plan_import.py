"""The yearly plan as an Excel file: its columns, the template, and what a file that comes back holds."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.core import signing
from django.utils.translation import gettext_lazy as _

from zhicheng.catalogues import workbooks
from zhicheng.catalogues.shapes import Cell, Column, Shape
from zhicheng.planning.models import PlanEntry
from zhicheng.planning.queries import plan_of

SALT = "planning.plan_import"
SHAPE = Shape(
    _("年度评审计划：每行一个评委会和计划评审的月份。"),
    "YN2023-5",
    (
        Column("committee", "职称评审委员会名称", example="昆明市机电工程高级工程师评审委员会"),
        Column("organiser", "评委会组建部门", required=False, example="昆明市工业和信息化局"),
        Column("month", "计划月份", Cell.WHOLE, example="10"),
    ),
)


def template(year: int) -> bytes:
    """The .xlsx with the rows of the year's published plan, else with its headings alone."""
    rows = [_row(entry) for entry in plan_of(year)]
    return workbooks.template(SHAPE, f"{year}年度评审计划", rows)


def sealed(year: int, rows: Sequence[Mapping[str, Any]]) -> str:
    """What was looked at, as the page sends it back to be imported: nobody can change it in between."""
    return signing.dumps({"year": year, "rows": [dict(row) for row in rows]}, salt=SALT, compress=True)


def unsealed(text: str) -> tuple[int, list[dict[str, Any]]]:
    """Year and rows that `sealed` took. Errors: ValueError for anything else, and after a day."""
    try:
        told = signing.loads(text, salt=SALT, max_age=24 * 60 * 60)
    except signing.BadSignature as wrong:
        raise ValueError(text) from wrong
    return told["year"], told["rows"]


def _row(entry: PlanEntry) -> dict[str, object]:
    return {
        "committee": entry.name_in_plan or entry.committee.name,
        "organiser": entry.organiser_in_plan or entry.committee.organiser.name,
        "month": entry.month,
    }

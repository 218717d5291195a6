"""The yearly plan as an Excel file: its columns, the template, and what a file that comes back holds."""

from django.utils.translation import gettext_lazy as _

from zhicheng.catalogues import workbooks
from zhicheng.catalogues.shapes import Cell, Column, Shape
from zhicheng.planning.models import PlanEntry
from zhicheng.planning.queries import plan_of

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


def _row(entry: PlanEntry) -> dict[str, object]:
    return {
        "committee": entry.name_in_plan or entry.committee.name,
        "organiser": entry.organiser_in_plan or entry.committee.organiser.name,
        "month": entry.month,
    }

"""The pool as an Excel file: its columns, the template, and what a filled-in file holds."""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence, Set
from typing import Any, BinaryIO

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.catalogues import workbooks
from zhicheng.catalogues.shapes import Cell, Column, Shape
from zhicheng.catalogues.workbooks import Sheet
from zhicheng.experts import relations
from zhicheng.experts.actions.serving import checked_mobile, checked_units, term_of
from zhicheng.experts.models import Expert
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.policy.facts import Level

YES, NO = "是", "否"
BETWEEN = re.compile("[；;、\n]")
NAMES = ("students", "relatives")
MOST_WORKS, MOST_STUDENTS, MOST_RELATIVES = 6000, 3000, 1000  # letters, as on the expert's own page
SHAPE = Shape(
    gettext_lazy("评审专家：每行一名专家。"),
    "MOHRSS-40",
    (
        Column("name", "姓名", example="何新"),
        Column("login", "登录名", example="hexin01"),
        Column("series", "职称系列", Cell.SERIES, example="工程技术"),
        Column("profession", "专业", example="机械工程"),
        Column(
            "level", "职称层级", Cell.CHOICE, choices=tuple(level.value for level in Level), example="正高级"
        ),
        Column("title", "职称", example="正高级工程师"),
        Column("unit_name", "工作单位", example="昆明电气研究所"),
        Column(
            "past_units", "曾经工作的单位", required=False, example="云岭装备制造有限公司；昆明机电设计研究院"
        ),
        Column("private_enterprise", "民营企业", Cell.CHOICE, required=False, choices=(YES, NO), example=NO),
        Column("region", "所在地区", required=False, example="昆明市盘龙区"),
        Column("mobile", "手机号", required=False, example="13800000000"),
        Column("term_from", "任期开始", Cell.DAY, required=False, example="2023-08-01"),
        Column("term_until", "任期结束", Cell.DAY, required=False, example="2026-07-31"),
        Column("training", "参加过的培训", required=False, example="2023-05 省厅评审专家培训"),
        Column(
            "works", "本人的项目、论文、著作、奖励、专利", Cell.LINES, required=False, most=MOST_WORKS,
            example="数控机床热误差补偿研究；ZL202310000001.X（每项一行，或者用分号隔开）",
        ),
        Column(
            "students", "本人指导过的研究生", Cell.LINES, required=False, most=MOST_STUDENTS,
            example="李明（昆明理工大学）；周平",
        ),
        Column(
            "relatives", "可能申报职称的近亲属", Cell.LINES, required=False, most=MOST_RELATIVES,
            example="李明（昆明电气研究所）",
        ),
    ),
)  # fmt: skip
LONGEST = {"name": 60, "login": 40, "profession": 60, "title": 40, "region": 60}


def template() -> bytes:
    """The .xlsx with the headings alone."""
    return workbooks.template(SHAPE, "评审专家", [])


def read(file: BinaryIO, series: Sequence[str]) -> Sheet:
    """The rows as enrol_expert takes them (days as ISO text), and those that cannot be taken.

    `series`: those that the committee reviews. Errors: Unreadable for a file as a whole.
    """
    there = set(Expert.objects.filter(series__in=series).values_list("name", "unit_name"))
    logins: set[str] = set()

    def misfit(row: Mapping[str, Any]) -> list[str]:
        why = _misfit(row, series, there)
        if row["login"] in logins or Account.objects.by_login(row["login"]) is not None:
            why.append(_("登录名“%(login)s”已经有人使用，请换一个") % {"login": row["login"]})
        logins.add(row["login"])
        return why

    sheet = workbooks.read(file, SHAPE, misfit)
    return Sheet(tuple(_facts(row) for row in sheet.rows), sheet.wrong)


def facts_of(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of `read`, which was kept as JSON, as enrol_expert takes it."""
    days = {key: dt.date.fromisoformat(row[key]) if row[key] else None for key in ("term_from", "term_until")}
    return {**row, **days}


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **row,
        "past_units": [one for one in BETWEEN.split(row["past_units"]) if one.strip()],
        "private_enterprise": row["private_enterprise"] == YES,
        **{key: row[key].splitlines() for key in ("works", *NAMES)},
    }


def _misfit(row: Mapping[str, Any], series: Sequence[str], there: Set[tuple[str, str]]) -> list[str]:
    why = [
        _("“%(heading)s”最多%(most)s字") % {"heading": column.heading, "most": LONGEST[column.key]}
        for column in SHAPE.columns
        if len(row[column.key]) > (column.most or LONGEST.get(column.key, workbooks.MOST_LETTERS))
    ]
    why += [
        _("“%(heading)s”的“%(given)s”请先写姓名，单位或者学校写在括号里")
        % {"heading": column.heading, "given": one[:20]}
        for column in SHAPE.columns
        if column.key in NAMES
        for one in row[column.key].splitlines()
        if not relations.people_in(one)
    ]
    if row["series"] not in series:
        why.append(_("本评委会只评审：%(names)s") % {"names": "、".join(series)})
    if (row["name"], row["unit_name"]) in there:
        why.append(_("专家库中已有同一单位的%(name)s") % {"name": row["name"]})
    facts = facts_of(row)
    checks: tuple[Callable[[], object], ...] = (
        lambda: checked_mobile(row["mobile"]),
        lambda: checked_units(BETWEEN.split(row["past_units"])),
        lambda: term_of(facts["term_from"], facts["term_until"]),
    )
    for check in checks:
        try:
            check()
        except Refused as error:
            why.append(error.message.rstrip("。"))
    return why

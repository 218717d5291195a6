"""Cases that a unit has prepared for passing: notice over and sealed, opinion written."""

import dataclasses
import datetime as dt
from collections.abc import Sequence

from tests import making
from tests.cast import NOON
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.people.models import Organisation, Person
from zhicheng.public_notice.actions import close_unit_notice, open_unit_notice
from zhicheng.vetting.actions import Found, Recommendation, write_opinion
from zhicheng.vetting.checks import CHECK_POINTS
from zhicheng.vetting.ranking import suggested_rank

AFTER_NOTICE = dt.datetime(2023, 7, 28, 9, tzinfo=clock.CHINA)
POINTS = list(CHECK_POINTS)
GOOD = Recommendation(
    evaluation="工作认真，业绩突出",
    way="民主测评、考核推荐",
    range="本单位全体专业技术人员",
    headcount=36,
    recommends=True,
    opinion="同意推荐申报高级工程师",
    formed="经单位推荐委员会讨论，无记名投票通过",
    notice_text="已在单位公示5个工作日，无异议",
    rank=1,
    candidates=9,
)
COVER = {
    "year": 2023,
    "kind": "晋升评审",
    "channel": "正常",
    "unit": "昆明机电设计研究院",
    "series": "工程技术",
    "profession": "机械工程",
    "level": "副高级",
    "title": "高级工程师",
    "committee": "昆明市机电工程高级工程师评审委员会",
}
BASICS = {
    "name": "李文静",
    "sex": "女",
    "birth_date": "1985-05-06",
    "ethnicity": "汉族",
    "political_status": "群众",
    "id_masked": "530102***********3",
}
FOUND = (Found(Place(), words="请逐项核对"),)  # what a return tells, where a test asks no more of it
NOT_RECOMMENDED = dataclasses.replace(GOOD, recommends=False, opinion="不同意推荐")


def at_unit(
    season: making.Season,
    *,
    person: Person | None = None,
    route: Sequence[tuple[str, Organisation]] | None = None,
) -> Application:
    """An application at its unit, on 2023-07-20."""
    return making.application(season, State.AT_UNIT, person=person, route=route)


def told_of(row: Application) -> Recommendation:
    """GOOD with the next rank of the unit, and the posts of an institution."""
    rank = suggested_rank(row)[0]
    ranked = dataclasses.replace(GOOD, rank=rank, candidates=max(rank, GOOD.candidates or 0))
    figures = {"posts_managed": True, "posts": 20, "posts_filled": 12}
    return dataclasses.replace(ranked, **figures) if row.unit.institution else ranked


def publish(season: making.Season, row: Application) -> None:
    """Post on 20 July, close on 28 July."""
    officer = season.cast.unit_officer
    with clock.at(NOON):
        notice = open_unit_notice([row], row.unit, "一楼公告栏", False, officer)
    with clock.at(AFTER_NOTICE):
        close_unit_notice(notice, "公示期间无异议", officer)
    row.refresh_from_db()


def prepared(
    season: making.Season,
    *,
    person: Person | None = None,
    route: Sequence[tuple[str, Organisation]] | None = None,
) -> Application:
    """An application at its unit that may be passed on from 28 July."""
    row = at_unit(season, person=person, route=route)
    publish(season, row)
    with clock.at(AFTER_NOTICE):
        write_opinion(row, told_of(row), season.cast.unit_officer, row.unit)
    return row


def submit_again(row: Application, content: dict[str, object] | None = None) -> None:
    """What a new submission of the applicant leaves behind: a further version."""
    last = row.submissions.order_by("-version").first()
    assert last is not None
    new = content if content is not None else last.content
    row.submissions.create(
        person=row.person,
        version=last.version + 1,
        content=new,
        content_hash=f"{last.version + 1:064d}",
        verdict="eligible",
        findings=[],
        policy_version="0" * 64,
        submitted_at=clock.now(),
    )

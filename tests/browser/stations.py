"""Steps of unit, department and committee office: opinion, notice, passing, paper."""

import re

from tests.browser.applicant import CREDIT_CODE, NAME, UNIT
from tests.browser.season import Season
from tests.browser.visitor import Visitor


def open_case(visitor: Visitor, tab: str) -> None:
    """From the desk's tab to the applicant's case."""
    visitor.go(f"/desk/?tab={tab}")
    visitor.follow(re.compile(NAME), within="main")
    visitor.sees("审核记录")


def give_opinion(visitor: Visitor) -> None:
    """基层单位意见."""
    visitor.follow("填写", within=".tasks")
    visitor.fill(
        evaluation="该同志专业基础扎实，能独立解决较复杂的技术问题。",
        way="民主推荐与考核相结合",
        range="单位领导、专业技术人员代表",
        headcount=15,
        recommends="yes",
        posts_managed="yes",
        posts=10,
        posts_filled=8,
        rank=1,
        candidates=1,
        opinion="同意推荐申报。",
        formed="经推荐会议无记名投票，15人参加，14人同意。",
        notice_text="在单位公示栏公示5个工作日，无异议。",
    )
    visitor.press("提交意见")
    visitor.sees("基层单位意见已提交")


def open_notice(visitor: Visitor) -> None:
    """单位公示 of the applicant's form."""
    visitor.follow("开始公示", within=".tasks")
    visitor.page.get_by_label(re.compile(NAME)).check()
    visitor.fill(place="办公楼一楼公告栏", on_platform=True)
    visitor.press("开始公示")


def close_notice(visitor: Visitor) -> None:
    """公示结果, sealed by the unit."""
    open_case(visitor, "notice")
    visitor.follow("公示天数、异议和结果")
    visitor.sees("没有收到异议")
    visitor.fill(result="公示期间未收到异议。")
    visitor.press("填写结果并盖章")


def unit_confirms_its_person(visitor: Visitor) -> None:
    """待确认: who has chosen the unit is its own."""
    visitor.enter(CREDIT_CODE)
    visitor.go("/account/unit/people/?tab=joining")
    visitor.sees(NAME)
    visitor.page.locator("input[name=people]").check()
    visitor.press("确认所选人员")
    visitor.sees("已确认1人")


def unit_waits_for_the_bureau(visitor: Visitor) -> None:
    """Before its first recommendation the unit is told who checks its credit code."""
    open_case(visitor, "notice")
    visitor.sees("信用代码还没有核验", "昆明市人力资源和社会保障局")


def bureau_checks_the_unit(visitor: Visitor, login: str) -> None:
    """核验统一社会信用代码 by the bureau, found in the list of those that wait."""
    visitor.enter(login)
    visitor.go("/account/units/?state=waiting")
    visitor.follow(UNIT, within="main")
    visitor.fill(right="1")
    visitor.fill(words="已核对事业单位法人证书。")
    visitor.press("提交核验结论")
    visitor.sees("已核验")


def unit_passes(visitor: Visitor) -> None:
    """通过 with the four check points."""
    open_case(visitor, "notice")
    visitor.follow(re.compile("^通过"))
    for box in visitor.page.locator("input[name=checked]").all():
        box.check()
    visitor.fill(opinion="材料真实完整，同意推荐。")
    visitor.press("通过")
    visitor.sees("已通过")


def station_passes(visitor: Visitor, login: str, tab: str, opinion: str) -> None:
    """通过 by a later station."""
    visitor.enter(login)
    open_case(visitor, tab)
    visitor.follow(re.compile("^通过"))
    visitor.fill(opinion=opinion)
    visitor.press("通过")
    visitor.sees("已通过")


def send_paper(visitor: Visitor) -> None:
    """The unit sends the paper dossier."""
    visitor.enter(CREDIT_CODE)
    open_case(visitor, "paper")
    visitor.follow("登记报送纸质材料")
    visitor.press("登记报送")
    visitor.sees("已登记报送纸质材料")


def accept_paper(visitor: Visitor, season: Season) -> None:
    """The office checks originals and copies and accepts."""
    visitor.enter(season.office)
    open_case(visitor, "paper")
    visitor.follow("查验并受理")
    visitor.fill(originals_seen=True, copies_stamped=True)
    visitor.press("受理")
    visitor.sees("已受理")

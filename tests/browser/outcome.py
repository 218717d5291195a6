"""Steps after the vote: filing, document, seal, certificate, verification, revocation."""

import re

from tests.browser.applicant import NAME
from tests.browser.season import Season
from tests.browser.visitor import Visitor


def release(visitor: Visitor, season: Season, session: str) -> None:
    """结果公布: one officer puts the results together, another one releases them."""
    visitor.enter(season.office)
    visitor.go(f"/outcomes/sessions/{session}/release/")
    visitor.press("提交核对")
    visitor.sees("您是提交人")
    visitor.enter(season.second_office)
    visitor.go(f"/outcomes/sessions/{session}/release/")
    visitor.press("核对无误，统一公布")
    visitor.sees("已公布", NAME)


def file_results(visitor: Visitor, session: str) -> None:
    """会后备案."""
    visitor.go(f"/outcomes/sessions/{session}/results/")
    visitor.press("报会后备案")
    visitor.sees("会后备案已报送")


def issue_document(visitor: Visitor, season: Season) -> None:
    """任职资格文件 by the province."""
    visitor.enter(season.province)
    visitor.go("/outcomes/")
    visitor.follow(re.compile("办理发文"), within="main")
    visitor.sees(NAME)
    visitor.fill(number="云人社职〔2023〕56号")
    visitor.press("印发")
    visitor.sees("已印发云人社职〔2023〕56号")


def seal(visitor: Visitor, season: Season) -> None:
    """评审结果确认 by the city."""
    visitor.enter(season.city)
    visitor.go("/outcomes/")
    visitor.follow(re.compile("办理确认"), within="main")
    visitor.press("确认所选结果并盖章")
    visitor.sees(f"：{NAME}")


def certificate_address(visitor: Visitor) -> str:
    """The holder finds the certificate; the public address on it."""
    visitor.go("/certificates/mine/")
    visitor.sees("有效", "高级工程师", "云人社职〔2023〕56号")
    link = visitor.page.locator("a.mono")
    return str(link.get_attribute("href"))


def revoke(visitor: Visitor, season: Season) -> None:
    """The city revokes; the holder's name must be typed."""
    visitor.enter(season.city)
    visitor.go("/outcomes/certificates/")
    visitor.page.locator("main table a").first.click()
    visitor.page.wait_for_url(re.compile("/revoke/"))
    visitor.fill(reason="查实业绩材料造假。", holder="别人")
    visitor.press(f"撤销{NAME}的证书", status=400)
    visitor.sees("与持证人姓名不一致")
    visitor.fill(holder=NAME)
    visitor.press(f"撤销{NAME}的证书")
    visitor.sees("已撤销")

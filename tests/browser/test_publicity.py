"""The publicity pages on a phone of 360 pixels, by keyboard alone: from the list to an objection and its receipt."""

import datetime as dt

from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making
from tests.browser.conftest import SLOW, Travel
from tests.browser.test_time_line import FIELD, NAME, grave, tab_to
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.public_notice import actions
from zhicheng.public_notice.models import Objection, Posting


def test_a_notice_is_read_objected_to_and_taken_down_by_keyboard_on_a_phone(
    chromium: Browser, live_server: LiveServer, travel: Travel
) -> None:
    travel(casting.NOON)
    with clock.at(casting.NOON):
        season = making.open_season(casting.assemble())
        row = making.application(season, State.AT_UNIT)
        notice = actions.open_unit_notice([row], row.unit, "一楼公告栏", True, season.cast.unit_officer)
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 360, "height": 740}, bypass_csp=True
    )
    context.set_default_timeout(SLOW)
    page = context.new_page()

    def fits() -> None:
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 360, page.url
        assert grave(page) == [], page.url

    page.goto("/notices/")
    fits()
    tab_to(page, NAME, notice.title[:12])
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/notices/{notice.pk}/")
    expect(page.locator("#proof")).to_be_visible()
    expect(page.locator("main")).to_contain_text(Posting.objects.get().page_hash)
    fits()
    tab_to(page, NAME, f"我有异议：{row.applicant_name}")
    page.keyboard.press("Enter")
    page.wait_for_url("**/objection/")
    fits()
    tab_to(page, FIELD, "text")
    page.keyboard.type("业绩证明与事实不符。")
    tab_to(page, NAME, "提交异议")
    page.keyboard.press("Enter")
    page.wait_for_url("**/objections/**")
    expect(page.locator("main")).to_contain_text(Objection.objects.get().receipt)
    fits()
    travel(casting.NOON + dt.timedelta(days=8))
    page.goto(f"/notices/{notice.pk}/")
    expect(page.locator("main")).to_contain_text("名单已于截止时撤下")
    expect(page.locator("body")).not_to_contain_text(row.applicant_name)
    fits()
    context.close()

"""The session's time-line at 1280 pixels, by keyboard alone: read every date, move the meeting, see what changes."""

import datetime as dt
from pathlib import Path

from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making
from tests.browser.conftest import SLOW, Travel
from zhicheng.almanac import clock
from zhicheng.planning.models import Session

AXE = Path("node_modules/axe-core/axe.min.js")
NAME = "() => document.activeElement.getAttribute('aria-label') || document.activeElement.innerText || ''"
FIELD = "() => document.activeElement.getAttribute('name') || ''"


def tab_to(page: Page, asked: str, wanted: str) -> str:
    """Press Tab until the focus is on what `asked` calls `wanted`…; what it is called in full."""
    for _press in range(150):
        page.keyboard.press("Tab")
        found = page.evaluate(asked)
        if found.startswith(wanted):
            return str(found)
    raise AssertionError(f"{wanted} cannot be reached by the keyboard")


def type_day(page: Page, year: str, month: str, day: str) -> None:
    """Type a day into the focused field, in the order of the browser's language."""
    chinese = page.evaluate("() => new Date(2020, 11, 30).toLocaleDateString().startsWith('2020')")
    for part in (year, month, day) if chinese else (month, day, year):
        page.keyboard.type(part)
        if part is year and chinese:
            page.keyboard.press("ArrowRight")  # a year may have six digits


def test_the_time_line_is_read_and_the_meeting_moved_by_keyboard(
    chromium: Browser, live_server: LiveServer, travel: Travel
) -> None:
    travel(casting.NOON)
    with clock.at(casting.NOON):
        season = making.open_season(casting.assemble())
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 1280, "height": 900}, bypass_csp=True
    )
    context.set_default_timeout(SLOW)
    client = Client()
    client.force_login(season.cast.office_officer)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    page = context.new_page()
    page.goto(f"/sessions/{season.session.pk}/")
    marks = page.locator("svg.strip a")
    days = [str(one.get_attribute("aria-label")).split("，")[1] for one in marks.all()]
    assert len(days) >= 14 and days == sorted(days, key=lambda day: [int(n) for n in _numbers(day)])
    told = tab_to(page, NAME, "15 评审会议与投票，2023年10月20日")
    assert season.session.committee.organiser.name in told and "未到时间" in told and "起提醒" in told
    page.keyboard.press("Enter")
    assert page.evaluate("() => document.querySelector(':target').id") == "gate-15"
    row = page.locator("#gate-15")
    expect(row).to_contain_text("2023年10月20日")
    expect(row).to_contain_text("2023年10月13日起提醒")
    page.keyboard.press("Tab")  # the target's own page comes next
    assert page.evaluate("() => document.activeElement.closest('tr')?.id") == "gate-15"
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth"), width
        assert grave(page) == []
    page.set_viewport_size({"width": 1280, "height": 900})
    page.reload()
    tab_to(page, NAME, "调整评审会日期")
    page.keyboard.press("Enter")
    page.wait_for_url("**/meeting-day/")
    tab_to(page, FIELD, "meeting_on")
    type_day(page, "2023", "11", "17")
    assert page.locator("main [name=meeting_on]").input_value() == "2023-11-17"
    tab_to(page, FIELD, "reason")
    page.keyboard.type("场地维修")
    tab_to(page, NAME, "先看影响")
    page.keyboard.press("Enter")
    expect(page.locator("#looked")).to_contain_text("改到2023年11月17日的影响")
    assert Session.objects.get().meeting_on == dt.date(2023, 10, 20)
    assert grave(page) == []
    tab_to(page, NAME, "确认改到2023年11月17日")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/sessions/{season.session.pk}/")
    expect(page.locator("#gate-15")).to_contain_text("2023年11月17日")
    context.close()


def _numbers(day: str) -> list[str]:
    return day.replace("年", " ").replace("月", " ").replace("日", "").split()


def grave(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("() => axe.run(document.querySelector('main'))")
    return [one["id"] for one in found["violations"] if one["impact"] in {"serious", "critical"}]

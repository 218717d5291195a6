"""申报条件自查 on a phone of 360 pixels, by keyboard alone: from the first question to verdict and drawing."""

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.conftest import SLOW, Travel
from zhicheng.almanac import clock

AXE = Path("node_modules/axe-core/axe.min.js")
NOON = dt.datetime(2023, 7, 20, 12, tzinfo=clock.CHINA)
FOCUSED = "() => document.activeElement.getAttribute('name') || ''"
STEPS: tuple[dict[str, str], ...] = (
    {"application.kind": "晋升评审", "application.series": "工程技术", "application.level": "副高级"},
    {
        "standard.0.education": "本科",
        "standard.0.title_level": "中级",
        "standard.0.years": "5",
        "person.employment": "劳动合同",
    },
    {
        "person.unit.kind": "非公有制经济组织",
        "person.civil_servant": "否",
        "person.in_post": "是",
        "person.post": "专业技术",
    },
    {"person.education.0.level": "本科"},
    {"has_title": "是"},
    {
        "person.titles.0.series": "工程技术",
        "person.titles.0.level": "中级",
        "person.titles.0.obtained_on": "2020-12-30",
    },
    {"insured_here": "是"},
)


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the field has the focus."""
    for _press in range(120):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} cannot be reached by the keyboard")


def answer(page: Page, name: str, value: str) -> None:
    """Answer the focused field as a keyboard does."""
    tab_to(page, name)
    field = page.locator(f"main [name='{name}']:not([type=hidden])")
    if field.evaluate("one => one.tagName") == "SELECT":
        values = field.evaluate("one => [...one.options].map(option => option.value)")
        page.keyboard.press("Home")
        for _press in range(values.index(value)):
            page.keyboard.press("ArrowDown")
    elif field.get_attribute("type") == "date":
        year, month, day = value.split("-")
        chinese = page.evaluate("() => new Date(2020, 11, 30).toLocaleDateString().startsWith('2020')")
        for part in (
            (year, month, day) if chinese else (month, day, year)
        ):  # in the order of the browser's language
            page.keyboard.type(part)
            if part is year and chinese:
                page.keyboard.press("ArrowRight")  # a year may have six digits
    else:
        page.keyboard.type(value)
    assert field.input_value() == value, name


def go_on(page: Page) -> None:
    """Tab to the first button of the page's form and press Enter."""
    for _press in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("() => document.activeElement.matches('main form button.btn-primary')"):
            break
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press("Enter")


@pytest.mark.django_db(transaction=True)
def test_from_question_to_drawing_by_keyboard_on_a_phone(
    chromium: Browser, live_server: LiveServer, travel: Travel
) -> None:
    travel(NOON)
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", viewport={"width": 360, "height": 740}, bypass_csp=True
    )
    context.set_default_timeout(SLOW)
    page = context.new_page()
    page.goto("/check/", wait_until="domcontentloaded")
    for step in STEPS:
        for name, value in step.items():
            answer(page, name, value)
        go_on(page)
    words = page.locator("#result").inner_text()
    assert "不符合申报条件" in words
    assert "最早2025年度可申报（以当年通知为准）" in words
    assert "需要满5年，实际满3年" in words
    drawing = page.locator("#result svg")
    assert "2020年12月30日" in (drawing.locator("desc").text_content() or "")
    sizes = drawing.evaluate(
        "one => [...one.querySelectorAll('text')].map(text => text.getBoundingClientRect())"
        ".map(box => [box.height, box.left, box.right])"
    )
    assert sizes and all(height >= 10 and left >= 0 and right <= 360 for height, left, right in sizes)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= 360
    clause = page.locator("#result a.clause").first
    assert (clause.get_attribute("href") or "").startswith("/guide/policy/")
    page.add_script_tag(content=AXE.read_text("utf-8"))
    found = page.evaluate("() => axe.run(document)")["violations"]
    assert [one["id"] for one in found if one["impact"] in ("serious", "critical")] == []
    context.close()

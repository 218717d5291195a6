"""The main pages in a real browser: no barrier that axe finds, no sideways scrolling on a phone, a silent console."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, sync_playwright

from tests import cast as casting
from tests import making
from tests.cast import NOON
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.inbox.actions import send

AXE = Path("node_modules/axe-core/axe.min.js")
PUBLIC = (
    "/", "/search/?q=工程师", "/guide/", "/guide/questions/", "/directory/committees/",
    "/directory/bureaus/", "/directory/titles/", "/account/login/",
    "/account/register/", "/sessions/calls/", "/sessions/plan/", "/notices/", "/certificates/", "/no/such/page/",
)  # fmt: skip
Pages = dict[str, tuple[str, ...]]
BY_ROLE: Pages = {
    "applicant": ("/desk/", "/inbox/", "/account/basics/", "/dossier/", "/apply/"),
    "unattached": ("/desk/",),
    "unit_officer": ("/desk/", "/account/unit/people/", "/notices/mine/"),
    "department_officer": ("/desk/", "/desk/?flag=late"),
    "city_officer": ("/desk/", "/sessions/filings/"),
    "office_officer": ("/desk/", "/desk/?tab=meeting", "/sessions/"),
    "supervisor": ("/desk/",),
}
WIDTHS = (1280, 360)
# What a page that is not there rightly says in the console.
EXPECTED = "the server responded with a status of 404"

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def demo_season(db: None) -> Iterator[making.Season]:
    """The cast and a season in a demo database: other threads see the same time."""

    clock.start_demo(NOON)
    with clock.at(NOON):
        season = making.open_season(casting.assemble())
        making.application(season, State.AT_DEPARTMENT)
        send(season.cast.applicant.pk, "申报进度", "您的申报已送主管部门审核。", link="/desk/")
    yield season
    clock.forget_cached_offset()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless."""
    os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield chromium
        chromium.close()


def look(browser: Browser, address: str, session: str, width: int) -> list[str]:
    """What is wrong with a page at a width: each barrier, overflow and console message as a line."""
    context = browser.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
    if session:
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": session, "url": address}])
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(f"console: {message.text}"))
    page.goto(address)
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append("scrolls sideways")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = page.evaluate("axe.run()")
    wrong += [f"{one['id']}: {one['nodes'][0]['target']}" for one in found["violations"]]
    context.close()
    return [f"{width} {address}: {line}" for line in wrong if EXPECTED not in line]


def visit(
    browser: Browser, server: str, season: making.Season, client_of: Callable[..., Client], pages: Pages
) -> list[str]:
    wrong = []
    for who, paths in pages.items():
        session = client_of(getattr(season.cast, who)).session.session_key or "" if who else ""
        wrong += [
            line
            for path in paths
            for width in WIDTHS
            for line in look(browser, server + path, session, width)
        ]
    return wrong


def test_the_first_pages_have_no_barriers(
    live_server: Any, demo_season: making.Season, browser: Browser, client_of: Callable[..., Client]
) -> None:
    pages: Pages = {"": ("/",), "applicant": ("/desk/",), "department_officer": ("/desk/",)}
    assert visit(browser, live_server.url, demo_season, client_of, pages) == []


@pytest.mark.long
def test_all_main_pages_have_no_barriers(
    live_server: Any, demo_season: making.Season, browser: Browser, client_of: Callable[..., Client]
) -> None:
    assert visit(browser, live_server.url, demo_season, client_of, {"": PUBLIC, **BY_ROLE}) == []


def test_the_menu_opens_without_a_script(
    live_server: Any, demo_season: making.Season, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    page = context.new_page()
    page.goto(live_server.url + "/")
    link = page.locator(".menu-phone a", has_text="办事指南")
    assert not link.is_visible()
    page.locator(".menu-phone summary").click()
    link.click()
    assert page.locator("h1").inner_text() == "办事指南"
    context.close()


def test_the_keyboard_skips_to_the_text(
    live_server: Any, demo_season: making.Season, browser: Browser
) -> None:
    page = browser.new_page()
    page.goto(live_server.url + "/guide/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.close()


def test_long_names_have_room_beside_the_clock_on_a_phone(
    live_server: Any, db: None, browser: Browser, client_of: Callable[..., Client]
) -> None:
    """Outside the demo the server's clock stands in the head too."""
    with clock.at(NOON):
        cast = casting.assemble()
    cast.organisations[
        "city_bureau"
    ].name = "昆明市滇池国家旅游度假区管理委员会人力资源和社会保障局（公共就业服务中心）"
    cast.organisations["city_bureau"].save()
    account = cast.city_officer
    account.display_name = "阿卜杜热西提·买买提吐尔逊江"
    account.save()
    for width in WIDTHS:
        context = browser.new_context(viewport={"width": width, "height": 800})
        cookie = client_of(account).cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": cookie, "url": live_server.url}])
        page = context.new_page()
        page.goto(live_server.url + "/account/security/")
        assert page.locator(".clock").is_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        assert page.locator(".who-for").bounding_box()["width"] >= 200
        button = page.get_by_role("button", name="退出", exact=True).bounding_box()
        assert button["x"] + button["width"] <= width and button["height"] < 40
        context.close()

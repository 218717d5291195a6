"""The auditor's keys: next and previous in the list's order, evidence, pass, return, help; off where they are typed."""

import pytest
from playwright.sync_api import Page, expect

from tests import cast as casting
from tests import making
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from zhicheng.applications.models import Application
from zhicheng.applications.states import State


@pytest.fixture
def cases(travel: Travel, visitor: Visitor) -> list[Application]:
    """Three applications that wait at the department, whose officer has the list open."""
    travel(casting.NOON)
    season = making.open_season(casting.assemble())
    unit = season.cast.organisations["unit"]
    found = [
        making.application(
            season,
            State.AT_DEPARTMENT,
            person=casting.person(f"53010219800101{number:03d}X", f"张{number}", unit),
        )
        for number in range(3)
    ]
    visitor.enter("department_officer", casting.PASSWORD)
    visitor.go("/desk/")
    return found


def press(page: Page, key: str, leads_to: str) -> None:
    page.keyboard.press(key)
    page.wait_for_url(f"**{leads_to}*", wait_until="load")


def test_next_previous_pass_and_return(cases: list[Application], visitor: Visitor) -> None:
    page = visitor.page
    order = page.locator("[data-case]").evaluate_all("links => links.map(link => link.pathname)")
    assert sorted(order) == sorted(f"/vetting/{one.pk}/" for one in cases)
    visitor.go(order[0])
    press(page, "j", order[1])
    press(page, "j", order[2])
    expect(page.locator('[data-key="j"]')).to_be_hidden()
    press(page, "k", order[1])
    press(page, "p", f"{order[1]}pass/")
    visitor.go(order[1])
    press(page, "r", f"{order[1]}return/")


def test_help_and_the_switch(cases: list[Application], visitor: Visitor) -> None:
    page = visitor.page
    visitor.go(f"/vetting/{cases[0].pk}/")
    page.keyboard.press("?")
    expect(page.locator("#keys-help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys-help")).to_be_hidden()
    page.get_by_role("button", name="键盘操作").click()
    page.locator("#keys-off").check()
    page.keyboard.press("p")
    page.wait_for_timeout(500)
    assert page.url.endswith(f"/vetting/{cases[0].pk}/"), "switched off, a key does nothing"

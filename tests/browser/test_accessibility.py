"""The inner pages of every stage: no serious barrier that axe finds, no sideways scrolling on a phone."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making, scene
from tests.browser.conftest import Travel
from zhicheng.almanac import clock
from zhicheng.applications.states import State

AXE = Path("node_modules/axe-core/axe.min.js")
WIDTHS = (1280, 360)
GRAVE = {"serious", "critical"}
PAGES = {
    "": ("/notices/{notice}/", "/notices/entries/{entry}/objection/", "/certificates/{token}/"),
    "applicant": (
        "/dossier/qualification/",
        "/dossier/awards/",
        "/dossier/record/{record}/",
        "/apply/cover/",
        "/apply/{application}/",
        "/apply/{application}/attachments/",
        "/apply/{application}/preview/",
        "/account/security/second-factor/",
    ),
    "unattached": ("/account/unit/?q=昆明",),
    "drafting": ("/apply/{draft}/check/", "/apply/{draft}/attachments/"),
    "unit_officer": ("/notices/{notice}/close/", "/account/unit/profile/", "/vetting/{application}/"),
    "department_officer": ("/vetting/{application}/?section=tasks", "/vetting/{application}/pass/"),
    "city_officer": (
        "/sessions/filings/{filing}/answer/",
        "/outcomes/sessions/{session}/seal/",
        "/integrity/",
    ),
    "office_officer": (
        "/sessions/{session}/",
        "/meeting/{session}/people/",
        "/meeting/{session}/",
        "/experts/sessions/{session}/pool/",
        "/experts/sessions/{session}/draw/",
    ),
    "expert": ("/meeting/readings/{reading}/", "/meeting/{session}/seat/"),
}


@pytest.fixture
def rows(travel: Travel) -> tuple[scene.Scene, dict[str, str]]:
    """One row of every kind, and what the words in braces stand for."""
    travel(casting.NOON)
    with clock.at(casting.NOON):
        made = scene.build(making.open_season(casting.assemble()))
        person = casting.person("530102199002020081", "钱多多", made.cast.organisations["unit"])
        made.cast.accounts["drafting"] = person.account
        draft = making.application(made.season, State.DRAFT, person=person)
    words = {name: str(row.pk) for name, row in made.rows.items()}
    return made, words | {"draft": str(draft.pk), "token": made.rows["certificate"].token}


@pytest.mark.long
def test_inner_pages_have_no_barriers(
    chromium: Browser, live_server: LiveServer, rows: tuple[scene.Scene, dict[str, str]]
) -> None:
    made, words = rows
    wrong: list[str] = []
    for who, addresses in PAGES.items():
        for width in WIDTHS:
            context = chromium.new_context(viewport={"width": width, "height": 800}, bypass_csp=True)
            if who:
                context.add_cookies([_session(made.cast.accounts[who], live_server.url)])
            for address in addresses:
                wrong += _look(context.new_page(), live_server.url + address.format(**words), width)
            context.close()
    assert wrong == []


def _session(account: casting.Account, address: str) -> Any:
    client = Client()
    client.force_login(account)
    return {"name": settings.SESSION_COOKIE_NAME, "value": client.session.session_key, "url": address}


def _look(page: Any, address: str, width: int) -> list[str]:
    """What is wrong with a page, a line each."""
    answer = page.goto(address)
    if answer.status != 200:
        return [f"{address}: {answer.status}"]
    found = []
    if width == max(WIDTHS):  # the phone's menu and tables are looked at in tests/ui
        page.add_script_tag(path=AXE)
        found = page.evaluate("axe.run()")["violations"]
    wrong = [f"{one['id']} {one['nodes'][0]['html'][:160]}" for one in found if one["impact"] in GRAVE]
    if page.evaluate("document.documentElement.scrollWidth") > width:
        wrong.append("scrolls sideways")
    page.close()
    return [f"{width} {address}: {line}" for line in wrong]

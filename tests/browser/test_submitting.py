"""申报 in a real browser: a double click gives one application and one receipt; the server's clock runs on the page."""

import datetime as dt
from pathlib import Path

import pytest
from playwright.sync_api import expect
from pytest_django import Settings

from tests import cast as casting
from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from zhicheng.almanac import clock
from zhicheng.applications.actions import add_attachment, save_cover
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.states import State

APPLICANT = "530102198505060023"


@pytest.fixture
def ready(travel: Travel, settings: Settings, tmp_path: Path) -> Application:
    """A draft with nothing missing, on the last evening."""
    settings.FILES_ROOT = tmp_path
    travel(casting.NOON)
    season = making.open_season(casting.assemble())
    making.issued_standard()
    person = season.cast.people["applicant"]
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    travel(dt.datetime(2023, 8, 31, 23, 30, tzinfo=clock.CHINA))
    return row


def test_a_double_click_gives_one_receipt(visitor: Visitor, ready: Application) -> None:
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/apply/{ready.pk}/check/")
    visitor.page.get_by_role("button", name="申报", exact=True).dblclick(no_wait_after=True)
    visitor.page.wait_for_url("**/receipt/**")
    visitor.sees("您的申报已经收到")
    row = Application.objects.get()
    assert (row.state, Submission.objects.count()) == (State.AT_UNIT, 1)
    assert row.number is not None
    visitor.sees(row.number)


def test_a_form_that_was_sent_by_two_windows_has_one_receipt(visitor: Visitor, ready: Application) -> None:
    visitor.enter(APPLICANT, casting.PASSWORD)
    second = visitor.page.context.new_page()
    for page in (visitor.page, second):
        page.goto(f"/apply/{ready.pk}/check/")
    for page in (visitor.page, second):
        page.get_by_role("button", name="申报", exact=True).click()
        page.wait_for_url("**/receipt/**")
    expect(second.locator("main")).to_contain_text("没有重复提交")
    assert Submission.objects.count() == 1
    second.close()


def test_the_pages_clock_is_the_servers(visitor: Visitor, ready: Application) -> None:
    """A computer whose own clock is wrong shows the right time all the same."""
    visitor.page.clock.install(time=dt.datetime(2031, 1, 1, tzinfo=dt.UTC))
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/apply/{ready.pk}/check/")
    shown = visitor.page.locator("[data-server-clock]")
    expect(shown).to_contain_text("2023年8月31日 23:3")
    before = shown.inner_text()
    visitor.page.clock.run_for(3000)
    assert shown.inner_text() != before

"""申报 in a real browser: a double click gives one application and one receipt; the server's clock runs on the page."""

import datetime as dt
import os
from pathlib import Path

import pytest
from playwright.sync_api import Route, expect
from pytest_django import Settings

from tests import cast as casting
from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from tests.files import hostile
from zhicheng.almanac import clock
from zhicheng.applications.actions import add_attachment, save_cover
from zhicheng.applications.models import Application, NamedFile, Submission
from zhicheng.applications.states import State
from zhicheng.planning.models import Session

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


def test_an_attachment_under_way_at_midnight_arrives_within_the_grace(
    visitor: Visitor, ready: Application, travel: Travel, tmp_path: Path
) -> None:
    """The line is cut while it is sent; handed in from a second window; sent on after midnight."""
    Session.objects.update(upload_grace=30)
    ready.attachments.filter(key="insurance_proof").delete()
    path = tmp_path / "参保证明.pdf"
    path.write_bytes(hostile.paper(os.urandom(1_500_000).hex()))
    visitor.enter(APPLICANT, casting.PASSWORD)
    page = visitor.page
    page.goto(f"/apply/{ready.pk}/attachments/")
    line = page.locator("#insurance_proof")
    pieces: list[str] = []

    def after_the_first(route: Route) -> None:
        if route.request.method == "PATCH":
            pieces.append(route.request.headers["upload-offset"])
            if len(pieces) > 1:
                route.abort("internetdisconnected")
                return
        route.continue_()

    page.route("**/named/**", after_the_first)
    line.locator("input[type=file]").set_input_files(path)
    line.get_by_role("button", name="上传", exact=True).click()
    expect(line).to_contain_text("已登记，正在上传")
    expect(line.locator("progress")).to_have_js_property("value", 512 * 1024)
    with page.expect_popup() as opened:
        page.get_by_role("link", name="在新窗口申报").click()
    second = opened.value
    expect(second.locator("main")).to_contain_text("还在上传")
    second.get_by_role("button", name="申报", exact=True).click()
    second.wait_for_url("**/receipt/**")
    expect(second.locator("main")).to_contain_text("还没传完")
    travel(dt.datetime(2023, 9, 1, 0, 20, tzinfo=clock.CHINA))
    page.unroute_all()
    expect(line).to_contain_text("已传到", timeout=60_000)
    named = NamedFile.objects.get()
    assert named.arrived_at is not None and named.arrived_at >= dt.datetime(2023, 9, 1, tzinfo=clock.CHINA)
    assert ready.attachments.get(key="insurance_proof").pk == named.pk
    second.close()

"""Mending after a return, in a real browser: the note stands at its field, and a tick keeps what is being typed."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from pytest_django import Settings

from tests import cast as casting
from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.models import Application, Defect
from zhicheng.applications.places import Place
from zhicheng.dossiers.models import Record
from zhicheng.vetting import actions

APPLICANT = "530102198505060023"


@pytest.fixture
def returned(travel: Travel, settings: Settings, tmp_path: Path) -> Application:
    """Handed in and sent back for one field, the record it stands in, and an attachment."""
    settings.FILES_ROOT = tmp_path
    travel(casting.NOON)
    season = making.open_season(casting.assemble())
    making.issued_standard()
    person = season.cast.people["applicant"]
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    row.refresh_from_db()
    task = Record.objects.get(person=person, module="tasks")
    places = (
        Place("tasks", str(task.pk), "role"),
        Place("tasks", str(task.pk)),
        Place("attachments", "commitment"),
    )
    actions.send_back(
        row, "请修改", season.cast.unit_officer, row.unit,
        defects=[actions.Found(place, words=f"第{number}处有误") for number, place in enumerate(places, start=1)],
    )  # fmt: skip
    return row


def tick(page: Page, one: Defect) -> None:
    note = page.locator(f"#note-{one.pk}")
    note.get_by_role("button", name="已改好").click()
    expect(note.locator(".badge")).to_have_text("已改好")


def test_fixed_and_ticked_in_the_form_then_handed_in_again(visitor: Visitor, returned: Application) -> None:
    visitor.enter(APPLICANT, casting.PASSWORD)
    field, whole, file = Defect.objects.order_by("position")
    visitor.go(f"/apply/{returned.pk}/")
    visitor.sees("还有 3 项", "退回修改3次中已用0次")
    page = visitor.page
    page.get_by_role("link", name=f"去修改：{field.label}").click()
    note = page.locator(f"#note-{field.pk}")
    expect(note).to_contain_text("第1处有误")
    box, said = page.locator("#id_role").bounding_box(), note.bounding_box()
    assert box is not None and said is not None and 0 < said["y"] - box["y"] < 200  # beside its field
    page.locator("#id_role").select_option("参加")
    tick(page, field)
    expect(page.locator("#id_role")).to_have_value("参加")  # not sent away by the tick
    tick(page, whole)
    note.get_by_role("button", name="取消勾选").click()
    expect(note.get_by_role("button", name="已改好")).to_be_visible()
    tick(page, field)
    page.get_by_role("button", name="保存", exact=True).click()
    visitor.sees("已保存")
    assert Record.objects.get(pk=field.item).data["role"] == "参加"
    page.goto(f"/apply/{returned.pk}/attachments/")
    tick(page, file)
    assert not Defect.objects.filter(done_at=None).exists()
    page.goto(f"/apply/{returned.pk}/check/")
    visitor.sees("退回修改3次中已用0次")
    visitor.misses("没有勾选")
    page.get_by_role("button", name="申报", exact=True).click()
    page.wait_for_url("**/receipt/**")
    assert returned.submissions.count() == 2

"""Nothing typed is lost: a closed page, a broken line, two windows, a session that ended."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.sessions.models import Session as LoginSession
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests.browser.conftest import Travel
from tests.browser.visitor import Visitor
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Record
from zhicheng.drafts.models import Draft

APPLICANT = "530102198505060023"
NEW = "/dossier/tasks/new/"
SAVED, LOCAL = "已自动保存", "暂存在这台设备上"


@pytest.fixture
def writer(travel: Travel, visitor: Visitor) -> Visitor:
    """An applicant before an empty record of completed tasks."""
    travel(casting.NOON)
    casting.assemble()
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(NEW)
    return visitor


def line(page: Page, words: str) -> None:
    """The line of words beside the form says so in the end."""
    expect(page.locator(".autosave-line")).to_contain_text(words, timeout=20_000)


def typed() -> dict[str, list[str]]:
    """What the server keeps."""
    found: dict[str, list[str]] = json.loads(Draft.objects.get().typed)
    return found


def test_a_closed_page_gives_everything_back(writer: Visitor) -> None:
    writer.fill(name="变电站扩建", content="负责方案与验收")
    line(writer.page, SAVED)
    writer.sees("尚未提交")
    assert typed()["content"] == ["负责方案与验收"]
    assert not Record.objects.exists()
    writer.go("/dossier/")
    writer.go(NEW)
    line(writer.page, "已恢复")
    assert writer.page.locator("[name=content]").input_value() == "负责方案与验收"


def test_what_was_handed_in_is_no_draft_any_more(writer: Visitor) -> None:
    writer.fill(**{"from": "2017-03", "name": "变电站扩建", "role": "主持"})
    line(writer.page, SAVED)
    writer.fill(content="负责方案与验收", to="2016-03")
    writer.press("提交", status=400)  # it ends before it begins
    assert Draft.objects.exists()
    assert writer.page.locator("[name=content]").input_value() == "负责方案与验收"
    writer.fill(to="2018-03")
    writer.press("提交")
    assert Record.objects.get().data["content"] == "负责方案与验收"
    assert not Draft.objects.exists()
    writer.go(NEW)
    assert writer.page.locator("[name=content]").input_value() == ""


def test_what_is_given_up_is_gone(writer: Visitor) -> None:
    writer.fill(name="变电站扩建")
    line(writer.page, SAVED)
    writer.page.get_by_role("button", name="放弃没有提交的内容").click()
    line(writer.page, "已放弃")
    assert writer.page.locator("[name=name]").input_value() == ""
    assert not Draft.objects.exists()


def test_a_broken_line_loses_nothing(writer: Visitor) -> None:
    writer.page.context.set_offline(True)
    writer.fill(name="变电站扩建", content="在隧道里写的")
    line(writer.page, LOCAL)
    assert not Draft.objects.exists()
    writer.page.context.set_offline(False)
    line(writer.page, SAVED)
    assert typed()["content"] == ["在隧道里写的"]


def test_a_page_closed_while_the_line_is_broken_loses_nothing(writer: Visitor) -> None:
    writer.page.context.set_offline(True)
    writer.fill(content="在隧道里写的")
    line(writer.page, LOCAL)
    writer.page.goto("about:blank")
    writer.page.context.set_offline(False)
    writer.go(NEW)
    expect(writer.page.locator("[name=content]")).to_have_value("在隧道里写的")
    line(writer.page, "尚未提交")
    expect(writer.page.locator("section.alert")).to_have_count(0)


@pytest.mark.parametrize("keeps", ["保留这里的内容", "改用另一个版本"])
def test_two_windows_never_overwrite_each_other(writer: Visitor, keeps: str) -> None:
    first, second = writer.page, writer.page.context.new_page()
    second.goto(NEW)
    first.locator("[name=content]").fill("第一个窗口")
    line(first, SAVED)
    second.locator("[name=content]").fill("第二个窗口")
    expect(second.locator("section.alert")).to_contain_text("两个版本")
    expect(second.locator("section.alert tbody")).to_contain_text("第一个窗口")
    assert typed()["content"] == ["第一个窗口"]
    second.get_by_role("button", name=keeps).click()
    line(second, SAVED)
    expected = "第二个窗口" if keeps.startswith("保留") else "第一个窗口"
    assert typed()["content"] == [expected]
    assert second.locator("[name=content]").input_value() == expected
    second.close()


def test_a_record_changed_elsewhere_is_shown_beside_the_draft(writer: Visitor) -> None:
    person = casting.Person.objects.get(account__display_name="李文静")
    data = {"from": "2017-03", "to": "2018-03", "name": "变电站扩建", "role": "主持", "content": "原来的"}
    row = save_record(person, module="tasks", data=data)
    writer.go(f"/dossier/record/{row.pk}/")
    writer.fill(content="没有提交的")
    line(writer.page, SAVED)
    save_record(person, module="tasks", data=data | {"content": "手机上提交的"}, record=row)
    writer.go(f"/dossier/record/{row.pk}/")
    expect(writer.page.locator("section.alert tbody")).to_contain_text("手机上提交的")
    expect(writer.page.locator("section.alert tbody")).to_contain_text("没有提交的")


@pytest.mark.parametrize("cookies", ["kept", "lost"])
def test_a_session_that_ended_goes_on_in_place(writer: Visitor, cookies: str) -> None:
    writer.fill(content="写了一半")
    line(writer.page, SAVED)
    LoginSession.objects.all().delete()
    if cookies == "lost":
        writer.page.context.clear_cookies()
    writer.fill(content="写了一半又写了一半")
    dialog = writer.page.locator("dialog")
    expect(dialog).to_contain_text("请重新登录")
    dialog.locator("input").first.fill(APPLICANT)
    dialog.locator("input").last.fill("不对的密码")
    dialog.get_by_role("button", name="登录并继续").click()
    expect(dialog).to_contain_text("账号或密码不对")
    dialog.locator("input").last.fill(casting.PASSWORD)
    dialog.locator("input").last.press("Enter")
    line(writer.page, SAVED)
    assert typed()["content"] == ["写了一半又写了一半"]
    writer.fill(**{"from": "2017-03", "to": "2018-03", "name": "变电站扩建", "role": "主持"})
    writer.press("提交")
    assert Record.objects.get().data["content"] == "写了一半又写了一半"


@pytest.fixture
def phone(chromium: Browser, live_server: LiveServer, writer: Visitor) -> Iterator[Page]:
    """The same account on a phone of 360 pixels, with fingers."""
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", bypass_csp=True,
        viewport={"width": 360, "height": 740}, has_touch=True, is_mobile=True,
    )  # fmt: skip
    context.add_cookies(writer.page.context.cookies())
    yield context.new_page()
    context.close()


def test_on_a_phone_it_is_typed_kept_and_handed_in(phone: Page) -> None:
    phone.goto(NEW)
    for name, text in {
        "from": "2017-03",
        "to": "2018-03",
        "name": "变电站扩建",
        "content": "在手机上写的",
    }.items():
        field = phone.locator(f"main [name={name}]").first
        field.tap()
        field.fill(text)
    phone.locator("main [name=role]").select_option("主持")
    line(phone, SAVED)
    wide = phone.evaluate("document.documentElement.scrollWidth")
    assert wide <= 360, f"the page is {wide} pixels wide"
    for button in phone.locator("main form button:visible").all():
        box = button.bounding_box()
        assert box is not None and box["height"] >= 32, "too small for a finger"
    phone.locator("main").get_by_role("button", name="提交", exact=True).tap()
    phone.wait_for_load_state("domcontentloaded")
    expect(phone.locator("main")).to_contain_text("证明材料")
    assert Record.objects.get().data["content"] == "在手机上写的"
    assert not Draft.objects.exists()


def test_what_the_phone_wrote_is_not_overwritten_at_the_desk(writer: Visitor, phone: Page) -> None:
    phone.goto(NEW)
    phone.locator("[name=content]").fill("在手机上写的")
    line(phone, SAVED)
    writer.fill(content="在桌前写的")
    expect(writer.page.locator("section.alert")).to_contain_text("两个版本")
    assert typed()["content"] == ["在手机上写的"]


RING = "(style => style.outlineStyle + style.boxShadow)(getComputedStyle(document.activeElement))"


def test_with_the_keyboard_alone(writer: Visitor) -> None:
    """Tab leads through the form in order and to every choice; Enter and the arrows do the rest."""
    page, keys = writer.page, writer.page.keyboard
    wanted = {
        "from": ["2017", "03"], "to": ["2018", "03"], "name": ["变电站扩建"], "role": ["主持"], "content": ["不用鼠标"],
    }  # fmt: skip
    page.locator("main [name=from]").first.focus()
    name = ""
    for _step in range(40):
        name = page.evaluate("document.activeElement.name || document.activeElement.textContent.trim()")
        if name == "提交":
            break
        ring = page.evaluate(RING)
        assert ring != "nonenone", f"{name} does not show that it is in focus"
        if wanted.get(name):  # a month has a stop for the year and one for the month
            _type(page, name, wanted[name].pop(0))
        keys.press("Tab")
    assert name == "提交" and not any(wanted.values()), (name, wanted)
    line(page, SAVED)
    with page.expect_navigation():
        keys.press("Enter")
    assert Record.objects.get().data["content"] == "不用鼠标"


def _type(page: Page, name: str, text: str) -> None:
    if name != "role":
        page.keyboard.type(text)
        return
    for _step in range(20):  # a choice is stepped through by the arrows
        if page.locator("main [name=role]").input_value() == text:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{text} is not reached")


def test_the_choice_between_two_versions_is_reached_by_keyboard(writer: Visitor) -> None:
    second = writer.page.context.new_page()
    second.goto(NEW)
    writer.fill(content="第一个窗口")
    line(writer.page, SAVED)
    second.locator("[name=content]").fill("第二个窗口")
    expect(second.locator("section.alert")).to_be_focused()
    second.keyboard.press("Tab")
    second.keyboard.press("Enter")
    line(second, SAVED)
    assert typed()["content"] == ["第二个窗口"]
    second.close()

"""Evidence in the browser, with the policy for scripts as it is served: many files at once, a cut line, no script."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import call_command
from PIL import Image
from playwright.sync_api import Browser, Page, Request, Route, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests.browser.conftest import SLOW, TURN, Travel
from tests.browser.visitor import Visitor
from tests.dossiers.samples import SAMPLES
from tests.files import swift
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Arrival, PhoneLink, Record
from zhicheng.files.store_address import reached_at
from zhicheng.people.models import Person

APPLICANT = "530102198505060023"


@pytest.fixture
def row(travel: Travel, transactional_db: None, settings: Settings, tmp_path: Path) -> Record:
    """A record of the applicant's, without evidence."""
    settings.FILES_ROOT = tmp_path / "kept"
    travel(casting.NOON)
    casting.assemble()
    person = Person.objects.get(account__display_name="李文静")
    return save_record(person, module="titles", data=SAMPLES["titles"])


@pytest.fixture
def sender(chromium: Browser, live_server: LiveServer, row: Record) -> Iterator[Visitor]:
    """The applicant before the record; what the policy for scripts forbids is forbidden here too."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai")
    context.set_default_timeout(SLOW)
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on(
        "console", lambda line: wrong.append(line.text) if "Content Security Policy" in line.text else None
    )
    visitor = Visitor(page)
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/dossier/record/{row.pk}/")
    yield visitor
    context.close()
    assert not wrong


def pictures(folder: Path, many: int) -> list[Path]:
    """So many different images on disk."""
    paths = []
    for number in range(many):
        path = folder / f"证书{number:02d}.jpg"
        Image.new("RGB", (400, 300), (number * 5 % 255, 60, 200 - number)).save(path)
        paths.append(path)
    return paths


def noise(folder: Path, side: int = 1100) -> Path:
    """An image of some megabytes, which comes in several pieces."""
    path = folder / "大图.png"
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(path)
    assert path.stat().st_size > 3_000_000
    return path


def choose(page: Page, *paths: Path) -> None:
    page.locator("#evidence [name=title]").fill("工程师证")
    page.locator("#evidence input[type=file]").set_input_files(list(paths))
    page.get_by_role("button", name="上传图片", exact=True).click()


def work() -> None:
    """What the worker process does with all that waits."""
    with TURN:
        call_command("db_worker", batch=True, verbosity=0)


def test_fifty_images_one_of_them_broken(sender: Visitor, row: Record, tmp_path: Path) -> None:
    paths = pictures(tmp_path, 50)
    paths[17].write_bytes(paths[17].read_bytes()[:350])
    choose(sender.page, *paths)
    expect(sender.page.locator("[data-uploads] progress").first).to_be_visible()
    expect(sender.page.locator("[data-uploads] li")).to_have_count(0)
    expect(sender.page.locator("#evidence-panel .arrival")).to_have_count(50)
    work()
    expect(sender.page.locator("#evidence-panel .evidence-list li")).to_have_count(49)
    expect(sender.page.locator("#evidence-panel .arrival")).to_have_count(1)
    expect(sender.page.locator("#evidence-panel .arrival")).to_contain_text("证书17.jpg")
    sender.sees("失败", "已损坏", "请重新拍照")
    assert row.evidence.count() == 49
    sender.press("知道了，收起工程师证（18）")
    sender.misses("失败")


def test_a_program_among_images_is_told_at_its_line(sender: Visitor, row: Record, tmp_path: Path) -> None:
    program = tmp_path / "证书.jpg"
    program.write_bytes(b"MZ\x90\0" + b"\0" * 3000)
    choose(sender.page, program)
    expect(sender.page.locator("[data-uploads] li")).to_contain_text("改扩展名没有用")
    assert not row.evidence.exists()


def _cut_after(page: Page, pieces: int) -> list[str]:
    """Cut the line of the page's context after so many pieces; the offsets of the pieces that were sent."""
    offsets: list[str] = []

    def pass_on(route: Route) -> None:
        request = route.request
        if request.method == "PATCH":
            offsets.append(request.headers["upload-offset"])
            if len(offsets) == pieces + 1:
                page.context.set_offline(True)
                route.abort("internetdisconnected")
                return
        route.continue_()

    page.route("**/dossier/pieces/**", pass_on)
    return offsets


def test_a_cut_line_goes_on_where_it_ended(sender: Visitor, row: Record, tmp_path: Path) -> None:
    offsets = _cut_after(sender.page, 2)
    choose(sender.page, noise(tmp_path))
    expect(sender.page.locator("[data-uploads]")).to_contain_text("恢复后会接着传")
    held = Arrival.objects.select_related("incoming").get().incoming
    assert held is not None and 0 < held.received < held.size
    sender.page.context.set_offline(False)
    expect(sender.page.locator("#evidence-panel")).to_contain_text("处理中")
    assert offsets[3] == str(held.received)
    work()
    expect(sender.page.locator("#evidence-panel .evidence-list li")).to_have_count(1)
    assert row.evidence.get().title == "工程师证"


def test_a_page_that_was_closed_goes_on_with_the_same_file(
    sender: Visitor, row: Record, tmp_path: Path
) -> None:
    path = noise(tmp_path)
    _cut_after(sender.page, 2)
    choose(sender.page, path)
    expect(sender.page.locator("[data-uploads]")).to_contain_text("恢复后会接着传")
    sender.page.unroute_all()
    sender.page.goto("about:blank")
    sender.page.context.set_offline(False)
    sender.go(f"/dossier/record/{row.pk}/")
    sender.sees("没有传完", "已传")
    offsets = _cut_after(sender.page, 100)
    choose(sender.page, path)
    expect(sender.page.locator("#evidence-panel")).to_contain_text("处理中")
    assert offsets[0] != "0"
    work()
    assert row.evidence.count() == 1 and not Arrival.objects.exists()


def test_without_scripts_the_form_sends_all_at_once(
    chromium: Browser, live_server: LiveServer, row: Record, tmp_path: Path
) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(SLOW)
    visitor = Visitor(context.new_page())
    visitor.enter(APPLICANT, casting.PASSWORD)
    visitor.go(f"/dossier/record/{row.pk}/")
    with visitor.page.expect_navigation():
        choose(visitor.page, *pictures(tmp_path, 3))
    visitor.sees("已收到3个文件", "处理中")
    work()
    visitor.go(f"/dossier/record/{row.pk}/")
    visitor.misses("处理中")
    assert row.evidence.count() == 3
    context.close()


def test_photographs_from_a_phone_land_on_the_open_record(
    sender: Visitor, row: Record, chromium: Browser, live_server: LiveServer, tmp_path: Path
) -> None:
    desk = sender.page
    desk.locator("#evidence [name=title]").fill("工程师证")
    desk.get_by_role("button", name="用手机拍照").click()
    code = desk.get_by_role("img", name="手机拍照的二维码")
    expect(code).to_be_visible()
    expect(code).to_have_js_property("complete", True)
    assert code.evaluate("one => one.naturalWidth > 0")
    context = chromium.new_context(
        base_url=live_server.url,
        locale="zh-CN",
        viewport={"width": 360, "height": 740},
        is_mobile=True,
        has_touch=True,
    )
    context.set_default_timeout(SLOW)
    phone = Visitor(context.new_page())
    phone.go(f"/dossier/phone/{PhoneLink.objects.get().token}/")
    phone.press("开始拍照")
    expect(desk.locator("#evidence-panel")).to_contain_text("手机已连接")
    for path in pictures(tmp_path, 2):
        phone.page.locator("#id_camera").set_input_files(path)
        expect(phone.page.locator("[data-uploads] li")).to_have_count(0)
    expect(phone.page.locator("#evidence-panel")).to_contain_text("处理中2张")
    work()
    expect(phone.page.locator("#evidence-panel")).to_contain_text("完成2张")
    expect(desk.locator("#evidence-panel .evidence-list li")).to_have_count(2)
    desk.get_by_role("button", name="右转图片工程师证", exact=True).click()
    expect(desk.locator("#evidence-panel .evidence-list li")).to_have_count(2)
    with desk.expect_navigation():
        desk.get_by_role("button", name="前移图片工程师证（2）").click()
    assert [one.title for one in row.evidence.all()] == ["工程师证（2）", "工程师证"]
    sender.press("结束手机拍照")
    phone.go(f"/dossier/phone/{PhoneLink.objects.get().token}/", status=404)
    context.close()


@pytest.fixture
def store(row: Record, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """A real bucket that browsers reach; its origin."""
    with swift.bucket(tmp_path / "swift") as address:
        origin = reached_at("", address)
        settings.FILES_STORE, settings.FILES_STORE_ADDRESS = address, origin
        policy = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
        settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": policy | {"connect-src": ["'self'", origin]}}
        yield origin


def _sent(page: Page) -> list[tuple[str, str]]:
    """The method and origin of each sending from now on."""
    sent: list[tuple[str, str]] = []

    def note(request: Request) -> None:
        if request.method in {"PUT", "PATCH"}:
            sent.append((request.method, "/".join(request.url.split("/")[:3])))

    page.on("request", note)
    return sent


@pytest.mark.long
def test_files_go_straight_to_the_store(
    store: str, sender: Visitor, row: Record, live_server: LiveServer, tmp_path: Path
) -> None:
    sent = _sent(sender.page)
    choose(sender.page, noise(tmp_path), *pictures(tmp_path, 3))
    expect(sender.page.locator("#evidence-panel .arrival")).to_have_count(4)
    work()
    expect(sender.page.locator("#evidence-panel .evidence-list li")).to_have_count(4)
    assert sorted(sent) == sorted([("PUT", store), ("PUT", live_server.url)] * 4)
    assert [one.title for one in row.evidence.all()] == [f"工程师证（{number}）" for number in range(1, 5)]


@pytest.mark.long
def test_where_the_store_does_not_take_them_they_come_in_pieces(
    store: str, sender: Visitor, row: Record, tmp_path: Path
) -> None:
    sender.page.route(f"{store}/**", lambda route: route.abort("connectionrefused"))
    sent = _sent(sender.page)
    choose(sender.page, *pictures(tmp_path, 3))
    expect(sender.page.locator("#evidence-panel .arrival")).to_have_count(3)
    work()
    expect(sender.page.locator("#evidence-panel .evidence-list li")).to_have_count(3)
    assert [method for method, _origin in sent].count("PATCH") == 3
    assert row.evidence.count() == 3 and not Arrival.objects.exists()

"""Steps of the ballots' key, each in a real page: three holders make it, two of them count."""

import re
from dataclasses import dataclass
from pathlib import Path

from tests.browser.visitor import Visitor

PASSPHRASE = "昆明的秋天很晴朗，适合投票"
Files = dict[str, Path]


@dataclass(frozen=True)
class Holders:
    """The office and the three holders by log-in name, and the names under which two of them are chosen."""

    office: str
    chair: str
    supervisor: str
    appointee: str
    names: tuple[str, str]


def make(visitor: Visitor, people: Holders, session: str, folder: Path) -> Files:
    """The office names two beside the chair; the three make the key, each coming back with the own file."""
    visitor.enter(people.office)
    visitor.go(f"/meeting/{session}/key/")
    for field, name in zip(("supervisor", "appointee"), people.names, strict=True):
        visitor.page.locator(f"select[name={field}]").select_option(label=name)
    visitor.press("指定并开始生成")
    visitor.sees("待生成", "生成中")
    logins = (people.chair, people.supervisor, people.appointee)
    files = {login: _make_file(visitor, login, session, folder) for login in logins}
    for login in (*logins, *logins[:2]):
        use_file(visitor, login, session, files[login])
    visitor.page.locator("#done").wait_for()
    own = visitor.page.locator("#own-fingerprint").inner_text()
    visitor.go(f"/meeting/{session}/key/")
    visitor.sees("已生成", own)
    assert re.fullmatch("([0-9A-F]{4} ){5}[0-9A-F]{4}", own)
    return files


def _make_file(visitor: Visitor, login: str, session: str, folder: Path) -> Path:
    visitor.enter(login)
    visitor.go(f"/meeting/{session}/key/")
    page = visitor.page
    page.locator("#pass-1").fill("短")
    page.locator("#make-button").click()
    page.get_by_role("alert").get_by_text("至少12个字符").wait_for()
    page.locator("#pass-1").fill(PASSPHRASE)
    page.locator("#pass-2").fill(PASSPHRASE)
    with page.expect_response("**/key/message/"), page.expect_download() as got:
        page.locator("#make-button").click()
    file = folder / f"{login}.json"
    got.value.save_as(file)
    page.locator("#busy, #done").locator("visible=true").first.wait_for()
    assert PASSPHRASE not in file.read_text()
    return file


def use_file(visitor: Visitor, login: str, session: str, file: Path) -> None:
    """Come back with the own file and passphrase; what is next happens by itself."""
    visitor.enter(login)
    visitor.go(f"/meeting/{session}/key/")
    page = visitor.page
    page.locator("#file").set_input_files(file)
    page.locator("#pass").fill("not the passphrase")
    page.locator("#use-button").click()
    page.get_by_role("alert").get_by_text("打不开").wait_for()
    page.locator("#pass").fill(PASSPHRASE)
    page.locator("#use-button").click()
    page.locator("#busy, #done").locator("visible=true").first.wait_for()


def count(visitor: Visitor, login: str, session: str, file: Path) -> None:
    """开票 by one holder."""
    use_file(visitor, login, session, file)
    with visitor.page.expect_navigation(wait_until="domcontentloaded"):
        visitor.page.locator("#count-button").click()
    visitor.page.wait_for_load_state("load")

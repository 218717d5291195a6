"""One browser window: log in, go somewhere, fill in, press, and see that it worked."""

import re
from typing import Any

import pyotp
from playwright.sync_api import Locator, Page, Response

from tests.cast import SECOND_FACTOR

PASSWORD = "kun-ming-2023"
WRITES = "input:not([type=hidden]), select, textarea"


class Visitor:
    """Somebody at the site; every step that fails says which page it was on."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.login = ""
        self.sessions: dict[str, Any] = {}  # everybody's own cookies, as if each had a browser

    def enter(self, login: str, password: str = PASSWORD) -> None:
        """Sit down at the browser of an account: the first time it logs in through the log-in page."""
        self.leave()
        self.login = login
        if login in self.sessions:
            self.page.context.add_cookies(self.sessions[login])
            return
        self.go("/account/login/")
        self.fill(login=login, password=password)
        self.press("登录", within="main")
        if self.page.url.endswith("/account/login/code/"):
            self.fill(code=self.code)
            self.press("进入")
        self.sees("退出")

    def leave(self) -> None:
        """Nobody is logged in at this browser."""
        context = self.page.context
        if self.login:
            self.sessions[self.login] = context.cookies()
        self.login = ""
        context.clear_cookies()

    def go(self, address: str, status: int = 200) -> None:
        """Open an address of the site."""
        answer = self.page.goto(address, wait_until="domcontentloaded")
        self._answered(answer, status)

    def follow(self, words: str | re.Pattern[str], within: str = "body") -> None:
        """Press a link by its words."""
        link = self.page.locator(within).get_by_role("link", name=words).first
        with self.page.expect_navigation(wait_until="domcontentloaded") as going:
            link.click()
        self._answered(going.value, 200)

    def fill(self, within: str = "main", **values: Any) -> None:
        """Fill in fields by name: text, a choice, True or False for a tick, a list for several ticks."""
        for name, value in values.items():
            fields = self.page.locator(f"{within} [name='{name}']:is({WRITES})")
            self._write(name, fields, value)

    def _write(self, name: str, fields: Locator, value: Any) -> None:
        field = fields.first
        kind = field.get_attribute("type") or ""
        if isinstance(value, bool):
            field.set_checked(value)
        elif isinstance(value, list):
            for one in value:
                fields.and_(self.page.locator(f"[value='{one}']")).check()
        elif kind == "radio":
            fields.and_(self.page.locator(f"[value='{value}']")).check()
        elif kind == "checkbox":
            raise AssertionError(f"{name} is a tick: True or False")
        elif field.evaluate("one => one.tagName") == "SELECT":
            field.select_option(str(value))
        else:
            field.fill(str(value))

    def choose_file(self, name: str, title: str, content: bytes, kind: str, within: str = "main") -> None:
        """Choose a file as by the file chooser."""
        field = self.page.locator(f"{within} input[type=file][name='{name}']")
        field.set_input_files([{"name": title, "mimeType": kind, "buffer": content}])

    def press(self, words: str | re.Pattern[str], *, within: str = "main", status: int = 200) -> None:
        """Press a button that leads to a page; the page answers with `status`."""
        button = (
            self.page.locator(within).get_by_role("button", name=words, exact=isinstance(words, str)).first
        )
        with self.page.expect_navigation(wait_until="domcontentloaded") as going:
            button.click()
        self._answered(going.value, status)

    def sees(self, *words: str) -> None:
        """All the words stand on the page."""
        text = self.text
        for one in words:
            assert one in text, f"“{one}” is not on {self.page.url}:\n{text}"

    def misses(self, *words: str) -> None:
        """None of the words stands on the page."""
        text = self.text
        for one in words:
            assert one not in text, f"“{one}” is on {self.page.url}"

    @property
    def text(self) -> str:
        """The page's words as they are seen."""
        return self.page.locator("body").inner_text()

    @property
    def code(self) -> str:
        """The code that a demo page shows for the second factor; elsewhere the one of the cast's phone."""
        shown = self.page.locator("strong.what.num")
        return shown.first.inner_text().strip() if shown.count() else pyotp.TOTP(SECOND_FACTOR).now()

    def fetch(self, address: str) -> bytes:
        """A file behind a link, with this visitor's session."""
        answer = self.page.context.request.get(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        return answer.body()

    def _answered(self, answer: Response | None, status: int) -> None:
        assert answer is not None
        if answer.status != status:
            raise AssertionError(f"{self.page.url}: {answer.status} instead of {status}\n{self.text}")

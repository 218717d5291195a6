"""统一身份认证 through a real provider (npm oidc-provider) and a real browser, under the site's own content policy."""

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from playwright.sync_api import Browser, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests.browser.conftest import SLOW, Travel
from zhicheng.people.models import Account, OutsideIdentity
from zhicheng.trail.models import Entry

pytestmark = pytest.mark.long

ROOT = Path(__file__).resolve().parents[2]
APPLICANT = "530102198505060023"
WORDS = "昆明统一认证"


class Provider:
    """The provider's process."""

    def __init__(self, site: str) -> None:
        node = shutil.which("node")
        assert node is not None
        script = Path(__file__).with_name("provider.mjs")
        self.process = subprocess.Popen([node, script, site], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert self.process.stdout is not None
        self.issuer = self.process.stdout.readline().strip()
        assert self.issuer.startswith("http://"), "npm install has not brought oidc-provider"

    def stop(self) -> None:
        """It can be asked no longer."""
        self.process.terminate()
        self.process.wait(10)
        if self.process.stdout is not None:
            self.process.stdout.close()


@pytest.fixture
def provider(live_server: LiveServer, settings: Settings) -> Iterator[Provider]:
    """Started for the site, and named in its settings."""
    found = Provider(live_server.url)
    settings.SITE_URL = live_server.url
    settings.OIDC = {
        "issuer": found.issuer,
        "client": "zhicheng",
        "secret": "a secret of some length for tests",
        "name": WORDS,
        "scope": "openid",
        "claim": "id_number",
        "second_factor": ["mfa"],
    }
    yield found
    found.stop()


@pytest.fixture
def cast(travel: Travel) -> casting.Cast:
    """The fixed cast, on 2023-07-20."""
    travel(casting.NOON)
    return casting.assemble()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A window that keeps to the content policy; what it blocks fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    context.set_default_timeout(SLOW)
    opened, said = context.new_page(), []
    opened.on("console", lambda one: said.append(one.text) if "Content Security Policy" in one.text else None)
    yield opened
    context.close()
    assert said == []


def go(page: Page, who: str) -> None:
    """From the log-in page to the provider, and back as somebody."""
    page.goto("/account/login/")
    page.get_by_role("link", name=f"用{WORDS}登录").click()
    page.fill("[name=who]", who)
    page.get_by_role("button", name="继续").click()


def session_of(page: Page) -> Any:
    """The window's session, to be looked at and changed."""
    key = next(one["value"] for one in page.context.cookies() if one.get("name") == "sessionid")
    return Session.objects.get(session_key=key).get_session_store_class()(key)


def test_by_the_id_number_and_out_again(page: Page, cast: casting.Cast, provider: Provider) -> None:
    go(page, APPLICANT)
    expect(page.locator("main")).to_contain_text("李文静")
    assert not page.get_by_role("button", name="退出").count()  # not before the press
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    assert Entry.objects.filter(act="log_in", actor=cast.applicant.id).count() == 1
    stored = session_of(page)
    assert APPLICANT not in str(dict(stored.items()))  # what names a person is encrypted
    page.get_by_role("button", name="退出").click()
    page.get_by_role("link", name=f"同时退出{WORDS}").click()
    expect(page.locator("body")).to_contain_text("sign-out from", ignore_case=True)


def test_our_second_factor_is_asked_unless_the_provider_vouches(
    page: Page, cast: casting.Cast, provider: Provider, settings: Settings
) -> None:
    Account.objects.filter(pk=cast.applicant.pk).update(second_factor_at_log_in=True)
    go(page, APPLICANT)
    page.get_by_role("button", name="进入").click()
    expect(page.locator("h1")).to_contain_text("输入动态码")
    page.context.clear_cookies()
    go(page, f"{APPLICANT}:mfa")
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()
    settings.OIDC = settings.OIDC | {"second_factor": []}  # as it is unless set
    page.context.clear_cookies()
    go(page, f"{APPLICANT}:mfa")
    page.get_by_role("button", name="进入").click()
    expect(page.locator("h1")).to_contain_text("输入动态码")


@pytest.mark.parametrize(
    ("who", "words"),
    [
        ("530102199909090011", "没有与这个身份相符的账号"),
        ("x-nobody", "没有与这个身份相符"),
        ("no", "没有在"),
    ],
)
def test_who_has_no_account_or_refuses(
    page: Page, cast: casting.Cast, provider: Provider, who: str, words: str
) -> None:
    go(page, who)
    expect(page.get_by_role("alert")).to_contain_text(words)
    assert not page.get_by_role("button", name="退出").count()


def test_an_identity_is_bound_by_its_owner(page: Page, cast: casting.Cast, provider: Provider) -> None:
    page.goto("/account/login/")
    page.fill("[name=login]", APPLICANT)
    page.fill("[name=password]", casting.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()
    page.goto("/account/security/")
    page.get_by_role("link", name="绑定", exact=True).click()
    page.fill("[name=who]", "x-my-own")
    page.get_by_role("button", name="继续").click()
    page.get_by_role("button", name="绑定").click()
    expect(page.locator("body")).to_contain_text("已绑定")
    assert OutsideIdentity.objects.get().account == cast.applicant
    page.context.clear_cookies()
    go(page, "x-my-own")
    page.get_by_role("button", name="进入").click()
    page.goto("/account/security/")
    page.get_by_role("button", name="解除绑定").click()
    expect(page.locator("body")).to_contain_text("已解除绑定")
    assert not OutsideIdentity.objects.exists()


def test_a_locked_or_closed_account_stays_out(page: Page, cast: casting.Cast, provider: Provider) -> None:
    Account.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    go(page, APPLICANT)
    expect(page.get_by_role("alert")).to_contain_text("已停用")
    Account.objects.filter(pk=cast.applicant.pk).update(is_active=True, locked_at=casting.NOON)
    page.context.clear_cookies()
    go(page, APPLICANT)
    expect(page.get_by_role("alert")).to_contain_text("已锁定")


def test_a_wrong_state_and_a_wrong_nonce(page: Page, cast: casting.Cast, provider: Provider) -> None:
    answer = page.goto("/account/outside/back/?code=x&state=of-somebody-else")
    assert answer is not None and answer.status == 400
    expect(page.get_by_role("alert")).to_contain_text("不是从本站的登录页开始")
    page.goto("/account/login/")
    page.get_by_role("link", name=f"用{WORDS}登录").click()
    page.locator("[name=who]").wait_for()
    stored = session_of(page)
    key = next(key for key in stored.keys() if key.startswith("_state_"))  # noqa: SIM118 (a session is no dict)
    stored[key]["data"]["nonce"] = "of-another-log-in"
    stored.save()
    page.fill("[name=who]", APPLICANT)
    page.get_by_role("button", name="继续").click()
    expect(page.get_by_role("alert")).to_contain_text("没有通过核验")
    assert "_auth_user_id" not in session_of(page)


def test_a_provider_that_is_down(page: Page, cast: casting.Cast, provider: Provider) -> None:
    page.goto("/account/login/")
    page.get_by_role("link", name=f"用{WORDS}登录").click()
    page.locator("[name=who]").wait_for()
    state = next(key for key in session_of(page).keys() if key.startswith("_state_")).rsplit("_", 1)[1]  # noqa: SIM118 (a session is no dict)
    provider.stop()
    answer = page.goto(f"/account/outside/back/?code=x&state={state}")
    assert answer is not None and answer.status == 503
    expect(page.get_by_role("alert")).to_contain_text("暂时不能连接")


def test_a_provider_that_was_never_there(client: Client, cast: casting.Cast, settings: Settings) -> None:
    settings.OIDC = settings.OIDC | {"issuer": "http://127.0.0.1:9", "client": "c", "name": WORDS}
    answer = client.get("/account/outside/")
    assert answer.status_code == 503 and "暂时不能连接" in answer.content.decode()
    assert client.get("/account/login/").status_code == 200


def test_without_a_provider_nothing_is_offered(client: Client, cast: casting.Cast) -> None:
    assert "outside" not in client.get("/account/login/").content.decode()
    assert client.get("/account/outside/").headers["Location"] == "/account/login/"

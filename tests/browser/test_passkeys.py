"""Passkeys in a real browser with a virtual authenticator, under the site's own content policy: made at the first log-in,
used at the next one and to sign; a copy of one is found out; without a script there is the code."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from tests import cast as casting
from tests import making
from tests.browser.conftest import SLOW, Travel
from tests.vetting import ticked
from zhicheng.people import second_factor
from zhicheng.people.models import Account, Passkey
from zhicheng.people.passkey_site import site_of
from zhicheng.signatures.actions import holds
from zhicheng.trail.models import Entry

pytestmark = pytest.mark.long

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def cast(travel: Travel, live_server: LiveServer, settings: Settings) -> casting.Cast:
    """The fixed cast, on 2023-07-20; passkeys are bound to the served site."""
    travel(casting.NOON)
    settings.PASSKEYS = site_of(live_server.url)
    return casting.assemble()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, cast: casting.Cast) -> Iterator[Page]:
    """A window that keeps to the content policy; what it blocks and what a script throws fails the test."""
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN")
    context.set_default_timeout(SLOW)
    opened, said = context.new_page(), []
    opened.on("console", lambda one: said.append(one.text) if "Content Security Policy" in one.text else None)
    opened.on("pageerror", lambda error: said.append(str(error)))
    yield opened
    context.close()
    assert said == []


class Authenticator:
    """The window's device, which holds passkeys."""

    def __init__(self, page: Page) -> None:
        self.line: CDPSession = page.context.new_cdp_session(page)
        self.line.send("WebAuthn.enable")
        self.id = self.line.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})[
            "authenticatorId"
        ]

    @property
    def held(self) -> list[dict[str, Any]]:
        """The passkeys on it."""
        found: list[dict[str, Any]] = self.line.send("WebAuthn.getCredentials", {"authenticatorId": self.id})[
            "credentials"
        ]
        return found

    def put_back(self, one: dict[str, Any], count: int) -> None:
        """As it was when it had been used so often: what a copy would say."""
        where = {"authenticatorId": self.id}
        self.line.send("WebAuthn.removeCredential", where | {"credentialId": one["credentialId"]})
        self.line.send("WebAuthn.addCredential", where | {"credential": one | {"signCount": count}})


def half_in(page: Page, login: str) -> None:
    """Up to the second step."""
    page.goto("/account/login/")
    page.fill("[name=login]", login)
    page.fill("[name=password]", casting.PASSWORD)
    page.locator("main").get_by_role("button", name="登录").click()


def by_passkey(page: Page) -> None:
    page.get_by_role("button", name="用通行密钥确认").click()


def log_out(page: Page) -> None:
    page.get_by_role("button", name="退出", exact=True).first.click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_have_count(0)


def made_at_first_log_in(page: Page, login: str) -> Authenticator:
    """Log in the first time, with a passkey instead of the phone's code."""
    device = Authenticator(page)
    half_in(page, login)
    page.get_by_role("link", name="改用通行密钥").click()
    page.fill("[name=name]", "办公室电脑")
    page.get_by_role("button", name="添加").click()
    expect(page.locator("h1")).to_contain_text("备用码")
    page.get_by_role("link", name="继续").click()
    return device


def test_made_at_the_first_log_in_then_used_to_log_in_and_to_add_another(
    page: Page, cast: casting.Cast
) -> None:
    Account.objects.filter(pk=cast.city_officer.pk).update(second_factor="")
    device = made_at_first_log_in(page, "city_officer")
    assert len(device.held) == 1
    log_out(page)

    half_in(page, "city_officer")
    by_passkey(page)  # the form goes off by itself
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    kept = Passkey.objects.get()
    assert (
        kept.account == cast.city_officer
        and kept.last_used_at
        and kept.sign_count == device.held[0]["signCount"]
    )
    acts = Entry.objects.filter(actor=cast.city_officer.pk).values_list("act", flat=True)
    assert {"register_passkey", "use_passkey", "log_in"} <= set(acts)

    page.goto("/account/security/passkeys/")
    expect(page.locator("main")).to_contain_text("办公室电脑")
    page.fill("[name=name]", "另一台")
    page.get_by_role("button", name="添加").click()
    expect(page.locator("main")).to_contain_text("请输入动态码")  # nothing was made
    assert len(device.held) == 1


def test_it_signs_where_a_code_is_asked(page: Page, cast: casting.Cast) -> None:
    officer = cast.department_officer
    batch = ticked.prepared(officer, ticked.waiting(making.open_season(cast), 1))
    Account.objects.filter(pk=officer.pk).update(second_factor="")
    made_at_first_log_in(page, "department_officer")
    page.goto(f"/vetting/batches/{batch.pk}/")
    page.fill("[name=opinion]", "同意报送")
    by_passkey(page)  # the form's one button is pressed with it
    expect(page.locator("h1")).to_contain_text("批量通过")
    expect(page.locator("form [name=code]")).to_have_count(0)
    batch.refresh_from_db()
    signature = batch.signature
    assert signature is not None and signature.method == "passkey" and holds(signature)


def test_a_copy_is_found_out(page: Page, cast: casting.Cast) -> None:
    Account.objects.filter(pk=cast.city_officer.pk).update(second_factor="")
    device = made_at_first_log_in(page, "city_officer")
    log_out(page)
    half_in(page, "city_officer")
    by_passkey(page)
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()
    log_out(page)
    device.put_back(device.held[0], 0)
    half_in(page, "city_officer")
    by_passkey(page)
    expect(page.locator("main")).to_contain_text("没有通过核验")
    assert Entry.objects.filter(act="passkey_stepped_back").count() == 1
    assert (
        Account.objects.get(pk=cast.city_officer.pk).failed_logins
        + sum(cast.city_officer.devices.values_list("failed_logins", flat=True))
        == 1
    )


def test_a_device_that_has_none_leaves_the_code(page: Page, cast: casting.Cast) -> None:
    Passkey.objects.create(
        account=cast.city_officer, name="在家", credential="YXQgaG9tZQ", public_key="a2V5", sign_count=0,
        made_at=casting.NOON,
    )  # fmt: skip
    Authenticator(page)
    half_in(page, "city_officer")
    by_passkey(page)
    expect(page.locator("main")).to_contain_text("没有完成，请再试一次，或者改用动态码")
    page.fill("[name=code]", second_factor.demo_code(cast.city_officer) or "")
    page.get_by_role("button", name="进入").click()
    expect(page.get_by_role("button", name="退出", exact=True)).to_be_visible()


def test_without_a_script_the_code_is_there(
    chromium: Browser, live_server: LiveServer, cast: casting.Cast
) -> None:
    context = chromium.new_context(base_url=live_server.url, locale="zh-CN", java_script_enabled=False)
    context.set_default_timeout(SLOW)
    page = context.new_page()
    half_in(page, "city_officer")
    page.fill("[name=code]", second_factor.demo_code(cast.city_officer) or "")
    page.get_by_role("button", name="进入").click()
    page.goto("/account/security/passkeys/")
    assert "不启用的，请用动态码" in page.content()
    expect(page.get_by_role("button", name="添加")).to_be_hidden()
    context.close()

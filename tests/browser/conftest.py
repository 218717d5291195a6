"""Headless Chromium, a served site whose clock can travel, and the season's offices."""

import datetime as dt
import os
import shutil
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import pytest
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from playwright.sync_api import Browser, expect, sync_playwright
from pytest_django import DjangoDbBlocker, Settings
from pytest_django.live_server_helper import LiveServer

from tests.browser.visitor import Visitor
from zhicheng.almanac import clock, workdays
from zhicheng.almanac.models import DemoTime

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=zh-CN",
]
SLOW = 60_000  # milliseconds that a page may take on a busy machine
TURN = threading.RLock()  # held by whoever uses the database's one connection
UNDER_WAY: set[int] = set()  # threads of the served site with a request

expect.set_options(timeout=SLOW)
Travel = Callable[[dt.datetime], None]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a browser test."""
    for item in items:
        if "tests/browser/" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for a module's tests."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.fail("Chromium is missing: apt-get install chromium")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright keeps a loop of its own in this thread
    with sync_playwright() as play:
        browser = play.chromium.launch(
            executable_path=path, args=ARGUMENTS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="session", autouse=True)
def _one_request_at_a_time() -> Iterator[None]:
    """SQLite in memory is one connection for all threads of the served site: a request's transaction is its own."""

    def answer(handler: WSGIHandler, *arguments: Any) -> Any:
        UNDER_WAY.add(threading.get_ident())
        try:
            with TURN:
                return plainly(handler, *arguments)
        finally:
            UNDER_WAY.discard(threading.get_ident())

    plainly = WSGIHandler.__call__
    with mock.patch.object(WSGIHandler, "__call__", answer):
        yield


@pytest.fixture(autouse=True)
def _light_passwords(settings: Settings, _fast_passwords: None) -> None:
    settings.PASSWORD_HASHERS = [
        "django.contrib.auth.hashers.MD5PasswordHasher",
        "zhicheng.rehearsal.world.LightArgon2",
    ]


@pytest.fixture(autouse=True)
def _answers_are_out(transactional_db: None) -> Iterator[None]:
    """Pictures that a page had asked for are sent before the test's rows go away."""
    yield
    quiet = 0
    while quiet < 3:
        time.sleep(0.04)
        quiet = 0 if UNDER_WAY else quiet + 1


@pytest.fixture
def travel(transactional_db: None) -> Iterator[Travel]:
    """travel(moment): the served site's clock stands at that moment and runs on."""
    cache.clear()
    workdays.forget()

    def go(moment: dt.datetime) -> None:
        ahead = clock.in_china(moment) - dt.datetime.now(clock.CHINA)
        DemoTime.objects.update_or_create(
            id=1, defaults={"offset_seconds": int(ahead.total_seconds()), "started_at": moment}
        )
        clock.forget_cached_offset()

    yield go
    clock.forget_cached_offset()
    workdays.forget()


@pytest.fixture
def visitor(
    chromium: Browser,
    live_server: LiveServer,
    request: pytest.FixtureRequest,
    django_db_blocker: DjangoDbBlocker,
) -> Iterator[Visitor]:
    """Somebody at the served site, not logged in. Pages with a script error fail the test."""
    context = chromium.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai", bypass_csp=True
    )
    context.set_default_timeout(SLOW)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    yield Visitor(page)
    context.close()
    assert not errors

"""Fixtures for all tests: a fast password hasher, a set clock, the cast, one season with one application."""

from collections.abc import Iterator

import pytest
from django.test import Client
from pytest_django import Settings

from tests import cast as casting
from tests import making
from zhicheng.almanac import clock, workdays


@pytest.fixture(autouse=True)
def _fast_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_demo_time() -> None:
    clock.forget_cached_offset()
    workdays.forget()


@pytest.fixture
def noon() -> Iterator[None]:
    """The clock stands at 2023-07-20 12:00."""
    with clock.at(casting.NOON):
        yield


@pytest.fixture
def cast(db: None, noon: None) -> casting.Cast:
    """The fixed cast, on 2023-07-20."""
    return casting.assemble()


@pytest.fixture
def season(cast: casting.Cast) -> making.Season:
    """A session of 昆明市机电工程高级工程师评审委员会 whose window is open."""
    return making.open_season(cast)


@pytest.fixture
def client_of(client: Client) -> object:
    """client_of(account): a client logged in as the account."""

    def log_in(account: casting.Account) -> Client:
        fresh = Client()
        fresh.force_login(account)
        return fresh

    return log_in

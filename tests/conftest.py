"""Fixtures for all tests: a fast password hasher, a set clock, the cast, one season with one application."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from django.db.backends.base.base import BaseDatabaseWrapper
from django.test import Client
from pytest_django import Settings

from tests import cast as casting
from tests import making
from zhicheng.almanac import clock, workdays
from zhicheng.vault.prepared import Prepared

FEW_AND_LONG = frozenset({"benchmarks", "browser", "rehearsal", "stories"})
LONGEST = frozenset({"test_tally.py", "test_verifying.py"})  # a thousand records, each by two checkers


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with few and long tests come first, so that at the end no worker waits for the other."""
    items.sort(key=lambda item: (item.path.name not in LONGEST, item.path.parent.name not in FEW_AND_LONG))


@pytest.fixture(autouse=True, scope="session")
def _connections_outlive_streamed_answers() -> Iterator[None]:
    """A test closes a streamed answer inside its own transaction: the end of that request must not end the connection."""
    closing = BaseDatabaseWrapper.close_if_unusable_or_obsolete

    def outside_transactions(self: BaseDatabaseWrapper) -> None:
        if not self.in_atomic_block:
            closing(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(BaseDatabaseWrapper, "close_if_unusable_or_obsolete", outside_transactions)
        yield


@pytest.fixture(autouse=True, scope="session")
def _prepared_says_the_same() -> Iterator[None]:
    """Whatever test runs a prepared query: its statement is what the queryset itself would have sent."""
    bind, times = Prepared.bind, Counter[int]()

    def checked(self: Prepared[Any, Any], *values: Any) -> Any:
        statement, parameters = bind(self, *values)
        times[id(self)] += 1
        if statement is not None and (times[id(self)] < 5 or times[id(self)] % 20 == 0):
            ordinary = self.build(*values).query.get_compiler("default").as_sql()
            assert (statement.sql, parameters) == ordinary, self.build.__qualname__
        return statement, parameters

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Prepared, "bind", checked)
        yield


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

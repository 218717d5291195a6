"""A plan, a filing, the results: several officers at the same moment, one wins, the others are told."""

import pytest
from django.db import connection

from tests.cast import Cast
from tests.outcomes.racing import race

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_can_be_locked(db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lies in memory, where threads cannot meet: test_races_on_sqlite.py")


@pytest.mark.parametrize("many", [3, pytest.param(30, marks=pytest.mark.long)])
def test_exactly_one_wins_in_the_committees_year(cast: Cast, many: int) -> None:
    for number in range(many):
        race(cast, number)

"""Public numbers: once, from 1 in each year, and nobody waits for another's submission."""

import threading

import pytest
from django.db import connection, transaction

from zhicheng.applications.models import Numbering, Serial
from zhicheng.applications.numbers import number, reserve

pytestmark = [pytest.mark.database]


@pytest.mark.django_db
def test_each_year_begins_with_one() -> None:
    assert [reserve(2023), reserve(2023), reserve(2023)] == [1, 2, 3]
    assert reserve(2024) == 1
    assert len({reserve(2023), reserve(2023)} | {1, 2, 3}) == 5
    assert number(2023, 17) == "KM2023-000017"


@pytest.mark.django_db
def test_numbers_of_before_are_not_given_again() -> None:
    """A database from before serials has the last number of each year in the row."""
    Numbering.objects.create(year=2022, added=4711)
    Numbering.objects.create(year=2023, added=12)
    assert reserve(2022) > 4711
    assert reserve(2023) > 12


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time anyway")
def test_one_submission_does_not_wait_for_another() -> None:
    reserve(2023)
    taken: list[int] = []

    def another() -> None:
        taken.append(reserve(2023))
        connection.close()

    with transaction.atomic():
        mine = reserve(2023)
        thread = threading.Thread(target=another)
        thread.start()
        thread.join(10)
        assert taken and taken[0] != mine


@pytest.mark.django_db
def test_a_year_begins_with_one_whatever_serials_went_before() -> None:
    Serial.objects.create(year=2022)
    Serial.objects.all().delete()
    assert reserve(2023) == 1

"""演练: a draw on invented names, for those who draw, at any time; nothing is kept."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from zhicheng.experts import exercise
from zhicheng.experts.models import Draw
from zhicheng.people.models import Account

pytestmark = pytest.mark.django_db
NUMBERS = {"first": "12345678", "second": "87654321", "third": "20231010"}


@pytest.mark.parametrize("number", range(20))
def test_an_exercise_keeps_the_rules_that_it_names(number: int) -> None:
    places = exercise.run([str(number), "2", "3"]).places
    members = [one for one in places if one.status == "member"]
    assert len(members) == 7 and sum(one.status == "stand_in" for one in places) == 3
    assert sum(one.unit in exercise.PRIVATE for one in members) >= 2
    assert all(sum(one.unit == unit for one in members) <= 2 for unit in exercise.UNITS)
    assert all(one.reason for one in places if one.status == "skipped")
    assert len({one.name for one in places}) == len(places)


def test_every_number_changes_the_order_and_the_same_ones_do_not() -> None:
    first = exercise.run(["11111111", "22222222", "33333333"])
    assert exercise.run(["11111111", "22222222", "33333333"]) == first
    assert exercise.run(["11111111", "22222222", "33333334"]).places != first.places


def test_the_page_is_marked_and_keeps_nothing(
    cast: Cast, client_of: Callable[[Account], Client], client: Client
) -> None:
    page = reverse("experts:exercise")
    for account in (cast.office_officer, cast.drawer_1, cast.supervisor):
        assert "这是演练" in client_of(account).get(page).content.decode()
        shown = client_of(account).get(page, NUMBERS)
        told = shown.content.decode()
        assert shown.status_code == 200 and "演练结果" in told
        assert all(one.code in told for one in exercise.run(list(NUMBERS.values())).places)
    wrong = client_of(cast.drawer_1).get(page, {**NUMBERS, "third": "12"})
    assert wrong.status_code == 400 and "演练结果" not in wrong.content.decode()
    assert not Draw.objects.exists()
    for stranger in (cast.applicant, cast.unit_officer, cast.expert):
        assert client_of(stranger).get(page, NUMBERS).status_code == 404
    assert client.get(page, NUMBERS).status_code == 302

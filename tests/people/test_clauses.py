"""Clauses of the notices on accounts: who has one, for how long, and who may look units up."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from zhicheng.almanac import clock
from zhicheng.people.actions import log_in
from zhicheng.people.models import Account, FormerName

ClientOf = Callable[[Account], Client]


@pytest.mark.clause("DC2022-1.2")
def test_an_account_serves_for_years(cast: Cast) -> None:
    for year in (2023, 2024, 2031):
        with clock.at(dt.datetime(year, 12, 31, tzinfo=clock.CHINA)):
            assert log_in(login="530102198505060023", password=PASSWORD) == cast.applicant


@pytest.mark.clause("GUIDE-5.4.4")
def test_a_bureau_looks_up_the_unit_accounts_of_its_area(cast: Cast, client_of: ClientOf) -> None:
    unit = cast.organisations["unit"]
    unit.contact_name, unit.contact_phone = "王人事", "13900001111"
    unit.save()
    FormerName.objects.create(organisation=unit, name="昆明老机床厂", until=clock.now())
    page = reverse("people:units")
    for officer, sees in (
        (cast.county_officer, True), (cast.wrong_county_officer, False), (cast.city_officer, True),
    ):  # fmt: skip
        for text in ("", "机电设计", "91530100ma6k5n1x0a", "老机床"):
            shown = client_of(officer).get(page, {"q": text}).content.decode()
            assert ("昆明机电设计研究院" in shown) is sees, (officer, text)
    shown = client_of(cast.county_officer).get(page, {"q": "没有这个单位\0"}).content.decode()
    assert "没有找到" in shown
    shown = client_of(cast.county_officer).get(page).content.decode()
    assert "王人事" in shown and "13900001111" not in shown
    for stranger in (cast.unit_officer, cast.applicant, cast.office_officer, cast.supervisor):
        assert client_of(stranger).get(page).status_code == 404


@pytest.mark.clause("GUIDE-5.4.4")
def test_the_list_of_units_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[[int], object]
) -> None:
    client = client_of(cast.city_officer)
    client.get(reverse("people:units"))
    with django_assert_max_num_queries(8):
        client.get(reverse("people:units"))

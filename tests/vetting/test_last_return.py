"""The page of the return that would end a person's year: two officers, one after the other."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests import cast as casting
from tests import making
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.people.models import Account, Membership

ClientOf = Callable[[Account], Client]


@pytest.mark.clause("KM2023-4.1d")
def test_the_return_that_ends_the_year_asks_for_two(season: making.Season, client_of: ClientOf) -> None:
    row, cast = making.application(season, State.AT_DEPARTMENT), season.cast
    department = cast.organisations["department"]
    for used in (1, 2, 3):
        row.returns.create(
            person=row.person,
            year=2023,
            kind="send_back",
            organisation=department,
            account=cast.department_officer,
            at=clock.now(),
            opinion="请补充",
            counts=True,
            used_after=used,
            clause="KM2023-4.1d",
        )
    other = casting.account("department_second", "董复核")
    Membership.objects.create(account=other, organisation=department, role="department", since=clock.now())
    first, second = client_of(cast.department_officer), client_of(other)
    at = reverse("vetting:send_back", args=[row.pk])
    assert "两位审核人" in first.get(at).content.decode()
    typed = {"version": row.version, "opinion": "仍有问题", "confirmed": "on"}
    typed |= {"defect-0-at": "*", "defect-0-words": "仍缺证书"}
    said = first.post(at, typed, follow=True).content.decode()
    assert "须由本单位另一位审核人复核" in said
    row.refresh_from_db()
    assert row.state == State.AT_DEPARTMENT
    assert "陈主管" in second.get(at).content.decode()
    second.post(at, {**typed, "opinion": "复核同意"})
    row.refresh_from_db()
    assert row.state == State.CLOSED_FOR_YEAR

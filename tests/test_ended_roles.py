"""A role whose last moment has come: nothing shows from then on, before the clock's job has closed its row."""

import datetime as dt
from collections.abc import Iterator

import pytest
from django.db import transaction

from tests.cast import NOON
from tests.roles import EXPERTS, PEOPLE, SIGNED_IN, who
from tests.test_addresses import TABLE
from tests.visiting import Visited, visited
from zhicheng.people.models import Membership
from zhicheng.people.queries import bearers, in_force

__all__ = ["visited"]  # the fixture
pytestmark = pytest.mark.django_db
INSIDE = who(SIGNED_IN) - who(f"{PEOPLE} {EXPERTS}")  # who sees a page by a role and not by what is the own
NEEDS_A_ROLE = [  # who has no role sees an own page at desks:home
    name
    for name, one in TABLE.items()
    if one.reads and one.sees & INSIDE and not one.sees >= who(SIGNED_IN) and name != "desks:home"
]
MINUTE = dt.timedelta(minutes=1)

BY_NAME = {  # they were named for this draw or this key and hold a part of it: their duty ends with it, not with the role
    "experts:draws": who("drawer_1 supervisor"),
    **dict.fromkeys(("experts:draw", "experts:record"), who("drawer_1")),
    **dict.fromkeys(
        ("meeting:key", "meeting:key_state", "meeting:key_waiting", "meeting:key_lost"),
        who("drawer_1 supervisor"),
    ),
}


@pytest.fixture
def ended(visited: Visited) -> Iterator[Visited]:
    """The scene a minute after everybody's last moment; no job has run."""
    with transaction.atomic():
        Membership.objects.update(since=NOON - 2 * MINUTE, ends_at=NOON - MINUTE)
        yield visited
        transaction.set_rollback(True)


@pytest.mark.parametrize("name", NEEDS_A_ROLE)
def test_a_role_that_has_ended_shows_no_page(ended: Visited, name: str) -> None:
    address = TABLE[name]
    url = ended.url(name, address.arguments)
    found = {role: ended.clients[role].get(url).status_code for role in sorted(address.sees & INSIDE)}
    assert found == {role: 200 if role in BY_NAME.get(name, ()) else 404 for role in found}


def test_the_menu_and_the_desk_forget_it(ended: Visited) -> None:
    body = ended.clients["city_officer"].get("/desk/").content.decode()
    assert "人社部门审核人" not in body


def test_who_is_told_and_who_may_be_chosen(ended: Visited) -> None:
    unit = ended.scene.cast.organisations["unit"]
    assert bearers(unit.pk, "unit") == []
    assert not Membership.objects.filter(in_force(NOON)).exists()
    with_a_moment_left = Membership.objects.filter(in_force(NOON - 61 * dt.timedelta(seconds=1)))
    assert with_a_moment_left.count() == Membership.objects.count()

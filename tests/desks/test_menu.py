"""Where the menu says that somebody is."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from tests.making import Season
from zhicheng.desks.navigation import MENUS
from zhicheng.people.models import Account

pytestmark = pytest.mark.django_db
CURRENT = re.compile(r'<a[^>]*aria-current="page"[^>]*>\s*(?:<span[^>]*>)?([^<]+)')


def here(client: Client, address: str) -> list[str]:
    """The entries of the menu that are marked on the page."""
    page = client.get(address)
    assert page.status_code == 200, address
    menu = page.content.decode().split("<main", 1)[0]
    return list(
        dict.fromkeys(words.strip() for words in CURRENT.findall(menu))
    )  # the wide and the narrow menu


def test_what_lies_below_the_sessions_address_belongs_where_it_belongs(
    season: Season, client_of: Callable[[Account], Client]
) -> None:
    cast, session = season.cast, [season.session.id]
    bureau, office = client_of(cast.city_officer), client_of(cast.office_officer)
    county = client_of(cast.county_officer)
    for client, name, args, expected in (
        (county, "planning:forward_calls", [], []),
        (bureau, "planning:filings", [], ["备案"]),
        (bureau, "planning:register_committee", [], ["评委会登记"]),
        (bureau, "planning:sessions", [], ["评审会"]),
        (office, "planning:sessions", [], ["评审会"]),
        (office, "planning:session", session, ["评审会"]),
        (office, "planning:settings", session, ["评审会"]),
        (office, "planning:call", session, []),
        (office, "planning:committee", [season.session.committee.code], []),
        (office, "experts:draw", session, ["评委抽取"]),
    ):
        args = [season.session.call.id] if name == "planning:call" else args
        assert here(client, reverse(name, args=args)) == expected, name


def test_every_named_page_exists() -> None:
    resolver = get_resolver()
    known = {
        f"{space}:{name}"
        for space, (_prefix, inner) in resolver.namespace_dict.items()
        for name in inner.reverse_dict
        if isinstance(name, str)
    }
    named = {page for menu in MENUS.values() for entry in menu for page in entry.pages}
    assert named and named <= known

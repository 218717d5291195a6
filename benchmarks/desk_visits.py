"""The addresses of `bench lists`: every filter and search of the fullest desk, a hundred steps of 下一页, its cases."""

import json
import random
import re
from collections.abc import Iterator
from html import unescape
from typing import Any
from urllib.parse import urlencode

from django.test import Client
from django.urls import reverse

from benchmarks.visitors import NOW, SPREAD, busiest_office, log_in, set_clock, sql_count
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks.officer import FLAGS, LEVELS
from zhicheng.desks.work import work_of
from zhicheng.people.models import Membership

STEPS = 100
TAB = "qualification"  # the fullest
NEXT = re.compile(r'href="\?([^"]+)" rel="next"')


def main(arguments: list[str]) -> int:
    """One JSON object: `lists` and `case` (path, cookies), `sql`: the most statements that an address sends."""
    set_clock(NOW)
    seat = busiest_office()
    cookies = log_in([seat.account])[0]["cookies"]
    waiting = Application.objects.filter(holder=seat.organisation, state=State.ACCEPTED)
    filters = [_path(seat, asked) for asked in _asked(seat, waiting)]
    pages = list(_pages(filters[0], cookies))
    keys = list(waiting.order_by("pk").values_list("pk", flat=True)[:SPREAD])
    lists = [*filters, *pages]
    random.Random(7).shuffle(lists)
    answer = {
        "lists": [{"path": path, "cookies": cookies} for path in lists],
        "case": [{"path": reverse("vetting:case", args=[key]), "cookies": cookies} for key in keys],
        "sql": max(sql_count({"path": path, "cookies": cookies}) for path in (*filters, *pages[-1:])),
        "steps": len(pages),
    }
    print(json.dumps(answer))
    return 0


def _asked(seat: Membership, waiting: Any) -> Iterator[dict[str, str]]:
    """What stands in the address: the fullest tab alone first, then each filter, each search, each other tab."""
    row = waiting.select_related("person", "unit").order_by("pk")[0]
    yield {"tab": TAB}
    yield {"tab": TAB, "order": "newest"}
    yield from ({"tab": TAB, "flag": flag} for flag in FLAGS)
    yield from ({"tab": TAB, "level": level} for level in LEVELS)
    words = (
        row.applicant_name,
        row.applicant_initials,
        row.unit.name,
        row.person.id_number,
        row.number,
        "查无此人",
    )
    yield from ({"tab": TAB, "q": one} for one in words)
    yield from ({"tab": tab.key} for tab in work_of(seat.role, seat.organisation.kind) if tab.key != TAB)


def _path(seat: Membership, asked: dict[str, str]) -> str:
    return f"{reverse('desks:home')}?{urlencode({'as': str(seat.pk), **asked})}"


def _pages(path: str, cookies: str) -> Iterator[str]:
    """The addresses behind 下一页, a hundred at most."""
    client = Client(headers={"cookie": cookies})
    for _step in range(STEPS):
        found = NEXT.search(client.get(path).content.decode())
        if found is None:
            return
        path = f"{reverse('desks:home')}?{unescape(found[1])}"
        yield path

"""`bench lists`: its figures at each size, the growth beside the smallest; the addresses name every filter and search."""

from collections.abc import Iterator

import pytest

from benchmarks import command, desk_visits, figures, keeping, lists
from benchmarks.figures import Side
from tests import making
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks.officer import FLAGS, LEVELS
from zhicheng.people.models import Membership


def sides(rps: float, p95_ms: float) -> Side:
    return Side(0, [], rps=[rps] * 3, p95_ms=[p95_ms] * 3)


def test_the_figures_and_the_growth() -> None:
    desks = {200: sides(80, 50), 20_000: sides(64, 60)}
    cases = {200: sides(200, 9), 20_000: sides(200, 9)}
    found = {one["name"]: one for one in lists._figures(sides(1000, 4), desks, cases, {200: 9, 20_000: 11})}
    assert list(found) == [
        "lists.rps.200", "lists.p95_ms.200", "case.rps.200",
        "lists.rps.20000", "lists.p95_ms.20000", "case.rps.20000", "lists.growth.20000", "case.growth.20000",
        "lists.sql",
    ]  # fmt: skip
    assert (found["lists.growth.20000"]["value"], found["case.growth.20000"]["value"]) == (1.25, 1.0)
    assert (found["lists.sql"]["value"], found["lists.sql"]["aim"]) == (11, 15)
    assert (
        found["lists.rps.200"]["aim"],
        found["lists.p95_ms.200"]["aim"],
        found["case.rps.200"]["aim"],
    ) == (60, 100, 165)


@pytest.mark.parametrize(("words", "million"), [(["lists"], False), (["lists", "--million"], True)])
def test_a_million_is_measured_where_it_is_asked_for(
    monkeypatch: pytest.MonkeyPatch, words: list[str], million: bool
) -> None:
    asked: list[bool] = []

    def measure(engine: str, *, million: bool) -> Iterator[dict[str, object]]:
        asked.append(million)
        return iter([])

    monkeypatch.setattr(keeping, "engines", lambda: ["postgresql"])
    monkeypatch.setattr(figures, "measure", lambda engine, names: iter([]))
    monkeypatch.setattr(lists, "measure", measure)
    monkeypatch.delenv("BENCH_ENGINE", raising=False)
    assert command.main(words) == 0
    assert asked == [million]


@pytest.mark.django_db
def test_every_filter_and_search_is_asked_for(season: making.Season) -> None:
    making.application(season, State.ACCEPTED)
    seat = Membership.objects.select_related("organisation").get(account=season.cast.office_officer)
    asked = list(desk_visits._asked(seat, Application.objects.filter(state=State.ACCEPTED)))
    assert {one["flag"] for one in asked if "flag" in one} == set(FLAGS)
    assert {one["level"] for one in asked if "level" in one} == set(LEVELS)
    assert sum("q" in one for one in asked) == 6
    assert all(one["q"] for one in asked if "q" in one)
    assert len({one["tab"] for one in asked}) == 6

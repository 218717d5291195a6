"""The cover's choices: step by step, only what is open now and fits."""

import datetime as dt
from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.making import Season, day, issued_standard
from zhicheng.almanac import clock
from zhicheng.applications.choosing import Pick, choices, read_pick
from zhicheng.planning.models import Committee, Session

NOTHING = Pick()


def choose(season: Season, pick: Pick = NOTHING):
    person = season.cast.people["applicant"]
    return choices(person, person.unit, pick)


def test_only_what_an_open_committee_grants_is_offered(season: Season) -> None:
    found = choose(season)
    assert found.series == ("工程技术",)
    assert found.levels == ("副高级",)
    assert found.titles == ("高级工程师",)
    assert found.pick.title == "高级工程师"  # the only thing offered is picked
    assert "机电" in found.professions


@pytest.mark.clause("DC2022-2.2a")
def test_nothing_is_offered_when_no_window_is_open(season: Season) -> None:
    with clock.at(day(2023, 9, 1)):
        found = choose(season)
    assert (found.series, found.offers) == ((), ())


def test_a_complete_pick_chooses_the_committee(season: Season) -> None:
    found = choose(season, Pick(profession="机械工程"))
    assert found.chosen is not None
    assert found.chosen.session == season.session


def test_a_committee_that_does_not_fit_is_shown_with_its_reason(season: Season) -> None:
    found = choose(season, Pick(profession="林业", session=str(season.session.id)))
    assert found.chosen is None
    assert [one.fits for one in found.offers] == [False]
    assert "林业" in found.offers[0].why


def test_what_is_no_longer_offered_is_dropped(season: Season) -> None:
    found = choose(season, Pick(series="经济", level="中级", title="经济师", channel="后门", session="x"))
    assert (found.pick.series, found.pick.title, found.pick.channel) == ("工程技术", "高级工程师", "正常")


def test_foreign_fields_and_long_texts_are_ignored() -> None:
    pick = read_pick({"unit": "1", "state": "certified", "profession": "机" * 500, "level": " 副高级 "})
    assert pick == replace(Pick(), profession="机" * 60, level="副高级")


def test_the_cost_does_not_grow_with_open_sessions(season: Season) -> None:
    with CaptureQueriesContext(connection) as one:
        choose(season, Pick(profession="机械工程"))
    for number in (5, 6):
        committee = Committee.objects.create(
            code=f"committee-senior-{number:02d}",
            name=f"评委会{number}",
            tier=Committee.Tier.CITY,
            level="高级",
            organiser=season.cast.organisations["department"],
            scope_words="",
        )
        session = Session.objects.create(
            committee=committee,
            year=2023,
            opens_at=day(2023, 7, 1),
            closes_at=day(2023, 9, 1),
            created_at=clock.now(),
        )
        type(season.call).objects.create(
            session=session,
            title="t",
            conditions="c",
            requirements="r",
            contact="c",
            published_at=day(2023, 6, 1),
        )
    with CaptureQueriesContext(connection) as three:
        found = choose(season, Pick(profession="机械工程"))
    assert len(found.offers) == 3
    assert len(three) == len(one) <= 2


@pytest.mark.clause("KM2023-4.4b")
def test_the_professions_are_those_of_the_standard_that_binds(season: Season) -> None:
    issued_standard(professions=["机械设计", "机械制造"])
    found = choose(season)
    assert found.professions == ("机械设计", "机械制造")
    chosen = choose(season, replace(found.pick, profession="机械设计", session=str(season.session.id)))
    assert chosen.offers[0].fits
    other = choose(season, replace(found.pick, profession="机械工程"))
    assert not other.offers[0].fits
    assert "机械设计、机械制造" in other.offers[0].why
    issued_standard(version="整个系列")
    assert "机电" in choose(season).professions


def test_a_standard_issued_after_the_call_changes_no_profession(season: Season) -> None:
    issued_standard(professions=["机械设计"], issued_on=dt.date(2023, 6, 21))
    assert "机电" in choose(season).professions

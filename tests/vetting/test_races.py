"""Two auditors pass and return the same case at the same moment: exactly one wins, the other is told."""

import pytest
from django.db import connection

from tests import making
from tests.vetting import ready
from tests.vetting.racing import at_once, race
from tests.vetting.ready import AFTER_NOTICE
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.public_notice.actions import close_unit_notice, object_to, open_unit_notice

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_can_be_locked(db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lies in memory, where threads cannot meet: test_races_on_sqlite.py")


@pytest.mark.parametrize("many", [5, pytest.param(100, marks=pytest.mark.long)])
def test_one_passes_or_one_returns(season: making.Season, many: int) -> None:
    for number in range(many):
        race(season, number)


def test_two_objections_at_once_are_both_kept(season: making.Season) -> None:
    row = ready.at_unit(season)
    entry = open_unit_notice([row], row.unit, "公告栏", False, season.cast.unit_officer).entries.get()
    at_once(lambda: object_to(entry, "第一条"), lambda: object_to(entry, "第二条"))
    row.refresh_from_db()
    assert row.state == State.NOTICE_OBJECTION
    assert entry.objections.count() == 2


def test_a_notice_is_closed_once(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    notice = open_unit_notice([row], row.unit, "公告栏", False, officer)
    with clock.at(AFTER_NOTICE):
        results = at_once(
            lambda: close_unit_notice(notice, "无异议", officer),
            lambda: close_unit_notice(notice, "没有异议", officer),
        )
    assert sorted(type(one).__name__ for one in results) == ["Notice", "Refused"]

"""Two auditors pass and return the same case at the same moment: exactly one wins, the other is told."""

import contextvars
import threading
from collections.abc import Callable

import pytest
from django.db import close_old_connections, connection

from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.public_notice.actions import close_unit_notice, object_to, open_unit_notice
from zhicheng.vetting import actions
from zhicheng.vetting.actions.deciding import Outdated
from zhicheng.vetting.models import Decision

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_can_be_locked(db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: the race cannot happen")


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Run the acts in threads with connections of their own: what each returned or raised."""
    gate, results = threading.Barrier(len(acts)), [None] * len(acts)

    def run(number: int, act: Callable[[], object]) -> None:
        gate.wait()
        try:
            results[number] = act()
        except Exception as error:  # any error is a result here: the test looks at its type
            results[number] = error
        finally:
            close_old_connections()
            connection.close()

    threads = [
        threading.Thread(target=contextvars.copy_context().run, args=(run, number, act))
        for number, act in enumerate(acts)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return results


@pytest.mark.parametrize("turn", range(5))
def test_one_passes_or_one_returns(season: making.Season, turn: int) -> None:
    row, officer = ready.prepared(season), season.cast.unit_officer
    first, second = Application.objects.get(pk=row.pk), Application.objects.get(pk=row.pk)
    with clock.at(AFTER_NOTICE):
        results = at_once(
            lambda: actions.pass_on(first, "同意推荐", POINTS, officer, row.unit),
            lambda: actions.send_back(second, "请补充", officer, row.unit),
        )
    assert sorted(type(one).__name__ for one in results) == ["Decision", "Outdated"]
    loser = next(one for one in results if isinstance(one, Outdated))
    assert "没有执行" in loser.message
    row.refresh_from_db()
    won = Decision.objects.get()
    assert row.state == (State.AT_DEPARTMENT if won.outcome == Decision.Outcome.PASS else State.RETURNED)
    assert row.returns.count() == (0 if won.outcome == Decision.Outcome.PASS else 1)


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

"""Two auditors at one case at the same moment: a pass and a return, as often as asked."""

import contextvars
import threading
from collections.abc import Callable

from django.conf import settings
from django.core.management import call_command
from django.db import close_old_connections, connection

from tests import cast as casting
from tests import making
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.vetting import actions
from zhicheng.vetting.actions.deciding import Outdated
from zhicheng.vetting.models import Decision


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


def race(season: making.Season, number: int) -> str:
    """One case, passed and returned at once: exactly one wins, the other is told; which."""
    unit, officer = season.cast.organisations["unit"], season.cast.unit_officer
    with clock.at(casting.NOON):
        someone = casting.person(f"53010219850101{number:03d}X", f"赛{number:03d}", unit)
    row = ready.prepared(season, person=someone)
    first, second = Application.objects.get(pk=row.pk), Application.objects.get(pk=row.pk)
    with clock.at(AFTER_NOTICE):
        results = at_once(
            lambda: actions.pass_on(first, "同意推荐", POINTS, officer, row.unit),
            lambda: actions.send_back(second, "请补充", officer, row.unit, defects=FOUND),
        )
    assert sorted(type(one).__name__ for one in results) == ["Decision", "Outdated"], results
    loser = next(one for one in results if isinstance(one, Outdated))
    assert "没有执行" in loser.message
    row.refresh_from_db()
    won = Decision.objects.get(application=row)
    passed = won.outcome == Decision.Outcome.PASS
    assert row.state == (State.AT_DEPARTMENT if passed else State.RETURNED)
    assert row.returns.count() == (0 if passed else 1)
    return str(won.outcome)


def main(many: int) -> int:
    """Race on the database of the settings, made anew; who won how often is printed."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    call_command("migrate", verbosity=0)
    with clock.at(casting.NOON):
        season = making.open_season(casting.assemble())
    won = [race(season, number) for number in range(many)]
    print({outcome: won.count(outcome) for outcome in sorted(set(won))})
    return 0

"""Two tabs, two officers at the same moment: one wins, the other is told, nothing is counted twice."""

import contextvars
import threading
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import close_old_connections, connection

from tests import making
from tests.applications.conftest import choose, fill_dossier
from tests.making import Season
from zhicheng.applications import flow
from zhicheng.applications.actions import save_cover, submit
from zhicheng.applications.ledger import return_application
from zhicheng.applications.models import Application, Return, Submission
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused

pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_can_be_locked(db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: the race cannot happen")


def at_once(act: Callable[[], object], times: int = 2) -> tuple[int, list[Exception]]:
    """Run the act in several threads with their own connections: how often it succeeded, what was raised."""
    gate, done, raised = threading.Barrier(times), [], []

    def run() -> None:
        gate.wait()
        try:
            done.append(act())
        except (Refused, flow.MoveNotAllowed) as error:
            raised.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(run,)) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return len(done), raised


def test_two_tabs_submit_once(season: Season, ready: Application) -> None:
    done, raised = at_once(lambda: submit(Application.objects.get(pk=ready.pk), by=ready.person.account), 4)
    assert done == 1
    assert [type(error) for error in raised] == [flow.MoveNotAllowed] * 3
    assert ready.submissions.count() == 1


def test_one_form_sent_at_once_gets_one_receipt(season: Season, ready: Application) -> None:
    """A double click: the second is answered with the receipt of the first."""
    key = uuid4()
    receipts: list[Submission] = []

    def act() -> object:
        receipts.append(submit(Application.objects.get(pk=ready.pk), by=ready.person.account, key=key))
        return receipts

    done, raised = at_once(act, 6)
    assert (done, raised) == (6, [])
    assert len({one.pk for one in receipts}) == ready.submissions.count() == 1


def test_two_tabs_make_one_cover(season: Season) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(person)
    at_once(lambda: save_cover(person, choose(season), by=person.account), 4)
    assert Application.objects.filter(person=person).count() == 1


def test_two_people_get_two_numbers(
    season: Season, ready: Application, draft: Callable[..., Application]
) -> None:
    other = season.cast.people["other_applicant"]
    fill_dossier(other)
    rows = [ready, draft(other)]
    todo = iter(rows)
    lock = threading.Lock()

    def act() -> object:
        with lock:
            row = next(todo)
        return submit(row, by=row.person.account)

    done, _raised = at_once(act)
    assert done == 2
    numbers = {Application.objects.get(pk=row.pk).number for row in rows}
    assert len(numbers) == 2  # nobody waits, so that one between may be left out
    assert all(number and number > "KM2023-000000" for number in numbers)


def test_two_returns_at_once_count_once(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    done, raised = at_once(
        lambda: return_application(
            Application.objects.get(pk=row.pk),
            Return.Kind.SEND_BACK,
            by=season.cast.department_officer,
            organisation=season.cast.organisations["department"],
            opinion="请补充。",
        )
    )
    assert (done, len(raised)) == (1, 1)
    assert Return.objects.count() == 1

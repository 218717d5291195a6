"""Two officers at the same moment: one wins, the other is told; no number is given twice."""

import contextvars
import datetime as dt
import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import close_old_connections, connection

from tests.planning.conftest import Office, accepted, filed_call, moment, opened, planned
from zhicheng.people.errors import Refused
from zhicheng.planning import actions
from zhicheng.planning.models import Committee, Filing, Session
from zhicheng.trail.models import Entry

Ours = dict[str, dict[str, Any]]
pytestmark = [pytest.mark.database, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _rows_can_be_locked(db: None) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("SQLite has one writer at a time: the race cannot happen")


def at_once(*acts: Callable[[], object]) -> tuple[list[object], list[Refused]]:
    """Run the acts in threads, each with its own connection: what they returned, and what was refused."""
    gate = threading.Barrier(len(acts))
    done: list[object] = []
    refused: list[Refused] = []

    def run(act: Callable[[], object]) -> None:
        gate.wait()
        try:
            done.append(act())
        except Refused as error:
            refused.append(error)
        finally:
            close_old_connections()
            connection.close()

    threads = [threading.Thread(target=contextvars.copy_context().run, args=(run, act)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return done, refused


def test_two_officers_answer_a_filing_once(county: Office, ours: Ours) -> None:
    filing = filed_call(county, opened(county, ours))

    def answer(accept: bool) -> Filing:
        return actions.answer_filing(filing=filing, accepted=accept, reason="材料不全", **ours["county"])

    done, refused = at_once(*[lambda: answer(True), lambda: answer(False)] * 2)
    assert (len(done), len(refused)) == (1, 3)
    assert all("已经答复" in error.message for error in refused)
    assert Entry.objects.filter(act="answer_filing").count() == 1


def test_two_filings_get_two_numbers(county: Office, ours: Ours) -> None:
    other = Committee.objects.create(
        code="committee-mid-31", name="东川区农业技术中级职称评审委员会", tier="county", level="中级",
        organiser=county.organisation, place=county.committee.place, scope_words="东川区农业技术",
    )  # fmt: skip
    offices = [county, Office(other, county.organisation, county.officer)]
    filings = [filed_call(office, opened(office, ours)) for office in offices]
    acts = [lambda one=one: accepted(one, ours) for one in filings]
    done, refused = at_once(*acts)
    assert (len(done), refused) == (2, [])
    numbers = set(Filing.objects.values_list("number", flat=True))
    assert numbers == {"东川区人社备〔2023〕1号", "东川区人社备〔2023〕2号"}


def test_a_session_is_opened_once(senior: Office, ours: Ours) -> None:
    planned(senior, ours)

    def open_it() -> Session:
        return actions.open_session(
            committee=senior.committee, year=2023, meeting_on=dt.date(2023, 10, 20), opens_at=moment(7, 25),
            closes_at=moment(9, 1), **senior.me,
        )  # fmt: skip

    done, refused = at_once(*[open_it] * 4)
    assert (len(done), len(refused), Session.objects.count()) == (1, 3, 1)


def test_a_call_is_filed_and_published_once(county: Office, ours: Ours) -> None:
    session = opened(county, ours)
    filing = filed_call(county, session)
    actions.withdraw_filing(filing=filing, **county.me)
    done, refused = at_once(*[lambda: actions.file_call(session=session, **county.me)] * 3)
    assert (len(done), len(refused)) == (1, 2)
    accepted(Filing.objects.get(answer="pending"), ours)
    done, refused = at_once(*[lambda: actions.publish_call(session=session, **county.me)] * 3)
    assert (len(done), len(refused)) == (1, 2)
    assert Entry.objects.filter(act="publish_call").count() == 1


def test_answering_and_withdrawing_exclude_each_other(county: Office, ours: Ours) -> None:
    filing = filed_call(county, opened(county, ours))
    filing_id = filing.pk
    at_once(
        lambda: actions.answer_filing(filing=filing, accepted=False, reason="材料不全", **ours["county"]),
        lambda: actions.withdraw_filing(filing=filing, **county.me),
    )
    acts = Entry.objects.filter(act__in=["answer_filing", "withdraw_filing"])
    assert acts.count() == 1
    assert Filing.objects.get(pk=filing_id).answer in {"refused", "withdrawn"}

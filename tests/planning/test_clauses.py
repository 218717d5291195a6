"""Clauses of the notices on sessions: odd committees, the term after the meeting, the province's plan."""

import datetime as dt
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from tests.planning.conftest import Office, moment, opened, published
from zhicheng.almanac import clock
from zhicheng.people.errors import Refused
from zhicheng.planning import actions
from zhicheng.planning.dates import State, timeline
from zhicheng.planning.models import Committee, Session

Ours = dict[str, dict[str, Any]]


@pytest.mark.clause("KM2023-4.4f", "YN2023-2.2b")
@pytest.mark.parametrize(("seats", "stands"), [(11, True), (9, True), (10, False), (8, False)])
def test_a_committee_is_odd_in_number(senior: Office, ours: Ours, seats: int, stands: bool) -> None:
    if stands:
        assert opened(senior, ours, seats=seats).seats == seats
        return
    with pytest.raises(Refused, match="单数"):
        opened(senior, ours, seats=seats)
    row = Session(committee=senior.committee, year=2024, seats=seats, created_at=clock.now())
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


@pytest.mark.clause("KM2023-4.4h")
def test_the_filing_after_the_meeting_is_due_in_15_working_days_and_late_afterwards(
    senior: Office, ours: Ours
) -> None:
    session = published(senior, ours)
    for day, state in (((11, 10), State.DUE), ((11, 11), State.LATE)):
        with clock.at(moment(*day, 12)):
            gate = {gate.key: gate for gate in timeline(session)}["post_filing"]
            assert (gate.latest, gate.clause) == (dt.date(2023, 11, 10), "KM2023-4.4h")
            assert gate.state is state, day


@pytest.mark.clause("YN2023-1", "YN2020-5")
def test_the_province_settles_its_own_plan(senior: Office, ours: Ours) -> None:
    Committee.objects.filter(pk=senior.committee.pk).update(tier="province")
    senior.committee.refresh_from_db()
    entry = actions.propose_plan_entry(committee=senior.committee, year=2023, month=10, **senior.me)
    with pytest.raises(Refused):
        actions.publish_plan(year=2023, entries=[entry], **ours["city"])
    assert actions.publish_plan(year=2023, **ours["province"]) == [entry]

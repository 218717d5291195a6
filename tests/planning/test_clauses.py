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
from zhicheng.planning.models import Committee, Session, Standard

Ours = dict[str, dict[str, Any]]


@pytest.mark.clause("KM2023-4.4f", "YN2023-2.2b")
@pytest.mark.parametrize(("seats", "stands"), [(11, True), (9, True), (10, False), (8, False)])
def test_a_committee_is_odd_in_number(senior: Office, ours: Ours, seats: int, stands: bool) -> None:
    session = opened(senior, ours)
    session.seats = seats
    if stands:
        session.save()
        assert Session.objects.get(pk=session.pk).seats == seats
    else:
        with pytest.raises(IntegrityError), transaction.atomic():
            session.save()


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


@pytest.mark.clause("KM2023-6.2")
def test_a_practice_heavy_series_demands_no_papers(ours: Ours) -> None:
    def release(series: str, papers: int) -> Standard:
        return actions.release_standard(
            series=series, level="副高级", issued_on=dt.date(2023, 3, 1), document="示例标准",
            rows=[{"education": "本科", "title_level": "中级", "years": 5, "min_papers": papers}],
            **ours["province"],
        )  # fmt: skip

    for series in ("工程技术", "卫生技术", "艺术", "中小学教师"):
        with pytest.raises(Refused, match="不得设论文数量") as refused:
            release(series, 1)
        assert refused.value.clause == "KM2023-6.2"
        assert release(series, 0).series == series
    assert release("经济", 2).rows[0]["min_papers"] == 2

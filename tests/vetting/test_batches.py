"""批量办理: each case by itself and by the very act of its page, one signature, never a return."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests import making
from tests.cast import NOON
from tests.vetting import ready
from tests.vetting.racing import at_once
from tests.vetting.ready import AFTER_NOTICE, FOUND, POINTS
from tests.vetting.ticked import Killed, begun, code, outcomes, prepared, waiting
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.clock.due import JOBS
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.rehearsal.world import SECOND_FACTOR
from zhicheng.signatures.actions import content_hash, holds
from zhicheng.vetting import actions, batching
from zhicheng.vetting.actions import batches
from zhicheng.vetting.actions.batches import content_of
from zhicheng.vetting.batching import carry_out
from zhicheng.vetting.models import Batch, BatchCase, Decision

ClientOf = Callable[[Account], Client]
NO_RETURN = sorted(set(Decision.Outcome.values) - {"pass"})


def test_each_is_passed_with_one_opinion_under_one_signature(season: making.Season, officer: Account) -> None:
    rows = waiting(season, 3)
    batch = begun(officer, rows)
    assert not Decision.objects.exists(), "the worker does it, not the page"
    assert DBTaskResult.objects.get().args_kwargs["args"] == [str(batch.pk)]
    carry_out(batch.pk)
    batch.refresh_from_db()
    assert batch.signature is not None and batch.signature.method == "second_factor"
    assert batch.signature.content_hash == content_hash(content_of(batch)) and holds(batch.signature)
    covered = content_of(batch)["cases"]
    for row, one in zip(rows, covered, strict=True):
        row.refresh_from_db()
        assert row.state == State.AT_COMMITTEE
        decision = row.decisions.get()
        assert (decision.opinion, decision.account, decision.batch_case.batch) == ("同意报送", officer, batch)
        assert one["submission"] == decision.submission.content_hash and holds(decision.signature)
    assert outcomes(batch) == ["done"] * 3 and batch.finished_at is not None


def test_the_signature_covers_each_case(season: making.Season, officer: Account) -> None:
    batch = begun(officer, waiting(season, 2))
    signed = batch.signature.content_hash if batch.signature else ""
    batch.cases.filter(position=2).update(content_hash="f" * 64)
    assert content_hash(content_of(batch)) != signed


def test_what_has_changed_since_the_tick_is_refused_and_stays(
    season: making.Season, officer: Account
) -> None:
    moved, resubmitted, good = waiting(season, 3)
    batch = prepared(officer, [moved, resubmitted, good])
    actions.send_back(moved, "请补充", officer, moved.holder, defects=FOUND)
    ready.submit_again(resubmitted)
    actions.start_batch(batch, officer, opinion="同意", code=code())
    carry_out(batch.pk)
    assert outcomes(batch) == ["refused", "refused", "done"]
    assert all("新的变化" in one.reason for one in batch.cases.filter(outcome="refused"))
    moved.refresh_from_db()
    assert moved.state == State.RETURNED
    assert list(Decision.objects.values_list("application", "outcome")) == [
        (moved.pk, "send_back"), (good.pk, "pass"),
    ]  # fmt: skip


def test_a_unit_ticks_its_points_and_each_case_has_its_own_guards(season: making.Season) -> None:
    cast = season.cast
    cast.unit_officer.second_factor = SECOND_FACTOR
    cast.unit_officer.save()
    done, not_yet = ready.prepared(season), waiting(season, 1, State.AT_UNIT)[0]
    with clock.at(AFTER_NOTICE):
        batch = prepared(cast.unit_officer, [done, not_yet])
        with pytest.raises(Refused, match="合法性"):
            actions.start_batch(batch, cast.unit_officer, opinion="同意", code=code())
        actions.start_batch(batch, cast.unit_officer, opinion="同意", checked=POINTS, code=code())
        carry_out(batch.pk)
    assert outcomes(batch) == ["done", "refused"]
    assert "公示" in batch.cases.get(application=not_yet).reason
    assert done.decisions.get().checked == POINTS


@pytest.mark.parametrize("act", NO_RETURN)
def test_nothing_is_returned_in_batches(
    season: making.Season, officer: Account, client_of: ClientOf, act: str
) -> None:
    """返回修改, 重置流程, 补正通知, 不予推荐, 核准, 不予核准: no batch has such an act, not even in the database."""
    (row,) = waiting(season, 1)
    assert act not in Batch.Act.values
    with pytest.raises(Refused):
        prepared(officer, [row], act)
    client_of(officer).post("/desk/batch/", {"act": act, "case": f"{row.pk}.{row.version}"})
    assert not Batch.objects.exists()
    batch = prepared(officer, [row])
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.filter(pk=batch.pk).update(act=act[:8])


@pytest.fixture(params=["before the act", "in the act", "after the act"])
def _killed_at_the_second(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    passing, calls = batching.pass_on, [0]

    def killed(*args: object, **kwargs: object) -> Decision:
        calls[0] += 1
        if calls[0] == 2 and request.param == "before the act":
            raise Killed
        if calls[0] == 2 and request.param == "in the act":
            monkeypatch.setattr("zhicheng.applications.flow.send", _kill)
        decision = passing(*args, **kwargs)
        if calls[0] == 2:
            raise Killed
        return decision

    with monkeypatch.context() as patch:
        patch.setattr(batching, "pass_on", killed)
        yield


def _kill(*_args: object, **_kwargs: object) -> None:
    raise Killed


@pytest.mark.usefixtures("_killed_at_the_second")
def test_a_crash_leaves_each_passed_or_untouched_and_it_goes_on(
    season: making.Season, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = waiting(season, 3)
    batch = begun(officer, rows)
    with pytest.raises(Killed):
        carry_out(batch.pk)
    assert outcomes(batch) == ["done", "waiting", "waiting"]
    rows[1].refresh_from_db()
    assert (rows[1].state, rows[1].decisions.count()) == (State.AT_DEPARTMENT, 0)
    monkeypatch.undo()
    carry_out(batch.pk)
    carry_out(batch.pk)  # handed over twice
    assert outcomes(batch) == ["done"] * 3
    assert [row.decisions.count() for row in rows] == [1, 1, 1]


def test_the_clock_hands_a_stalled_one_over_again(season: making.Season, officer: Account) -> None:
    batch = begun(officer, waiting(season, 1))
    with pytest.raises(Refused, match="正在办理"):
        actions.go_on_with_batch(batch, officer)
    assert JOBS["stalled batches"]() == 0
    with clock.at(NOON + dt.timedelta(minutes=4)):
        assert JOBS["stalled batches"]() == 1
        assert JOBS["stalled batches"]() == 0
    with clock.at(NOON + dt.timedelta(minutes=8)):
        actions.go_on_with_batch(batch, officer)
        assert DBTaskResult.objects.count() == 3
        carry_out(batch.pk)
        assert JOBS["stalled batches"]() == 0
    assert Decision.objects.count() == 1


def test_one_fault_of_the_system_does_not_stop_the_others(
    season: making.Season, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows, passing = waiting(season, 2), batching.pass_on

    def faulty(row: Application, *args: object, **kwargs: object) -> Decision:
        found = passing(row, *args, **kwargs)
        if row.pk == rows[0].pk:
            raise ValueError
        return found

    monkeypatch.setattr(batching, "pass_on", faulty)
    batch = begun(officer, rows)
    carry_out(batch.pk)
    assert outcomes(batch) == ["refused", "done"] and not rows[0].decisions.exists()
    assert "系统出错" in batch.cases.get(position=1).reason


def test_nothing_begins_without_opinion_and_second_factor(season: making.Season, officer: Account) -> None:
    batch = prepared(officer, waiting(season, 1))
    for wrong in (
        {"opinion": " ", "code": code()},
        {"opinion": "同意", "code": "000000"},
        {"opinion": "同意"},
    ):
        with pytest.raises(Refused):
            actions.start_batch(batch, officer, **wrong)
    batch.refresh_from_db()
    assert batch.started_at is None and not DBTaskResult.objects.exists()
    carry_out(batch.pk)
    assert outcomes(batch) == ["waiting"]
    with pytest.raises(IntegrityError), transaction.atomic():
        Batch.objects.update(started_at=clock.now())


def test_who_has_left_the_office_passes_nothing(season: making.Season, officer: Account) -> None:
    batch = begun(officer, waiting(season, 1))
    Membership.objects.filter(account=officer).update(until=clock.now())
    carry_out(batch.pk)
    assert outcomes(batch) == ["refused"] and "不能代表" in batch.cases.get().reason


def test_at_most_five_hundred(
    season: making.Season, officer: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert batches.MOST == 500
    monkeypatch.setattr(batches, "MOST", 2)
    rows = waiting(season, 3)
    with pytest.raises(Refused, match="最多办理2份"):
        prepared(officer, rows)
    assert prepared(officer, rows[:2]).cases.count() == 2


def test_foreign_cases_are_left_out(season: making.Season, officer: Account) -> None:
    other = season.cast.other_department_officer
    rows = waiting(season, 1)
    with pytest.raises(Refused, match="勾选"):
        prepared(other, rows)
    assert prepared(officer, rows).cases.count() == 1


def test_so_are_those_that_the_office_had_in_another_role(season: making.Season, officer: Account) -> None:
    """An organiser's department officer does not learn whose cases its committee office has."""
    organiser = season.committee.organiser
    route = [("用人单位", season.cast.organisations["unit"]), ("评委会", organiser)]
    row = making.application(season, State.AT_COMMITTEE, route=route)
    given = {"account": officer, "organisation": organiser, "role": "department"}
    seat, _new = Membership.objects.get_or_create(**given, defaults={"since": clock.now()})
    with pytest.raises(Refused, match="勾选"):
        actions.prepare_batch(seat, "print", {row.pk: row.version})
    office = Membership.objects.get(account=season.cast.office_officer)
    assert actions.prepare_batch(office, "print", {row.pk: row.version}).cases.count() == 1


def test_stopping_leaves_the_rest(season: making.Season, officer: Account) -> None:
    batch = begun(officer, waiting(season, 2))
    assert actions.stop_batch(batch, officer) == 2
    carry_out(batch.pk)
    assert not Decision.objects.exists() and outcomes(batch) == ["refused"] * 2


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_pass_each_case_once(season: making.Season, officer: Account) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lies in memory, where threads cannot meet")
    rows = waiting(season, 6)
    batch = begun(officer, rows)
    results = at_once(lambda: carry_out(batch.pk), lambda: carry_out(batch.pk))
    assert results == [None, None], results
    assert outcomes(batch) == [BatchCase.Outcome.DONE] * 6
    assert [row.decisions.count() for row in rows] == [1] * 6

"""Returns: counted over the person's year from the unit's pass, three in 2023, the fourth ends the year."""

import pytest

from tests import making
from tests.making import Season
from zhicheng.almanac import clock
from zhicheng.applications import flow, ledger
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import Event, State
from zhicheng.people.errors import Refused


def back(season: Season, row: Application, *, reset: bool = False) -> Return:
    """A return by whoever has it: the unit before its pass, the department afterwards."""
    by_unit = row.state in {State.AT_UNIT, State.UNIT_NOTICE}
    return ledger.return_application(
        row,
        Return.Kind.RESET if reset else Return.Kind.SEND_BACK,
        by=season.cast.unit_officer if by_unit else season.cast.department_officer,
        organisation=season.cast.organisations["unit" if by_unit else "department"],
        opinion="请补充学历证明。",
    )


def again(row: Application, state: State) -> None:
    """Put the row where the next return happens, as resubmission and passes would."""
    Application.objects.filter(pk=row.pk).update(
        state=state, first_unit_pass_at=clock.now() if state is State.AT_DEPARTMENT else None
    )
    row.refresh_from_db()


@pytest.mark.clause("KM2023-4.1d")
def test_the_unit_s_own_returns_before_its_pass_do_not_count(season: Season) -> None:
    row = making.application(season, State.AT_UNIT)
    for _ in range(5):
        entry = back(season, row)
        assert (entry.counts, entry.used_after) == (False, 0)
        assert row.state == State.RETURNED
        again(row, State.AT_UNIT)
    assert ledger.used(row.person, 2023) == 0


@pytest.mark.clause("KM2023-4.1d")
def test_three_returns_count_and_the_fourth_closes_the_year(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    for number in (1, 2, 3):
        assert ledger.preview(row).left == 3 - number
        entry = back(season, row, reset=number == 2)
        assert (entry.counts, entry.used_after, entry.clause) == (True, number, "KM2023-4.1d")
        assert row.state == (State.RESET if number == 2 else State.RETURNED)
        again(row, State.AT_DEPARTMENT)
    assert ledger.preview(row).exhausted
    last = back(season, row)
    row.refresh_from_db()
    assert (last.counts, last.used_after) == (True, 3)
    assert row.state == State.CLOSED_FOR_YEAR
    assert row.ended_at is not None
    assert ledger.standing(row) == ledger.Standing(3, 0, 3, "unit_pass", "KM2023-4.1d")


def test_a_unit_return_after_the_first_pass_counts(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    Application.objects.filter(pk=row.pk).update(state=State.AT_UNIT)
    row.refresh_from_db()
    assert row.first_unit_pass_at is not None
    assert back(season, row).used_after == 1


def test_the_count_is_the_person_s_over_all_applications_of_the_year(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    back(season, row)
    Application.objects.filter(pk=row.pk).update(kind="考核认定", state=State.RETURNED)
    other = making.application(season, State.AT_UNIT)
    assert back(season, other).used_after == 2  # a unit has passed an application of the person this year
    stranger = making.application(season, State.AT_DEPARTMENT, person=season.cast.people["other_applicant"])
    assert back(season, stranger).used_after == 1


def test_the_end_takes_the_person_s_other_open_applications_along(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    Application.objects.filter(pk=row.pk).update(kind="考核认定")
    for _ in range(3):
        back(season, row)
        again(row, State.AT_DEPARTMENT)
    other = making.application(season, State.DRAFT)
    strange = making.application(season, State.AT_UNIT, person=season.cast.people["other_applicant"])
    back(season, row)
    other.refresh_from_db()
    strange.refresh_from_db()
    assert other.state == State.CLOSED_FOR_YEAR
    assert strange.state == State.AT_UNIT


@pytest.mark.clause("GUIDE-5.3.0")
def test_in_2021_every_return_counts_and_four_are_allowed(season: Season) -> None:
    row = making.application(season, State.AT_UNIT)
    Application.objects.filter(pk=row.pk).update(year=2021)
    row.refresh_from_db()
    for number in (1, 2, 3, 4):
        assert back(season, row).used_after == number
        again(row, State.AT_UNIT)
    back(season, row)
    row.refresh_from_db()
    assert row.state == State.CLOSED_FOR_YEAR


def test_a_return_needs_its_reasons(season: Season) -> None:
    row = making.application(season, State.AT_UNIT)
    with pytest.raises(Refused) as refused:
        ledger.return_application(
            row,
            Return.Kind.SEND_BACK,
            by=season.cast.unit_officer,
            organisation=season.cast.organisations["unit"],
            opinion="  ",
        )
    assert refused.value.field == "opinion"
    assert not Return.objects.exists()


def test_nothing_is_counted_where_the_move_is_not_allowed(season: Season) -> None:
    row = making.application(season, State.ACCEPTED)
    with pytest.raises(flow.MoveNotAllowed):
        back(season, row)
    assert not Return.objects.exists()


def test_a_stale_second_return_is_refused_and_not_counted(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    stale = Application.objects.get(pk=row.pk)
    back(season, row)
    with pytest.raises(flow.MoveNotAllowed):
        back(season, stale)
    assert ledger.used(row.person, 2023) == 1


def test_the_applicant_reads_the_reasons(season: Season) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    back(season, row)
    step = row.steps.get()
    assert (step.event, step.reason) == (Event.SEND_BACK, "请补充学历证明。")
    assert step.organisation == season.cast.organisations["department"]

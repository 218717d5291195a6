"""Working days: exact, inverse to each other, and never guessed for a year not yet published."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.anniversaries import add_months, add_years, days_inside, full_months, full_years
from zhicheng.policy.book import open_book
from zhicheng.policy.command import seed_calendar
from zhicheng.policy.dates import deadlines
from zhicheng.policy.facts import DateFacts, Level, Window
from zhicheng.policy.workdays import Calendar, YearNotPublished

Day = datetime.date
DAYS = st.dates(Day(2021, 1, 1), Day(2024, 12, 31))
ANY = st.dates(Day(1990, 1, 1), Day(2060, 12, 31))
PLAIN = Calendar(frozenset({2023}))


@given(DAYS, st.integers(1, 60))
def test_the_nth_working_day_after_has_n_working_days_up_to_it(day: Day, count: int) -> None:
    calendar = seed_calendar()
    end = calendar.add_workdays(day, count)
    assert calendar.is_workday(end)
    assert calendar.workdays_between(day, end) == count - 1


@given(DAYS, st.integers(1, 60))
def test_the_latest_day_before_is_the_latest(day: Day, count: int) -> None:
    """AMB-37: at least `count` working days lie strictly between, and one day later they do not."""
    calendar = seed_calendar()
    found = calendar.latest_day_with_n_workdays_before(day, count)
    assert calendar.workdays_between(found, day) >= count
    assert calendar.workdays_between(found + datetime.timedelta(days=1), day) < count


@given(DAYS, st.integers(1, 40))
def test_stepping_back_undoes_stepping_on(day: Day, count: int) -> None:
    calendar = seed_calendar()
    end = calendar.add_workdays(day, count)
    back = calendar.workday_before(end, count)
    assert back <= day or not calendar.is_workday(day)
    assert calendar.workday_before(end, count) == (day if calendar.is_workday(day) else back)


@given(ANY, st.integers(0, 40), st.integers(0, 400))
def test_full_years_are_the_anniversaries_reached(start: Day, years: int, more: int) -> None:
    end = add_years(start, years) + datetime.timedelta(days=more)
    counted = full_years(start, end)
    assert add_years(start, counted) <= end < add_years(start, counted + 1)
    assert full_months(start, end) // 12 == counted


@given(ANY, st.lists(st.tuples(st.integers(0, 900), st.integers(0, 200)), max_size=5))
def test_days_inside_count_each_day_once(start: Day, spans: list[tuple[int, int]]) -> None:
    end = start + datetime.timedelta(days=600)
    periods = [
        (start + datetime.timedelta(days=first - 100), start + datetime.timedelta(days=first - 100 + length))
        for first, length in spans
    ]
    every = {start + datetime.timedelta(days=at) for at in range(601)}
    inside = sum(any(first <= day <= last for first, last in periods) for day in every)
    assert days_inside(periods, start, end) == inside


def test_months_end_on_the_months_last_day() -> None:
    assert add_months(Day(2023, 12, 31), 2) == Day(2024, 2, 29)
    assert add_months(Day(2023, 3, 31), -1) == Day(2023, 2, 28)
    assert add_years(Day(2020, 2, 29), 3) == Day(2023, 2, 28)
    assert full_months(Day(2023, 5, 2), Day(2023, 5, 1)) == 0


def test_a_publicity_excludes_the_day_of_posting() -> None:
    """AMB-38: posted on a Friday, over on the next Friday."""
    assert seed_calendar().publicity_end(Day(2023, 7, 7), 5) == Day(2023, 7, 14)


def test_a_deadline_names_the_clauses_that_it_rests_on() -> None:
    facts = DateFacts(
        Level.FULL_SENIOR, meeting_on=Day(2023, 9, 15), window=Window(Day(2023, 7, 1), Day(2023, 8, 31))
    )
    found = deadlines(facts, open_book(2023, "昆明市"), seed_calendar())
    assert found["notice_by"].clauses == ("KM2023-1.2", "YN2023-2.1a")
    assert found["opens_on"].clauses == ()


def test_make_up_days_are_worked_and_holidays_are_not() -> None:
    calendar = seed_calendar()
    assert calendar.is_workday(Day(2023, 10, 7))
    assert not calendar.is_workday(Day(2023, 10, 2))
    assert not calendar.is_workday(Day(2023, 9, 16))


@pytest.mark.parametrize(
    ("ask", "year"),
    [
        (lambda: PLAIN.is_workday(Day(2024, 1, 1)), 2024),
        (lambda: PLAIN.add_workdays(Day(2023, 12, 28), 5), 2024),
        (lambda: PLAIN.add_workdays(Day(2022, 12, 28), 1), 2022),
        (lambda: PLAIN.workday_before(Day(2023, 1, 4), 5), 2022),
        (lambda: PLAIN.workday_before(Day(2024, 1, 4), 1), 2024),
        (lambda: PLAIN.workdays_between(Day(2023, 12, 1), Day(2024, 1, 4)), 2024),
        (lambda: Calendar(frozenset({2023, 2025})).add_workdays(Day(2023, 12, 28), 5), 2024),
        (lambda: Calendar(frozenset({2023, 2025})).workday_before(Day(2025, 1, 3), 5), 2024),
    ],
)
def test_a_year_not_published_is_named(ask: object, year: int) -> None:
    with pytest.raises(YearNotPublished, match=f"{year}年节假日安排待国务院公布") as refused:
        ask()
    assert refused.value.year == year


def test_no_working_days_lie_between_a_day_and_an_earlier_one() -> None:
    assert PLAIN.workdays_between(Day(2023, 5, 5), Day(2023, 5, 5)) == 0


@pytest.mark.parametrize("step", [PLAIN.add_workdays, PLAIN.workday_before])
def test_a_step_of_nothing_is_an_error(step: object) -> None:
    with pytest.raises(ValueError, match="at least one working day"):
        step(Day(2023, 5, 5), 0)


def test_rows_that_contradict_each_other_are_an_error() -> None:
    with pytest.raises(ValueError, match="2023-10-07 stands twice"):
        Calendar.from_rows([(Day(2023, 10, 7), True), (Day(2023, 10, 7), False)])
    assert Calendar.from_rows([(Day(2023, 10, 7), True)], years=[2024]).years == {2023, 2024}


@given(st.dates(Day(2021, 4, 1), Day(2025, 10, 31)), st.sampled_from(["昆明市", "东川区"]))
def test_a_sessions_dates_stand_in_their_order(meeting: Day, place: str) -> None:
    found = deadlines(DateFacts(Level.FULL_SENIOR, meeting), open_book(2023, place), seed_calendar())
    keys = ("notice_by", "pool_request_by", "pre_meeting_filing_by", "draw_by")
    days = [day for key in keys if (day := found[key].day)]
    assert len(days) == len(keys)
    assert days == sorted(days)
    last = found["post_meeting_filing_by"].day
    assert days[-1] < meeting
    assert last is not None
    assert last > meeting

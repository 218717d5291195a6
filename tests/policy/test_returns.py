"""The counter of returns, one act at a time, as the vetting stations ask it."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from zhicheng.policy.book import NotSet, open_book
from zhicheng.policy.rules.returns import CLOSED, EVENTS, ReturnOutcome, after_return, count

# Chances used, unit has passed, sent back by the unit, year -> counts, used, left, exhausted.
COUNTED = [
    (0, False, True, 2021, (True, 1, 3, False)),
    (3, True, False, 2021, (True, 4, 0, False)),
    (4, True, False, 2021, (True, 4, 0, True)),
    (0, False, True, 2022, (False, 0, 3, False)),
    (0, False, True, 2023, (False, 0, 3, False)),
    (1, False, True, 2023, (False, 1, 2, False)),
    (0, True, True, 2023, (True, 1, 2, False)),
    (0, True, False, 2023, (True, 1, 2, False)),
    (0, False, False, 2023, (True, 1, 2, False)),
    (2, True, False, 2023, (True, 3, 0, False)),
    (3, True, False, 2023, (True, 3, 0, True)),
    (3, False, True, 2023, (False, 3, 0, False)),
    (5, True, False, 2023, (True, 3, 0, True)),
]


def told(used: int, passed: bool, by_unit: bool, year: int) -> tuple[bool, int, int, bool]:
    found = after_return(used, passed, by_unit, open_book(year, "昆明市"))
    return found.counts, found.used, found.left, found.exhausted


@pytest.mark.parametrize(("used", "passed", "by_unit", "year", "expected"), COUNTED)
def test_a_return_uses_a_chance_from_the_day_the_year_says(
    used: int, passed: bool, by_unit: bool, year: int, expected: tuple[bool, int, int, bool]
) -> None:
    assert told(used, passed, by_unit, year) == expected


def test_without_a_limit_in_the_law_there_is_no_answer() -> None:
    with pytest.raises(NotSet, match="2020年度昆明市"):
        after_return(0, True, False, open_book(2020, "昆明市"))
    assert ReturnOutcome(True, 1, 2, False) == after_return(0, True, False, open_book(2024, "昆明市"))


@given(st.lists(st.sampled_from(sorted(EVENTS)), max_size=40), st.sampled_from([2021, 2022, 2023]))
def test_the_counter_only_rises_and_stays_closed(happened: list[str], year: int) -> None:
    book = open_book(year, "东川区")
    limit = book.value("returns.limit").number
    steps = [count(happened[:at], book) for at in range(len(happened) + 1)]
    for before, after in pairwise(steps):
        assert before.used <= after.used <= limit
        assert after.used + after.left == limit
        if before.state == CLOSED:
            assert after == before


@given(st.lists(st.sampled_from(["提交", "单位:返回修改", "单位:重置流程"]), max_size=40))
def test_before_the_units_first_pass_nothing_counts_since_2022(happened: list[str]) -> None:
    assert count(happened, open_book(2022, "昆明市")).used == 0
    assert count(happened, open_book(2023, "昆明市")).used == 0

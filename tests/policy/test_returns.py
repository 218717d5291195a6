"""The counter of returns, one act at a time, as the vetting stations ask it."""

import pytest

from zhicheng.policy.book import NotSet, open_book
from zhicheng.policy.rules.returns import ReturnOutcome, after_return

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

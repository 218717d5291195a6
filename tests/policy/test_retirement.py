"""The statutory day from birth, sex, post and a dated table that the bureau keeps."""

import datetime

import pytest

from zhicheng.policy.book import open_book
from zhicheng.policy.rules.retirement import AgeRow, Retires, statutory_day, table_of

Day = datetime.date
TABLE = table_of(open_book(2023, "昆明市"))


STATUTORY = [
    (Day(1963, 10, 5), Retires.MEN, Day(2023, 10, 5)),
    (Day(1968, 10, 5), Retires.WOMEN_PROFESSIONAL, Day(2023, 10, 5)),
    (Day(1973, 10, 5), Retires.WOMEN_WORKERS, Day(2023, 10, 5)),
    (Day(1964, 12, 31), Retires.MEN, Day(2024, 12, 31)),
    (Day(1965, 1, 15), Retires.MEN, Day(2025, 2, 15)),
    (Day(1965, 4, 15), Retires.MEN, Day(2025, 5, 15)),
    (Day(1965, 5, 15), Retires.MEN, Day(2025, 7, 15)),
    (Day(1976, 8, 31), Retires.MEN, Day(2039, 7, 31)),
    (Day(1976, 9, 1), Retires.MEN, Day(2039, 9, 1)),
    (Day(1990, 6, 1), Retires.MEN, Day(2053, 6, 1)),
    (Day(1975, 1, 15), Retires.WOMEN_WORKERS, Day(2025, 2, 15)),
    (Day(1975, 3, 15), Retires.WOMEN_WORKERS, Day(2025, 5, 15)),
    (Day(1990, 6, 1), Retires.WOMEN_WORKERS, Day(2045, 6, 1)),
    (Day(1990, 6, 1), Retires.WOMEN_PROFESSIONAL, Day(2048, 6, 1)),
    (Day(1970, 4, 15), Retires.WOMEN_PROFESSIONAL, Day(2025, 5, 15)),
    (Day(1970, 5, 15), Retires.WOMEN_PROFESSIONAL, Day(2025, 7, 15)),
    (Day(1964, 2, 29), Retires.MEN, Day(2024, 2, 29)),
    (Day(1965, 1, 1), Retires.MEN, Day(2025, 2, 1)),
]
TWO_AGES = [AgeRow(Day(1950, 1, 1), Retires.MEN, 60), AgeRow(Day(2030, 1, 1), Retires.MEN, 65)]
BY_TWO_AGES = [
    (Day(1960, 5, 1), Day(2020, 5, 1)),
    (Day(1970, 5, 1), Day(2035, 5, 1)),
    (Day(1965, 1, 1), Day(2030, 1, 1)),
    (Day(1964, 12, 31), Day(2024, 12, 31)),
]


@pytest.mark.parametrize(("born", "who", "expected"), STATUTORY)
def test_the_day_follows_the_table(born: Day, who: Retires, expected: Day) -> None:
    assert statutory_day(born, who, TABLE) == expected


@pytest.mark.parametrize(("born", "expected"), BY_TWO_AGES)
def test_the_row_in_force_on_the_day_counts(born: Day, expected: Day) -> None:
    assert statutory_day(born, Retires.MEN, TWO_AGES) == expected


def test_a_table_without_the_person_is_an_error() -> None:
    with pytest.raises(LookupError, match="女_工勤技能 born on 1970-05-01"):
        statutory_day(Day(1970, 5, 1), Retires.WOMEN_WORKERS, [AgeRow(Day(1950, 1, 1), Retires.MEN, 60)])


def test_the_starting_table_is_marked_unverified() -> None:
    book = open_book(2023, "昆明市")
    assert all(
        book.value(f"retirement.{key}").unverified
        for key in ("ages", "delay_from", "delay_step", "delay_most")
    )

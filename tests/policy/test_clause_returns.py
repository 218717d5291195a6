"""The counter of returns as each document words it."""

import pytest

from zhicheng.policy.book import open_book
from zhicheng.policy.rules.returns import Count, after_return, count

UNIT_PASSES = ["提交", "单位:通过"]
SENT_BACK = ["县区人社:返回修改", *UNIT_PASSES]


@pytest.mark.clause("KM2023-4.1d")
def test_a_fourth_return_after_the_recommendation_ends_the_year() -> None:
    book = open_book(2023, "昆明市")
    three = [*UNIT_PASSES, *SENT_BACK * 3]
    assert count(three, book) == Count(3, 0, "待审核", "县区人社")
    assert count([*three, "县区人社:返回修改"], book) == Count(3, 0, "本年度不再受理")


@pytest.mark.clause("DC2022-1.4b")
def test_the_unit_may_send_back_without_limit_until_it_passes() -> None:
    book = open_book(2022, "东川区")
    by_unit = ["提交", "单位:返回修改", "提交", "单位:重置流程"] * 10
    assert count(by_unit, book) == Count(0, 3, "草稿")
    assert not after_return(0, unit_has_passed=False, by_unit=True, book=book).counts
    after_pass = after_return(0, unit_has_passed=True, by_unit=True, book=book)
    assert (after_pass.counts, after_pass.used, after_pass.left) == (True, 1, 2)
    assert after_return(3, unit_has_passed=True, by_unit=False, book=book).exhausted


@pytest.mark.clause("GUIDE-5.3.0")
def test_in_2021_every_return_counts_and_four_are_allowed() -> None:
    book = open_book(2021, "昆明市")
    four = ["提交", "单位:返回修改", "提交", "单位:重置流程"] * 2
    assert count(four, book) == Count(4, 0, "草稿")
    assert count([*four, "提交", "单位:返回修改"], book).state == "本年度不再受理"
    assert after_return(3, unit_has_passed=False, by_unit=True, book=book).left == 0

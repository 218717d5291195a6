"""Quorum and threshold at their edges; counts that would tell who chose what."""

import pytest

from zhicheng.meeting import counting
from zhicheng.policy.book import open_book

RULE = counting.Rule((2, 3), (2, 3), ())


@pytest.mark.clause("YN2023-2.2b")
@pytest.mark.parametrize(
    ("present", "members", "enough"),
    [(6, 9, True), (5, 9, False), (8, 11, True), (7, 11, False), (0, 0, False), (3, 3, True), (2, 3, True)],
)
def test_the_quorum_s_edge(present: int, members: int, enough: bool) -> None:
    assert counting.is_quorate(present, members, RULE) is enough
    assert (present >= counting.least(members, RULE) > 0) is enough


@pytest.mark.parametrize(
    ("agree", "present", "passes"), [(4, 6, True), (3, 6, False), (6, 8, True), (5, 8, False), (0, 0, False)]
)
def test_the_threshold_s_edge(agree: int, present: int, passes: bool) -> None:
    assert counting.has_passed(agree, present, RULE) is passes


def test_the_shares_come_from_the_law() -> None:
    rule = counting.rule(open_book(2023, "昆明市"))
    assert (rule.quorum, rule.threshold) == ((2, 3), (2, 3))
    assert rule.clauses == ("YN2023-2.2b", "MOHRSS-40")


def test_unanimous_counts_tell_what_each_chose() -> None:
    assert counting.is_telling({"agree": 7, "against": 0, "abstain": 0})
    assert counting.is_telling({"agree": 0, "against": 0, "abstain": 4})
    assert not counting.is_telling({"agree": 6, "against": 0, "abstain": 1})

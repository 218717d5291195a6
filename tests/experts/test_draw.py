"""The algorithm of the draw: it can be computed again, it depends on every number, it prefers nobody."""

import hashlib
import hmac
from collections import Counter
from dataclasses import replace
from itertools import combinations

import pytest

from zhicheng.experts import draw

EXPERTS = [f"expert-{number:02d}" for number in range(20)]


LINES = [draw.Line(expert, at % 4 == 0, at % 7, "") for at, expert in enumerate(EXPERTS)]


def avoiding(lines: list[draw.Line], expert: str) -> list[draw.Line]:
    return [replace(line, avoid="回避") if line.commitment == expert else line for line in lines]


def test_the_written_steps_give_the_same_result() -> None:
    """The documented algorithm, written down a second time with nothing but the standard library."""
    numbers = ["12345678", "2222222222", "99999999"]
    seed = hashlib.sha256("\n".join(["r", *numbers]).encode()).hexdigest()
    by_ticket = sorted(EXPERTS, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())
    skipped = by_ticket[1]
    found = draw.compute(avoiding(LINES, skipped), draw.seed("r", numbers), draw.Rules(3, 2))
    assert [one.expert for one in found] == by_ticket[:6]
    assert [one.status for one in found] == ["member", "skipped", "member", "member", "stand_in", "stand_in"]
    assert found[1].reason == "回避"


@pytest.mark.parametrize("number", range(30))
def test_the_committee_is_the_first_lawful_set(number: int) -> None:
    """Tried by brute force: of all lawful sets of five, the one that comes first in the drawn order."""
    lines, rules = LINES[:11], draw.Rules(5, 2, number % 4, number % 3)
    seed = draw.seed("r", [str(number)])
    drawn = draw.compute(lines, seed, rules)
    known = {line.commitment: line for line in lines}
    ordered = [known[one] for one in draw.order(known, seed)]
    first = next(few for few in combinations(ordered, 5) if draw.is_lawful(few, rules))
    assert [one.expert for one in drawn if one.status == "member"] == [line.commitment for line in first]
    left = [line.commitment for line in ordered if line not in first]
    assert [one.expert for one in drawn if one.status == "stand_in"] == left[:2]
    assert all(one.reason for one in drawn if one.status == "skipped")


@pytest.mark.parametrize(
    ("rules", "why"),
    [
        (draw.Rules(19, 2), "不足评委19名、候补2名"),
        (draw.Rules(3, 0, private_least=4), "多于评委3名"),
        (draw.Rules(7, 0, private_least=6), "民营企业专家最多能有5名"),
        (draw.Rules(9, 0, unit_most=1), "最多能组成7名"),
        (draw.Rules(5, 0, private_least=5, unit_most=1), ""),
    ],
)
def test_an_impossible_constraint_is_said_before_any_number(rules: draw.Rules, why: str) -> None:
    if not why:
        assert len([one for one in draw.compute(LINES, "s", rules) if one.status == "member"]) == 5
        return
    with pytest.raises(draw.Impossible, match=why):
        draw.must_be_possible(LINES, rules)
    with pytest.raises(draw.Impossible, match=why):
        draw.compute(LINES, "s", rules)


def test_the_roster_s_order_does_not_matter_but_everybody_in_it_does() -> None:
    assert draw.roster_hash(EXPERTS) == draw.roster_hash(reversed(EXPERTS))
    assert draw.roster_hash(EXPERTS) != draw.roster_hash(EXPERTS[1:])


@pytest.mark.parametrize("changed", range(3))
def test_every_drawer_s_number_changes_the_order(changed: int) -> None:
    numbers = ["11111111", "22222222", "33333333"]
    before = draw.order(EXPERTS, draw.seed("r", numbers))
    numbers[changed] = "44444444"
    assert draw.order(EXPERTS, draw.seed("r", numbers)) != before


def test_the_drawers_order_matters() -> None:
    assert draw.seed("r", ["11111111", "22222222", "3"]) != draw.seed("r", ["22222222", "11111111", "3"])


def test_a_commitment_binds_and_hides() -> None:
    salt = "5a" * 16
    expected = hmac.new(salt.encode(), b"12345678", hashlib.sha256).hexdigest()
    assert draw.commitment("12345678", salt) == expected
    assert draw.commitment("12345679", salt) != expected
    assert draw.commitment("12345678", "5b" * 16) != expected


def test_the_draw_is_uniform() -> None:
    """Chi-square over 4,000 seeds, for members and first place: 19 degrees of freedom, p = 0.001."""
    rounds, seats = 4_000, 5
    members: Counter[str] = Counter()
    first: Counter[str] = Counter()
    for number in range(rounds):
        drawn = draw.compute(LINES, draw.seed("r", [str(number)]), draw.Rules(seats, 0))
        members.update(one.expert for one in drawn)
        first[drawn[0].expert] += 1
    for counts, expected in ((members, rounds * seats / 20), (first, rounds / 20)):
        chi_square = sum((counts[one] - expected) ** 2 / expected for one in EXPERTS)
        assert chi_square < 43.82

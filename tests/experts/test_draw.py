"""The algorithm of the draw: it can be computed again, it depends on every number, it prefers nobody."""

import hashlib
import hmac
from collections import Counter

import pytest

from zhicheng.experts import draw

EXPERTS = [f"expert-{number:02d}" for number in range(20)]


def test_the_written_steps_give_the_same_result() -> None:
    """The documented algorithm, written down a second time with nothing but the standard library."""
    numbers = ["12345678", "2222222222", "99999999"]
    roster = hashlib.sha256("\n".join(sorted(EXPERTS)).encode()).hexdigest()
    seed = hashlib.sha256("\n".join([roster, *numbers]).encode()).hexdigest()
    by_ticket = sorted(EXPERTS, key=lambda one: hashlib.sha256(f"{seed}\n{one}".encode()).hexdigest())
    skipped = by_ticket[1]
    found = draw.compute(
        EXPERTS, draw.seed(draw.roster_hash(EXPERTS), numbers), seats=3, stand_ins=2, skip={skipped: "回避"}
    )
    assert draw.roster_hash(EXPERTS) == roster
    assert [one.expert for one in found] == by_ticket[:6]
    assert [one.status for one in found] == ["member", "skipped", "member", "member", "stand_in", "stand_in"]
    assert found[1].reason == "回避"


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
        drawn = draw.compute(EXPERTS, draw.seed("r", [str(number)]), seats=seats, stand_ins=0, skip={})
        members.update(one.expert for one in drawn)
        first[drawn[0].expert] += 1
    for counts, expected in ((members, rounds * seats / 20), (first, rounds / 20)):
        chi_square = sum((counts[one] - expected) ** 2 / expected for one in EXPERTS)
        assert chi_square < 43.82


def test_a_roster_too_small_gives_a_short_committee() -> None:
    drawn = draw.compute(EXPERTS[:3], "s", seats=3, stand_ins=2, skip={EXPERTS[0]: "回避"})
    assert sum(one.status == "member" for one in drawn) == 2

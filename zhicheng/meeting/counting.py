"""Quorum and the count: whole numbers alone, with the shares that the law sets."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.meeting.models import Ballot
from zhicheng.policy.book import Book


@dataclass(frozen=True)
class Rule:
    """The shares in force: attendance of the members, agreement of those present; with their clauses."""

    quorum: tuple[int, int]
    threshold: tuple[int, int]
    clauses: tuple[str, ...]

    def as_kept(self) -> dict[str, Any]:
        """For the ballot's row: what was applied."""
        return {
            "quorum": f"{self.quorum[0]}/{self.quorum[1]}",
            "threshold": f"{self.threshold[0]}/{self.threshold[1]}",
            "clauses": list(self.clauses),
        }


def rule(book: Book) -> Rule:
    """The shares of the policy year and place (YN2023-2.2b; the threshold is order 40's, AMB-14)."""
    keys = ("quorum.numerator", "quorum.denominator", "vote.numerator", "vote.denominator")
    values = [book.value(key) for key in keys]
    above, below, for_it, of_all = (value.number for value in values)
    return Rule((above, below), (for_it, of_all), tuple(dict.fromkeys(value.clause for value in values)))


def is_quorate(present: int, members: int, rule: Rule) -> bool:
    """Whether `present` of `members` suffice: present/members ≥ the share."""
    above, below = rule.quorum
    return members > 0 and present * below >= members * above


def least(members: int, rule: Rule) -> int:
    """The smallest number of members that makes a quorum."""
    above, below = rule.quorum
    return -(-members * above // below)


def has_passed(agree: int, present: int, rule: Rule) -> bool:
    """Whether `agree` votes of `present` experts suffice; abstentions and missing votes do not agree."""
    above, below = rule.threshold
    return present > 0 and agree * below >= present * above


def is_telling(sums: Mapping[str, int]) -> bool:
    """Whether the counts would say what each has chosen: all who voted chose alike."""
    return sum(number > 0 for number in sums.values()) <= 1


def set_result(ballot: Ballot, sums: Mapping[str, int], rule: Rule) -> None:
    """Set sums (agree, against, abstain) and result on the row. The caller saves and moves."""
    ballot.agree, ballot.against, ballot.abstain = sums["agree"], sums["against"], sums["abstain"]
    ballot.passed = has_passed(sums["agree"], ballot.present, rule)
    ballot.rule = rule.as_kept()

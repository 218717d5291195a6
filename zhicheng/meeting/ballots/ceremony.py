"""The key: three trustees make it together in their browsers, any two of them can open a sum; no dealer.

deal (5 words): E, C0, C1, c, z: the trustee's letter-box, the commitments to the line f(x) = a0 + a1·x, the proof
that a0 is known. share (2 words): f(1), f(2), f(3) without the own, each hidden under the key that both letter-boxes
agree on; nobody but the receiver can read or check it. confirmation (2 words): the proof that the trustee holds the
share that follows from all deals, bound to everything sent.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from zhicheng.meeting.ballots import group
from zhicheng.meeting.ballots.group import NotInGroup, Point

TRUSTEES = (1, 2, 3)
NEEDED = 2
DEAL, SHARES, CONFIRMATION = 5, 2, 2  # words


@dataclass(frozen=True, slots=True)
class Ceremony:
    """Which key is made: identifiers as text."""

    session: str
    key: str

    def context(self, position: int) -> str:
        """The context of one trustee's proofs."""
        return "\n".join(["zhicheng-key-1", self.session, self.key, str(position)])


def deal_holds(deal: str, ceremony: Ceremony, position: int) -> bool:
    """Whether the deal consists of points of the group and its sender knows the number behind it."""
    try:
        raw = group.words(deal, DEAL)
        box, first, second = raw[:3]
        c, z = (group.number(one) for one in raw[3:])
        if not all(group.is_point(one) for one in (box, first, second)):
            return False
        seen = group.minus(group.base(z), group.times(c, first))
        return c == group.challenge("deal", ceremony.context(position), [box, first, second, seen])
    except NotInGroup:
        return False


def shares_hold(shares: str) -> bool:
    """Whether the hidden shares have the right form; what they hide only their receivers can check."""
    try:
        return all(group.number(one) >= 0 for one in group.words(shares, SHARES))
    except NotInGroup:
        return False


def joint_key(deals: Mapping[int, str]) -> str:
    """The key to which choices are encrypted: the sum of the three first commitments, in hexadecimal digits."""
    return group.plus(*(_commitments(deals[one])[0] for one in TRUSTEES)).hex()


def public_share(deals: Mapping[int, str], position: int) -> Point:
    """The point that belongs to a trustee's share, from what all three have published."""
    lines = [_commitments(deals[one]) for one in TRUSTEES]
    return group.plus(
        *(first for first, _second in lines), *(group.times(position, second) for _first, second in lines)
    )


def transcript(deals: Mapping[int, str], shares: Mapping[int, str]) -> str:
    """SHA-256 over all deals, then all hidden shares, in the trustees' order, joined by line feeds."""
    text = "\n".join([*(deals[one] for one in TRUSTEES), *(shares[one] for one in TRUSTEES)])
    return hashlib.sha256(text.encode()).hexdigest()


def fingerprint(key: str, script: str) -> str:
    """What the trustees read out to each other, from key and transcript: 6 groups of 4 digits."""
    digits = hashlib.sha256(f"{key}\n{script}".encode()).hexdigest()[:24].upper()
    return " ".join(digits[at : at + 4] for at in range(0, 24, 4))


def confirmation_holds(
    confirmation: str, ceremony: Ceremony, position: int, deals: Mapping[int, str], shares: Mapping[int, str]
) -> bool:
    """Whether the trustee holds the own share of the key that these messages make."""
    try:
        c, z = (group.number(one) for one in group.words(confirmation, CONFIRMATION))
        mine = public_share(deals, position)
        seen = group.minus(group.base(z), group.times(c, mine))
        context = f"{ceremony.context(position)}\n{transcript(deals, shares)}"
        return c == group.challenge("held", context, [mine, seen])
    except NotInGroup:
        return False


def weight(position: int, others: Sequence[int]) -> int:
    """By what a trustee's part counts when opened together with `others` (Lagrange at 0)."""
    above, below = 1, 1
    for other in others:
        above, below = above * other, below * (other - position)
    return above * pow(below, -1, group.ORDER) % group.ORDER


def _commitments(deal: str) -> tuple[Point, Point]:
    raw = group.words(deal, DEAL)
    return raw[1], raw[2]

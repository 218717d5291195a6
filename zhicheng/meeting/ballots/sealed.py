"""A sealed ballot: three encrypted zeros or ones (agree, against, abstain) and the proofs that exactly one is one.

20 words: A and B of each part (A = r·G, B = r·H + v·G), then c0, c1, z0, z1 of each part (v is 0 or 1), then c, z
(the parts sum to 1). All proofs are bound to session, applicant, round and voter by the context.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from zhicheng.meeting.ballots import group
from zhicheng.meeting.ballots.group import NotInGroup, Point

CHOICES = ("agree", "against", "abstain")
PARTS = len(CHOICES)
WORDS = 20
DIGITS = WORDS * group.WORD
FEWEST = 3  # votes that a sum must hold before it is decrypted: less would tell who chose what

Pair = tuple[Point, Point]


@dataclass(frozen=True, slots=True)
class Place:
    """What a ballot is bound to: identifiers as text, the round from 1, the joint key (64 hexadecimal digits)."""

    session: str
    application: str
    round: int
    key: str

    def context(self, voter: str) -> str:
        """The context of one voter's proofs."""
        return "\n".join(
            ["zhicheng-ballot-1", self.session, self.application, str(self.round), self.key, voter]
        )


def holds(sealed: str, place: Place, voter: str) -> bool:
    """Whether the ballot is one vote of this voter at this place: every proof holds."""
    try:
        return _holds(group.words(sealed, WORDS), bytes.fromhex(place.key), place.context(voter))
    except NotInGroup:
        return False


def pairs(sealed: str) -> list[Pair]:
    """The three encrypted parts of a ballot that holds."""
    raw = group.words(sealed, WORDS)
    return [(raw[2 * part], raw[2 * part + 1]) for part in range(PARTS)]


def tracking_code(sealed: str) -> str:
    """What a voter finds the own ballot by: 4 groups of 4 digits, from SHA-256 of the sealed ballot's text."""
    digits = hashlib.sha256(sealed.encode()).hexdigest()[:16].upper()
    return "-".join(digits[at : at + 4] for at in range(0, 16, 4))


def sums(ballots: Iterable[str]) -> list[Pair]:
    """The encrypted sum of each part over ballots that hold; at least one. Errors: NotInGroup."""
    split = [pairs(one) for one in ballots]
    return [
        (group.plus(*(one[part][0] for one in split)), group.plus(*(one[part][1] for one in split)))
        for part in range(PARTS)
    ]


def _holds(raw: list[bytes], key: Point, context: str) -> bool:
    points = raw[: 2 * PARTS]
    numbers = [group.number(one) for one in raw[2 * PARTS :]]
    one = group.base(1)
    for part in range(PARTS):
        first, second = points[2 * part], points[2 * part + 1]
        c0, c1, z0, z1 = numbers[4 * part : 4 * part + 4]
        seen = [
            group.minus(group.base(z0), group.times(c0, first)),
            group.minus(group.times(z0, key), group.times(c0, second)),
            group.minus(group.base(z1), group.times(c1, first)),
            group.minus(group.times(z1, key), group.times(c1, group.minus(second, one))),
        ]
        if group.challenge(f"choice-{part}", context, [*points, *seen]) != (c0 + c1) % group.ORDER:
            return False
    all_first, all_second = group.plus(*points[::2]), group.minus(group.plus(*points[1::2]), one)
    c, z = numbers[-2:]
    seen = [
        group.minus(group.base(z), group.times(c, all_first)),
        group.minus(group.times(z, key), group.times(c, all_second)),
    ]
    return group.challenge("one", context, [*points, *seen]) == c

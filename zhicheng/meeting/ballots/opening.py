"""Opening sums: two trustees' partial decryptions, each with its proof; only whole sums are ever decrypted.

part (5 words): D of each sum (D = s·A for the trustee's share s), then c, z: the proof that one number takes the
base point to the public share and each A to its D.
"""

from collections.abc import Mapping, Sequence

from zhicheng.meeting.ballots import ceremony, group
from zhicheng.meeting.ballots.group import NotInGroup, Point
from zhicheng.meeting.ballots.sealed import CHOICES, PARTS, Pair, Place

WORDS = PARTS + 2


def holds(part: str, place: Place, position: int, share: Point, sums: Sequence[Pair]) -> bool:
    """Whether the partial decryption of these sums was made with the share behind the public share."""
    try:
        raw = group.words(part, WORDS)
        opened, (c, z) = raw[:PARTS], (group.number(one) for one in raw[PARTS:])
        seen = [group.minus(group.base(z), group.times(c, share))] + [
            group.minus(group.times(z, first), group.times(c, one))
            for (first, _second), one in zip(sums, opened, strict=True)
        ]
        said = [share, *(first for first, _second in sums), *opened, *seen]
        return c == group.challenge("part", place.context(f"trustee-{position}"), said)
    except NotInGroup:
        return False


def counts(sums: Sequence[Pair], parts: Mapping[int, str], most: int) -> dict[str, int] | None:
    """How often each choice was made, from two partial decryptions by position; None where no count up to `most` fits."""
    used = sorted(parts)[: ceremony.NEEDED]
    weights = {one: ceremony.weight(one, [other for other in used if other != one]) for one in used}
    raw = {one: group.words(parts[one], WORDS) for one in used}
    found: dict[str, int] = {}
    for at, choice in enumerate(CHOICES):
        mask = group.plus(*(group.times(weights[one], raw[one][at]) for one in used))
        found_here = _count(sums[at][1], mask, most)
        if found_here is None:
            return None
        found[choice] = found_here
    return found


def _count(point: Point, mask: Point, most: int) -> int | None:
    """The n up to `most` with point = mask + n·G."""
    step, reached = group.base(1), mask
    for number in range(most + 1):
        if reached == point:
            return number
        reached = group.plus(reached, step)
    return None

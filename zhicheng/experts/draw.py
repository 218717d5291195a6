"""The draw: from a frozen roster and three numbers one order follows, and from it the committee.

Anybody who knows roster, numbers and skip reasons can compute it again:

1. roster_hash = SHA-256 over the expert ids, sorted as text, joined by line feeds
2. seed = SHA-256 over roster_hash and the three numbers in the drawers' order, joined by line feeds
3. each expert's ticket = SHA-256 over seed, line feed, expert id; experts are ordered by ticket
4. walking down the order, an expert with a reason to be skipped is skipped, the next `seats` are members,
   the next `stand_ins` are stand-ins in order
"""

import hashlib
import hmac
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

MEMBER, STAND_IN, SKIPPED = "member", "stand_in", "skipped"


@dataclass(frozen=True)
class Drawn:
    """One expert in the computed order: status member, stand_in or skipped (then with its reason)."""

    expert: str
    position: int
    status: str
    reason: str = ""


def roster_hash(experts: Iterable[str]) -> str:
    """64 hexadecimal digits over the roster; the order in which it is handed in does not matter."""
    return _sha256("\n".join(sorted(experts)))


def commitment(number: str, salt: str) -> str:
    """64 hexadecimal digits that bind to `number` without showing it: HMAC-SHA-256 under the salt."""
    return hmac.new(salt.encode(), number.encode(), hashlib.sha256).hexdigest()


def seed(roster: str, numbers: Sequence[str]) -> str:
    """64 hexadecimal digits from the roster's hash and the drawers' numbers in their order."""
    return _sha256("\n".join([roster, *numbers]))


def ticket(expert: str, seed_of_draw: str) -> str:
    """64 hexadecimal digits: the expert's place in the order."""
    return _sha256(f"{seed_of_draw}\n{expert}")


def order(experts: Iterable[str], seed_of_draw: str) -> list[str]:
    """The whole roster in the order that the seed gives."""
    return sorted(experts, key=lambda expert: ticket(expert, seed_of_draw))


def compute(
    experts: Iterable[str], seed_of_draw: str, *, seats: int, stand_ins: int, skip: Mapping[str, str]
) -> list[Drawn]:
    """The drawn order down to the last stand-in; `skip`: expert id → reason. Shorter where the roster is."""
    drawn: list[Drawn] = []
    taken = 0
    for position, expert in enumerate(order(experts, seed_of_draw), start=1):
        if taken == seats + stand_ins:
            break
        if expert in skip:
            drawn.append(Drawn(expert, position, SKIPPED, skip[expert]))
            continue
        drawn.append(Drawn(expert, position, MEMBER if taken < seats else STAND_IN))
        taken += 1
    return drawn


def result_hash(drawn: Sequence[Drawn]) -> str:
    """64 hexadecimal digits over the result: what drawers and supervisor sign."""
    return _sha256("\n".join(f"{d.position} {d.expert} {d.status} {d.reason}" for d in drawn))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""What the browsers of experts and trustees do (static/meeting/ballot/scheme.js), for invented ones, tests and figures.

Nothing that serves pages imports this: the server has no code that encrypts a choice or holds a share.
"""

import hashlib
import secrets
from collections.abc import Mapping, Sequence

from zhicheng.meeting.ballots import ceremony, group
from zhicheng.meeting.ballots.ceremony import Ceremony
from zhicheng.meeting.ballots.sealed import CHOICES, PARTS, Pair, Place


def seal(choice: str, place: Place, voter: str) -> str:
    """A ballot for `choice` (agree, against, abstain), encrypted, with its proofs."""
    key, context = bytes.fromhex(place.key), place.context(voter)
    values = [int(choice == one) for one in CHOICES]
    if sum(values) != 1:
        raise ValueError(f"unknown choice {choice!r}")
    hidden = [_random() for _part in range(PARTS)]
    one = group.base(1)
    points: list[bytes] = []
    for value, number in zip(values, hidden, strict=True):
        masked = group.times(number, key)
        points += [group.base(number), group.plus(masked, one) if value else masked]
    numbers: list[int] = []
    for part, (value, number) in enumerate(zip(values, hidden, strict=True)):
        numbers += _choice_proof(part, value, number, key, points, context)
    nonce = _random()
    c = group.challenge("one", context, [*points, group.base(nonce), group.times(nonce, key)])
    numbers += [c, (nonce + c * sum(hidden)) % group.ORDER]
    return _text(*points, *numbers)


def _choice_proof(
    part: int, value: int, hidden: int, key: bytes, points: Sequence[bytes], context: str
) -> list[int]:
    nonce, other_c, other_z = _random(), _random(), _random()
    true = [group.base(nonce), group.times(nonce, key)]
    # z·G − c·A and z·H − c·(B − other value·G), by way of the known r
    left = (other_z - other_c * hidden) % group.ORDER
    off = group.base(other_c if value == 0 else -other_c)
    made_up = [group.base(left), group.plus(group.times(left, key), off)]
    seen = [*made_up, *true] if value else [*true, *made_up]
    c = (group.challenge(f"choice-{part}", context, [*points, *seen]) - other_c) % group.ORDER
    z = (nonce + c * hidden) % group.ORDER
    return [other_c, c, other_z, z] if value else [c, other_c, z, other_z]


class Trustee:
    """One holder of a share: everything follows from a seed that never leaves the holder."""

    def __init__(self, which: Ceremony, position: int, seed: bytes | None = None) -> None:
        self.which, self.position = which, position
        self.seed = seed or secrets.token_bytes(32)
        self._box, self._at_zero, self._slope = (self._number(name) for name in ("box", "zero", "slope"))

    def deal(self) -> str:
        """The first message."""
        box, first, second = (group.base(one) for one in (self._box, self._at_zero, self._slope))
        nonce = _random()
        context = self.which.context(self.position)
        c = group.challenge("deal", context, [box, first, second, group.base(nonce)])
        return _text(box, first, second, c, (nonce + c * self._at_zero) % group.ORDER)

    def shares(self, deals: Mapping[int, str]) -> str:
        """The second message, once all three have dealt."""
        others = [one for one in ceremony.TRUSTEES if one != self.position]
        return _text(*((self._line(one) + self._pad(deals, self.position, one)) for one in others))

    def confirmation(self, deals: Mapping[int, str], shares: Mapping[int, str]) -> str:
        """The third message. Errors: ValueError where somebody's share does not fit the deal."""
        share = self.share(deals, shares)
        mine = ceremony.public_share(deals, self.position)
        nonce = _random()
        context = f"{self.which.context(self.position)}\n{ceremony.transcript(deals, shares)}"
        c = group.challenge("held", context, [mine, group.base(nonce)])
        return _text(c, (nonce + c * share) % group.ORDER)

    def file(self, passphrase: str) -> dict[str, object]:
        """The holder's file: the seed, masked under the passphrase."""
        salt = secrets.token_bytes(16)
        pad = hashlib.scrypt(passphrase.encode(), salt=salt, n=2**15, r=8, p=1, maxmem=2**26, dklen=32)
        masked = bytes(one ^ other for one, other in zip(self.seed, pad, strict=True))
        which = {"session": self.which.session, "key": self.which.key, "position": self.position}
        return {"format": "zhicheng-share-1", **which, "salt": salt.hex(), "masked": masked.hex()}

    def share(self, deals: Mapping[int, str], shares: Mapping[int, str]) -> int:
        """The own share of the joint key."""
        total = self._line(self.position)
        for sender in ceremony.TRUSTEES:
            if sender == self.position:
                continue
            at = [one for one in ceremony.TRUSTEES if one != sender].index(self.position)
            hidden = group.number(group.words(shares[sender], ceremony.SHARES)[at])
            total += self._checked(hidden - self._pad(deals, sender, self.position), sender, deals)
        return total % group.ORDER

    def _checked(self, share: int, sender: int, deals: Mapping[int, str]) -> int:
        first, second = group.words(deals[sender], ceremony.DEAL)[1:3]
        if group.base(share) != group.plus(first, group.times(self.position, second)):
            raise ValueError(f"the share from trustee {sender} does not fit the deal")
        return share

    def _line(self, at: int) -> int:
        return (self._at_zero + at * self._slope) % group.ORDER

    def _pad(self, deals: Mapping[int, str], sender: int, receiver: int) -> int:
        other = receiver if self.position == sender else sender
        box = group.words(deals[other], ceremony.DEAL)[0]
        context = "\n".join(["zhicheng-key-1", self.which.session, self.which.key, f"{sender}-{receiver}"])
        return group.challenge("pad", context, [group.times(self._box, box)])

    def _number(self, name: str) -> int:
        return group.challenge(f"seed-{name}", self.which.context(self.position), [self.seed])


def open_with(share: int, public: bytes, position: int, place: Place, sums: Sequence[Pair]) -> str:
    """The partial decryption of three sums with a share that is at hand."""
    firsts = [first for first, _second in sums]
    opened = [group.times(share, first) for first in firsts]
    nonce = _random()
    seen = [group.base(nonce), *(group.times(nonce, first) for first in firsts)]
    said = [public, *firsts, *opened, *seen]
    c = group.challenge("part", place.context(f"trustee-{position}"), said)
    return _text(*opened, c, (nonce + c * share) % group.ORDER)


def _random() -> int:
    return int.from_bytes(hashlib.sha512(secrets.token_bytes(64)).digest(), "little") % group.ORDER


def _text(*parts: bytes | int) -> str:
    return "".join((part if isinstance(part, bytes) else group.to_bytes(part)).hex() for part in parts)

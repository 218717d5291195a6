"""The group: the points of prime order on edwards25519, by libsodium (PyNaCl); numbers modulo that order.

A point is 32 bytes as RFC 8032 writes it, a number 32 bytes, least significant first. The neutral element, points
outside the group and numbers not below the order are refused wherever they appear.
"""

import hashlib
from collections.abc import Sequence
from functools import reduce

from nacl import bindings
from nacl.exceptions import RuntimeError as SodiumError

ORDER = 2**252 + 27742317777372353535851937790883648493
SIZE = 32  # bytes of a point or a number
WORD = SIZE * 2  # hexadecimal digits of either

Point = bytes


class NotInGroup(ValueError):
    """A point or number that no honest program makes."""


def base(number: int) -> Point:
    """`number` times the base point. Errors: NotInGroup for zero."""
    if number % ORDER == 0:
        raise NotInGroup("zero")
    return bindings.crypto_scalarmult_ed25519_base_noclamp(to_bytes(number))


def times(number: int, point: Point) -> Point:
    """`number` times `point`; the point is checked on the way. Errors: NotInGroup."""
    try:
        return bindings.crypto_scalarmult_ed25519_noclamp(to_bytes(number), point)
    except SodiumError as error:
        raise NotInGroup("not a point of the group, or a multiple of zero") from error


def plus(*points: Point) -> Point:
    """The sum of checked points. Errors: NotInGroup."""
    try:
        return reduce(bindings.crypto_core_ed25519_add, points)
    except SodiumError as error:
        raise NotInGroup("not a point") from error


def minus(point: Point, other: Point) -> Point:
    """The difference of two checked points. Errors: NotInGroup."""
    try:
        return bindings.crypto_core_ed25519_sub(point, other)
    except SodiumError as error:
        raise NotInGroup("not a point") from error


def is_point(point: Point) -> bool:
    """Whether it is a point of the group other than the neutral element, written in the one allowed way."""
    return len(point) == SIZE and bool(bindings.crypto_core_ed25519_is_valid_point(point))


def to_bytes(number: int) -> bytes:
    """A number as 32 bytes, least significant first."""
    return (number % ORDER).to_bytes(SIZE, "little")


def number(raw: bytes) -> int:
    """The number that 32 bytes stand for. Errors: NotInGroup where it is not below the order."""
    found = int.from_bytes(raw, "little")
    if len(raw) != SIZE or found >= ORDER:
        raise NotInGroup("a number is not below the order")
    return found


def words(text: str, count: int) -> list[bytes]:
    """`count` words of 32 bytes from lower-case hexadecimal digits. Errors: NotInGroup."""
    if len(text) != count * WORD or set(text) - set("0123456789abcdef"):
        raise NotInGroup("not the right number of lower-case hexadecimal digits")
    raw = bytes.fromhex(text)
    return [raw[at : at + SIZE] for at in range(0, len(raw), SIZE)]


def challenge(label: str, context: str, parts: Sequence[bytes]) -> int:
    """Fiat–Shamir: SHA-512 over label, context and the parts in hexadecimal, joined by line feeds, as a number."""
    text = "\n".join([label, context, *(part.hex() for part in parts)])
    return int.from_bytes(hashlib.sha512(text.encode()).digest(), "little") % ORDER

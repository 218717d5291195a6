"""A drawer's number deposited with the supervisor: sealed in the drawer's browser, openable with one file alone.

Hashed ElGamal on the group of edwards25519 (libsodium), made deterministic: the randomness follows from the number of
128 bits, so that everybody can seal a revealed number again and see that the deposit had been honest. The opening half
exists in the supervisor's browser alone (static/experts/deposit.js). docs/formats/draw.md says it to the byte.
"""

import hashlib
import re
from dataclasses import dataclass

from nacl import bindings
from nacl.exceptions import RuntimeError as SodiumError

ORDER = 2**252 + 27742317777372353535851937790883648493
LABEL = "zhicheng-deposit-1"
NUMBER = re.compile("[0-9a-f]{32}")  # 128 bits
HASH = re.compile("[0-9a-f]{64}")
DEPOSIT = re.compile("[0-9a-f]{96}")


@dataclass(frozen=True, slots=True)
class Place:
    """What a deposit is bound to: the roster's hash, the drawer's position (1 to 3), the supervisor's public key."""

    roster: str
    position: int
    key: str

    def words(self, name: str, *more: str) -> bytes:
        """What is hashed: the place and what else is given, by line."""
        return "\n".join([LABEL, name, self.roster, str(self.position), self.key, *more]).encode()


def is_number(text: str) -> bool:
    """Whether it is a drawer's number as written: 32 lower-case hexadecimal digits."""
    return NUMBER.fullmatch(text) is not None


def is_commitment(text: str) -> bool:
    """Whether it has the form of a commitment: 64 lower-case hexadecimal digits."""
    return HASH.fullmatch(text) is not None


def is_key(text: str) -> bool:
    """Whether it is a point of the group, as a supervisor's public key must be."""
    return is_commitment(text) and bool(bindings.crypto_core_ed25519_is_valid_point(bytes.fromhex(text)))


def is_deposit(text: str) -> bool:
    """Whether it has the form of a deposit: a point of the group and 16 masked bytes."""
    return DEPOSIT.fullmatch(text) is not None and is_key(text[:64])


def sealed(number: str, place: Place) -> str:
    """The one deposit of a number at a place. Errors: ValueError for a key that is no point of the group."""
    secret = scalar(place.words("number", number))
    point = bindings.crypto_scalarmult_ed25519_base_noclamp(secret)
    try:
        shared = bindings.crypto_scalarmult_ed25519_noclamp(secret, bytes.fromhex(place.key))
    except SodiumError as error:
        raise ValueError("the key is not a point of the group") from error
    return point.hex() + masked(number, place, point, shared)


def scalar(words: bytes) -> bytes:
    """A number below the order, 32 bytes as the curve's library takes it: SHA-512 read as one number, most first."""
    return (int(hashlib.sha512(words).hexdigest(), 16) % ORDER).to_bytes(32, "little")


def masked(number: str, place: Place, point: bytes, shared: bytes) -> str:
    """The number under the pad of a point and what both sides agree on; applied twice, the number again."""
    pad = hashlib.sha256(place.words("pad", point.hex(), shared.hex())).hexdigest()[:32]
    return f"{int(number, 16) ^ int(pad, 16):032x}"

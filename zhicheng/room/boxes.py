"""What leaves the house is encrypted: the package under a passphrase, the result under a key sent along. No Django."""

import os
import secrets
import unicodedata

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

KEY = 32  # bytes, of every key
NONCE = 12
SALT = 16
COST = {"n": 2**17, "r": 8, "p": 1}  # scrypt: 128 MB and a good second for every guess
ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"  # nothing that is read as something else


class WrongKey(Exception):
    """Not encrypted with this key for this place, or changed since."""


def new_phrase(groups: int = 6) -> str:
    """A passphrase to write down: groups of five characters, some 25 bits each."""
    return "-".join("".join(secrets.choice(ALPHABET) for _sign in range(5)) for _group in range(groups))


def key_from(phrase: str, salt: bytes) -> bytes:
    """The key behind a passphrase, however it was typed: blanks, capitals and forms of characters do not matter."""
    plain = unicodedata.normalize("NFKC", phrase).replace(" ", "").lower()
    return Scrypt(salt=salt, length=KEY, **COST).derive(plain.encode())


def lock(key: bytes, content: bytes, place: str) -> bytes:
    """Nonce and ciphertext (AES-256-GCM), bound to the place where it lies."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, place.encode())


def unlock(key: bytes, box: bytes, place: str) -> bytes:
    """The content. Errors: WrongKey."""
    try:
        return AESGCM(key).decrypt(box[:NONCE], box[NONCE:], place.encode())
    except (InvalidTag, ValueError) as error:
        raise WrongKey(place) from error

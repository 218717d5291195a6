"""The box: each choice is encrypted to the box's key and lies among the others; their order tells nothing.

Who voted is marked elsewhere, without time or order. Nothing in the database ties a voter to a ciphertext:
the list is kept sorted in one field, so neither row order nor ids nor times betray who added which.
The count decrypts all at once, keeps the sums alone, and destroys the private key. Only meeting.actions and
meeting.counting may import this.
"""

import base64
import os

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

CHOICES = ("agree", "against", "abstain")
LENGTH = 8  # bytes: every choice is padded to the same length
KEY = 32  # bytes of an X25519 key


def new_box() -> tuple[str, str]:
    """A new box: its public key and its private key, both base64."""
    private = X25519PrivateKey.generate()
    return _text(private.public_key().public_bytes_raw()), _text(private.private_bytes_raw())


def put(sealed: list[str], box_key: str, choice: str) -> list[str]:
    """The list with one more choice, encrypted and sorted in. Errors: ValueError for an unknown choice."""
    if choice not in CHOICES:
        raise ValueError(f"unknown choice {choice!r}")
    once = X25519PrivateKey.generate()
    public = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(base64.b64decode(box_key)))
    nonce = os.urandom(12)
    body = AESGCM(_key(shared, public)).encrypt(nonce, choice.encode().ljust(LENGTH), None)
    return sorted([*sealed, _text(public + nonce + body)])


def tally(sealed: list[str], opener: str) -> dict[str, int]:
    """How often each choice lies in the box; keys agree, against, abstain."""
    private = X25519PrivateKey.from_private_bytes(base64.b64decode(opener))
    sums = dict.fromkeys(CHOICES, 0)
    for one in sealed:
        raw = base64.b64decode(one)
        public, nonce, body = raw[:KEY], raw[KEY : KEY + 12], raw[KEY + 12 :]
        shared = private.exchange(X25519PublicKey.from_public_bytes(public))
        sums[AESGCM(_key(shared, public)).decrypt(nonce, body, None).decode().strip()] += 1
    return sums


def _key(shared: bytes, public: bytes) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=32, salt=None, info=b"zhicheng ballot " + public).derive(
        shared
    )


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()

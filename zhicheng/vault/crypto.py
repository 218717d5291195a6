"""Encryption at rest (AES-256-GCM), the keyed index (HMAC-SHA-256), and signing keys (Ed25519)."""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from zhicheng.vault import keys

NONCE = 12  # bytes
VERSION = "v1"


class Unreadable(Exception):
    """The stored text was not encrypted with the key of this installation, or was changed."""


def encrypt(text: str) -> str:
    """`text` encrypted for storage: "v1:" and base64 of nonce and ciphertext."""
    nonce = os.urandom(NONCE)
    sealed = _cipher().encrypt(nonce, text.encode(), None)
    return f"{VERSION}:{base64.b64encode(nonce + sealed).decode()}"


def decrypt(stored: str) -> str:
    """The text behind `stored`. Errors: Unreadable."""
    version, _, body = stored.partition(":")
    if version != VERSION:
        raise Unreadable(f"unknown version {version!r} of an encrypted field")
    raw = base64.b64decode(body)
    try:
        return _cipher().decrypt(raw[:NONCE], raw[NONCE:], None).decode()
    except InvalidTag:
        raise Unreadable("an encrypted field was written with another key, or was changed") from None


def keyed_index(kind: str, text: str) -> str:
    """64 hexadecimal digits under which the normalised `text` of a kind ("id", "mobile", "login") is found again."""
    key = keys.read(settings.DATA_DIR, "index")
    return hmac.new(key, f"{kind}\x00{text.strip().upper()}".encode(), hashlib.sha256).hexdigest()


def derived(name: str) -> bytes:
    """32 bytes of this installation's own for a purpose; nothing leads back from them to the key they come from."""
    return hmac.new(keys.read(settings.DATA_DIR, "signing"), name.encode(), hashlib.sha256).digest()


def sign(holder: str, content: bytes) -> str:
    """Base64 of the Ed25519 signature of `content` with the key of `holder` ("org:<id>", "account:<id>")."""
    return base64.b64encode(_signing_key(holder).sign(content)).decode()


def public_key(holder: str) -> str:
    """Base64 of the 32 bytes of the public key of `holder`."""
    return base64.b64encode(_signing_key(holder).public_key().public_bytes_raw()).decode()


def public_key_under(master: bytes, holder: str) -> str:
    """As `public_key`, where another installation's signing key is `master`."""
    seed = hmac.new(master, holder.encode(), hashlib.sha256).digest()
    return base64.b64encode(
        Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    ).decode()


def signature_holds(key: str, content: bytes, signature: str) -> bool:
    """Whether `signature` (base64) is one of `content` under the public key `key` (base64)."""
    try:
        raw = Ed25519PublicKey.from_public_bytes(base64.b64decode(key))
        raw.verify(base64.b64decode(signature), content)
    except (InvalidSignature, ValueError):
        return False
    return True


@lru_cache(maxsize=1)
def _cipher() -> AESGCM:
    return AESGCM(keys.read(settings.DATA_DIR, "field"))


@lru_cache(maxsize=4096)
def _signing_key(holder: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(derived(holder))

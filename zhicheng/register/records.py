"""Files that are checked offline, of a draw or of a vote: their exact bytes, and the frame of checking them."""

import base64
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from zhicheng.register.offline import content_hash, statement

SIGNATURE = {
    "algorithm", "purpose", "content_hash", "account", "organisation", "method", "signed_at", "scan", "public_key",
    "value",
}  # fmt: skip


class Broken(Exception):
    """The record does not hold; the message says where, in Chinese."""


def written(file: Mapping[str, Any]) -> bytes:
    """A file's bytes: JSON, keys in order, no blanks, UTF-8, a line feed at the end."""
    return (canonical(file) + "\n").encode()


def canonical(content: Mapping[str, Any]) -> str:
    """JSON with keys in order and no blanks: over its UTF-8 bytes the hashes are taken."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def checked(raw: bytes, check: Callable[[Mapping[str, Any]], None]) -> dict[str, Any]:
    """The content of a file that holds from its first byte to its last by `check`. Errors: Broken."""
    try:
        file = json.loads(raw)
        if not isinstance(file, dict) or written(file) != raw:
            raise Broken("文件不是按规定的格式写成的，或者被改动过")
        check(file)
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError) as error:
        raise Broken(f"文件不完整或被改动过（{type(error).__name__}）") from error
    found: dict[str, Any] = file["content"]
    return found


def check_signature(content: Mapping[str, Any], one: Mapping[str, str], purpose: str, other: str) -> None:
    """One signature over the content, for the purpose. Errors: Broken, with `other` where it is for another purpose."""
    if set(one) - {"on_behalf_of"} != SIGNATURE or (one["algorithm"], one["purpose"]) != ("Ed25519", purpose):
        raise Broken(other)
    if content_hash(content) != one["content_hash"]:
        raise Broken("内容与签名时不一致")
    try:
        public, value = (_bytes(one[name]) for name in ("public_key", "value"))
        Ed25519PublicKey.from_public_bytes(public).verify(value, statement(one))
    except InvalidSignature as error:
        raise Broken("签名不成立") from error


def _bytes(text: str) -> bytes:
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise Broken("签名的写法被改动过")
    return raw


def read(path: Path, largest: int) -> bytes | None:
    """A file of at most `largest` bytes; None, said on standard error, where it cannot be read."""
    try:
        if path.stat().st_size > largest:
            raise OSError("文件太大")
        return path.read_bytes()
    except OSError as error:
        print(f"{path}：不能读取（{error}）", file=sys.stderr)
        return None

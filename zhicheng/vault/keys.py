"""The key files under DATA_DIR/keys (mode 600): created once, read at start, never guessed.

session   Django's signing of sessions and forms
field     encryption of ID numbers, phones and other personal fields
index     keyed index over encrypted fields, so that they can be searched for
signing   the seed from which the signing key of each organisation and person is derived
"""

import os
import secrets
from functools import cache
from pathlib import Path

NAMES = ("session", "field", "index", "signing")
LENGTH = 32  # bytes


class KeyMissing(Exception):
    """A key file is missing, too short, or readable by others; the message says what to do."""


def folder(data_dir: Path) -> Path:
    return data_dir / "keys"


def create(data_dir: Path) -> list[str]:
    """Create the missing key files (mode 600); the names of those created.

    A lost key is never replaced beside others: that would leave data unreadable without anyone noticing.
    Errors: KeyMissing where some keys exist and others don't.
    """
    place = folder(data_dir)
    place.mkdir(parents=True, exist_ok=True)
    place.chmod(0o700)
    missing = [name for name in NAMES if not (place / name).exists()]
    if missing and len(missing) != len(NAMES):
        raise KeyMissing(_advice(place / missing[0], "is missing while other keys exist"))
    for name in missing:
        descriptor = os.open(place / name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as stream:
            stream.write(secrets.token_hex(LENGTH))
    return missing


@cache
def read(data_dir: Path, name: str) -> bytes:
    """The key's 32 bytes. Errors: KeyMissing."""
    path = folder(data_dir) / name
    try:
        mode = path.stat().st_mode & 0o777
        content = path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        raise KeyMissing(_advice(path, "is missing")) from None
    if mode & 0o077:
        raise KeyMissing(f"key file {path} can be read by others (mode {mode:o}): run `chmod 600 {path}`")
    if len(content) != 2 * LENGTH:
        raise KeyMissing(_advice(path, f"does not hold {2 * LENGTH} hexadecimal digits"))
    return bytes.fromhex(content)


def read_text(data_dir: Path, name: str) -> str:
    """The key as hexadecimal text."""
    return read(data_dir, name).hex()


def create_command(data_dir: Path) -> int:
    """`zhicheng keys create`: the exit status."""
    try:
        created = create(data_dir)
    except KeyMissing as missing:
        print(missing)
        return 2
    print(f"keys in {folder(data_dir)}: " + (", ".join(created) + " created" if created else "all there"))
    return 0


def _advice(path: Path, what: str) -> str:
    return (
        f"key file {path} {what}: restore it from your backup of DATA_DIR/keys, "
        "or, for a new installation, run `zhicheng keys create`"
    )

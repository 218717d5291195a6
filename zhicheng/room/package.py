"""The folder in which a session leaves the house: a head in clear, parts encrypted. docs/formats/room.md. No Django."""

import base64
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zhicheng.register.records import Broken, check_signature, checked, read, written
from zhicheng.room import boxes

FORMAT, PURPOSE = "zhicheng-room-1", "closed_room"
HEAD, ROWS, KEYS, FILES = "room.json", "rows.bin", "keys.bin", "files"
LARGEST_HEAD, LARGEST_PART = 10_000_000, 4_000_000_000  # bytes


@dataclass(frozen=True)
class Package:
    """A package whose head holds, and the key of its parts."""

    folder: Path
    content: Mapping[str, Any]
    signature: Mapping[str, str]
    digest: str
    key: bytes

    def part(self, name: str) -> bytes:
        """A part in clear. Errors: Broken."""
        told = self.content["parts"].get(name)
        raw = read(self.folder / name, LARGEST_PART)
        if told is None or raw is None or hashlib.sha256(raw).hexdigest() != told:
            raise Broken(f"{name} 缺失或被改动过")
        try:
            return boxes.unlock(self.key, raw, place(self.content["room"], name))
        except boxes.WrongKey as error:
            raise Broken(f"{name} 不能解密") from error

    def keys(self) -> dict[str, str]:
        """The room's own keys, hexadecimal: four as `zhicheng keys create` makes them, and `result`. Errors: Broken."""
        found: dict[str, str] = json.loads(self.part(KEYS))
        return found


class Writer:
    """Writes the parts one after the other, the head last: without it the folder is no package."""

    def __init__(self, folder: Path, room: str, phrase: str) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self.folder, self.room = folder, room
        self.key, self.salt = os.urandom(boxes.KEY), os.urandom(boxes.SALT)
        self.wrapped = boxes.lock(boxes.key_from(phrase, self.salt), self.key, place(room, HEAD))
        self.parts: dict[str, str] = {}

    def put(self, name: str, content: bytes) -> None:
        """Encrypt one part into the folder."""
        raw = boxes.lock(self.key, content, place(self.room, name))
        target = self.folder / name
        target.parent.mkdir(exist_ok=True, mode=0o700)
        _write(target, raw)
        self.parts[name] = hashlib.sha256(raw).hexdigest()

    def content(self, **more: Any) -> dict[str, Any]:
        """What is signed: everything but the signature."""
        return {
            "format": FORMAT,
            "room": self.room,
            "salt": _text(self.salt),
            "key": _text(self.wrapped),
            "parts": self.parts,
            **more,
        }

    def finish(self, content: Mapping[str, Any], signature: Mapping[str, str]) -> str:
        """Write the head; the package's digest."""
        raw = written({"content": content, "signature": signature})
        _write(self.folder / HEAD, raw)
        return hashlib.sha256(raw).hexdigest()


def opened(folder: Path, phrase: str) -> Package:
    """The package in a folder. Errors: Broken, also for a wrong passphrase."""
    raw = read(folder / HEAD, LARGEST_HEAD)
    if raw is None:
        raise Broken(f"{folder} 里没有封闭会场的导出包（{HEAD}）")
    content = checked(raw, _check)
    room = content["room"]
    try:
        key = boxes.unlock(
            boxes.key_from(phrase, _bytes(content["salt"])), _bytes(content["key"]), place(room, HEAD)
        )
    except boxes.WrongKey:
        raise Broken("口令不对，或者导出包被改动过") from None
    return Package(folder, content, json.loads(raw)["signature"], hashlib.sha256(raw).hexdigest(), key)


def place(room: str, name: str) -> str:
    """What a part is bound to."""
    return f"{FORMAT}\n{room}\n{name}"


def _check(file: Mapping[str, Any]) -> None:
    if set(file) != {"content", "signature"} or file["content"]["format"] != FORMAT:
        raise Broken(f"不是封闭会场的导出包（format 应为 {FORMAT}）")
    check_signature(file["content"], file["signature"], PURPOSE, "签名不是导出封闭会场的签名")


def _write(target: Path, raw: bytes) -> None:
    descriptor = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(raw)
        stream.flush()
        os.fsync(stream.fileno())


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text, validate=True)

"""The layout of a package by RFC 8493 (BagIt 1.0): its tag files, and whether a folder is what they say.

Stricter than the RFC, so that no byte is free: names are plain ASCII, every list has one writing, nothing may lie beside.
"""

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path

DECLARATION = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
INFO, MANIFEST, TAG_MANIFEST, PAYLOAD = (
    "bag-info.txt",
    "manifest-sha256.txt",
    "tagmanifest-sha256.txt",
    "data",
)
TAGGED = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt")
NAME = re.compile(r"data(/[A-Za-z0-9][A-Za-z0-9._-]*)+")
_LINE = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9._/-]+)")
_CHUNK = 1 << 20


class NotABag(Exception):
    """The folder cannot be read as a package at all; the message says why, in Chinese."""


def digest_of(path: Path) -> str:
    """64 hexadecimal digits: SHA-256 of a file."""
    found = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def listed(hashes: Mapping[str, str]) -> bytes:
    """A manifest's bytes: one line for each file, by name."""
    return "".join(f"{hashes[name]}  {name}\n" for name in sorted(hashes)).encode()


def tag_files(hashes: Mapping[str, str], size: int, info: Mapping[str, str]) -> dict[str, bytes]:
    """The four files beside the payload, by name. `hashes`: of the payload, `size`: its bytes, `info`: labels."""
    labels = {**info, "Payload-Oxum": f"{size}.{len(hashes)}"}
    made = {
        "bagit.txt": DECLARATION,
        INFO: "".join(f"{label}: {_one_line(value)}\n" for label, value in labels.items()).encode(),
        MANIFEST: listed(hashes),
    }
    tags = {name: hashlib.sha256(content).hexdigest() for name, content in made.items()}
    return {**made, TAG_MANIFEST: listed(tags)}


def info_of(folder: Path) -> dict[str, str]:
    """The labels of bag-info.txt. Errors: NotABag."""
    try:
        lines = (folder / INFO).read_text("utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise NotABag(f"{INFO}不能读取（{error}）") from error
    return dict(line.split(": ", 1) for line in lines if ": " in line)


def faults(folder: Path) -> list[str]:
    """Everything by which the folder is not the package it was, in Chinese; empty where it is. Errors: NotABag."""
    if not folder.is_dir():
        raise NotABag(f"{folder}：不是文件夹")
    missing = [name for name in (*TAGGED, TAG_MANIFEST) if not (folder / name).is_file()]
    if missing or not (folder / PAYLOAD).is_dir():
        raise NotABag(f"{folder}：不是归档包，缺少{'、'.join([*missing, *_no_payload(folder)])}")
    tags, payload = _read(folder, TAG_MANIFEST), _read(folder, MANIFEST)
    if tags is None or payload is None:
        wrong = TAG_MANIFEST if tags is None else MANIFEST
        return [f"{wrong}不是按规定的格式写成的，或者被改动过"]
    found = []
    if (folder / "bagit.txt").read_bytes() != DECLARATION:
        found.append("bagit.txt不是本格式的声明")
    if sorted(tags) != sorted(TAGGED):
        found.append(f"{TAG_MANIFEST}应当列出{'、'.join(TAGGED)}")
    there = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if not one.is_dir()}
    links = {one.relative_to(folder).as_posix() for one in folder.rglob("*") if one.is_symlink()}
    known = {*tags, *payload, TAG_MANIFEST}
    found += [f"多出文件：{name}" for name in sorted(there - known)]
    found += [f"缺少文件：{name}" for name in sorted(known - there)]
    found += [f"不是文件而是链接：{name}" for name in sorted(links)]
    found += [f"名称不合规定：{name}" for name in sorted(payload) if not NAME.fullmatch(name)]
    wanted = {**payload, **tags}
    for name in sorted((there & set(wanted)) - links):
        if digest_of(folder / name) != wanted[name]:
            found.append(f"内容被改动：{name}")
    if not found:
        size = sum((folder / name).stat().st_size for name in payload)
        if info_of(folder).get("Payload-Oxum") != f"{size}.{len(payload)}":
            found.append(f"{INFO}所记的字节数和文件数不符")
    return found


def _read(folder: Path, name: str) -> dict[str, str] | None:
    """A manifest: hash by name; None where it is written in another way."""
    raw = (folder / name).read_bytes()
    lines = [_LINE.fullmatch(line) for line in raw.decode("ascii", "replace").splitlines()]
    found = {line[2]: line[1] for line in lines if line}
    return found if listed(found) == raw else None


def _no_payload(folder: Path) -> list[str]:
    return [] if (folder / PAYLOAD).is_dir() else [f"{PAYLOAD}/"]


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""Where kept content lies, behind one interface: a folder, or an S3-compatible store where FILES_STORE names one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.module_loading import import_string

SCHEMES = {"s3": "https", "s3+http": "http"}


class Store(Protocol):
    """Content by name; a name is given once and its content never changes."""

    def has(self, name: str) -> bool:
        """Whether the whole content is there."""

    def put(self, name: str, source: Path) -> None:
        """Keep the content of a file, which is gone afterwards: all of it or nothing."""

    def open(self, name: str) -> IO[bytes]:
        """Read it, from its start. Errors: FileNotFoundError."""


class Folder:
    """A folder on disk; files of it can be read by their owner alone."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def path(self, name: str) -> Path:
        """Where it lies."""
        return self.root / key_of(name)

    def has(self, name: str) -> bool:
        return self.path(name).exists()

    def put(self, name: str, source: Path) -> None:
        target = self.path(name)
        target.parent.mkdir(parents=True, exist_ok=True)
        source.chmod(0o600)
        source.replace(target)

    def open(self, name: str) -> IO[bytes]:
        return self.path(name).open("rb")


class Bucket:
    """A bucket of an S3-compatible store, by django-storages."""

    def __init__(self, address: str) -> None:
        self.storage = storages.create_storage(
            {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options(address)}
        )

    def has(self, name: str) -> bool:
        return self.storage.exists(key_of(name))

    def put(self, name: str, source: Path) -> None:
        with source.open("rb") as stream:
            self.storage.save(key_of(name), File(stream))
        source.unlink()

    def open(self, name: str) -> IO[bytes]:
        return self.storage.open(key_of(name), "rb")


def key_of(name: str) -> str:
    """`abcdef…` lies at `ab/cd/abcdef…`."""
    return f"{name[:2]}/{name[2:4]}/{name}"


def options(address: str) -> Mapping[str, Any]:
    """What django-storages asks for, from s3://key:secret@host:port/bucket?region=… (s3+http:// without TLS)."""
    parts = urlsplit(address)
    bucket = parts.path.strip("/")
    if parts.scheme not in SCHEMES or not parts.hostname or not bucket or "/" in bucket:
        raise ValueError(
            "FILES_STORE: s3://key:secret@host:port/bucket is understood, s3+http:// without TLS"
        )
    port = f":{parts.port}" if parts.port else ""
    when_needed = {
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    config = import_string("botocore.config.Config")
    return {
        "bucket_name": bucket,
        "endpoint_url": f"{SCHEMES[parts.scheme]}://{parts.hostname}{port}",
        "region_name": parse_qs(parts.query).get("region", ["us-east-1"])[0],
        "access_key": unquote(parts.username or ""),
        "secret_key": unquote(parts.password or ""),
        "file_overwrite": True,
        "default_acl": None,
        "client_config": config(
            s3={"addressing_style": "path"},
            signature_version="s3v4",
            connect_timeout=5,
            read_timeout=60,
            **when_needed,
        ),
    }


def store() -> Store:
    """The store of this installation."""
    if settings.FILES_STORE:
        return _bucket(settings.FILES_STORE)
    return Folder(Path(settings.FILES_ROOT))


@cache
def _bucket(address: str) -> Bucket:
    return Bucket(address)

"""Where kept content lies, behind one interface: a folder, or an S3-compatible store where FILES_STORE names one."""

from __future__ import annotations

import contextlib
import os
import shutil
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import IO, Any, Protocol

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.utils.module_loading import import_string

from zhicheng.files.store_address import parsed


class StoreAway(Exception):
    """The store does not answer, or not as it should."""


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

    def __init__(self, address: str, origin: str = "") -> None:
        """`address`: FILES_STORE; `origin`: at which browsers reach the store (default: that of the address)."""
        told = options(address)
        self.storage = _storage(told)
        self.for_browsers = _storage({**told, "endpoint_url": origin or told["endpoint_url"]})

    def has(self, name: str) -> bool:
        there: bool = self.storage.exists(key_of(name))
        return there

    def put(self, name: str, source: Path) -> None:
        with source.open("rb") as stream:
            self.storage.save(key_of(name), File(stream))
        source.unlink()

    def open(self, name: str) -> IO[bytes]:
        stream: IO[bytes] = self.storage.open(key_of(name), "rb")
        return stream

    def signed_put(self, key: str, size: int, *, kind: str, seconds: int) -> str:
        """An address at which a browser may put `size` bytes of a media type under a key for some seconds; asks nobody."""
        told = {
            "Bucket": self.storage.bucket_name,
            "Key": key,
            "ContentLength": size,
            "ContentType": kind,
        }
        client = self.for_browsers.connection.meta.client
        address: str = client.generate_presigned_url("put_object", Params=told, ExpiresIn=seconds)
        return address

    def size_of(self, key: str) -> int | None:
        """How many bytes lie under a key; None where nothing does. Errors: StoreAway."""
        with _reached(), contextlib.suppress(FileNotFoundError):
            size: int = self.storage.size(key)
            return size
        return None

    def fetch(self, key: str, size: int, target: Path) -> None:
        """Bring what lies under a key. Errors: FileNotFoundError, also where it is of another size; StoreAway."""
        with _reached(), self.storage.open(key, "rb") as source:
            if source.size != size:
                raise FileNotFoundError(key)
            target.parent.mkdir(parents=True, exist_ok=True)
            with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as here:
                shutil.copyfileobj(source, here)

    def forget(self, key: str) -> None:
        """Nothing lies under the key any more. Errors: StoreAway."""
        with _reached():
            self.storage.delete(key)


def _storage(told: Mapping[str, Any]) -> Any:
    return storages.create_storage({"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": told})


@contextlib.contextmanager
def _reached() -> Iterator[None]:
    wrong = tuple(import_string(f"botocore.exceptions.{one}") for one in ("BotoCoreError", "ClientError"))
    try:
        yield
    except wrong as error:
        raise StoreAway(str(error)) from error


def key_of(name: str) -> str:
    """`abcdef…` lies at `ab/cd/abcdef…`."""
    return f"{name[:2]}/{name[2:4]}/{name}"


def options(address: str) -> Mapping[str, Any]:
    """What django-storages asks for. `address`: FILES_STORE. Errors: ValueError."""
    told = parsed(address)
    when_needed = {
        "request_checksum_calculation": "when_required",
        "response_checksum_validation": "when_required",
    }
    config = import_string("botocore.config.Config")
    return {
        "bucket_name": told.bucket,
        "endpoint_url": told.origin,
        "region_name": told.region,
        "access_key": told.key,
        "secret_key": told.secret,
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
        return bucket()
    return Folder(Path(settings.FILES_ROOT))


def bucket() -> Bucket:
    """The bucket that FILES_STORE names."""
    return _bucket(settings.FILES_STORE, settings.FILES_STORE_ADDRESS)


@cache
def _bucket(address: str, origin: str) -> Bucket:
    return Bucket(address, origin)

"""Store an upload by the hash of its content, outside the web root."""

from __future__ import annotations

import contextlib
import hashlib
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File

from zhicheng.almanac import clock
from zhicheng.files.checks import media_type
from zhicheng.files.models import StoredFile

CHUNK = 1 << 18


def path_of(sha256: str) -> Path:
    """Where the content lies."""
    return Path(settings.FILES_ROOT) / sha256[:2] / sha256[2:4] / sha256


def store(upload: File[bytes], kinds: frozenset[str]) -> StoredFile:
    """Check and keep an upload; one content is kept once. Errors: FileRefused.

    The content is on disk, synced, before the row is written: a crash leaves an unused file, never a row without one.
    """
    found = media_type(upload, upload.name or "", upload.size or 0, kinds)  # type: ignore[arg-type]
    upload.seek(0)
    return _keep(iter(lambda: upload.read(CHUNK), b""), found)


def store_bytes(content: bytes, kind: str) -> StoredFile:
    """Keep content that the system itself made (a PDF)."""
    return _keep(iter([content]), kind)


def _keep(chunks: Any, kind: str) -> StoredFile:
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    stream: IO[bytes]
    with tempfile.NamedTemporaryFile(dir=root, prefix="arriving-", delete=False) as stream:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    sha256 = digest.hexdigest()
    target = path_of(sha256)
    if target.exists():
        with contextlib.suppress(FileNotFoundError):
            Path(stream.name).unlink()
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        Path(stream.name).chmod(0o600)
        Path(stream.name).replace(target)
    row, _created = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": kind, "stored_at": clock.now()}
    )
    return row

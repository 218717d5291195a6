"""Store an upload by the hash of its content, outside the web root."""

from __future__ import annotations

import contextlib
import hashlib
import io
import logging
import os
import tempfile
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.core.files.base import File
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from PIL import Image

from zhicheng.almanac import clock
from zhicheng.files import incoming
from zhicheng.files.checks import PDF, FileRefused, media_type
from zhicheng.files.decoder import Picture, check_pdf, check_start, pictures
from zhicheng.files.kinds import QUALITY, SMALL_QUALITY, THUMBNAIL
from zhicheng.files.models import StoredFile
from zhicheng.files.scanning import ScannerAway, scan
from zhicheng.files.stores import store as content_store
from zhicheng.vault.prepared import Key, Prepared

logger = logging.getLogger(__name__)
CHUNK = 1 << 18


def small_of(sha256: str) -> str:
    """The name of an image's thumbnail in the store."""
    return f"{sha256}.small"


def store(upload: File[bytes], kinds: frozenset[str]) -> StoredFile:
    """Check, scan and keep an upload; one content is kept once. Errors: FileRefused, also while the scanner is away.

    The content is on disk, synced, before the row is written: a crash leaves an unused file, never a row without one.
    """
    found = media_type(upload, upload.name or "", upload.size or 0, kinds)  # type: ignore[arg-type]  # a File reads
    upload.seek(0)
    return _keep(iter(lambda: upload.read(CHUNK), b""), found, scanned_as=upload.name or "")


def store_bytes(content: bytes, kind: str) -> StoredFile:
    """Keep content that the system itself made (a PDF)."""
    return _keep(iter([content]), kind)


def keep_picture(picture: Picture) -> StoredFile:
    """Keep a clean image with its thumbnail."""
    return _keep_picture(picture.path.read_bytes(), picture.thumbnail.read_bytes())


def keep_pictures(upload: File[bytes]) -> list[StoredFile]:
    """Take an image or a PDF in while its sender waits: scanned, drawn anew within limits, kept page by page.

    Nothing of what was sent is kept as it came. Errors: FileRefused, with what to do.
    """
    name = incoming.clean_name(upload.name or "")
    check_start(upload, name)
    held = incoming.receive(upload)
    try:
        _scan(incoming.path_of(held), name)
        with pictures(incoming.path_of(held), name) as found:
            return [keep_picture(one) for one in found]
    finally:
        incoming.drop(held)


def turned(stored: StoredFile) -> StoredFile:
    """A kept image turned a quarter to the right. Errors: FileRefused where it cannot be read."""
    try:
        with content_store().open(stored.sha256) as kept, Image.open(kept, formats=["JPEG", "PNG"]) as image:
            upright = image.convert("RGB").transpose(Image.Transpose.ROTATE_270)
    except (OSError, ValueError, Image.DecompressionBombError) as error:
        raise FileRefused(_("这张图片打不开，请删除后重新上传。")) from error
    whole, small = io.BytesIO(), io.BytesIO()
    upright.save(whole, "JPEG", quality=QUALITY, optimize=True)
    upright.thumbnail((THUMBNAIL, THUMBNAIL))
    upright.save(small, "JPEG", quality=SMALL_QUALITY)
    return _keep_picture(whole.getvalue(), small.getvalue())


def _keep_picture(whole: bytes, small: bytes) -> StoredFile:
    """The thumbnail is no content of its own: it lies beside the image."""
    stored = store_bytes(whole, "image/jpeg")
    if not content_store().has(small_of(stored.sha256)):
        with _arriving() as stream:
            stream.write(small)
        content_store().put(small_of(stored.sha256), Path(stream.name))
    return stored


def _arriving() -> IO[bytes]:
    """A file of our own beside the kept ones."""
    root = Path(settings.FILES_ROOT)
    root.mkdir(parents=True, exist_ok=True)
    return tempfile.NamedTemporaryFile(dir=root, prefix="arriving-", delete=False)


def _check(path: Path, kind: str, name: str) -> None:
    """Nothing that was not found clean is kept, and no PDF that does not open."""
    try:
        _scan(path, name)
        if kind in PDF:
            check_pdf(path, name)
    except FileRefused:
        path.unlink()
        raise


def _scan(path: Path, name: str) -> None:
    """Errors: FileRefused, also while the scanner is away."""
    try:
        scan(path, name)
    except ScannerAway as away:
        logger.warning("the virus scanner does not answer: %s", away)
        words = _("病毒检查暂时没有回应，文件“%(name)s”没有保存，请过几分钟再上传。")
        raise FileRefused(words % {"name": name}) from away


def _keep(chunks: Any, kind: str, *, scanned_as: str | None = None) -> StoredFile:
    """`scanned_as`: how a file from outside is called; None for content of the system's own."""
    digest, size = hashlib.sha256(), 0
    with _arriving() as stream:
        for chunk in chunks:
            digest.update(chunk)
            size += len(chunk)
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if scanned_as is not None:
        _check(Path(stream.name), kind, scanned_as)
    sha256 = digest.hexdigest()
    if content_store().has(sha256):
        with contextlib.suppress(FileNotFoundError):
            Path(stream.name).unlink()
    else:
        content_store().put(sha256, Path(stream.name))
    known = next(iter(_known(Key(sha256))), None)
    if known is not None:
        return known
    row, _created = StoredFile.objects.get_or_create(
        sha256=sha256, defaults={"size": size, "media_type": kind, "stored_at": clock.now()}
    )
    return row


@Prepared
def _known(sha256: Key) -> QuerySet[StoredFile]:
    return StoredFile.objects.filter(sha256=sha256)

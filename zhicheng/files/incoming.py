"""Files on their way in, whole or in pieces that can be resumed; they lie apart until they were judged."""

from __future__ import annotations

import datetime as dt
import os
import unicodedata
from pathlib import Path

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.checks import LIMIT, NAME_LIMIT, check_size
from zhicheng.files.models import Incoming

CHUNK = 1 << 18
KEPT = dt.timedelta(days=2)  # an unfinished transfer
FINISHED_KEPT = dt.timedelta(days=30)  # one that nothing has taken in


class WrongOffset(Exception):
    """The piece does not begin where the last one ended."""


def path_of(incoming: Incoming) -> Path:
    """Where the bytes lie."""
    return Path(settings.FILES_ROOT) / "incoming" / str(incoming.pk)


def clean_name(name: str) -> str:
    """The last part of a file name as a device sends it, printable, for messages alone; never a path."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    shown = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip(". ")
    return shown[-NAME_LIMIT:] or _("未命名")


def begin(name: str, size: int) -> Incoming:
    """A transfer of `size` bytes is announced. Errors: FileRefused for nothing or too much."""
    shown = clean_name(name)
    check_size(shown, size)
    return Incoming.objects.create(name=shown, size=size, begun_at=clock.now())


def append(incoming: Incoming, offset: int, piece: bytes) -> Incoming:
    """Add a piece at `offset`; the row as it is afterwards. Errors: WrongOffset, also where it is too long.

    The bytes are on disk, synced, before the row counts them: after a crash the piece is sent again.
    """
    with transaction.atomic():
        row = Incoming.objects.select_for_update().get(pk=incoming.pk)
        if offset != row.received or offset + len(piece) > row.size:
            raise WrongOffset
        path = path_of(row)
        path.parent.mkdir(parents=True, exist_ok=True)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600), "wb") as stream:
            stream.seek(offset)
            stream.write(piece)
            stream.truncate()
            stream.flush()
            os.fsync(stream.fileno())
        row.received = offset + len(piece)
        row.save(update_fields=["received"])
    return row


def receive(upload: File[bytes]) -> Incoming:
    """Take a whole upload at once. Errors: FileRefused."""
    row = begin(upload.name or "", upload.size or 0)
    upload.seek(0)
    return append(row, 0, upload.read(LIMIT + 1))


def drop(incoming: Incoming) -> None:
    """Forget a transfer and its bytes."""
    path_of(incoming).unlink(missing_ok=True)
    Incoming.objects.filter(pk=incoming.pk).delete()


def clear_abandoned() -> int:
    """Forget transfers that nobody finished, and finished ones that nothing took in; how many."""
    now = clock.now()
    old = Incoming.objects.filter(begun_at__lt=now - KEPT)
    rows = [*old.filter(received__lt=F("size")), *old.filter(begun_at__lt=now - FINISHED_KEPT)]
    for row in rows:
        drop(row)
    return len({row.pk for row in rows})

"""Uploads straight to the bucket: the browser puts a file at a signed address, the worker fetches it from there.

What is announced, and all that happens once the file is here, is as with pieces (`files/incoming.py`).
"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from django.conf import settings

from zhicheng.almanac import clock
from zhicheng.files import incoming as transfers
from zhicheng.files import stores
from zhicheng.files.models import Incoming, SignedUpload

KIND = "application/octet-stream"  # what the browser says; the content decides
LASTS = dt.timedelta(minutes=10)
LINGERS = dt.timedelta(hours=1)  # what was begun while the address lasted may still be coming


class NotArrived(Exception):
    """The store holds nothing at the signed address, or not as many bytes as announced."""


def is_on() -> bool:
    """Whether browsers reach a bucket of this installation."""
    return bool(settings.FILES_STORE and settings.FILES_STORE_ADDRESS)


def sign(incoming: Incoming) -> str:
    """An address at which the announced bytes may be put for ten minutes, under a key that nobody else is told."""
    row = SignedUpload.objects.create(incoming=incoming, expires_at=clock.now() + LASTS)
    seconds = int(LASTS.total_seconds())
    return stores.bucket().signed_put(_key(row), incoming.size, kind=KIND, seconds=seconds)


def take_over(incoming: Incoming) -> None:
    """Count the transfer as complete: its bytes lie in the bucket. A second time nothing changes.

    Errors: NotArrived, stores.StoreAway.
    """
    row = SignedUpload.objects.filter(incoming=incoming).first()
    if row is None or stores.bucket().size_of(_key(row)) != incoming.size:
        raise NotArrived
    SignedUpload.objects.filter(pk=row.pk, arrived_at=None).update(arrived_at=clock.now())
    Incoming.objects.filter(pk=incoming.pk).update(received=incoming.size)


def bring(incoming: Incoming) -> Path:
    """Where the bytes of a complete transfer lie on this machine, fetched from the bucket where they came that way.

    Errors: FileNotFoundError, stores.StoreAway.
    """
    path = transfers.path_of(incoming)
    row = SignedUpload.objects.filter(incoming=incoming, arrived_at__isnull=False).first()
    if row is not None:
        stores.bucket().fetch(_key(row), incoming.size, path)
    return path


def clear_expired() -> int:
    """Delete from the bucket what was put at addresses that ended an hour ago and is of no use any more; how many."""
    rows = list(SignedUpload.objects.filter(incoming=None, expires_at__lt=clock.now() - LINGERS))
    for row in rows:
        if settings.FILES_STORE:
            stores.bucket().forget(_key(row))
        row.delete()
    return len(rows)


def _key(row: SignedUpload) -> str:
    return f"incoming/{row.pk}"

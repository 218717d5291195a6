"""Let queued messages leave: each becomes a file in DATA_DIR/outbox, from which the operator's gateway takes it."""

import json
import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery

MOST = 200  # in one go


def folder() -> Path:
    """Where the files lie; one message each, JSON with channel, address, subject, body."""
    return Path(settings.DATA_DIR) / "outbox"


def deliver() -> int:
    """Hand over what waits, oldest first; how many. A crash between file and row hands the same file over once more."""
    handed = 0
    for row in (
        Delivery.objects.filter(delivered_at__isnull=True)
        .select_related("message")
        .order_by("queued_at")[:MOST]
    ):
        _hand_over(row)
        with transaction.atomic():
            row.delivered_at, row.attempts = clock.now(), row.attempts + 1
            row.save(update_fields=["delivered_at", "attempts"])
        handed += 1
    return handed


def _hand_over(row: Delivery) -> None:
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    content = {
        "channel": row.channel,
        "address": row.address,
        "subject": row.message.subject,
        "body": row.message.body,
        "queued_at": row.queued_at.isoformat(),
    }
    arriving = place / f".{row.id}.json"
    with os.fdopen(
        os.open(arriving, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8"
    ) as stream:
        json.dump(content, stream, ensure_ascii=False)
    arriving.replace(place / f"{row.id}.json")

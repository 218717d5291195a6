"""Write an entry of the trail in the act's own transaction."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from zhicheng.almanac import clock
from zhicheng.trail.models import Entry


def write(
    act: str,
    subject_kind: str,
    subject: UUID,
    *,
    actor: UUID | None,
    organisation: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> Entry:
    """Insert the entry of one act; call it inside the act's transaction.

    `facts` (JSON-able) are kept as a digest only: names and numbers never stand in the trail.
    """
    salt = secrets.token_hex(16)
    return Entry.objects.create(
        at=clock.now(),
        actor=actor,
        organisation=organisation,
        act=act,
        subject_kind=subject_kind,
        subject=subject,
        digest=digest(salt, facts or {}),
        salt=salt,
    )


def digest(salt: str, facts: Mapping[str, Any]) -> str:
    """64 hexadecimal digits: HMAC-SHA-256 under the salt over the facts as canonical JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()

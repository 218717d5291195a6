"""Write an entry of the trail in the act's own transaction."""

import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from zhicheng.almanac import clock
from zhicheng.trail.models import Entry

# Every act of the system comes here, so the statement stands ready instead of being built each time.
_INSERT = (
    "INSERT INTO trail_entry (at, actor, organisation, act, subject_kind, subject, digest, salt, previous_seal, seal)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, '', '')"
)
_NAMES = ("at", "actor", "organisation", "act", "subject_kind", "subject", "digest", "salt")
_FIELDS = [next(field for field in Entry._meta.fields if field.name == name) for name in _NAMES]


def write(
    act: str,
    subject_kind: str,
    subject: UUID,
    *,
    actor: UUID | None,
    organisation: UUID | None = None,
    facts: Mapping[str, Any] | None = None,
) -> None:
    """Insert the entry of one act; call it inside the act's transaction.

    `facts` (JSON-able) are kept as a digest only: names and numbers never stand in the trail.
    """
    salt = secrets.token_hex(16)
    row = (clock.now(), actor, organisation, act, subject_kind, subject, digest(salt, facts or {}), salt)
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [field.get_db_prep_save(value, connection) for field, value in zip(_FIELDS, row, strict=True)],
        )


def digest(salt: str, facts: Mapping[str, Any]) -> str:
    """64 hexadecimal digits: HMAC-SHA-256 under the salt over the facts as canonical JSON."""
    text = json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str)
    return hmac.new(salt.encode(), text.encode(), hashlib.sha256).hexdigest()

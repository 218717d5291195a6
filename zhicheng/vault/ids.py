"""Ids that stand in addresses: ordered by time for the index, unguessable for strangers."""

from uuid import UUID

from uuid_utils.compat import uuid7


def new_id() -> UUID:
    """A UUID version 7: 48 bits of time, 74 random bits."""
    return uuid7()

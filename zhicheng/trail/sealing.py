"""Seal entries into the hash chain, in order, by one worker; verify the chain."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db import connection, transaction

from zhicheng.almanac import clock
from zhicheng.trail.chain import FIRST, seal
from zhicheng.trail.models import Entry

BATCH = 2000
SEAL = "UPDATE trail_entry SET seal_number = %s, previous_seal = %s, seal = %s WHERE id = %s AND seal_number IS NULL"


@dataclass(frozen=True)
class Report:
    """What the verifier found: entries sealed and unsealed, and the first fault in words (empty: intact)."""

    sealed: int
    unsealed: int
    fault: str = ""


def seal_of(entry: Entry, number: int, previous: str) -> str:
    """64 hexadecimal digits: SHA-256 over the entry's fields, its number and the seal before it."""
    return seal(number, previous, fields_of(entry))


def fields_of(entry: Entry) -> tuple[str, ...]:
    """What a seal is made over, in the order of chain.FIELDS."""
    return (
        str(entry.id),
        clock.in_china(entry.at).isoformat(timespec="microseconds"),
        str(entry.actor or ""),
        str(entry.organisation or ""),
        entry.act,
        entry.subject_kind,
        str(entry.subject),
        entry.digest,
    )


@transaction.atomic
def seal_batch(limit: int = BATCH) -> int:
    """Seal up to `limit` unsealed entries in the order of their ids; the number sealed.

    The last sealed row is locked, so a second sealer waits instead of forking the chain; a fork would break the
    unique seal number. An entry whose transaction commits late gets its number when it is seen.
    """
    last = (
        Entry.objects.select_for_update().filter(seal_number__isnull=False).order_by("-seal_number").first()
    )
    number, previous = (last.seal_number or 0, last.seal) if last else (0, FIRST)
    seals: list[tuple[int, str, str, int]] = []
    for entry in Entry.objects.filter(seal_number__isnull=True).order_by("id")[:limit]:
        number += 1
        made = seal_of(entry, number, previous)
        seals.append((number, previous, made, entry.id))
        previous = made
    if seals:
        with connection.cursor() as cursor:  # one statement prepared once: eight times as fast as bulk_update
            cursor.executemany(SEAL, seals)
    return len(seals)


def seal_all() -> int:
    """Seal batch after batch until nothing waits; the number sealed."""
    total = 0
    while done := seal_batch():
        total += done
    return total


def verify() -> Report:
    """Walk the whole chain: numbers without a gap, each seal over its content and the seal before it."""
    unsealed = Entry.objects.filter(seal_number__isnull=True).count()
    expected, previous = 1, FIRST
    for entry in _sealed():
        if entry.seal_number != expected:
            return Report(expected - 1, unsealed, f"seal {expected} is missing (found {entry.seal_number})")
        if entry.previous_seal != previous:
            return Report(expected - 1, unsealed, f"seal {expected} does not follow the one before it")
        if entry.seal != seal_of(entry, expected, previous):
            return Report(
                expected - 1, unsealed, f"entry {entry.id} was changed after it was sealed ({expected})"
            )
        previous, expected = entry.seal, expected + 1
    return Report(expected - 1, unsealed)


def _sealed() -> Iterator[Entry]:
    return Entry.objects.filter(seal_number__isnull=False).order_by("seal_number").iterator(chunk_size=BATCH)

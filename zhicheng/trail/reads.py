"""The read log: lines in batches, each batch sealed onto the one before it; verify them; drop lines after their term."""

import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction

from zhicheng.almanac import clock
from zhicheng.trail.models import Read, ReadBatch

FIRST = "0" * 64


@dataclass(frozen=True, slots=True)
class Line:
    """Who looked at whose data when, for which organisation and role, on which page. Ids alone."""

    at: dt.datetime
    account: UUID | None
    organisation: UUID | None
    role: str
    page: str
    person: UUID | None
    application: UUID | None


@dataclass(frozen=True)
class Report:
    """What the verifier found: batches and lines that hold, batches without lines by term, and the first fault."""

    batches: int
    lines: int
    emptied: int
    fault: str = ""


@transaction.atomic
def append(lines: Sequence[Line]) -> ReadBatch:
    """Add a batch to the chain: two SQL statements and one for every few hundred lines.

    The last batch is locked, so that writers take turns; a fork would break the unique number. Errors:
    IntegrityError where another writer was between; then the same lines are to be appended again.
    """
    last = ReadBatch.objects.select_for_update().order_by("-number").first()
    number, previous = (last.number + 1, last.seal) if last else (1, FIRST)
    at, digest = clock.now(), digest_of(lines)
    batch = ReadBatch.objects.create(
        number=number,
        at=at,
        many=len(lines),
        digest=digest,
        previous_seal=previous,
        seal=_seal(number, previous, at, len(lines), digest),
    )
    Read.objects.bulk_create(
        [
            Read(
                batch=batch,
                at=one.at,
                account=one.account,
                organisation=one.organisation,
                role=one.role,
                page=one.page,
                person=one.person,
                application=one.application,
            )
            for one in lines
        ],
        batch_size=500,
    )
    return batch


def verify() -> Report:
    """Walk the whole chain: numbers without a gap, each seal over its batch and the seal before, lines as sealed."""
    previous, batches, lines, emptied = FIRST, 0, 0, 0
    for batch in ReadBatch.objects.order_by("number").iterator(chunk_size=200):
        fault = _fault(batch, batches + 1, previous)
        if fault:
            return Report(batches, lines, emptied, fault)
        previous, batches = batch.seal, batches + 1
        lines += 0 if batch.emptied_at else batch.many
        emptied += 1 if batch.emptied_at else 0
    return Report(batches, lines, emptied)


def forget(before: dt.datetime) -> int:
    """Drop the lines of batches made before that moment, not their seals; the number of lines."""
    dropped = 0
    for number in ReadBatch.objects.filter(at__lt=before, emptied_at__isnull=True).values_list(
        "pk", flat=True
    )[:500]:
        with transaction.atomic():
            dropped += Read.objects.filter(batch=number).delete()[0]
            ReadBatch.objects.filter(pk=number).update(emptied_at=clock.now())
    return dropped


def digest_of(lines: Iterable[Line | Read]) -> str:
    """64 hexadecimal digits: SHA-256 over the lines in their order."""
    found = hashlib.sha256()
    for one in lines:
        parts = (one.account, one.organisation, one.role, one.page, one.person, one.application)
        at = clock.in_china(one.at).isoformat(timespec="microseconds")
        found.update("\t".join((at, *(str(part or "") for part in parts))).encode() + b"\n")
    return found.hexdigest()


def _seal(number: int, previous: str, at: dt.datetime, many: int, digest: str) -> str:
    parts = (str(number), previous, clock.in_china(at).isoformat(timespec="microseconds"), str(many), digest)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def _fault(batch: ReadBatch, expected: int, previous: str) -> str:
    if batch.number != expected:
        return f"batch {expected} is missing (found {batch.number})"
    if batch.previous_seal != previous:
        return f"batch {expected} does not follow the one before it"
    if batch.seal != _seal(batch.number, previous, batch.at, batch.many, batch.digest):
        return f"batch {expected} was changed after it was sealed"
    if batch.emptied_at is None and digest_of(batch.lines.order_by("id")) != batch.digest:
        return f"lines of batch {expected} were changed after it was sealed"
    return ""

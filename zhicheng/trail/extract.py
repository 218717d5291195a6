"""An extract of the trail: the entries on some subjects with their seals, to be checked without the system."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from zhicheng.trail.chain import FIELDS, FIRST, FORMAT
from zhicheng.trail.models import Entry
from zhicheng.trail.sealing import fields_of

LOT = 500  # subjects in one statement


def extract(subjects: Iterable[UUID]) -> dict[str, Any]:
    """The sealed entries on the subjects in the chain's order, and the chain's end as it stands now (`head`).

    The salts stay here: without them a digest tells nothing of what it was made from.
    """
    wanted = sorted(set(subjects))
    sealed = Entry.objects.filter(seal_number__isnull=False)
    rows = [
        row for at in range(0, len(wanted), LOT) for row in sealed.filter(subject__in=wanted[at : at + LOT])
    ]
    head = sealed.order_by("-seal_number").values("seal_number", "seal").first()
    return {
        "format": FORMAT,
        "head": head or {"seal_number": 0, "seal": FIRST},
        "entries": [
            dict(zip(FIELDS, fields_of(row), strict=True))
            | {"seal_number": row.seal_number, "previous_seal": row.previous_seal, "seal": row.seal}
            for row in sorted(rows, key=lambda row: row.seal_number or 0)
        ],
    }

"""Public numbers of applications: KM2023-000123, given once, never again."""

from django.db.models import QuerySet

from zhicheng.applications.models import Numbering, Serial
from zhicheng.vault.prepared import Prepared


def reserve(year: int) -> int:
    """A number of the year, now taken. Nobody waits for it: one that a failed submission took is left out."""
    added = _added(year)  # first: whoever finds the row of the year takes a later serial than its maker saw
    return added + Serial.objects.create(year=year).pk


def _added(year: int) -> int:
    """What makes the year's numbers of serials; set by the year's first submission, for which the others wait."""
    if found := _numbering(year):
        return found[0][0]
    before = Serial.objects.create(year=year).pk  # given to nobody: whatever comes later is greater
    return Numbering.objects.get_or_create(year=year, defaults={"added": -before})[0].added


@Prepared
def _numbering(year: int) -> QuerySet[Numbering, tuple[int]]:
    return Numbering.objects.filter(year=year).values_list("added")


def number(year: int, serial: int) -> str:
    """The number as people read it."""
    return f"KM{year}-{serial:06d}"

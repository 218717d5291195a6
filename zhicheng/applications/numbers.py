"""Public numbers of applications: KM2023-000123, given once, never again."""

from zhicheng.applications.models import Numbering


def reserve(year: int, count: int = 1) -> int:
    """The first of `count` consecutive serial numbers, now taken. Call it late in the transaction."""
    row, _created = Numbering.objects.select_for_update(no_key=True).get_or_create(year=year)
    first = row.last + 1
    row.last += count
    row.save(update_fields=["last"])
    return first


def number(year: int, serial: int) -> str:
    """The number as people read it."""
    return f"KM{year}-{serial:06d}"

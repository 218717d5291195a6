"""Reads: what stands against a person or a unit now, and both lists."""

import datetime as dt
from collections.abc import Sequence

from django.db.models import QuerySet

from zhicheng.integrity.access import KEEPERS
from zhicheng.integrity.models import IntegrityRecord, Suspension, UnitCase
from zhicheng.people.identity import normal
from zhicheng.people.models import Organisation, Person
from zhicheng.vault.crypto import keyed_index

SHOWN = 50


def record_in_force(person: Person, on: dt.date) -> IntegrityRecord | None:
    """The record that bars the person from applying on the day, the longest one; None where there is none."""
    rows = IntegrityRecord.objects.filter(person=person, recorded_on__lte=on, until__gte=on)
    return rows.order_by("-until").first()


def records_in_force(on: dt.date) -> QuerySet[IntegrityRecord]:
    """All records that bar on the day, the oldest first."""
    rows = IntegrityRecord.objects.select_related("person", "decided_by")
    return rows.filter(recorded_on__lte=on, until__gte=on).order_by("recorded_on", "id")


def is_suspended(unit: Organisation, year: int) -> bool:
    """Whether the unit may not recommend in the policy year (KM2023-6.3b)."""
    return Suspension.objects.filter(unit=unit, year=year, lifted_at__isnull=True).exists()


def records(after: IntegrityRecord | None = None) -> QuerySet[IntegrityRecord]:
    """The integrity file, the newest first; `after`: the last one of the page before."""
    rows = IntegrityRecord.objects.select_related("person", "decided_by").order_by("-id")
    return rows.filter(id__lt=after.id) if after else rows


def suspensions() -> QuerySet[Suspension]:
    """Suspended units, the latest year first, those lifted last within it."""
    rows = Suspension.objects.select_related("unit", "decided_by")
    return rows.order_by("-year", "lifted_at", "-id")


def cases_for(organisations: Sequence[Organisation]) -> list[UnitCase]:
    """The newest cases that these have opened; bureaus of city and province read all."""
    rows = UnitCase.objects.select_related("unit", "opened_by")
    if not any(one.kind in KEEPERS for one in organisations):
        rows = rows.filter(opened_by__in=organisations)
    return list(rows[:SHOWN])


def person_by_number(number: str) -> Person | None:
    """The registered person with this document number."""
    return Person.objects.filter(id_index=keyed_index("id", normal(number))).first()


def unit_by_credit_code(code: str) -> Organisation | None:
    """The active unit with this unified social credit code."""
    return Organisation.objects.filter(credit_code=normal(code), active=True).first()

"""What stations found wrong, round by round: for the applicant who mends it and the auditors who come after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse

from zhicheng.applications import places
from zhicheng.applications.links import link
from zhicheng.applications.models import Application, Defect, Submission
from zhicheng.applications.places import Place, value_at
from zhicheng.applications.states import EDITABLE
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.vault.prepared import Prepared


@dataclass(frozen=True)
class Item:
    """One defect. `url`: where it is mended. `changed`: whether the place differs in what was submitted last."""

    defect: Defect
    url: str = ""
    changed: bool | None = None


@dataclass(frozen=True)
class Round:
    """What one decision told: by whom, when, item by item. `open`: the applicant mends it now."""

    items: tuple[Item, ...]
    open: bool = False

    @property
    def first(self) -> Defect:
        """Any of them, for what they have in common."""
        return self.items[0].defect

    @property
    def left(self) -> int:
        """How many are not ticked yet."""
        return sum(1 for one in self.items if one.defect.done_at is None)


def place_of(defect: Defect) -> Place:
    """Where it is."""
    return Place(defect.section, defect.item, defect.field)


def newest(application: Application) -> list[Defect]:
    """What the applicant mends now: told last; nothing while stations have it. One statement or none."""
    if application.state not in EDITABLE or application.submitted_at is None:
        return []
    found = _all(application.pk)
    return [one for one in found if _told_with(one) == _told_with(found[-1])]


def rounds_for_applicant(application: Application) -> list[Round]:
    """Every round, the newest first, each item with the way to where it is mended: two statements."""
    if application.submitted_at is None:
        return []
    rounds = _rounds(_all(application.pk))
    if not rounds:
        return []
    editable = application.state in EDITABLE
    records = {one.item for one in rounds[0] if one.section in BY_KEY and one.item} if editable else set()
    there = _existing(application, records)
    shown = []
    for at, found in enumerate(rounds):
        is_open = editable and at == 0
        items = tuple(Item(one, _url(application, one, there) if is_open else "") for one in found)
        shown.append(Round(items, is_open))
    return shown


def rounds_for_auditor(application: Application, last: Submission | None) -> list[Round]:
    """Every round, the newest first, each item with whether its place has changed since: two statements."""
    found = _all(application.pk)
    if not found or last is None:
        return []
    contents = _contents(found, last)
    return [
        Round(tuple(Item(one, changed=_changed(contents[one.submission_id], last, one)) for one in each))
        for each in _rounds(found)
    ]


def _contents(found: Sequence[Defect], last: Submission) -> dict[UUID, Mapping[str, Any]]:
    wanted = {one.submission_id for one in found} - {last.pk}
    known = {last.pk: last.material}
    if wanted:
        known |= {one.pk: one.material for one in _content_of(wanted)}
    return known


@Prepared
def _content_of(submissions: set[UUID]) -> QuerySet[Submission]:
    return Submission.objects.filter(pk__in=submissions).only("content")


def _changed(before: Mapping[str, Any], last: Submission, defect: Defect) -> bool | None:
    """None while nothing was submitted since."""
    if defect.submission_id == last.pk:
        return None
    place = place_of(defect)
    return bool(value_at(before, place) != value_at(last.material, place))


def _rounds(found: Sequence[Defect]) -> list[list[Defect]]:
    rounds: dict[tuple[object, ...], list[Defect]] = {}
    for one in found:
        rounds.setdefault(_told_with(one), []).append(one)
    return list(reversed(rounds.values()))


@Prepared
def _all(application: UUID) -> QuerySet[Defect]:
    rows = Defect.objects.filter(application=application).select_related("organisation", "entry", "notice")
    return rows.order_by("submission__version", "found_at", "position")


def _told_with(defect: Defect) -> tuple[object, ...]:
    """What is the same for all that one decision told."""
    return (defect.submission_id, defect.found_at)


def _existing(application: Application, records: set[str]) -> set[str]:
    if not records:
        return set()
    rows = Record.objects.filter(person_id=application.person_id, pk__in=records)
    return {str(one) for one in rows.values_list("pk", flat=True)}


def _url(application: Application, defect: Defect, there: set[str]) -> str:
    """Where the defect is mended, with its words on that page."""
    if defect.section in BY_KEY:
        if defect.item in there:
            address = reverse("dossiers:record", args=[defect.item])
        else:
            address = link(f"module:{defect.section}", application.pk)
    elif defect.section == places.ATTACHMENTS:
        return link(f"attachment:{defect.item}", application.pk)
    elif defect.section:
        address = link(defect.section, application.pk)
    else:
        address = reverse("applications:check", args=[application.pk])
    return f"{address}?mend={defect.pk}"

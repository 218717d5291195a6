"""要修改的内容 where it is mended: what the last return told, on the page and at the field that it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from zhicheng.applications import places
from zhicheng.applications.models import Defect
from zhicheng.applications.states import EDITABLE
from zhicheng.people.access import account_of

Pick = Callable[[Defect, Mapping[str, Any]], bool]

# Which defects are mended on a page, by the page's name; its arguments come beside the defect.
PAGES: Mapping[str, Pick] = {
    "dossiers:record": lambda defect, at: defect.item == str(at["id"]),
    "dossiers:module": lambda defect, at: defect.section == at["key"],
    "dossiers:new": lambda defect, at: defect.section == at["key"] and not defect.item,
    "dossiers:qualification": lambda defect, _at: defect.section == places.QUALIFICATION,
    "people:basics": lambda defect, _at: defect.section == places.BASICS,
    "applications:cover": lambda defect, _at: defect.section == places.COVER,
}
DRAWN_THERE = frozenset({"applications:attachments", "applications:detail"})  # by the page itself
WITH_FIELDS = frozenset({"dossiers:record", "dossiers:qualification", "people:basics"})
# 基本信息 that its form does not always ask, because the number tells it or registration did
NOT_ASKED = frozenset({"name", "sex", "birth_date", "identity", "id_masked"})


@dataclass(frozen=True)
class Notes:
    """What is to be mended on a page. `by_field`: whether the page has the fields that the defects name."""

    request: HttpRequest
    found: Sequence[Defect]
    by_field: bool

    @property
    def here(self) -> list[Defect]:
        """What is said of the page as a whole."""
        return [one for one in self.found if not self._has_field(one)]

    @property
    def at_fields(self) -> list[Defect]:
        """What is said of one field, and stands beside it."""
        return [one for one in self.found if self._has_field(one)]

    def _has_field(self, one: Defect) -> bool:
        return bool(
            self.by_field and one.field and not (one.section == places.BASICS and one.field in NOT_ASKED)
        )

    def at(self, field: str) -> list[SafeString]:
        """The notes of a field, drawn."""
        return [
            SafeString(render_to_string("applications/mend_note.html", {"one": one}, self.request))
            for one in self.at_fields
            if one.field.removesuffix("_masked") == field
        ]


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `to_mend` and `field_notes` on pages where something can be mended; one SQL statement there."""
    match = request.resolver_match
    asked = _asked(request)
    if match is None or match.view_name in DRAWN_THERE or not request.user.is_authenticated:
        return {}
    pick = PAGES.get(match.view_name)
    if pick is None and asked is None:
        return {}
    found = [
        one
        for one in _newest_of(account_of(request.user).pk)
        if one.pk == asked or (pick is not None and pick(one, match.kwargs))
    ]
    if not found:
        return {}
    notes = Notes(request, found, match.view_name in WITH_FIELDS)
    return {"to_mend": notes, "field_notes": notes.at}


def _asked(request: HttpRequest) -> UUID | None:
    try:
        return UUID(request.GET.get("mend", ""))
    except ValueError:
        return None


def _newest_of(account_id: UUID) -> list[Defect]:
    """What the account's applications wait for: told by the last return of each, while it is being mended."""
    rows = Defect.objects.filter(
        person__account=account_id, application__state__in=EDITABLE, application__submitted_at__isnull=False
    )
    told = list(
        rows.select_related("organisation", "application").order_by(
            "application_id", "submission__version", "found_at", "position"
        )
    )
    last = {one.application_id: (one.submission_id, one.found_at) for one in told}
    return [one for one in told if last[one.application_id] == (one.submission_id, one.found_at)]

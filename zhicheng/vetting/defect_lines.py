"""The lines of a form in which defects are listed one by one: offered, typed, checked, read."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext as _

from zhicheng.applications.casefile import demands_of
from zhicheng.applications.models import Application
from zhicheng.applications.places import Choices, Place, fields, places
from zhicheng.people.models import Organisation
from zhicheng.vetting import actions, queries
from zhicheng.vetting.actions.finding import MOST
from zhicheng.vetting.forms import DefectForm

ROW = re.compile(r"defect-(\d{1,2})-(?:at|field|reason|words)", re.ASCII)
NAMES = ("at", "field", "reason", "words")


def forms_of(
    request: HttpRequest,
    application: Application,
    office: Organisation | None,
    kept: Sequence[Mapping[str, str]] = (),
) -> list[DefectForm]:
    """The lines as posted, as `kept` by a first officer, or one for the place that the address names.

    `office`: whose common reasons are offered.
    """
    where, parts, reasons = _offers(application, office)
    offers: dict[str, Any] = {"where": where, "parts": parts, "reasons": reasons}

    def line(at: int, data: Any, initial: Mapping[str, str]) -> DefectForm:
        return DefectForm(data, initial=dict(initial), prefix=f"defect-{at}", **offers)

    if request.method == "POST":
        posted_rows = [int(found[1]) for key in request.POST if (found := ROW.fullmatch(key))]
        many = min(max(posted_rows, default=0) + 1, MOST)
        if adds_one(request):
            given = [
                {name: request.POST.get(f"defect-{at}-{name}", "") for name in NAMES} for at in range(many)
            ]
            return [line(at, None, one) for at, one in enumerate([*given, {}][:MOST])]
        return [line(at, request.POST, {}) for at in range(many)]
    if kept:
        return [line(at, None, _as_typed(one)) for at, one in enumerate(kept)]
    return [line(0, None, {"at": request.GET.get("at", "")})]


def adds_one(request: HttpRequest) -> bool:
    """Whether 再加一项 was pressed: nothing is carried out, everything typed stays."""
    return request.method == "POST" and "more" in request.POST


def typed(request: HttpRequest, form: type[forms.Form]) -> dict[str, str]:
    """What was typed in the other fields of the form."""
    return {name: request.POST[name] for name in form.base_fields if name in request.POST}


def hold(form: forms.Form, rows: Sequence[DefectForm], *, wanted: bool) -> bool:
    """Whether everything that was typed holds; `wanted`: at least one defect is listed (KM2023-4.2)."""
    lines_hold = not [one for one in rows if not one.is_valid()]
    if form.is_valid() and lines_hold and wanted and not any(one.filled for one in rows):
        form.add_error(None, _("请至少列出一项需要修改的内容。（依据：KM2023-4.2）"))
    return form.is_valid() and lines_hold


def found_in(rows: Sequence[DefectForm]) -> list[actions.Found]:
    """The defects of lines that hold."""
    return [_found(one.cleaned_data) for one in rows if one.filled]


def _found(data: Mapping[str, str]) -> actions.Found:
    section, _sep, item = ("" if data["at"] == "*" else data["at"]).partition(":")
    field = data["field"].partition(":")[2]
    return actions.Found(Place(section, item, field), data["reason"], data["words"])


def _as_typed(one: Mapping[str, str]) -> dict[str, str]:
    """A kept defect as the form's own words."""
    at = ":".join(part for part in (one["section"], one["item"]) if part) or "*"
    field = f"{one['section']}:{one['field']}" if one["field"] else ""
    return {"at": at, "field": field, "reason": one["reason"], "words": one["words"]}


def _offers(application: Application, office: Organisation | None) -> tuple[Choices, Choices, list[str]]:
    row = Application.objects.select_related("person", "unit", "session").get(pk=application.pk)
    last = row.submissions.order_by("-version").first()
    content: Mapping[str, Any] = last.material if last else {}
    reasons = queries.reasons_of(office) if office is not None else []
    return places(content, demands_of(row)), fields(content), reasons

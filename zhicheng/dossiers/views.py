"""职称信息: the task list, a module's records, one record with its evidence, 资格信息."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.dossiers import actions, qualifying, queries
from zhicheng.dossiers.access import get_record_for_owner, module_named
from zhicheng.dossiers.education import CITY, code_words, proof_for
from zhicheng.dossiers.evidence_views import panel_of
from zhicheng.dossiers.forms import EvidenceForm, QualificationForm, RecordForm, as_shown
from zhicheng.dossiers.hints import hints
from zhicheng.dossiers.models import Qualification, Record
from zhicheng.dossiers.modules import BY_KEY, Kind, Module
from zhicheng.drafts.dropping import MARK
from zhicheng.people.access import person_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.policy.book import open_book
from zhicheng.ui.templatetags.ui import kept_words

page = require_http_methods(["GET", "HEAD"])
form_page = require_http_methods(["GET", "HEAD", "POST"])


@page
@signed_in
def overview(request: HttpRequest) -> HttpResponse:
    """职称信息: the task list in the guide's order with the state of each part."""
    person = person_of(request.user)
    return render(request, "dossiers/overview.html", {"person": person, "progress": queries.progress(person)})


@page
@signed_in
def module(request: HttpRequest, key: str) -> HttpResponse:
    """One module: its records in order, with evidence."""
    table = module_named(key)
    person = person_of(request.user)
    entries = queries.entries_of(person, table)
    standings = queries.standings_of(person, entries)
    years = [entry.data.get("year") for entry in entries]
    missing = [year for year in queries.assessment_years() if year not in years]
    words = {
        "module": table,
        "headings": [field.label for field in table.fields if field.name in table.headline],
        "lines": [
            _line(table, entry) | {"standing": standings[entry.id], "proof": _proof(table, entry)}
            for entry in entries
        ],
        "missing_years": missing if table.key == "assessments" else [],
        "full": table.single and bool(entries),
        **_neighbours(table),
    }
    return render(request, "dossiers/module.html", words)


@form_page
@signed_in
def new(request: HttpRequest, key: str) -> HttpResponse:
    """新增: a record of the module."""
    table = module_named(key)
    person = person_of(request.user)
    if request.method != "POST":
        known = {
            field.name: request.GET[field.name][:20] for field in table.fields if field.name in request.GET
        }
        return render(
            request, "dossiers/record.html", {"module": table, "form": RecordForm(table, initial=known)}
        )
    form = RecordForm(table, request.POST)
    try:
        row = actions.save_record(person, module=table.key, data=_typed(request), by=request_account(request))
    except Refused as refused:
        return _again(request, form, refused, {"module": table})
    _saved(request, row)
    return _after(request, row)


@form_page
@signed_in
def record(request: HttpRequest, id: UUID) -> HttpResponse:
    """编辑: a record; beside it its evidence."""
    row = get_record_for_owner(request.user, id)
    table = BY_KEY[row.module]
    words: dict[str, Any] = {
        "module": table,
        "upload": EvidenceForm(),
        "hints": hints(table, row.data, clock.today()),
        **panel_of(row),
    }
    words["standing"] = queries.standings_of(row.person, [words["entry"]])[row.id]
    if request.method != "POST":
        known = {name: as_shown(value) for name, value in row.data.items()} | {"version": row.version}
        return render(request, "dossiers/record.html", words | {"form": RecordForm(table, initial=known)})
    form = RecordForm(table, request.POST)
    try:
        saved = actions.save_record(
            row.person,
            module=table.key,
            data=_typed(request),
            record=row,
            expected_version=_version(request),
            by=request_account(request),
        )
    except Refused as refused:
        return _again(request, form, refused, words)
    _saved(request, saved)
    return redirect("dossiers:module", table.key)


@form_page
@signed_in
def delete(request: HttpRequest, id: UUID) -> HttpResponse:
    """删除, after a page that names the record and what goes with it."""
    row = get_record_for_owner(request.user, id)
    table = BY_KEY[row.module]
    if request.method != "POST":
        entry = queries.entry_of(row)
        words = {"module": table, "record": row, "entry": entry, "line": _line(table, entry)}
        return render(request, "dossiers/delete.html", words)
    actions.delete_record(row, by=request_account(request))
    messages.success(request, _("已删除。"))
    return redirect("dossiers:module", table.key)


@require_POST
@signed_in
def move(request: HttpRequest, id: UUID) -> HttpResponse:
    """Sort: one place up or down."""
    row = get_record_for_owner(request.user, id)
    actions.move_record(row, up=request.POST.get("to") == "up")
    return redirect("dossiers:module", row.module)


@form_page
@signed_in
def qualification(request: HttpRequest) -> HttpResponse:
    """资格信息."""
    person = person_of(request.user)
    row = Qualification.objects.filter(person=person).first()
    if request.method != "POST":
        told = qualifying.told(row)
        form = QualificationForm(
            initial={name: as_shown(value) for name, value in told.items()}
            | {"version": row.version if row else 0},
            standings=queries.fact_standings(person, told),
        )
        return render(request, "dossiers/qualification.html", {"form": form})
    form = QualificationForm(request.POST)
    try:
        actions.save_qualification(
            person, data=_typed(request), expected_version=_version(request), by=request_account(request)
        )
    except Refused as refused:
        return _again(request, form, refused, {}, "dossiers/qualification.html")
    messages.success(request, _("资格信息已保存。"))
    return redirect("dossiers:overview")


def _saved(request: HttpRequest, row: Record) -> None:
    """Say that it is kept, and what looks like a short name or a wrong number."""
    messages.success(request, _("已保存。"))
    for words in hints(BY_KEY[row.module], row.data, clock.today()).values():
        messages.warning(request, words)


def _typed(request: HttpRequest) -> dict[str, Any]:
    """What the form sent, without what every form sends; of a name sent twice the last."""
    besides = {"csrfmiddlewaretoken", "version", "then", MARK}
    return {name: values[-1] for name, values in request.POST.lists() if values and name not in besides}


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _after(request: HttpRequest, row: Record) -> HttpResponse:
    if request.POST.get("then") == "another":
        return redirect("dossiers:new", row.module)
    return redirect("dossiers:record", row.id)


def _again(
    request: HttpRequest,
    form: RecordForm | QualificationForm,
    refused: Refused,
    words: dict[str, Any],
    template: str = "dossiers/record.html",
) -> HttpResponse:
    """The form once more with everything that was typed, and what is wrong or what changed meanwhile."""
    form.full_clean()
    form.errors.clear()
    conflict: list[tuple[Any, Any, Any]] = []
    if isinstance(refused, actions.WrongRecord):
        form.show(refused.errors)
    else:
        form.add_error(None, refused.message)
    if isinstance(refused, actions.ChangedMeanwhile):
        conflict = _differences(form, refused.current)
        typed = request.POST.copy()
        typed["version"] = str(refused.current.version)
        form.data = typed
    return render(request, template, words | {"form": form, "conflict": conflict}, status=refused.status)


def _differences(
    form: RecordForm | QualificationForm, current: Record | Qualification
) -> list[tuple[Any, Any, Any]]:
    """Field by field where the stored row differs from what was typed: label, stored, typed."""
    kept = current.data if isinstance(current, Record) else qualifying.told(current)
    found = []
    for name, typed in form.typed().items():
        stored = as_shown(kept.get(name, ""))
        if str(stored) != str(typed).strip():
            found.append((form.fields[name].label, stored, typed))
    return found


def _proof(table: Module, entry: queries.Entry) -> str:
    """Which proof an education needs, and how its online code stands (KM2023-3.8)."""
    if table.key != "education":
        return ""
    today = clock.today()
    book = open_book(today.year, CITY)
    words = _("须提供：%(proof)s。") % {"proof": proof_for(entry.data, book).words}
    return words + code_words(entry.data, book, today)


def _line(table: Module, entry: queries.Entry) -> dict[str, Any]:
    """A record for lists: the headline's labels and values, shortened."""
    cells = []
    for field in table.fields:
        if field.name in table.headline:
            text = kept_words(entry.data.get(field.name), month=field.kind is Kind.MONTH)
            short = text if len(text) <= 60 or field.kind is not Kind.LONG else f"{text[:60]}…"
            cells.append((field.label, short, field.kind in {Kind.DAY, Kind.MONTH, Kind.YEAR}))
    return {"entry": entry, "cells": cells}


def _neighbours(table: Module) -> dict[str, Module | None]:
    keys = list(BY_KEY)
    at = keys.index(table.key)
    return {
        "before": BY_KEY[keys[at - 1]] if at else None,
        "after": BY_KEY[keys[at + 1]] if at + 1 < len(keys) else None,
    }

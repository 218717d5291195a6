"""Pages of 返回修改, 重置流程, 不予推荐 and their like: the defects one by one, what was told before, the chances left."""

import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.applications import ledger
from zhicheng.applications.casefile import demands_of
from zhicheng.applications.mending import rounds_for_auditor
from zhicheng.applications.models import Application
from zhicheng.applications.places import Choices, Place, fields, places
from zhicheng.people.access import request_account, signed_in
from zhicheng.vetting import actions, queries
from zhicheng.vetting.access import Seat, get_case_for_decision
from zhicheng.vetting.actions.entrusting import is_entrusted
from zhicheng.vetting.actions.finding import MOST
from zhicheng.vetting.forms import DefectForm, ReturnForm
from zhicheng.vetting.models import LastReturn
from zhicheng.vetting.pages import again, done, heading, posted, status_of
from zhicheng.vetting.views import Refusals, seat_that_approves

both = require_http_methods(["GET", "HEAD", "POST"])
ROW = re.compile(r"defect-(\d{1,2})-(?:at|field|reason|words)", re.ASCII)
LISTING = frozenset({"send_back", "reset", "refuse"})  # acts that record defects one by one
RETURNING = frozenset({"send_back", "reset"})
ACTS: dict[str, Any] = {
    "send_back": (actions.send_back, "返回修改", "将%(name)s的申报材料返回本人修改"),
    "reset": (actions.reset, "重置流程", "重置%(name)s的申报流程"),
    "disagree": (actions.refuse_entrustment, "不同意委托评审", "不同意%(name)s的委托评审，本次申报到此结束"),
    "refuse": (actions.refuse_recommendation, "不予推荐", "不推荐%(name)s申报%(title)s，本次申报到此结束"),
    "refuse_approval": (
        actions.refuse_approval,
        "不予核准",
        "不予核准%(name)s的%(title)s，本次申报到此结束",
    ),
}


@signed_in
@both
def send_back(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """返回修改: with everything that is to be corrected."""
    return _return(request, application_id, "send_back")


@signed_in
@both
def reset(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """重置流程: with the reason; the cover opens again."""
    return _return(request, application_id, "reset")


@signed_in
@both
def refuse(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """不予推荐 by the unit: ends the application."""
    return _return(request, application_id, "refuse")


@signed_in
@both
def disagree(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """不同意委托评审 by the city bureau: ends the application."""
    return _return(request, application_id, "disagree")


@signed_in
@both
def refuse_approval(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """不予核准 by the last station, with the reason."""
    seat_that_approves(request, application_id)
    return _return(request, application_id, "refuse_approval")


def _return(request: HttpRequest, application_id: UUID, act: str) -> HttpResponse:
    seat = get_case_for_decision(request.user, application_id)
    if act == "refuse" and not seat.audits_as_unit:
        raise Http404
    if act == "disagree" and not is_entrusted(seat.application):
        raise Http404
    row = seat.application
    proposed = (
        LastReturn.objects.filter(application=row, version=row.version).select_related("proposed_by").first()
    )
    more = _words_of(act, row)
    rows = _rows(request, seat, act, proposed) if act in LISTING else []
    adding = request.method == "POST" and act in LISTING and "more" in request.POST
    start = _typed(request) if adding else {"version": row.version}
    form: forms.Form = ReturnForm(None if adding else posted(request), initial=start, **more)
    status = 200
    if request.method == "POST" and not adding and _all_hold(form, rows, act):
        try:
            made = _execute(request, seat, act, form.cleaned_data, rows)
        except Refusals as error:
            more["warned"] = more["warned"] or getattr(error, "field", None) == "knowing"
            form, status = again(form, error, row.pk, request, **more)
        else:
            if isinstance(made, LastReturn) and made.confirmed_by_id is None:
                return done(request, seat, _("已提出，须由本单位另一位审核人复核后才生效。"))
            return done(request, seat, _("已办理：%(act)s。") % {"act": ACTS[act][1]})
    wrong = any(one.is_bound and one.errors for one in rows)
    context = {**heading(seat), **_context(seat, act, proposed), "form": form, "rows": rows}
    return render(request, "vetting/return.html", context, status=400 if wrong else status_of(form, status))


def _context(seat: Seat, act: str, proposed: LastReturn | None) -> dict[str, Any]:
    row = seat.application
    standing = ledger.standing(row)
    last = row.submissions.order_by("-version").first()
    return {
        "act": act,
        "label": ACTS[act][1],
        "listing": act in LISTING,
        "standing": standing,
        "next": ledger.preview(row, standing) if seat.may_decide else None,
        "returns": ledger.entries(row),
        "rounds": rounds_for_auditor(row, last) if act in LISTING else [],
        "proposed": proposed,
    }


def _words_of(act: str, row: Application) -> dict[str, Any]:
    sentence = _("我确认：") + ACTS[act][2] % {"name": row.applicant_name, "title": row.title}
    return {"sentence": sentence, "refuses": act not in RETURNING, "warned": False}


def _rows(request: HttpRequest, seat: Seat, act: str, proposed: LastReturn | None) -> list[DefectForm]:
    """The lines of defects: as posted, as a first officer proposed, or one for the place that the address names."""
    where, parts, reasons = _offers(seat)
    offers: dict[str, Any] = {"where": where, "parts": parts, "reasons": reasons}

    def line(at: int, data: Any, initial: Mapping[str, str]) -> DefectForm:
        return DefectForm(data, initial=dict(initial), prefix=f"defect-{at}", **offers)

    if request.method == "POST":
        posted_rows = [int(found[1]) for key in request.POST if (found := ROW.fullmatch(key))]
        many = min(max(posted_rows, default=0) + 1, MOST)
        if "more" in request.POST:
            given = [
                {
                    name: request.POST.get(f"defect-{at}-{name}", "")
                    for name in ("at", "field", "reason", "words")
                }
                for at in range(many)
            ]
            return [line(at, None, one) for at, one in enumerate([*given, {}][:MOST])]
        return [line(at, request.POST, {}) for at in range(many)]
    if proposed is not None and proposed.defects and act in RETURNING:
        return [line(at, None, _as_typed(one)) for at, one in enumerate(proposed.defects)]
    return [line(0, None, {"at": request.GET.get("at", "")})]


def _as_typed(one: Mapping[str, str]) -> dict[str, str]:
    """A kept defect as the form's own words."""
    at = ":".join(part for part in (one["section"], one["item"]) if part) or "*"
    field = f"{one['section']}:{one['field']}" if one["field"] else ""
    return {"at": at, "field": field, "reason": one["reason"], "words": one["words"]}


def _offers(seat: Seat) -> tuple[Choices, Choices, list[str]]:
    row = Application.objects.select_related("person", "unit", "session").get(pk=seat.application.pk)
    last = row.submissions.order_by("-version").first()
    content: Mapping[str, Any] = last.material if last else {}
    office = seat.acting
    reasons = queries.reasons_of(office) if office is not None else []
    return places(content, demands_of(row)), fields(content), reasons


def _typed(request: HttpRequest) -> dict[str, Any]:
    names = ("version", "opinion", "confirmed")
    return {name: request.POST[name] for name in names if name in request.POST}


def _all_hold(form: forms.Form, rows: list[DefectForm], act: str) -> bool:
    """Whether everything that was typed holds; a return lists one defect at least (KM2023-4.2)."""
    lines_hold = not [one for one in rows if not one.is_valid()]
    if form.is_valid() and lines_hold and act in RETURNING and not any(one.filled for one in rows):
        form.add_error(None, _("请至少列出一项需要修改的内容。（依据：KM2023-4.2）"))
    return form.is_valid() and lines_hold


def _execute(
    request: HttpRequest, seat: Seat, act: str, data: Mapping[str, Any], rows: list[DefectForm]
) -> Any:
    found = [_found(one.cleaned_data) for one in rows if one.filled]
    given: dict[str, Any] = {"version": data["version"]}
    if act in LISTING:
        given["defects"] = found
    if act in RETURNING:
        given["knowing"] = bool(data.get("knowing"))
    return ACTS[act][0](seat.application, data["opinion"], request_account(request), seat.holder(), **given)


def _found(data: Mapping[str, str]) -> actions.Found:
    section, _sep, item = ("" if data["at"] == "*" else data["at"]).partition(":")
    field = data["field"].partition(":")[2]
    return actions.Found(Place(section, item, field), data["reason"], data["words"])

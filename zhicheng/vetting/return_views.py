"""Pages of 返回修改, 重置流程, 不予推荐 and their like: the defects one by one, what was told before, the chances left."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.applications import ledger
from zhicheng.applications.mending import rounds_for_auditor
from zhicheng.applications.models import Application
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.queries import stood_in_for
from zhicheng.vetting import actions, defect_lines
from zhicheng.vetting.access import Seat, get_case_for_decision
from zhicheng.vetting.actions.entrusting import is_entrusted
from zhicheng.vetting.forms import DefectForm, ReturnForm
from zhicheng.vetting.models import LastReturn
from zhicheng.vetting.pages import again, decided, done, heading, posted, status_of
from zhicheng.vetting.views import Refusals, seat_that_approves

both = require_http_methods(["GET", "HEAD", "POST"])
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
    last = LastReturn.objects.filter(application=row, version=row.version).select_related("proposed_by")
    proposed = last.annotate(proposed_for=stood_in_for("proposed_by", "organisation", "proposed_at")).first()
    more = _words_of(act, row)
    kept = proposed.defects if proposed is not None and act in RETURNING else []
    rows = defect_lines.forms_of(request, row, seat.acting, kept) if act in LISTING else []
    adding = act in LISTING and defect_lines.adds_one(request)
    start = defect_lines.typed(request, ReturnForm) if adding else {"version": row.version}
    form: forms.Form = ReturnForm(None if adding else posted(request), initial=start, **more)
    status = 200
    sent = request.method == "POST" and not adding
    if sent and defect_lines.hold(form, rows, wanted=act in LISTING):
        try:
            made = _execute(request, seat, act, form.cleaned_data, rows)
        except Refusals as error:
            more["warned"] = more["warned"] or getattr(error, "field", None) == "knowing"
            form, status = again(form, error, row.pk, request, **more)
        else:
            if isinstance(made, LastReturn) and made.confirmed_by_id is None:
                return done(request, seat, _("已提出，须由本单位另一位审核人复核后才生效。"))
            return decided(request, seat, _("已办理：%(act)s。") % {"act": ACTS[act][1]})
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


def _execute(
    request: HttpRequest, seat: Seat, act: str, data: Mapping[str, Any], rows: list[DefectForm]
) -> Any:
    given: dict[str, Any] = {"version": data["version"]}
    if act in LISTING:
        given["defects"] = defect_lines.found_in(rows)
    if act in RETURNING:
        given["knowing"] = bool(data.get("knowing"))
    return ACTS[act][0](seat.application, data["opinion"], request_account(request), seat.holder(), **given)

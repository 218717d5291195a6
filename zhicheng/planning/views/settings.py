"""Settings of a session, petitions for what needs a bureau's consent, inspection notes."""

import datetime as dt
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, forms, queries
from zhicheng.planning.actions.settings import pilot_last_day
from zhicheng.planning.dates import GATES
from zhicheng.planning.models import Petition, Session
from zhicheng.planning.settings import BY_KEY, Setting, name_of, settings_of, shown
from zhicheng.ui.forms import show_refusal, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def settings(request: HttpRequest, id: UUID) -> HttpResponse:
    """设置: the literal list with this session's values, its petitions and every change."""
    one = access.get_session_for_reader(request.user, id, drawers=False)
    office = access.runs(request.user, one.committee)
    changes = one.setting_changes.select_related("changed_by", "petition", "announcement")
    changes = changes.order_by("-changed_at", "-id")
    may_pilot = office and one.committee.is_senior and not one.committee.own_system
    words = {
        "session": one,
        "office": office,
        "lines": [(line, shown(line.key, getattr(one, line.key))) for line in settings_of(one)],
        "changes": [(change, name_of(change.key)) for change in changes],
        "petitions": [(row, _words_of(row)) for row in queries.petitions().filter(session=one)],
        "pilot": may_pilot and not queries.is_announced(one),
    }
    return render(request, "planning/settings.html", words)


@form_page
@signed_in
def setting(request: HttpRequest, id: UUID, key: str) -> HttpResponse:
    """Change one setting; after publication: ask the city for its consent."""
    one = access.get_session_for_office(request.user, id)
    wanted = BY_KEY.get(key)
    if wanted is None or wanted not in settings_of(one):
        raise Http404
    asking = queries.is_announced(one)
    form = _form_of(request, one, wanted, asking=asking)
    status = 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        acting: dict[str, Any] = {
            "by": request_account(request),
            "organisation": access.acting_office(request.user, one.committee),
        }
        try:
            if asking:
                actions.ask_variation(
                    session=one, key=key, value=data["value"], step=data["step"], reason=data["reason"],
                    until=data["until"], **acting,
                )  # fmt: skip
                messages.success(request, _("已报市人社局，同意后生效。"))
            else:
                actions.change_setting(
                    session=one, key=key, value=data["value"], reason=data["reason"], **acting
                )
                messages.success(request, _("设置已调整。"))
        except Refused as refused:
            show_refusal(form, refused, {key: "value"})
            status = refused.status
        else:
            return redirect("planning:settings", one.id)
    words = {"session": one, "setting": wanted, "form": form, "asking": asking}
    return render(request, "planning/setting.html", words, status=_status(form, status))


@form_page
@signed_in
def pilot(request: HttpRequest, id: UUID) -> HttpResponse:
    """试点申请 to the province."""
    one = access.get_session_for_office(request.user, id)
    form = forms.AskPilot(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.ask_pilot(
                session=one, reason=form.cleaned_data["reason"], by=request_account(request),
                organisation=access.acting_office(request.user, one.committee),
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
            status = refused.status
        else:
            messages.success(request, _("试点申请已报省人社厅。"))
            return redirect("planning:settings", one.id)
    words = {"session": one, "form": form, "last": pilot_last_day(one)}
    return render(request, "planning/pilot.html", words, status=_status(form, status))


@form_page
@signed_in
def petition(request: HttpRequest, id: UUID) -> HttpResponse:
    """答复申请 of an organiser: a variation, a pilot."""
    row = access.get_petition_for_bureau(request.user, id)
    form = forms.AnswerPetition(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_petition(
                petition=row, accepted=form.cleaned_data["answer"] == "accepted",
                reason=form.cleaned_data["reason"], by=request_account(request), organisation=row.to,
            )  # fmt: skip
        except Refused as refused:
            show_refusal(form, refused)
            status = refused.status
        else:
            messages.success(request, _("已答复。"))
            return redirect("planning:petition", row.id)
    words = {"row": row, "form": form, "session": row.session, "words": _words_of(row)}
    return render(request, "planning/petition.html", words, status=_status(form, status))


@form_page
@signed_in
def inspections(request: HttpRequest, id: UUID) -> HttpResponse:
    """检查记录 of a session: city and supervisors write, the session's readers read."""
    one = access.get_session_for_reader(request.user, id, drawers=False)
    account = request_account(request)
    mine = access.inspector_for(account)
    if request.method == "POST" and mine is None:
        raise Http404
    form = forms.InspectionForm(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.note_inspection(one, **form.cleaned_data, by=account)
        except Refused as refused:
            show_refusal(form, refused)
            status = refused.status
        else:
            messages.success(request, _("检查记录已保存。"))
            return redirect("planning:inspections", one.id)
    notes = one.inspection_notes.select_related("noted_by", "organisation").order_by("-noted_at", "-id")
    words = {"session": one, "form": form, "inspector": mine, "notes": notes}
    return render(request, "planning/inspections.html", words, status=_status(form, status))


def _form_of(request: HttpRequest, one: Session, wanted: Setting, *, asking: bool) -> django_forms.Form:
    form = (forms.AskVariation if asking else forms.ChangeSetting)(
        typed(request), initial={"value": forms.as_typed(getattr(one, wanted.key))}
    )
    form.fields["value"] = forms.value_field(wanted)
    form.order_fields(["value", "step", "reason", "until"])
    return form


def _words_of(row: Petition) -> str:
    if row.kind == Petition.Kind.PILOT:
        return _("正高级职称在线申报、受理、审核、评审、公布试点")
    step = next((name for key, name, *_rest in GATES if key == row.step), "")
    value = dt.date.fromisoformat(row.value) if BY_KEY[row.key].kind == "day" and row.value else row.value
    words = {"step": step, "name": name_of(row.key), "value": shown(row.key, value)}
    return _("%(step)s：%(name)s调整为%(value)s") % words


def _status(form: django_forms.Form, status: int) -> int:
    return 400 if status == 200 and form.is_bound and form.errors else status

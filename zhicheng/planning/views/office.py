"""The office's pages: its sessions, the time-line of one, and the acts of plan, session and call."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.people.access import organisations_of, request_account, roles_of, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning import access, actions, forms, queries
from zhicheng.planning.groups import announced_groups
from zhicheng.planning.models import Call, Committee, PlanEntry, Session
from zhicheng.planning.overview import linked_gates, next_step, overview, session_lines
from zhicheng.planning.sealing import seals_of
from zhicheng.planning.settings import INSTANTS, faced, ways_of
from zhicheng.planning.standards import standards_of
from zhicheng.ui.forms import show_refusal, status_of, typed

Acting = dict[str, Any]
TEMPLATES: dict[type[django_forms.Form], str] = {
    forms.MoveMeeting: "planning/move_meeting.html",
    forms.ChangeWindow: "planning/change_window.html",
    forms.WriteCall: "planning/write_call.html",
}
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def sessions(request: HttpRequest) -> HttpResponse:
    """本年度评审会: the office's own; for bureaus and supervisors those they watch, late ones first."""
    found = access.sessions_for(request.user)
    years = sorted(set(found.values_list("year", flat=True)), reverse=True)
    text = request.GET.get("year", "")
    year = (
        int(text) if text.isdecimal() and int(text) in years else (years[0] if years else clock.today().year)
    )
    lines = session_lines(found.filter(year=year))
    office = Membership.Role.OFFICE in roles_of(request.user)
    unopened = queries.unopened(access.committees_for_office(request.user), year) if office else []
    words = {"lines": lines, "years": years, "year": year, "office": office, "unopened": unopened}
    return render(request, "planning/sessions.html", words)


@require_safe
@signed_in
def session(request: HttpRequest, id: UUID) -> HttpResponse:
    """本次评审: the time-line of gates with dates, owner and state; what is to do next."""
    one = access.get_session_for_reader(request.user, id)
    office = access.runs(request.user, one.committee)
    bureaus = set(organisations_of(request.user, Membership.Role.BUREAU).values_list("kind", flat=True))
    words = {
        "session": one,
        "committee": one.committee,
        "call": getattr(one, "call", None),
        "filings": queries.filings_of(one),
        "office": office,
        **overview(one, linked_gates(one, office=office, bureaus=bureaus)),
        "next": next_step(one) if office else None,
        "untold": queries.untold(one),
        "standards": standards_of(one),
    }
    return render(request, "planning/session.html", words)


@form_page
@signed_in
def propose_plan(request: HttpRequest) -> HttpResponse:
    """申报年度评审计划."""
    mine = access.committees_for_office(request.user)
    form = forms.ProposePlan(typed(request), initial={"year": clock.today().year})
    committees = form.fields["committee"]
    if isinstance(committees, django_forms.ModelChoiceField):
        committees.queryset = mine
    if request.method == "POST" and form.is_valid():
        committee: Committee = form.cleaned_data["committee"]
        try:
            actions.propose_plan_entry(
                committee=committee,
                year=form.cleaned_data["year"],
                month=form.cleaned_data["month"],
                by=request_account(request),
                organisation=access.acting_office(request.user, committee),
            )
        except Refused as refused:
            show_refusal(form, refused, forms.FIELD_NAMES)
        else:
            messages.success(request, _("已申报%(name)s的评审计划，等待公布。") % {"name": committee.name})
            return redirect("planning:propose_plan")
    entries = PlanEntry.objects.select_related("committee").filter(
        committee__in=mine, year__gte=clock.today().year
    )
    words = {"form": form, "entries": entries.order_by("-year", "month", "committee__code")}
    return render(request, "planning/propose_plan.html", words, status=status_of(form))


@form_page
@signed_in
def open_session(request: HttpRequest, code: str) -> HttpResponse:
    """建立年度评审会 of one committee."""
    committee = access.get_committee_for_office(request.user, code)
    form = forms.OpenSession(typed(request), initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        taken = ("year", "meeting_on", "seats", "stand_ins", "paper_stage", "late_reason", *INSTANTS)
        try:
            opened = actions.open_session(
                committee=committee,
                **form.window,
                **{name: form.cleaned_data[name] for name in taken},
                by=request_account(request),
                organisation=access.acting_office(request.user, committee),
            )
        except Refused as refused:
            show_refusal(form, refused, forms.FIELD_NAMES)
        else:
            messages.success(request, _("评审会已建立，各项时限已推算。请编写申报评审通知。"))
            return redirect("planning:session", opened.id)
    entries = committee.plan_entries.filter(state=PlanEntry.State.PUBLISHED, year__gte=clock.today().year - 1)
    words = {"form": form, "committee": committee, "entries": entries.order_by("year")}
    return render(request, "planning/open_session.html", words, status=status_of(form))


@form_page
@signed_in
def change_window(request: HttpRequest, id: UUID) -> HttpResponse:
    """调整申报时间."""
    one = access.get_session_for_office(request.user, id)
    form = forms.ChangeWindow(typed(request), initial=forms.window_of(one))

    def act(who: Acting) -> None:
        actions.change_window(session=one, **form.window, reason=form.cleaned_data["reason"], **who)

    if queries.is_announced(one):
        said = _("延长申报时间的补充通知已拟好。请报备案，备案通过并发布后延长才生效。")
        return _edit(request, one, form, act, said, then="planning:announcements")
    return _edit(request, one, form, act, _("申报时间已调整。"))


@form_page
@signed_in
def write_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """编写申报评审通知."""
    one = access.get_session_for_office(request.user, id)
    form = forms.WriteCall(typed(request), initial=_call_initial(one))
    said = _("通知已保存。请核对后报备案。")
    return _edit(
        request,
        one,
        form,
        lambda who: actions.write_call(session=one, **form.cleaned_data, **who),
        said,
        then="planning:file_call",
    )


@form_page
@signed_in
def file_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """报备案: the call as it will be filed, and whom it goes to."""
    one = access.get_session_for_office(request.user, id)
    if request.method == "POST":
        filing = actions.file_call(session=one, **_acting(request, one))
        messages.success(
            request, _("通知已报%(to)s备案，等待答复。") % {"to": (filing.via or filing.to).name}
        )
        return redirect("planning:session", one.id)
    words = {
        "to": queries.bureau_of_level(one.committee),
        "via": queries.passing_bureau(one.committee),
        "filing": queries.standing_call_filing(one),
    }
    return _confirm_call(request, one, "planning/file_call.html", words)


@form_page
@signed_in
def publish_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """发布通知: what everybody will read."""
    one = access.get_session_for_office(request.user, id)
    if request.method == "POST" and "seal" in request.POST:
        actions.seal_call(session=one, **_acting(request, one))
        messages.success(request, _("已在通知上加盖本单位印章。"))
        return redirect("planning:publish_call", one.id)
    if request.method == "POST":
        call = actions.publish_call(session=one, **_acting(request, one))
        messages.success(request, _("通知已向社会发布。"))
        return redirect("planning:call", call.id)
    filing = queries.accepted_call_filing(one)
    written: Call | None = getattr(one, "call", None)
    words = {
        "filing": filing,
        "office": access.office_of(request.user, one.committee),
        "sealed": [seal.organisation for seal in seals_of(written, filing)] if written else [],
        "joint": one.committee.co_organisers.exists(),
    }
    return _confirm_call(request, one, "planning/publish_call.html", words)


@require_POST
@signed_in
def withdraw_filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """撤回备案."""
    filing = access.get_filing_for_office(request.user, id)
    actions.withdraw_filing(filing=filing, **_acting(request, filing.session))
    messages.success(request, _("备案已撤回，可以修改后重新报送。"))
    return redirect("planning:session", filing.session_id)


def _acting(request: HttpRequest, one: Session) -> Acting:
    """Who acts for which organisation, as the acts take it."""
    account: Account = request_account(request)
    organisation = access.acting_office(account, one.committee)
    return {"by": account, "organisation": organisation}


def _edit(
    request: HttpRequest,
    one: Session,
    form: django_forms.Form,
    act: Callable[[Acting], object],
    said: str,
    *,
    then: str = "planning:session",
) -> HttpResponse:
    """A form on a session: what is typed goes to the act; what that refuses stands beside its field."""
    if request.method == "POST" and form.is_valid():
        try:
            act(_acting(request, one))
        except Refused as refused:
            show_refusal(form, refused, forms.FIELD_NAMES)
        else:
            messages.success(request, said)
            return redirect(then, one.id)
    template = TEMPLATES[type(form)]
    words = {
        "form": form,
        "session": one,
        "committee": one.committee,
        "announced": queries.is_announced(one),
    }
    return render(request, template, words, status=status_of(form))


def _confirm_call(request: HttpRequest, one: Session, template: str, words: dict[str, Any]) -> HttpResponse:
    call: Call | None = getattr(one, "call", None)
    if call is None:
        return redirect("planning:write_call", one.id)
    about = {
        "session": one,
        "committee": one.committee,
        "call": call,
        "groups": announced_groups(one),
        "ways": ways_of(one),
        "enclosures": call.enclosures.select_related("file"),
    }
    return render(request, template, {**about, **words})


def _call_initial(one: Session) -> dict[str, Any]:
    call: Call | None = getattr(one, "call", None)
    if call is None:
        title = _("关于开展%(year)d年度%(name)s申报评审工作的通知") % {
            "year": one.year,
            "name": one.committee.name.removesuffix("评审委员会"),
        }
        return {"title": title, "contact": one.committee.phone, "ways": faced(one)}
    return {
        "title": call.title,
        "conditions": call.conditions,
        "requirements": call.requirements,
        "ways": faced(one),
        "years_cut_off": call.years_cut_off,
        "materials": forms.materials_as_text(call.materials),
        "contact": call.contact,
    }

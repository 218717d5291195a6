"""The bureau's pages of committees: those that it registers, a new one, a change."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.almanac import clock
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, queries
from zhicheng.planning.committee_forms import (
    RegisterCommittee,
    RenewCommittee,
    SupplementCommittee,
    as_filled,
)
from zhicheng.planning.models import Committee
from zhicheng.policy.tables.committees import by_id
from zhicheng.ui.forms import show_refusal, status_of, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def desk(request: HttpRequest) -> HttpResponse:
    """评委会登记: the committees that the bureau registers, with organiser and term."""
    bureau = access.bureau_of(request.user)
    words = {"bureau": bureau, "committees": queries.committees_of_bureau(bureau), "today": clock.today()}
    return render(request, "planning/committees_desk.html", words)


@form_page
@signed_in
def register(request: HttpRequest) -> HttpResponse:
    """登记评委会."""
    return _register(request, None)


@form_page
@signed_in
def edit(request: HttpRequest, code: str) -> HttpResponse:
    """修改登记: of a committee of the directory what the bureau adds to it."""
    return _register(request, access.get_committee_for_bureau(request.user, code))


@form_page
@signed_in
def renew(request: HttpRequest, code: str) -> HttpResponse:
    """换届登记: the next term."""
    committee = access.get_committee_for_bureau(request.user, code)
    bureau = access.bureau_of(request.user)
    form = RenewCommittee(typed(request))
    if request.method == "POST" and form.is_valid():
        try:
            actions.renew_committee(
                committee, **form.cleaned_data, by=request_account(request), organisation=bureau
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已登记%(name)s的新任期。") % {"name": committee.name})
            return redirect("planning:committees_desk")
    words = {"form": form, "bureau": bureau, "committee": committee, "terms": list(committee.terms.all())}
    return render(request, "planning/renew_committee.html", words, status=status_of(form))


def _register(request: HttpRequest, committee: Committee | None) -> HttpResponse:
    bureau = access.bureau_of(request.user)
    in_directory = committee is not None and committee.code in by_id()
    shape = SupplementCommittee if in_directory else RegisterCommittee
    form = shape(typed(request), initial=as_filled(committee) if committee else None)
    if committee is not None and committee.term_until is not None:
        form.without_term()
    if request.method == "POST" and form.is_valid():
        given, by = form.cleaned_data, request_account(request)
        try:
            if committee is not None and in_directory:
                made = actions.supplement_committee(committee, **given, by=by, organisation=bureau)
            else:
                made = actions.register_committee(committee=committee, **given, by=by, organisation=bureau)
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("已登记%(name)s。") % {"name": made.name})
            return redirect("planning:committees_desk")
    words = {"form": form, "bureau": bureau, "committee": committee, "in_directory": in_directory}
    return render(request, "planning/register_committee.html", words, status=status_of(form))

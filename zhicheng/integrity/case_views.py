"""对单位的处理: pages for HRSS bureaus and the organisers of committees (GUIDE-1.1.2, 1.2.1)."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.integrity import access, cases, forms, queries
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def case_list(request: HttpRequest) -> HttpResponse:
    """The cases that the account's organisations have opened; a keeper's bureau sees all."""
    mine = access.openers_of(request.user)
    return render(request, "integrity/cases.html", {"mine": mine, "cases": queries.cases_for(mine)})


@form_page
@signed_in
def open_case(request: HttpRequest) -> HttpResponse:
    """立案处理."""
    organisation = access.openers_of(request.user)[0]
    form = forms.CaseForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        charge = cases.Charge(data["facts"], data["people"], data["measures"])
        try:
            made = cases.open_case(form.unit, charge, request_account(request), organisation)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            told = _("已对%(unit)s作出处理：%(measures)s。")
            messages.success(request, told % {"unit": made.unit.name, "measures": made.measure_words})
            return redirect("integrity:cases")
    if status == 200 and form.errors:
        status = 400
    words = {"form": form, "organisation": organisation}
    return render(request, "integrity/open_case.html", words, status=status)


@form_page
@signed_in
def close_case(request: HttpRequest, id: UUID) -> HttpResponse:
    """办结, with what was put right."""
    row, organisation = access.get_case_for_opener(request.user, id)
    form = forms.CloseCaseForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            cases.close_case(row, form.cleaned_data["outcome"], request_account(request), organisation)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("对%(unit)s的处理已办结。") % {"unit": row.unit.name})
            return redirect("integrity:cases")
    if status == 200 and form.errors:
        status = 400
    return render(request, "integrity/close_case.html", {"form": form, "row": row}, status=status)

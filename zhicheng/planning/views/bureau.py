"""The bureaus' pages: filings to answer or to pass on, and the publication of the plan."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.catalogues import workbooks
from zhicheng.catalogues.views import MOST_WRONG, XLSX
from zhicheng.catalogues.workbooks import Sheet
from zhicheng.files.sheets import Unreadable
from zhicheng.people.access import organisations_of, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership, Organisation
from zhicheng.planning import access, actions, forms, plan_import, queries
from zhicheng.planning.models import Filing, PlanEntry
from zhicheng.planning.overview import filing_details, is_late
from zhicheng.ui.forms import show_refusal, status_of, typed

ON_A_PAGE = 30
form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def filings(request: HttpRequest) -> HttpResponse:
    """备案事项: what waits for this bureau first, then what it has answered."""
    bureau = access.bureau_of(request.user)
    found = queries.filings_for(organisations_of(request.user, Membership.Role.BUREAU))
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    lines = [{"filing": one, "mine": queries.waits_for(one, bureau), "late": is_late(one)} for one in page]
    waiting = found.filter(answer=Filing.Answer.PENDING).count()
    words = {
        "lines": lines,
        "page": page,
        "bureau": bureau,
        "waiting": waiting,
        "forwards": bureau.kind == Organisation.Kind.COUNTY_BUREAU,
    }
    return render(request, "planning/filings.html", words)


@form_page
@signed_in
def answer(request: HttpRequest, id: UUID) -> HttpResponse:
    """答复备案: accept with a number, or refuse with the reason."""
    filing, bureau = access.get_filing_for_bureau(request.user, id)
    form = forms.AnswerFiling(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            answered = actions.answer_filing(
                filing=filing,
                accepted=form.cleaned_data["answer"] == "accepted",
                reason=form.cleaned_data["reason"],
                by=request_account(request),
                organisation=bureau,
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已答复，编号%(number)s。") % {"number": answered.number})
            return redirect("planning:filings")
    words = {
        "filing": filing,
        "bureau": bureau,
        "form": form,
        "session": filing.session,
        "committee": filing.session.committee,
        "details": filing_details(filing),
        "late": is_late(filing),
        "mine": queries.waits_for(filing, bureau),
        "passing": queries.waits_for(filing, bureau) and filing.via_id == bureau.id,
    }
    return render(request, "planning/answer.html", words, status=status_of(form, status))


@require_POST
@signed_in
def pass_on(request: HttpRequest, id: UUID) -> HttpResponse:
    """转报 to the bureau that answers."""
    filing, bureau = access.get_filing_for_bureau(request.user, id)
    actions.pass_filing(filing=filing, by=request_account(request), organisation=bureau)
    messages.success(request, _("已转报%(to)s。") % {"to": filing.to.name})
    return redirect("planning:filings")


@require_safe
@signed_in
def filing(request: HttpRequest, id: UUID) -> HttpResponse:
    """A filing with its answer, to read and to print."""
    one = access.get_filing_for_reader(request.user, id)
    words = {
        "filing": one,
        "session": one.session,
        "committee": one.session.committee,
        "details": filing_details(one),
        "late": is_late(one),
        "can_withdraw": queries.can_withdraw(one) and access.runs(request.user, one.session.committee),
    }
    return render(request, "planning/filing.html", words)


@form_page
@signed_in
def publish_plan(request: HttpRequest) -> HttpResponse:
    """公布评审计划: the rows that organisers of this bureau's level have proposed; they are published or sent back."""
    bureau = access.bureau_of(request.user)
    proposed = queries.proposed_entries(bureau)
    form = forms.PublishPlan(typed(request))
    field = form.fields["entries"]
    if isinstance(field, django_forms.ModelMultipleChoiceField):
        ids = [entry.id for entry in proposed]
        field.queryset = PlanEntry.objects.select_related("committee").filter(id__in=ids)
    if request.method == "POST" and form.is_valid():
        entries = list(form.cleaned_data["entries"])
        acting: dict[str, Any] = {"entries": entries, "by": request_account(request), "organisation": bureau}
        try:
            if "back" in request.POST:
                actions.return_plan(**acting, reason=form.cleaned_data["reason"])
                said = _("已退回%(many)d个评委会的评审计划，组建单位已收到通知。")
            else:
                actions.publish_plan(**acting)
                said = _("已公布%(many)d个评委会的评审计划。")
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, said % {"many": len(entries)})
            return redirect("planning:publish_plan")
    status = 400 if form.is_bound and form.errors else 200
    words = {"form": form, "bureau": bureau, "proposed": proposed}
    return render(request, "planning/publish_plan.html", words, status=status)


@require_safe
@signed_in
def plan_template(request: HttpRequest) -> HttpResponse:
    """The Excel template of this year's plan."""
    access.bureau_of(request.user)
    year = clock.today().year
    name = _("%(year)d年度评审计划.xlsx") % {"year": year}
    disposition = content_disposition_header(True, name) or "attachment"
    headers = {"Content-Disposition": disposition}
    return HttpResponse(plan_import.template(year), content_type=XLSX, headers=headers)


@form_page
@signed_in
def import_plan(request: HttpRequest) -> HttpResponse:
    """导入评审计划: what the file would change is shown first; with a wrong row nothing is kept."""
    bureau = access.bureau_of(request.user)
    acting: dict[str, Any] = {"by": request_account(request), "organisation": bureau}
    if request.method == "POST" and "looked" in request.POST:
        return _import_looked(request, acting)
    posted = request.method == "POST"
    form = forms.ImportPlan(request.POST, request.FILES) if posted else forms.ImportPlan()
    form.fields["year"].initial = clock.today().year
    sheet, looked, kept = Sheet((), ()), [], ""
    if posted and form.is_valid():
        year = form.cleaned_data["year"]
        try:
            sheet = workbooks.read(form.cleaned_data["file"], plan_import.SHAPE)
            if not sheet.wrong:
                looked = actions.look_at_plan(year=year, rows=sheet.rows, **acting)
                kept = plan_import.sealed(year, sheet.rows)
        except Unreadable as error:
            form.add_error("file", str(error))
        except Refused as refused:
            show_refusal(form, refused)
    words = {"form": form, "bureau": bureau, "shape": plan_import.SHAPE, "wrong": sheet.wrong[:MOST_WRONG],
             "many_wrong": len(sheet.wrong), "many_right": len(sheet.rows), "looked": looked, "kept": kept}  # fmt: skip
    status = 400 if form.errors or sheet.wrong else 200
    return render(request, "planning/import_plan.html", words, status=status)


def _import_looked(request: HttpRequest, acting: dict[str, Any]) -> HttpResponse:
    """Import what was shown; what stands there may have changed since, so all of it is checked again."""
    try:
        year, rows = plan_import.unsealed(request.POST["looked"])
        made = actions.import_plan(year=year, rows=rows, **acting)
    except ValueError:
        messages.error(request, _("预览已失效，请重新选择文件。"))
        return redirect("planning:import_plan")
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("planning:import_plan")
    messages.success(request, _("已导入%(many)d行，请核对后公布。") % {"many": len(made)})
    return redirect("planning:publish_plan")


@require_safe
@signed_in
def forward_calls(request: HttpRequest) -> HttpResponse:
    """转发通知: the calls that are out, and which of them the county's bureau has forwarded."""
    mine = access.county_bureau_of(request.user)
    found = queries.calls_to_forward(mine, clock.now())
    page = Paginator(found, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "planning/forward_calls.html", {"lines": page, "page": page, "bureau": mine})


@form_page
@signed_in
def forward_call(request: HttpRequest, id: UUID) -> HttpResponse:
    """Forward a call to the bureau's area, with the demands that hold there."""
    mine = access.county_bureau_of(request.user)
    call = access.get_call_for_public(id)
    form = forms.ForwardCall(typed(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.forward_call(call, **form.cleaned_data, by=request_account(request), organisation=mine)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已转发，本地的申报人和单位都能看到。"))
            return redirect("planning:forward_call", call.id)
    words = {
        "call": call,
        "bureau": mine,
        "form": form,
        "forwardings": queries.forwardings_of(call.session_id, mine.place_id),
    }
    return render(request, "planning/forward_call.html", words, status=status_of(form, status))

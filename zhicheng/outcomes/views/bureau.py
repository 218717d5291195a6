"""The bureaus' pages: title documents to issue, results to confirm one by one or several at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.states import State
from zhicheng.integrity.access import KEEPERS
from zhicheng.outcomes import access, actions, documents, forms, queries
from zhicheng.outcomes.views.session import pdf_response
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.ui.forms import show_refusal, status_of

form_page = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@signed_in
def work(request: HttpRequest) -> HttpResponse:
    """评审结果办理: sessions with documents to issue, and with results to confirm."""
    desks: list[dict[str, Any]] = [
        {
            "bureau": bureau,
            "documents": queries.sessions_waiting(queries.issued_by(bureau), State.POST_FILED),
            "results": queries.sessions_waiting(queries.confirmed_by(bureau), State.DOCUMENTED),
        }
        for bureau in access.bureaus_of(request.user)
    ]
    keeper = any(desk["bureau"].kind in KEEPERS for desk in desks)
    return render(request, "outcomes/work.html", {"desks": desks, "keeper": keeper})


@form_page
@signed_in
def document(request: HttpRequest, id: UUID) -> HttpResponse:
    """任职资格文件: whom the next one names; its issuer gives number and date. All readers see issued."""
    session = access.get_session_for_reader(request.user, id)
    bureau = access.issuer_for(request.user, session)
    if request.method == "POST":
        session, bureau = access.get_session_for_issuer(request.user, id)
    form = forms.DocumentForm(
        request.POST if request.method == "POST" else None, initial={"issued_on": clock.today()}
    )
    status = 200
    if bureau is not None and form.is_bound and form.is_valid():
        try:
            made = actions.issue_document(
                session, **form.cleaned_data, by=request_account(request), organisation=bureau
            )
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            messages.success(request, _("已印发%(number)s。") % {"number": made.number})
            return redirect("outcomes:document", session.pk)
    words = {
        "session": session,
        "committee": session.committee,
        "bureau": bureau,
        "form": form,
        "people": queries.to_document(session),
        "documents": queries.documents(session),
        "tab": "document",
    }
    return render(request, "outcomes/document.html", words, status=status_of(form, status))


@require_safe
@signed_in
def preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """The title document as it would be issued, marked 草稿."""
    session, bureau = access.get_session_for_issuer(request.user, id)
    people = queries.to_document(session)
    if not people:
        raise Refused(_("没有已经会后备案、等待发文的人员。"), clause="YN2023-4.4")
    form = forms.DocumentForm(request.GET)
    form.is_valid()
    made = documents.document_preview(
        session,
        people,
        issuer=bureau,
        number=form.cleaned_data.get("number") or _("（文件号）"),
        issued_on=form.cleaned_data.get("issued_on") or clock.today(),
    )
    return pdf_response(made, "title-document-draft")


@require_safe
@signed_in
def seal(request: HttpRequest, id: UUID) -> HttpResponse:
    """评审结果确认: what waits for the seal, and what is confirmed."""
    session = access.get_session_for_reader(request.user, id)
    after, done = request.GET.get("after", ""), request.GET.get("done", "")
    waiting = queries.to_confirm(session, after)
    confirmed = queries.confirmations(session, done)
    words = {
        "session": session,
        "committee": session.committee,
        "bureau": access.confirmer_for(request.user, session),
        "waiting": waiting[: queries.PAGE],
        "next": waiting[queries.PAGE - 1].number if len(waiting) > queries.PAGE else "",
        "confirmed": confirmed[: queries.PAGE],
        "next_done": confirmed[queries.PAGE - 1].application.number if len(confirmed) > queries.PAGE else "",
        "refused": queries.refused(session),
        "tab": "seal",
    }
    return render(request, "outcomes/seal.html", words)


@require_POST
@signed_in
def confirm(request: HttpRequest, id: UUID) -> HttpResponse:
    """Confirm the ticked results with the bureau's seal, each on its own; what stood against one is told."""
    session, bureau = access.get_session_for_confirmer(request.user, id)
    wanted = set(request.POST.getlist("applications"))
    rows = [
        row for row in queries.to_confirm(session, request.POST.get("after", "")) if str(row.pk) in wanted
    ]
    found = actions.confirm_results(rows, request_account(request), bureau)
    done = [row for row, why in found if not why]
    if done:
        names = "、".join(row.applicant_name for row in done)
        words = {"many": len(done), "names": names, "bureau": bureau.name}
        messages.success(request, _("已确认%(many)d项，加盖%(bureau)s电子印章：%(names)s。") % words)
    for row, why in found:
        if why:
            messages.error(request, _("%(name)s没有确认：%(why)s") % {"name": row.applicant_name, "why": why})
    missing = len(wanted) - len(rows)
    if missing:
        messages.warning(request, _("%(many)d项已不在待确认之列，没有重复确认。") % {"many": missing})
    if not wanted:
        messages.warning(request, _("请先勾选要确认的人员。"))
    return redirect("outcomes:seal", session.pk)


@form_page
@signed_in
def refuse(request: HttpRequest, id: UUID) -> HttpResponse:
    """不予核准, with the reason."""
    row, bureau = access.get_application_for_confirmer(request.user, id)
    form = forms.ReasonForm(request.POST if request.method == "POST" else None)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.refuse_confirmation(row, form.cleaned_data["reason"], request_account(request), bureau)
        except (MoveNotAllowed, Refused) as refused:
            status = show_refusal(form, refused)
        else:
            told = _("%(name)s的评审结果不予核准，已通知本人。")
            messages.success(request, told % {"name": row.applicant_name})
            return redirect("outcomes:seal", row.session_id)
    words = {"application": row, "session": row.session, "bureau": bureau, "form": form}
    return render(request, "outcomes/refuse.html", words, status=status_of(form, status))

"""What all who may read a session see: results, documents, certificates; the office files results."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.files.serving import serve
from zhicheng.outcomes import access, actions, documents, queries
from zhicheng.people.access import request_account, signed_in
from zhicheng.planning.access import get_session_for_office
from zhicheng.planning.dates import deadlines_of
from zhicheng.planning.models import Filing
from zhicheng.public_notice.queries import is_over


@require_safe
@signed_in
def results(request: HttpRequest, id: UUID) -> HttpResponse:
    """评审结果: passed and not passed, the result notice, the post-meeting filing."""
    session = access.get_session_for_reader(request.user, id)
    filings = queries.results_filings(session)
    notices = queries.result_notices(session)
    found = queries.results(session)
    limit = deadlines_of(session).get("post_meeting_filing_by")
    now = queries.to_file(session, found)
    pending = any(one.answer == Filing.Answer.PENDING for one in filings)
    words = {
        "session": session,
        "committee": session.committee,
        "office": access.is_office(request.user, session),
        "results": found,
        "notices": [(notice, is_over(notice)) for notice in notices],
        "filings": filings,
        "former": now.former,
        "held": now.held,
        "may_file": not pending
        and (now.former is None or bool(now.rows))
        and not found.waiting
        and not found.unreleased
        and all(notice.closed_at is not None for notice in notices)
        and bool(notices or found.not_passed),
        "file_by": limit.day if limit else None,
        "late": limit is not None and limit.day is not None and clock.today() > limit.day,
        "passing": queries.pass_rates(session, found),
        "tab": "results",
    }
    return render(request, "outcomes/results.html", words)


@require_POST
@signed_in
def file(request: HttpRequest, id: UUID) -> HttpResponse:
    """报会后备案."""
    session = get_session_for_office(request.user, id)
    actions.file_results(session, request_account(request))
    messages.success(request, _("会后备案已报送，等待人社部门答复。"))
    return redirect("outcomes:post_filing", session.pk)


@require_safe
@signed_in
def filing_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """《会后备案表》 as it was filed, with the answer once there is one."""
    session = access.get_session_for_reader(request.user, id)
    wanted = request.GET.get("filing", "")
    filings = queries.results_filings(session)
    filing = next((one for one in filings if str(one.pk) == wanted), None)
    if filing is None:
        filing = queries.results_filing(session)
    if filing is None:
        raise Http404
    filing.session = session
    return pdf_response(documents.filing_pdf(filing), f"post-meeting-filing-{session.year}")


@require_safe
@signed_in
def document_pdf(request: HttpRequest, id: UUID) -> HttpResponseBase:
    """An issued title document."""
    row = access.get_document_for_reader(request.user, id)
    if row.file is not None:
        return serve(row.file, row.number)
    # not kept yet: made for this reader, and left to the worker to keep
    return pdf_response(documents.issued_pdf(row), f"title-document-{row.session.year}")


@require_safe
@signed_in
def certificates(request: HttpRequest, id: UUID) -> HttpResponse:
    """The certificates of a session's people."""
    session = access.get_session_for_reader(request.user, id)
    after = request.GET.get("after", "")
    rows = queries.confirmations(session, after)
    words = {
        "session": session,
        "committee": session.committee,
        "rows": rows[: queries.PAGE],
        "next": rows[queries.PAGE - 1].application.number if len(rows) > queries.PAGE else "",
        "first": not after,
        "bureau": access.confirmer_for(request.user, session),
        "tab": "certificates",
    }
    return render(request, "outcomes/certificates.html", words)


def pdf_response(made: bytes, name: str) -> HttpResponse:
    """A PDF shown in the browser, not kept by anybody on the way."""
    response = HttpResponse(made, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

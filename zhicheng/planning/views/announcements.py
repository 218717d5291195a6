"""补充通知 of a session: written, filed and published by its office; its PDF for everybody."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning import access, actions, documents, forms, queries
from zhicheng.planning.models import Announcement, Filing, Session
from zhicheng.ui.forms import show_refusal, status_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def announcements(request: HttpRequest, id: UUID) -> HttpResponse:
    """All of a session with what became of each, and for the office the form; `?edit=` names the one to change."""
    one = access.get_session_for_reader(request.user, id, drawers=False)
    office = access.office_of(request.user, one.committee)
    if request.method == "POST" and office is None:
        raise Http404
    rows = queries.announcements_of(one)
    edited = next((row for row in rows if str(row.id) == request.GET.get("edit")), None)
    before = {"title": edited.title, "text": edited.text} if edited else {}
    form = forms.WriteAnnouncement(typed(request), initial=before)
    status = 200
    if request.method == "POST" and office is not None and form.is_valid():
        who: dict[str, Any] = {"by": request_account(request), "organisation": office}
        try:
            saved = actions.write_announcement(session=one, announcement=edited, **form.cleaned_data, **who)
        except Refused as refused:
            status = show_refusal(form, refused)
        else:
            said = _("补充通知第%(number)d号已保存，请核对后报备案。")
            messages.success(request, said % {"number": saved.number})
            return redirect("planning:announcements", one.id)
    words = {
        "session": one,
        "lines": [_line(row, one) for row in rows],
        "edited": edited,
        "form": form,
        "office": office is not None,
        "announced": queries.is_announced(one),
    }
    return render(request, "planning/announcements.html", words, status=status_of(form, status))


@require_POST
@signed_in
def file_announcement(request: HttpRequest, id: UUID) -> HttpResponse:
    """报备案."""
    row = access.get_announcement_for_office(request.user, id)
    filing = actions.file_announcement(announcement=row, **_acting(request, row))
    messages.success(
        request, _("补充通知已报%(to)s备案，等待答复。") % {"to": (filing.via or filing.to).name}
    )
    return redirect("planning:announcements", row.session_id)


@require_POST
@signed_in
def drop_announcement(request: HttpRequest, id: UUID) -> HttpResponse:
    """删除 of what was never filed."""
    row = access.get_announcement_for_office(request.user, id)
    try:
        actions.drop_announcement(announcement=row, **_acting(request, row))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("补充通知草稿已删除。"))
    return redirect("planning:announcements", row.session_id)


@require_POST
@signed_in
def publish_announcement(request: HttpRequest, id: UUID) -> HttpResponse:
    """发布."""
    row = access.get_announcement_for_office(request.user, id)
    actions.publish_announcement(announcement=row, **_acting(request, row))
    messages.success(request, _("补充通知已发布在通知页面上。"))
    return redirect("planning:announcements", row.session_id)


@require_safe
def announcement_pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """A published one as PDF."""
    row = access.get_announcement_for_public(id)
    return documents.pdf_response(documents.announcement_document(row), f"{row.title}.pdf")


def _acting(request: HttpRequest, row: Announcement) -> dict[str, Any]:
    account = request_account(request)
    return {"by": account, "organisation": access.acting_office(account, row.session.committee)}


def _line(row: Announcement, session: Session) -> dict[str, Any]:
    """The row with its newest filing; `open`: it can be changed and filed; `droppable`: never filed, and nothing has to be
    told by it; `missed`: its window is over."""
    filing = max(row.filings.all(), key=lambda one: one.submitted_at, default=None)
    over = session.closes_at is not None and session.closes_at <= clock.now()
    return {
        "row": row,
        "filing": filing,
        "droppable": filing is None and not row.changes.all(),
        "open": filing is None or filing.answer not in Filing.STANDING,
        "missed": row.closes_at is not None and row.published_at is None and over,
    }

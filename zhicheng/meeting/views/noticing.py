"""评审会议通知: the office issues it, members and supervisors read it."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.meeting import access, actions
from zhicheng.meeting.agenda import meetings
from zhicheng.meeting.notice_forms import NoticeForm
from zhicheng.meeting.notices import is_outdated, meeting_notice, standing_notice
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.access import get_session_for_office
from zhicheng.planning.documents import pdf_response
from zhicheng.ui.forms import show_refusal, status_of, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def notice(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The notice that stands, and the form of a new one."""
    session = get_session_for_office(request.user, session_id)
    standing = standing_notice(session)
    before = {"contact": session.committee.phone}
    if standing is not None:
        names = ("begins_at", "place", "demands", "contact", "number")
        before = {name: getattr(standing, name) for name in names}
    form = NoticeForm(typed(request), initial=before)
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_notice(session, **form.cleaned_data, by=request_account(request))
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("会议通知已发出，各位评委已收到。"))
            return redirect("meeting:notice", session.id)
    words = {
        "session": session,
        "form": form,
        "notice": standing,
        "begun": meetings().filter(session=session, opened_at__isnull=False).exists(),
        "outdated": standing is not None and is_outdated(standing),
    }
    return render(request, "meeting/notice.html", words, status=status_of(form))


@require_safe
@signed_in
def notice_pdf(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """《评审会议通知》 as PDF: a member's own copy by name, for office and supervisors the common one."""
    addressee = ""
    if access.is_expert(request.user):
        seat = access.get_seat_for_expert(request.user, session_id)
        session, addressee = seat.draw.session, seat.expert.name
    else:
        session = access.get_session_for_watcher(request.user, session_id).session
    standing = standing_notice(session)
    if standing is None:
        raise Http404
    response = pdf_response(meeting_notice(standing, addressee), _("评审会议通知.pdf"))
    response["Cache-Control"] = "private, no-store"
    return response

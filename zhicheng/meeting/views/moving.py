"""Moving the meeting, with a look at what it changes first; the checks on record."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.meeting import access, actions, rechecking
from zhicheng.meeting.models import Recheck
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.forms import MoveMeeting
from zhicheng.ui.forms import show_refusal, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move_meeting(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """调整评审会日期: look whose verdict turns, then save."""
    session = access.get_session_for_office(request.user, session_id)
    form = MoveMeeting(typed(request), initial={"meeting_on": session.meeting_on})
    looked = None
    status = 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and request.POST.get("then") == "look":
            looked = rechecking.turned(session, form.cleaned_data["meeting_on"])
            status = 200
        elif form.is_valid():
            try:
                made = actions.move_meeting(
                    session=session,
                    **form.cleaned_data,
                    by=request_account(request),
                    organisation=session.committee.organiser,
                )
            except Refused as refused:
                show_refusal(form, refused)
            else:
                messages.success(
                    request, _("评审会日期已调整，各项时限已重新推算，申报条件已按新日期重新核对。")
                )
                if made.lines:
                    return redirect("meeting:rechecks", session.id)
                return redirect("planning:session", session.id)
    words = {
        "session": session,
        "committee": session.committee,
        "form": form,
        "looked": looked is not None,
        "checked": looked[0] if looked else 0,
        "lines": looked[1] if looked else [],
    }
    return render(request, "meeting/move_meeting.html", words, status=status)


@require_safe
@signed_in
def rechecks(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The checks of everybody's conditions on record, the newest first."""
    watched = access.get_session_for_watcher(request.user, session_id)
    rows = Recheck.objects.filter(session=watched.session).select_related("by").order_by("-at")
    return render(request, "meeting/rechecks.html", {"session": watched.session, "rows": rows[:50]})

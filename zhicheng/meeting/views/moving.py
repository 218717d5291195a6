"""Moving the meeting, with a look at what it changes first; the checks on record."""

import datetime as dt
from typing import Any
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
from zhicheng.planning.access import acting_office
from zhicheng.planning.actions.sessions import broken_by, check_new_day
from zhicheng.planning.forms import MoveMeeting
from zhicheng.planning.models import Session
from zhicheng.planning.overview import shifts
from zhicheng.ui.forms import show_refusal, typed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def move_meeting(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """调整评审会日期: look which dates change, what breaks and whose verdict turns; only then save."""
    session = access.get_session_for_office(request.user, session_id)
    form = MoveMeeting(typed(request), initial={"meeting_on": session.meeting_on})
    day, status = None, 200
    if request.method == "POST":
        status = 400
        if form.is_valid() and not _has_seen(request, form.cleaned_data["meeting_on"]):
            try:
                check_new_day(session, form.cleaned_data["meeting_on"])
            except Refused as refused:
                show_refusal(form, refused)
            else:
                day, status = form.cleaned_data["meeting_on"], 200
        elif form.is_valid():
            try:
                made = actions.move_meeting(
                    session=session,
                    **form.cleaned_data,
                    by=request_account(request),
                    organisation=acting_office(request.user, session.committee),
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
        "looked": _looked(session, day) if day else None,
    }
    return render(request, "meeting/move_meeting.html", words, status=status)


def _has_seen(request: HttpRequest, day: dt.date) -> bool:
    """Whether the effect of this very day was on the page that is sent."""
    return request.POST.get("then") == "save" and request.POST.get("seen") == day.isoformat()


def _looked(session: Session, day: dt.date) -> dict[str, Any]:
    checked, lines = rechecking.turned(session, day)
    found = shifts(session, day)
    return {
        "day": day,
        "broken": broken_by(session, day),
        "late": [one for one in found if one.late],
        "shifts": found,
        "checked": checked,
        "lines": lines,
    }


@require_safe
@signed_in
def rechecks(request: HttpRequest, session_id: UUID) -> HttpResponse:
    """The checks of everybody's conditions on record, the newest first."""
    watched = access.get_session_for_watcher(request.user, session_id)
    rows = Recheck.objects.filter(session=watched.session).select_related("by").order_by("-at")
    return render(request, "meeting/rechecks.html", {"session": watched.session, "rows": rows[:50]})

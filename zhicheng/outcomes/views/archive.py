"""归档包 of a session: ask for it, see how far it is, fetch it; for its office and supervisors."""

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.meeting.models import Meeting
from zhicheng.outcomes import access, actions
from zhicheng.outcomes.archiving import KEPT, is_there, name_of, path_of
from zhicheng.outcomes.models import Archive
from zhicheng.people.access import request_account, signed_in

MOST_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def archive(request: HttpRequest, id: UUID) -> HttpResponse:
    """How far the package is, and those made before (GET); ask for a new one (POST)."""
    session = access.get_session_for_keeper(request.user, id)
    if request.method == "POST":
        actions.ask_archive(session, by=request_account(request))
        return redirect("outcomes:archive", session.pk)
    rows = list(
        Archive.objects.filter(session=session).select_related("asked_by").order_by("-asked_at")[:MOST_SHOWN]
    )
    words = {
        "session": session,
        "committee": session.committee,
        "closed": Meeting.objects.filter(session=session, closed_at__isnull=False).exists(),
        "newest": rows[0] if rows else None,
        "rows": [(row, is_there(row)) for row in rows if row.finished_at is not None],
        "kept": KEPT.days,
        "office": access.is_office(request.user, session),
    }
    return render(request, "outcomes/archive.html", words)


@require_safe
@signed_in
def archive_file(request: HttpRequest, id: UUID) -> FileResponse:
    """The finished package, streamed from disk. Errors: Http404 where it is not there any more."""
    found = access.get_archive_for_office(request.user, id)
    if not is_there(found):
        raise Http404
    answer = FileResponse(
        path_of(found.pk).open("rb"), as_attachment=True, filename=f"{name_of(found.session)}.zip"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer

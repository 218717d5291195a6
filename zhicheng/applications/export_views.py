"""下载全部资料: ask for the file, see how far it is, fetch it; the person's alone."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.almanac import clock
from zhicheng.applications import actions
from zhicheng.applications.exporting import KEPT, path_of
from zhicheng.dossiers.models import Export
from zhicheng.people.access import person_of, request_account, signed_in


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """How far the file is (GET); ask for a new one (POST)."""
    person = person_of(request.user)
    if request.method == "POST":
        actions.ask_export(person, by=request_account(request))
        return redirect("applications:export")
    found = Export.objects.filter(person=person).first()
    words = {
        "export": found,
        "running": found is not None and found.finished_at is None and found.failed_at is None,
        "ready": found is not None and _is_there(found),
        "kept": KEPT.days,
    }
    return render(request, "applications/export.html", words)


@require_safe
@signed_in
def export_file(request: HttpRequest) -> FileResponse:
    """The finished file, streamed from disk. Errors: Http404 where there is none of this person's."""
    found = Export.objects.filter(person=person_of(request.user)).first()
    if found is None or not _is_there(found):
        raise Http404
    name = _("职称申报全部资料 %(day)s.zip") % {"day": clock.in_china(found.asked_at).date().isoformat()}
    answer = FileResponse(path_of(found.pk).open("rb"), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    return answer


def _is_there(export: Export) -> bool:
    fresh = export.finished_at is not None and export.asked_at > clock.now() - KEPT
    return fresh and path_of(export.pk).exists()

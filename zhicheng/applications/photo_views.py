"""The helper for the electronic photo: choose a photograph, frame it, take what fits the guide (GUIDE-Q23-2)."""

from typing import IO
from uuid import UUID

from django.contrib import messages
from django.core.files.base import ContentFile
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from zhicheng.applications import access, actions, casefile, photo
from zhicheng.applications.models import Application
from zhicheng.applications.states import EDITABLE, State
from zhicheng.files.actions import keep_pictures
from zhicheng.files.checks import FileRefused
from zhicheng.files.stores import store
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused

CHOSEN = "photo_chosen"  # in the session: application → hash of the photograph that is being framed


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def mend(request: HttpRequest, id: UUID) -> HttpResponse:
    """Choose (POST a file), frame (GET), take (POST the frame)."""
    application = access.get_application_for_applicant(request.user, id)
    if not _wanted(application):
        return redirect("applications:attachments", application.pk)
    wrong = ""
    if request.method == "POST":
        try:
            if "take" in request.POST:
                _take(request, application)
                messages.success(request, _("照片已裁剪好并上传，符合要求。"))
                return redirect(reverse("applications:attachments", args=[application.pk]) + "#photo")
            _choose(request, application)
            return redirect("applications:mend_photo", application.pk)
        except (Refused, FileRefused) as refused:
            wrong = refused.message
    words = {
        "application": application,
        "frame": photo.Frame.read(request.POST),
        "most_zoom": photo.MOST_ZOOM,
        "chosen": request.session.get(CHOSEN, {}).get(str(application.pk)),
        "wrong": wrong,
    }
    return render(request, "applications/mend_photo.html", words, status=400 if wrong else 200)


@require_GET
@signed_in
def preview(request: HttpRequest, id: UUID) -> HttpResponse:
    """The photo as the frame of the address would make it."""
    application = access.get_application_for_applicant(request.user, id)
    try:
        with _source(request, application) as source:
            made = photo.mended(source, photo.Frame.read(request.GET.dict()))
    except FileRefused as refused:
        raise Http404 from refused
    answer = HttpResponse(made, content_type="image/jpeg")
    answer["Cache-Control"] = "private, no-store"
    return answer


def _wanted(application: Application) -> bool:
    return State(application.state) in EDITABLE and any(
        one.key == photo.KEY for one in casefile.demands_of(application)
    )


def _choose(request: HttpRequest, application: Application) -> None:
    """Decode the photograph within limits and remember it for this session. Errors: FileRefused."""
    upload = request.FILES.get("file")
    if upload is None:
        raise FileRefused(_("请先选择照片。"))
    stored = keep_pictures(upload)[0]
    request.session[CHOSEN] = {**request.session.get(CHOSEN, {}), str(application.pk): stored.sha256}


def _take(request: HttpRequest, application: Application) -> None:
    with _source(request, application) as source:
        made = photo.mended(source, photo.Frame.read(request.POST.dict()))
    actions.add_attachment(
        application, key=photo.KEY, upload=ContentFile(made, "photo.jpg"), by=request_account(request)
    )
    del request.session[CHOSEN]


def _source(request: HttpRequest, application: Application) -> IO[bytes]:
    sha256 = request.session.get(CHOSEN, {}).get(str(application.pk))
    if sha256 is None:
        raise FileRefused(_("请先选择照片。"))
    return store().open(sha256)

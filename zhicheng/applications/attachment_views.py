"""附件管理: what is demanded, what is there, what the unit has written from the personal file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from zhicheng.applications import access, actions, casefile, coming, mending, photo, places, supplements
from zhicheng.applications.attachment_kinds import CREDIT_SITE
from zhicheng.applications.attachments import Demand
from zhicheng.applications.forms import AttachmentForm
from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import EDITABLE, State
from zhicheng.dossiers.access import get_proof_for_owner
from zhicheng.dossiers.education import ProofKind
from zhicheng.dossiers.queries import ProofLine, proof_lines
from zhicheng.files.checks import FileRefused
from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused


@require_http_methods(["GET", "POST"])
@signed_in
def attachments(request: HttpRequest, id: UUID) -> HttpResponse:
    """附件管理: what is demanded, what is there; a POST adds one file."""
    application = access.get_application_for_applicant(request.user, id)
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else None
    if form is not None and form.is_valid():
        data = form.cleaned_data
        try:
            added = actions.add_attachment(
                application,
                key=data["key"],
                upload=data["file"],
                title=data["title"],
                number=data["number"],
                issued_on=data["issued_on"],
                by=request_account(request),
            )
        except (Refused, FileRefused) as error:
            at_field = getattr(error, "field", None)
            form.add_error(at_field if at_field in form.fields else "file", error.message)
        else:
            messages.success(request, _("“%(title)s”已上传。") % {"title": added.title})
            return redirect("applications:attachments", application.pk)
    files = list(application.attachments.all())
    editable = State(application.state) in EDITABLE
    wrong = form.data.get("key", "") if form is not None else ""
    asked = supplements.asked_of(application, files)
    wanted = [(supplements.demand_of(one.request), one.open, one.request) for one in asked]
    wrong_files = [one for one in mending.newest(application) if one.section == places.ATTACHMENTS]
    on_the_way = coming.coming_to(application)
    lines: list[dict[str, Any]] = [
        {
            "demand": demand,
            "open": is_open or coming.resumes(one for one in on_the_way if one.key == demand.key),
            "coming": [one for one in on_the_way if one.key == demand.key],
            "asked": asking,
            "files": [one for one in files if one.key == demand.key],
            "form": form if demand.key == wrong else AttachmentForm(initial={"key": demand.key}),
            "wrong": demand.key == wrong,
            "defects": [one for one in wrong_files if one.item == demand.key],
            "proofs": _proof_lines(application, demand, files) if editable else [],
        }
        for demand, is_open, asking in [
            *wanted,
            *((demand, editable, None) for demand in casefile.demands_of(application)),
        ]
    ]
    context = {
        "application": application,
        "groups": [
            (_("审核单位要求补充的"), [one for one in lines if one["asked"]]),
            (_("必须上传的"), [one for one in lines if not one["asked"] and one["demand"].required]),
            (_("可以上传的"), [one for one in lines if not one["asked"] and not one["demand"].required]),
        ],
        "credit_site": CREDIT_SITE,
        "editable": editable,
        "form": form,
        "resumes": coming.resumes(on_the_way),
        "defects": [one for one in wrong_files if one.item not in {line["demand"].key for line in lines}],
        "due": coming.grace_ends(application),
    }
    return render(request, "applications/attachments.html", context, status=400 if form is not None else 200)


@require_POST
@signed_in
def remove_attachment(request: HttpRequest, id: UUID, attachment: UUID) -> HttpResponse:
    """Take one file away."""
    application = access.get_application_for_applicant(request.user, id)
    found = access.get_attachment_for_applicant(request.user, id, attachment)
    actions.remove_attachment(application, attachment_id=found.pk, by=request_account(request))
    messages.success(request, _("“%(title)s”已删除。") % {"title": found.title})
    return redirect("applications:attachments", application.pk)


@require_GET
@signed_in
def attachment(request: HttpRequest, id: UUID, attachment: UUID) -> FileResponse:
    """One attached file, for its owner."""
    found = access.get_attachment_for_applicant(request.user, id, attachment)
    if found.key == photo.KEY:
        return serve(found.file, photo.file_name(found.person), inline=False)
    return serve(found.file, found.title)


@require_POST
@signed_in
def attach_proof(request: HttpRequest, id: UUID, proof: UUID) -> HttpResponse:
    """附到申报: what the unit wrote becomes the attachment."""
    application = access.get_application_for_applicant(request.user, id)
    found = get_proof_for_owner(request.user, proof)
    try:
        actions.attach_proof(application, found, by=request_account(request))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("单位出具的学历书面证明已附上。"))
    return redirect("applications:attachments", application.pk)


@dataclass(frozen=True, slots=True)
class UnitProof:
    """An education that the unit proves, and whether its proof is attached."""

    education: ProofLine
    attached: bool


def _proof_lines(application: Application, demand: Demand, files: Sequence[Attachment]) -> list[UnitProof]:
    """What the unit proves for this attachment; nothing for the others."""
    if demand.key != ProofKind.UNIT.value:
        return []
    there = {one.file_id for one in files if one.key == demand.key}
    return [
        UnitProof(one, one.proof is not None and one.proof.file_id in there)
        for one in proof_lines(application.person, book_of(application.year, application.session))
    ]

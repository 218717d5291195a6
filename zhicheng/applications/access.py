"""Who may load an application: here its applicant; the stations' side is in vetting. Strangers get 404."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404

from zhicheng.applications.casefile import RELATED
from zhicheng.applications.models import Application, Attachment, NamedFile, Submission
from zhicheng.dossiers.models import Evidence
from zhicheng.files.models import StoredFile
from zhicheng.people.access import User, account_of
from zhicheng.vault.prepared import Prepared

CASE = (*RELATED, "holder")  # what checks and snapshots rest on
COVER = ("unit", "holder", "group", "session__committee__place")  # what the record shows


def get_application_for_applicant(
    user: User, application_id: UUID, related: Sequence[str] = CASE
) -> Application:
    """The account's own application with the rows of `related`, in one SQL statement. Errors: Http404."""
    row = next(iter(_own(application_id, account_of(user).pk, tuple(related))), None)
    if row is None:
        raise Http404
    return row


@Prepared
def _own(application: UUID, account: UUID, related: tuple[str, ...]) -> QuerySet[Application]:
    rows = Application.objects.filter(pk=application, person__account=account)
    return rows.select_related(*related) if related else rows


def get_attachment_for_applicant(user: User, application_id: UUID, attachment_id: UUID) -> Attachment:
    """An attachment of the account's own application, with its file. Errors: Http404."""
    row = (
        Attachment.objects.select_related("file")
        .filter(pk=attachment_id, application=application_id, application__person__account=account_of(user))
        .first()
    )
    if row is None:
        raise Http404
    return row


def get_named_for_applicant(user: User, application_id: UUID, named_id: UUID) -> NamedFile:
    """A file on its way into the account's own application. Errors: Http404."""
    rows = NamedFile.objects.select_related("incoming", "application__session")
    row = rows.filter(
        pk=named_id, application=application_id, application__person__account=account_of(user)
    ).first()
    if row is None:
        raise Http404
    return row


def get_submission_for_applicant(user: User, application_id: UUID, version: int | None = None) -> Submission:
    """A submission of the account's own application, the latest without `version`. Errors: Http404."""
    rows = Submission.objects.select_related("application").filter(
        application=application_id, application__person__account=account_of(user)
    )
    row = rows.filter(version=version).first() if version else rows.order_by("-version").first()
    if row is None:
        raise Http404
    return row


def get_material(application: Application, sha256: str) -> tuple[StoredFile, str]:
    """A file of an application that the caller may see: attached, evidence, or once submitted; and its title.

    Errors: Http404.
    """
    attached = Attachment.objects.select_related("file").filter(application=application, file=sha256).first()
    if attached is not None:
        return attached.file, attached.title
    evidence = (
        Evidence.objects.select_related("file").filter(person_id=application.person_id, file=sha256).first()
    )
    if evidence is not None:
        return evidence.file, evidence.title
    for submission in application.submissions.order_by("-version"):
        title = submitted_files(submission.material).get(sha256)
        stored = StoredFile.objects.filter(pk=sha256).first() if title else None
        if stored is not None and title is not None:
            return stored, title
    raise Http404


def submitted_files(content: Mapping[str, Any]) -> dict[str, str]:
    """Every file of a snapshot's content: hash and what it shows."""
    found = {one["sha256"]: one["title"] for one in content.get("attachments", [])}
    for records in content.get("records", {}).values():
        for record in records:
            found |= {one["sha256"]: one["title"] for one in record.get("evidence", [])}
    return found

"""Background work on title documents and packages."""

from uuid import UUID

from django_tasks import task

from zhicheng.outcomes import archiving
from zhicheng.outcomes.documents import keep_document
from zhicheng.outcomes.models import TitleDocument


@task()
def make_document_pdf(document_id: str) -> None:
    """Make the PDF of a title document that was issued; nothing where it is there."""
    rows = TitleDocument.objects.select_related(
        "file", "session__committee__organiser", "issuer", "signature__account", "signature__organisation"
    )
    keep_document(rows.get(pk=document_id))


@task(priority=-10)  # nobody waits at the screen for it
def make_archive(archive_id: str) -> None:
    """Make the package of a session that was asked for; nothing where it is there."""
    archiving.make(UUID(archive_id))

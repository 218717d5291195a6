"""Background work on certificates."""

from django_tasks import task

from zhicheng.register.documents import keep_pdf
from zhicheng.register.models import Certificate


@task()
def make_pdf(certificate_id: str) -> None:
    """Make the PDF of a certificate that was issued; nothing where it is there."""
    rows = Certificate.objects.select_related("file", "signature__account", "signature__organisation")
    keep_pdf(rows.get(pk=certificate_id))

"""The whole material of an application as one file to keep: the form and every file by its title."""

import tempfile
from collections.abc import Mapping
from typing import IO, Any

from zhicheng.applications import review_form
from zhicheng.applications.access import submitted_files
from zhicheng.applications.models import Application, Submission
from zhicheng.applications.packing import Pack
from zhicheng.files.models import StoredFile

FORM = "专业技术职称申报评审表"


def archive(application: Application, content: Mapping[str, Any], submission: Submission | None) -> IO[bytes]:
    """A ZIP of the review form and of all attachments and evidence, each named by its title (GUIDE-5.2.3-6).

    On disk, not in memory; gone when it is closed.
    """
    packed = tempfile.TemporaryFile()  # noqa: SIM115 (whoever serves it closes it)
    with Pack(packed) as pack:
        put(pack, "", application, content, submission)
    packed.seek(0)
    return packed


def put(
    pack: Pack,
    folder: str,
    application: Application,
    content: Mapping[str, Any],
    submission: Submission | None,
) -> None:
    """The form and every file of an application into a folder of a pack."""
    titles = submitted_files(content)
    stored = {one.sha256: one for one in StoredFile.objects.filter(pk__in=titles)}
    pack.add(folder, FORM, ".pdf", review_form.pdf(application, content, submission))
    for sha256, title in titles.items():
        if sha256 in stored:
            pack.add_stored(folder, title, stored[sha256])

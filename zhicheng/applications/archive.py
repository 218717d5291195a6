"""The whole material of an application as one file to keep: the form and every file by its title."""

import io
import zipfile
from collections.abc import Mapping
from typing import Any

from zhicheng.applications import review_form
from zhicheng.applications.access import submitted_files
from zhicheng.applications.models import Application, Submission
from zhicheng.files.actions import path_of
from zhicheng.files.models import StoredFile
from zhicheng.files.serving import SUFFIX

FORM = "专业技术职称申报评审表.pdf"


def archive(
    application: Application, content: Mapping[str, Any], submission: Submission | None
) -> io.BytesIO:
    """A ZIP of the review form and of all attachments and evidence, each named by its title (GUIDE-5.2.3-6)."""
    packed = io.BytesIO()
    titles = submitted_files(content)
    stored = {one.sha256: one for one in StoredFile.objects.filter(pk__in=titles)}
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_STORED) as book:
        book.writestr(FORM, review_form.pdf(application, content, submission))
        for number, (sha256, title) in enumerate(titles.items(), start=1):
            if sha256 in stored:
                name = f"{number:03d} {title.replace('/', '／')}{SUFFIX.get(stored[sha256].media_type, '')}"
                book.write(path_of(sha256), name)
    packed.seek(0)
    return packed

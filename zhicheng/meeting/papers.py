"""What a reader is shown of a file: the frozen submission, section by section, and its evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.applications.models import Application, Submission
from zhicheng.files.models import StoredFile
from zhicheng.vetting import scans, sheet

LONGEST = 60  # letters of what is looked for


@dataclass(frozen=True, slots=True)
class Paper:
    """The last submission with one section opened; what was looked for in its scans."""

    submission: Submission | None
    outline: list[sheet.Mark]
    section: sheet.Mark
    entries: list[sheet.Entry]
    images: frozenset[str]
    search: scans.Search | None


def paper_of(application: Application, section: str, wanted: str = "") -> Paper:
    """The last submission, the section asked for (else the cover) opened; two SQL statements, one more to look for text."""
    last = last_submission(application)
    content: Mapping[str, Any] = last.material if last else {}
    marks = sheet.outline(content, None)
    chosen = next((mark for mark in marks if mark.key == section), marks[0])
    found = sheet.entries(content, chosen.key)
    hashes = {one.sha256 for entry in found for one in entry.proofs}
    pictures = StoredFile.objects.filter(sha256__in=hashes, media_type__startswith="image/")
    images = frozenset(pictures.values_list("sha256", flat=True)) if hashes else frozenset()
    wanted = wanted.strip()[:LONGEST]
    return Paper(last, marks, chosen, found, images, scans.search(content, wanted) if wanted else None)


def file_of(application: Application, sha256: str) -> tuple[StoredFile, str] | None:
    """A file of the last submission with its title, or None."""
    last = last_submission(application)
    found = sheet.proof(last.material, sha256) if last else None
    stored = StoredFile.objects.filter(pk=sha256).first() if found else None
    return (stored, found.title) if stored and found else None


def is_section(application: Application, key: str) -> bool:
    """Whether the last submission has the section."""
    last = last_submission(application)
    return any(mark.key == key for mark in sheet.outline(last.material if last else {}, None))


def last_submission(application: Application) -> Submission | None:
    """What was submitted last."""
    return application.submissions.order_by("-version").first()

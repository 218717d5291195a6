"""What the first bytes of a file say it is (the name says nothing), and how clean images are kept."""

import io
import zipfile

STARTS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"%PDF-": "PDF"}
MARKUP = (b"<script", b"<?php", b"<html", b"<!doctype html", b"<svg")
HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})
BLANKS = b"\0\t\n\f\r "  # of PDF
ENOUGH = 16  # bytes that kind_of looks at
THUMBNAIL = 320  # pixels of the longer side
QUALITY, SMALL_QUALITY = 88, 75  # of JPEG


def kind_of(start: bytes) -> str:
    """JPEG, PNG, PDF, HEIF, or empty for anything else."""
    for mark, kind in STARTS.items():
        if start.startswith(mark):
            return kind
    return "HEIF" if start[4:8] == b"ftyp" and start[8:12] in HEIF_BRANDS else ""


def is_something_else_too(content: bytes) -> bool:
    """Whether an image can also be read as an archive, a PDF or a page with script."""
    lower = content.lower()
    return (
        is_archive(content)
        or b"%PDF-" in content[:1024]
        or b"%%EOF" in content[-1024:]
        or any(mark in lower for mark in MARKUP)
    )


def is_archive(content: bytes) -> bool:
    """Whether the content can be read as a ZIP, wherever it begins."""
    return zipfile.is_zipfile(io.BytesIO(content))

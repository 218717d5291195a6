"""Serve a stored file to somebody whom the caller has already let in."""

from urllib.parse import quote

from django.http import FileResponse, Http404

from zhicheng.files.actions import small_of
from zhicheng.files.models import StoredFile
from zhicheng.files.office import DOCX, XLSX
from zhicheng.files.stores import store

SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf", DOCX: ".docx", XLSX: ".xlsx"}


def serve(stored: StoredFile, name: str, *, inline: bool = True, small: bool = False) -> FileResponse:
    """The content under a name that says what it shows; never cached by proxies, never sniffed. Errors: Http404.

    `small`: the thumbnail, where there is one.
    """
    name_kept = small_of(stored.sha256)
    try:
        content = store().open(name_kept if small and store().has(name_kept) else stored.sha256)
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(content, content_type=stored.media_type)
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = (
        f"{way}; filename*=UTF-8''{quote(name + SUFFIX.get(stored.media_type, ''))}"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

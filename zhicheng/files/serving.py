"""Serve a stored file to somebody whom the caller has already let in."""

from urllib.parse import quote

from django.http import FileResponse, Http404

from zhicheng.files.actions import path_of
from zhicheng.files.models import StoredFile

SUFFIX = {"image/jpeg": ".jpg", "image/png": ".png", "application/pdf": ".pdf"}


def serve(stored: StoredFile, name: str, *, inline: bool = True) -> FileResponse:
    """The content under a name that says what it shows; never cached by proxies, never sniffed. Errors: Http404."""
    path = path_of(stored.sha256)
    if not path.exists():
        raise Http404
    response = FileResponse(path.open("rb"), content_type=stored.media_type)
    way = "inline" if inline else "attachment"
    response["Content-Disposition"] = (
        f"{way}; filename*=UTF-8''{quote(name + SUFFIX.get(stored.media_type, ''))}"
    )
    response["Cache-Control"] = "private, no-store"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response

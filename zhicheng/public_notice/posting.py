"""Proof of posting: the page as it hung, its salted hash, the file by which the package proves it."""

import hashlib
from collections.abc import Sequence
from typing import Any

from django.template.loader import render_to_string

from zhicheng.almanac import clock
from zhicheng.files.stores import store
from zhicheng.public_notice.extract import GROUP_LABELS
from zhicheng.public_notice.models import Notice, Posting

HTML = "text/html"


def lines_of(extract: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """What a unit published of a person, heading by heading; nothing on lists of sessions."""
    return [(label, extract.get(key) or []) for key, label in GROUP_LABELS.items()]


def page_of(notice: Notice, extracts: Sequence[dict[str, Any]]) -> bytes:
    """The posted page as a file that needs nothing else: facts of the notice, everybody with the masked extract."""
    people = [(extract, lines_of(extract)) for extract in extracts]
    words = {"notice": notice, "people": people}
    return render_to_string("public_notice/posted.html", words).encode()


def hash_of(salt: str, page: bytes) -> str:
    """64 hexadecimal digits: SHA-256 over the salt's 32 bytes and the page."""
    return hashlib.sha256(bytes.fromhex(salt) + page).hexdigest()


def proof_of(posting: Posting) -> dict[str, Any]:
    """The proof as a file, with the salt; `posting` with its notice and the notice's publisher."""
    notice, down = posting.notice, posting.taken_down_at
    return {
        "notice": str(notice.pk),
        "session": str(notice.session_id or ""),
        "kind": notice.kind,
        "title": notice.title,
        "publisher": notice.publisher.name,
        "place": notice.place,
        "workdays": notice.workdays,
        "posted_at": _moment(posting.posted_at),
        "taken_down_at": _moment(down) if down else "",
        "salt": posting.salt,
        "page_hash": posting.page_hash,
    }


def kept_page(posting: Posting) -> bytes:
    """The page as it was kept when it was posted."""
    with store().open(posting.page.sha256) as content:
        return content.read()


def _moment(at: Any) -> str:
    return clock.in_china(at).isoformat(timespec="seconds")

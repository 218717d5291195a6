"""What the tus protocol 1.0.0 says on the wire: creation, termination, checksum (https://tus.io/protocols/resumable-upload)."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse, UnreadablePostError

from zhicheng.files.checks import LIMIT

VERSION = "1.0.0"
PIECE_TYPE = "application/offset+octet-stream"
ALGORITHMS = ("sha1", "sha256")
WRONG_CHECKSUM = 460


class Misspoken(Exception):
    """The request does not follow the protocol; `status` of the answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


def answer(status: int, words: str = "", **headers: str | int) -> HttpResponse:
    """An answer with the protocol's headers; `headers` by their names with _ for -."""
    response = HttpResponse(words, status=status, content_type="text/plain; charset=utf-8")
    response["Tus-Resumable"] = VERSION
    response["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response[name.replace("_", "-")] = str(value)
    return response


def options() -> HttpResponse:
    """What the server can do."""
    return answer(
        204,
        Tus_Version=VERSION,
        Tus_Extension="creation,termination,checksum",
        Tus_Max_Size=LIMIT,
        Tus_Checksum_Algorithm=",".join(ALGORITHMS),
    )


def check_version(request: HttpRequest) -> None:
    """Errors: Misspoken 412 for another version or none."""
    if request.headers.get("Tus-Resumable") != VERSION:
        raise Misspoken(412)


def announced(request: HttpRequest) -> tuple[int, Mapping[str, str]]:
    """Size in bytes and metadata of a creation. Errors: Misspoken 400, 413."""
    size = _number(request.headers.get("Upload-Length", ""))
    if size > LIMIT:
        raise Misspoken(413)
    told = {}
    for pair in request.headers.get("Upload-Metadata", "").split(","):
        name, _space, coded = pair.strip().partition(" ")
        try:
            told[name] = base64.b64decode(coded, validate=True).decode().replace("\0", "")
        except (binascii.Error, ValueError) as error:
            raise Misspoken(400) from error
    return size, told


def piece(request: HttpRequest) -> tuple[int, bytes]:
    """Offset and bytes of a piece. Errors: Misspoken 400, 413, 415, 460 where the checksum is another."""
    if request.content_type != PIECE_TYPE:
        raise Misspoken(415)
    offset = _number(request.headers.get("Upload-Offset", ""))
    try:
        content = request.read(LIMIT + 1)
    except UnreadablePostError as error:
        raise Misspoken(400) from error
    if len(content) > LIMIT:
        raise Misspoken(413)
    _check_sum(request.headers.get("Upload-Checksum"), content)
    return offset, content


def _check_sum(told: str | None, content: bytes) -> None:
    if told is None:
        return
    algorithm, _space, coded = told.partition(" ")
    if algorithm not in ALGORITHMS:
        raise Misspoken(400)
    found = base64.b64encode(hashlib.new(algorithm, content).digest()).decode()
    if not hmac.compare_digest(found.encode(), coded.strip().encode()):
        raise Misspoken(WRONG_CHECKSUM)


def _number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 12):
        raise Misspoken(400)
    return int(text)

"""Virus scan by clamd where one is configured (setting CLAMD): its INSTREAM command over a socket."""

import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from zhicheng.files.checks import FileRefused

SECONDS = 30
CHUNK = 1 << 16


class ScannerAway(Exception):
    """The configured scanner does not answer: the file waits, nothing is taken unscanned."""


def scan(path: Path, name: str) -> None:
    """Send the file to clamd. Errors: FileRefused where it finds something, ScannerAway. Without CLAMD nothing."""
    if not settings.CLAMD:
        return
    try:
        answer = _ask(settings.CLAMD, path)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer.endswith(" FOUND"):
        raise FileRefused(
            _("文件“%(name)s”没有通过病毒检查，没有保存。请换一份原件，或重新拍照后再上传。") % {"name": name}
        )
    if not answer.endswith(": OK"):
        raise ScannerAway(answer)


def _ask(address: str, path: Path) -> str:
    """clamd's one line. `address`: `/path/of/socket` or `host:port`."""
    if address.startswith("/"):
        link = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        place: str | tuple[str, int] = address
    else:
        link = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        host, port = address.rsplit(":", 1)
        place = (host, int(port))
    with link, path.open("rb") as stream:
        link.settimeout(SECONDS)
        link.connect(place)
        link.sendall(b"zINSTREAM\0")
        while chunk := stream.read(CHUNK):
            link.sendall(struct.pack("!L", len(chunk)) + chunk)
        link.sendall(struct.pack("!L", 0))
        answer = b""
        while not answer.endswith(b"\0"):
            part = link.recv(4096)
            if not part:
                break
            answer += part
    return answer.rstrip(b"\0\n").decode(errors="replace")

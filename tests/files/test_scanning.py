"""The virus scan: against a server that speaks clamd's protocol; against Debian's clamd in test_clamd.py."""

import socketserver
import struct
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.files import hostile
from zhicheng.files import scanning
from zhicheng.files.actions import store
from zhicheng.files.checks import PDF, FileRefused
from zhicheng.files.models import StoredFile

SIGN = b"invented-virus-for-this-test"


class _Clamd(socketserver.StreamRequestHandler):
    """INSTREAM as clamd's manual tells it."""

    def handle(self) -> None:
        if self.rfile.read(10) != b"zINSTREAM\0":
            self.wfile.write(b"UNKNOWN COMMAND\0")
            return
        content = b""
        while size := struct.unpack("!L", self.rfile.read(4))[0]:
            content += self.rfile.read(size)
        found = b"stream: Invented.Test FOUND\0" if SIGN in content else b"stream: OK\0"
        self.wfile.write(b"INSTREAM size limit exceeded. ERROR\0" if len(content) > 500_000 else found)


@pytest.fixture
def clamd(settings: Settings) -> Iterator[None]:
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), _Clamd) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        settings.CLAMD = f"127.0.0.1:{server.server_address[1]}"
        yield
        server.shutdown()


@pytest.mark.usefixtures("clamd")
def test_a_clean_file_passes_and_one_with_a_virus_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 200_000)
    scanning.scan(path, "证书.jpg")
    path.write_bytes(b"x" * 65_530 + SIGN)
    with pytest.raises(FileRefused, match=r"证书.jpg.*病毒检查"):
        scanning.scan(path, "证书.jpg")


@pytest.mark.usefixtures("clamd")
def test_an_answer_that_is_neither_is_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x" * 600_000)
    with pytest.raises(scanning.ScannerAway, match="size limit"):
        scanning.scan(path, "证书.jpg")


@pytest.mark.parametrize("address", ["/nowhere/clamd.sock", "127.0.0.1:1"])
def test_a_scanner_that_is_away_is_no_permission(address: str, tmp_path: Path, settings: Settings) -> None:
    settings.CLAMD = address
    path = tmp_path / "a.jpg"
    path.write_bytes(b"x")
    with pytest.raises(scanning.ScannerAway):
        scanning.scan(path, "证书.jpg")


def test_without_a_scanner_nothing_is_asked(tmp_path: Path) -> None:
    scanning.scan(tmp_path / "not there", "证书.jpg")


@pytest.mark.django_db
@pytest.mark.usefixtures("clamd")
def test_what_is_kept_as_it_came_is_scanned_too(tmp_path: Path, settings: Settings) -> None:
    """附件, letters and proofs are not drawn anew like evidence: an infected one is not kept, nor one unscanned."""
    settings.FILES_ROOT = tmp_path / "files"
    clean, infected = (SimpleUploadedFile("证明.pdf", hostile.paper("good") + more) for more in (b"", SIGN))
    assert store(clean, PDF).size == len(hostile.paper("good"))
    with pytest.raises(FileRefused, match=r"证明.pdf.*病毒检查"):
        store(infected, PDF)
    settings.CLAMD = "127.0.0.1:1"
    with pytest.raises(FileRefused, match="没有回应"):
        store(SimpleUploadedFile("证明.pdf", hostile.paper("other")), PDF)
    assert StoredFile.objects.count() == 1
    assert len([path for path in settings.FILES_ROOT.rglob("*") if path.is_file()]) == 1

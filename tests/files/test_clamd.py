"""The virus scan against Debian's clamd with a signature file of our own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES, prove
from tests.files.hostile import picture
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Arrival, Evidence
from zhicheng.files.models import Incoming, StoredFile

pytestmark = pytest.mark.long
SIGN = b"invented-virus-for-this-test"
CLAMD = shutil.which("clamd") or shutil.which("clamd", path="/usr/sbin")
SETTINGS = """
LocalSocket {folder}/clamd.sock
DatabaseDirectory {folder}/signatures
Foreground yes
OfficialDatabaseOnly no
PidFile {folder}/clamd.pid
"""


@pytest.fixture
def clamd(settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    if CLAMD is None:
        pytest.skip("Debian's clamav-daemon is not installed; the protocol is tested in test_scanning.py")
    folder = tmp_path_factory.mktemp("clamd")
    (folder / "signatures").mkdir()
    (folder / "signatures" / "own.ndb").write_text(f"Invented.Test:0:*:{SIGN.hex()}\n")
    (folder / "clamd.conf").write_text(SETTINGS.format(folder=folder))
    for path in (folder, folder / "signatures", *folder.rglob("*")):
        path.chmod(0o777 if path.is_dir() else 0o644)
    with subprocess.Popen([CLAMD, "-c", str(folder / "clamd.conf")], stdout=subprocess.DEVNULL) as server:
        settings.CLAMD = str(folder / "clamd.sock")
        for _attempt in range(300):
            with socket.socket(socket.AF_UNIX) as link:
                if link.connect_ex(settings.CLAMD) == 0:
                    break
            assert server.poll() is None, "clamd ended"
            time.sleep(0.1)
        yield
        server.terminate()


@pytest.mark.usefixtures("clamd")
def test_a_virus_is_not_kept_and_a_clean_image_is(cast: Cast, tmp_path: Path, settings: Settings) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    row = save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])
    infected = picture() + SIGN
    assert prove(row, [SimpleUploadedFile("证书.jpg", infected)], "证") == []
    assert "病毒检查" in Arrival.objects.get().refused
    assert not Evidence.objects.exists() and not StoredFile.objects.exists() and not Incoming.objects.exists()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(prove(row, [SimpleUploadedFile("证书.jpg", picture())], "证")) == 1

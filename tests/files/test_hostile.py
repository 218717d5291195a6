"""Hostile files: refused with a clear message, nothing kept."""

import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from tests.cast import Cast
from tests.dossiers.samples import SAMPLES
from tests.files import hostile
from zhicheng.dossiers.actions import announce_evidence, offer_evidence, save_record
from zhicheng.dossiers.models import Arrival, Evidence, Record
from zhicheng.dossiers.taking_in import take_in
from zhicheng.files import children, decoder, incoming
from zhicheng.files.actions import store
from zhicheng.files.checks import IMAGES, LIMIT, PDF, FileRefused
from zhicheng.files.models import Incoming, StoredFile


@pytest.fixture
def row(cast: Cast, settings: Settings, tmp_path: Path) -> Record:
    settings.FILES_ROOT = tmp_path / "files"
    return save_record(cast.people["applicant"], module="titles", data=SAMPLES["titles"])


def nothing_kept(root: Path) -> bool:
    """Neither rows nor bytes."""
    rows = Evidence.objects.exists() or StoredFile.objects.exists() or Incoming.objects.exists()
    return not rows and not [path for path in root.rglob("*") if path.is_file()]


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "a text": (lambda: b"only words", "内容不是"),
    "an svg with script": (lambda: hostile.SVG, "内容不是"),
    "a program": (lambda: b"MZ\x90\0" + b"\0" * 500, "内容不是"),
    "a page": (lambda: b"<html><script>alert(1)</script>", "内容不是"),
    "a gif": (lambda: b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", "内容不是"),
    "an archive": (hostile.archive, "内容不是"),
    "half an image": (lambda: hostile.picture()[:400], "已损坏"),
    "a damaged png": (lambda: hostile.picture("PNG")[:60], "已损坏"),
    "jpeg and archive": (lambda: hostile.picture() + hostile.archive(), "图片以外的内容"),
    "png and archive": (lambda: hostile.picture("PNG") + hostile.archive(), "图片以外的内容"),
    "jpeg and pdf": (lambda: hostile.picture()[:20] + b"%PDF-1.7" + hostile.picture()[20:], "图片以外的内容"),
    "jpeg and script": (
        lambda: hostile.picture()[:2] + b"\xff\xfe\x00\x1b<ScRiPt>alert(1)</script>" + hostile.picture()[2:],
        "图片以外的内容",
    ),
    "huge pixels": (lambda: hostile.png_that_claims(50_000, 50_000), "像素太大"),
    "more pixels than are taken": (lambda: hostile.png_that_claims(7800, 7800), "像素太大"),
    "pixels that are not there": (lambda: hostile.png_that_claims(3000, 3000), "已损坏"),
    "a text bomb": (hostile.png_with_a_text_bomb, "已损坏"),
    "a broken pdf": (lambda: b"%PDF-1.7\nnothing", "已损坏"),
    "a pdf of 31 pages": (lambda: hostile.pdf_of(31), "最多30页"),
    "a pdf of a huge page": (lambda: hostile.pdf_of(1, "0 0 900000 900000"), "像素太大"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_is_refused_with_a_reason_and_nothing_is_kept(
    row: Record, name: str, tmp_path: Path
) -> None:
    make, says = HOSTILE[name]
    offered = offer_evidence(row, uploads=[SimpleUploadedFile("证书.jpg", make())], title="证")
    for one in offered.arrivals:
        take_in(one.pk)
    told = [*offered.refused, *Arrival.objects.values_list("refused", flat=True)]
    assert len(told) == 1 and says in told[0] and "证书.jpg" in told[0], told
    assert nothing_kept(tmp_path)


IN_IMAGES = {
    name: made for name, (made, _says) in HOSTILE.items() if "pdf" not in name or name == "jpeg and pdf"
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", IN_IMAGES)
def test_what_is_kept_as_it_came_is_no_hostile_file_either(
    name: str, settings: Settings, tmp_path: Path
) -> None:
    """附件, letters and proofs are not drawn anew like evidence."""
    settings.FILES_ROOT = tmp_path / "files"
    with pytest.raises(FileRefused, match=r"证明\.jpg"):
        store(SimpleUploadedFile("证明.jpg", IN_IMAGES[name]()), IMAGES | PDF)
    assert nothing_kept(settings.FILES_ROOT)


PAPERS: dict[str, tuple[Callable[[], bytes], str]] = {
    "broken": (lambda: b"%PDF-1.7\nnothing", "已损坏"),
    "cut off": (lambda: hostile.paper("a")[:-12], "已损坏"),
    "no page": (lambda: hostile.pdf_of(0), "已损坏"),
    "pdf and archive": (lambda: hostile.paper("a") + hostile.archive(), "PDF以外的内容"),
    "archive before the end": (
        lambda: hostile.paper("a") + b"%" + hostile.archive() + b"\n%%EOF\n",
        "PDF以外的内容",
    ),
    "pdf and page": (lambda: hostile.paper("a") + b"<script>alert(1)</script>", "PDF以外的内容"),
    "something before": (lambda: b"GIF89a" + hostile.paper("a"), "内容不是"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", PAPERS)
def test_a_pdf_that_is_kept_as_it_came_opens_and_is_nothing_else(
    name: str, settings: Settings, tmp_path: Path
) -> None:
    settings.FILES_ROOT = tmp_path / "files"
    make, says = PAPERS[name]
    with pytest.raises(FileRefused, match=rf"证明\.pdf.*{says}"):
        store(SimpleUploadedFile("证明.pdf", make()), PDF)
    assert nothing_kept(settings.FILES_ROOT)
    good = store(SimpleUploadedFile("证明.pdf", hostile.paper("a") + b"\r\n\0"), PDF)
    assert good.media_type == "application/pdf"


def test_a_pdf_that_grows_without_end_is_refused_and_the_next_file_is_taken(
    row: Record, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decoder, "SECONDS", 4)
    bomb = hostile.pdf_of(1, content=b"0 0 m 1 1 l S " * 40_000_000)
    assert len(bomb) < LIMIT
    begun = time.monotonic()
    arrival = offer_evidence(row, uploads=[SimpleUploadedFile("a.pdf", bomb)], title="证").arrivals[0]
    take_in(arrival.pk)
    assert time.monotonic() - begun < 10
    refused = Arrival.objects.get().refused
    assert "太复杂" in refused or "已损坏" in refused
    assert nothing_kept(tmp_path)
    good = offer_evidence(row, uploads=[SimpleUploadedFile("b.jpg", hostile.picture())], title="证").arrivals[
        0
    ]
    take_in(good.pk)
    assert row.evidence.count() == 1


def test_a_child_that_takes_too_long_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = [sys.executable, "-c", "import time; time.sleep(60)"]
    popen = children.subprocess.Popen
    monkeypatch.setattr(decoder, "SECONDS", 0.3)
    monkeypatch.setattr(children.subprocess, "Popen", lambda command, **more: popen(slow, **more))
    decoder._child.end()
    path = tmp_path / "a.jpg"
    path.write_bytes(hostile.picture())
    with pytest.raises(FileRefused, match="太复杂"), decoder.pictures(path, "a.jpg"):
        pass
    assert decoder._child.process is None


def test_the_child_holds_no_secret_and_has_limits() -> None:
    decoder._child.end()
    child = decoder._child.start()
    try:
        assert child.stdin and child.stdout
        child.stdin.write('{"source": "/nowhere", "target": "/nowhere"}\n')
        child.stdin.flush()
        assert "broken" in child.stdout.readline()
        environment = Path(f"/proc/{child.pid}/environ").read_bytes()
        assert b"DATA_DIR" not in environment and b"DATABASE" not in environment
        limits = Path(f"/proc/{child.pid}/limits").read_text()
        assert "Max address space         1500000000" in limits
    finally:
        child.kill()
        child.wait()
        child.stdin.close()
        child.stdout.close()


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\我\\证书.jpg", "证书.jpg"),
        ("a\0b\n\u202egpj.exe", "abgpj.exe"),
        ("..", "未命名"),
        ("", "未命名"),
        ("长" * 400 + ".jpg", "长" * 116 + ".jpg"),
    ],
)
def test_a_name_is_for_showing_alone(row: Record, name: str, shown: str, tmp_path: Path) -> None:
    arrival = announce_evidence(row, name=name, size=3, title="证")
    assert arrival.name == shown
    assert arrival.incoming is not None
    assert incoming.path_of(arrival.incoming).parent == tmp_path / "files" / "incoming"


@pytest.mark.parametrize(("size", "says"), [(0, "空的"), (-5, "空的"), (LIMIT + 1, "20MB")])
def test_what_is_empty_or_too_large_is_refused_before_it_comes(row: Record, size: int, says: str) -> None:
    with pytest.raises(FileRefused, match=says):
        announce_evidence(row, name="a.jpg", size=size, title="证")
    if size > 0:
        offered = offer_evidence(
            row, uploads=[ContentFile(b"\xff\xd8\xff" + b"0" * LIMIT, "a.jpg")], title="证"
        )
        assert says in offered.refused[0]
    assert not Incoming.objects.exists() and not Arrival.objects.exists()

"""Uploads: content decides, stored once by hash, served under a telling name."""

from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from pytest_django import Settings

from tests.files.kept import kept
from zhicheng.files.actions import store
from zhicheng.files.checks import IMAGES, LIMIT, PDF, FileRefused
from zhicheng.files.models import StoredFile
from zhicheng.files.serving import serve

pytestmark = pytest.mark.django_db


def picture(kind: str = "JPEG") -> bytes:
    stream = BytesIO()
    Image.new("RGB", (60, 80), "#3366aa").save(stream, kind)
    return stream.getvalue()


@pytest.fixture(autouse=True)
def _own_folder(settings: Settings, tmp_path: Path) -> None:
    settings.FILES_ROOT = tmp_path / "files"


def test_one_content_is_kept_once(settings: Settings) -> None:
    first = store(SimpleUploadedFile("证书.jpg", picture()), IMAGES)
    second = store(SimpleUploadedFile("other.jpeg", picture()), IMAGES)
    assert first == second
    assert StoredFile.objects.count() == 1
    assert first.media_type == "image/jpeg"
    assert kept(first.sha256).read() == picture()
    assert not list(Path(settings.FILES_ROOT).glob("arriving-*"))


@pytest.mark.parametrize(
    ("name", "content", "kinds", "says"),
    [
        ("证书.jpg", b"only text", IMAGES, "内容不是"),
        ("证书.jpg", b"", IMAGES, "空的"),
        ("证书.jpg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", IMAGES, "内容不是"),
        ("证书.jpg", b"GIF89a\x01\x00\x01\x00\x00\x00\x00;", IMAGES, "内容不是"),
        ("证书.png", picture()[:40], IMAGES, "内容不是"),
        ("a.pdf", picture(), PDF, "内容不是"),
        ("a.jpg", b"%PDF-1.7", IMAGES, "内容不是"),
        ("a.jpg", b"\xff\xd8" + b"0" * (LIMIT + 1), IMAGES, "20MB"),
    ],
)
def test_what_is_not_what_it_says_is_refused(
    name: str, content: bytes, kinds: frozenset[str], says: str
) -> None:
    with pytest.raises(FileRefused, match=says):
        store(SimpleUploadedFile(name, content), kinds)
    assert not StoredFile.objects.exists()


def test_a_file_is_served_under_its_title() -> None:
    stored = store(SimpleUploadedFile("x", picture("PNG")), IMAGES)
    response = serve(stored, "职称证书")
    assert response["Content-Type"] == "image/png"
    assert "%E8%81%8C%E7%A7%B0%E8%AF%81%E4%B9%A6.png" in response["Content-Disposition"]
    assert response["Cache-Control"] == "private, no-store"
    assert b"".join(response.streaming_content) == picture("PNG")
    response.close()

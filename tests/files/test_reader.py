"""The reader itself, where it is installed (make setup-reading): a page of Chinese, read offline in its child."""

import time
from pathlib import Path

import pytest
from django.conf import settings as installed
from PIL import Image, ImageDraw, ImageFont
from pytest_django import Settings

from tests.files.hostile import picture
from zhicheng.almanac import clock
from zhicheng.files import reading
from zhicheng.files.actions import store_bytes
from zhicheng.files.models import Reading

pytestmark = [pytest.mark.long, pytest.mark.django_db]
LINES = ("云南省专业技术职称证书", "姓名：李文静", "证书编号：ZL201820001234.5", "发证日期：2019年05月01日")


@pytest.fixture(autouse=True)
def _installed(settings: Settings, tmp_path: Path) -> None:
    pytest.importorskip("rapidocr_onnxruntime", reason="make setup-reading")
    settings.READING, settings.FILES_ROOT = True, tmp_path / "files"


def page(path: Path) -> bytes:
    """A scan of a page with four lines."""
    font = ImageFont.truetype(next(Path(installed.FONT_DIRS[0]).rglob("*400Regular.ttf")), 40)
    image = Image.new("RGB", (1654, 1200), "white")
    draw = ImageDraw.Draw(image)
    for number, line in enumerate(LINES):
        draw.text((200, 200 + number * 120), line, "black", font=font)
    image.save(path, "JPEG", quality=88)
    return path.read_bytes()


def test_a_page_is_read_and_what_holds_nothing_is_empty(tmp_path: Path) -> None:
    stored = store_bytes(page(tmp_path / "a.jpg"), "image/jpeg")
    empty = store_bytes(picture(), "image/jpeg")
    assert reading.queue([stored.sha256, empty.sha256]) == [stored.sha256, empty.sha256]
    begun = time.monotonic()
    reading.read(stored.sha256)
    reading.read(empty.sha256)
    assert time.monotonic() - begun < 120
    row = Reading.objects.get(pk=stored.sha256)
    assert [reading.folded(one) for one in row.text.splitlines()] == [reading.folded(one) for one in LINES]
    assert Reading.objects.get(pk=empty.sha256).text == ""
    reading._child.end()


def test_what_is_no_image_is_told_and_the_child_goes_on(tmp_path: Path) -> None:
    broken = store_bytes(b"only words", "image/jpeg")
    Reading.objects.create(file=broken, queued_at=clock.now())
    reading.read(broken.sha256)
    row = Reading.objects.get()
    assert row.failed and row.read_at is not None
    reading._child.end()

"""The electronic one-inch photo of provincial committees: blue ground, JPG, size and pixels (GUIDE-Q23-2, AMB-08)."""

from __future__ import annotations

import io
from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median
from typing import IO

from django.core.files.base import File
from django.utils.translation import gettext as _
from PIL import Image

from zhicheng.files.checks import FileRefused
from zhicheng.people.models import Person

KEY = "photo"
LEAST_BYTES, MOST_BYTES = 10 * 1024, 30 * 1024
LEAST_WIDTH, LEAST_HEIGHT = 295, 413
SIZES = ((354, 496), (472, 661), (590, 826), (826, 1157))  # pixels, the first that comes to weigh enough
QUALITIES = (95, 90, 85, 80, 75, 70, 60, 50, 40, 30)  # of JPEG, the best that does not weigh too much
MOST_ZOOM = 400  # percent
EDGE = 8  # pixels of the upper corners that must show the ground
BLUE_OVER_RED, BLUE_LEAST = (
    40,
    110,
)  # of 255; light and dark photo studio blues both pass, white and red do not


def check(upload: File[bytes]) -> None:
    """What the guide demands of the photo; the stream is at its start afterwards. Errors: FileRefused, all at once."""
    upload.seek(0)
    content = upload.read()
    upload.seek(0)
    wrong = []
    if not LEAST_BYTES <= len(content) <= MOST_BYTES:
        wrong.append(_("文件大小应在10KB至30KB之间，现为%(size)sKB") % {"size": f"{len(content) / 1024:.0f}"})
    try:
        with Image.open(io.BytesIO(content)) as image:
            kind, width, height = image.format, image.width, image.height
            colour = image.convert("RGB")
    except (OSError, ValueError) as error:
        raise FileRefused(_("照片打不开，请另存为JPG格式后再上传。")) from error
    if kind != "JPEG":
        wrong.append(_("格式应为JPG或JPEG"))
    if width < LEAST_WIDTH or height < LEAST_HEIGHT:
        wrong.append(_("像素应不小于295×413，现为%(width)d×%(height)d") % {"width": width, "height": height})
    if not _is_blue(colour):
        wrong.append(_("底色应为蓝色"))
    if wrong:
        raise FileRefused(_("照片不符合要求：%(wrong)s。请重新处理后上传。") % {"wrong": "；".join(wrong)})


@dataclass(frozen=True)
class Frame:
    """Which part of a photograph becomes the photo: percent of the way from left and top, and how much it is enlarged."""

    x: int = 50
    y: int = 20
    zoom: int = 100  # of the largest part of the right shape; up to MOST_ZOOM

    @classmethod
    def read(cls, told: Mapping[str, str]) -> Frame:
        """From a form or an address; what is no number or too far out stands at the nearest that is."""
        plain = cls()
        return cls(
            _number(told.get("x", ""), plain.x, 0, 100),
            _number(told.get("y", ""), plain.y, 0, 100),
            _number(told.get("zoom", ""), plain.zoom, 100, MOST_ZOOM),
        )


def mended(source: IO[bytes], frame: Frame) -> bytes:
    """The framed part of a clean image as the guide wants it: JPG, its pixels, its bytes. Errors: FileRefused.

    The ground is not painted over: whether it is blue is for check().
    """
    with Image.open(source, formats=["JPEG"]) as whole:
        image = whole.convert("RGB")
    width = min(image.width, image.height * LEAST_WIDTH / LEAST_HEIGHT) * 100 / frame.zoom
    height = width * LEAST_HEIGHT / LEAST_WIDTH
    left, top = (image.width - width) * frame.x / 100, (image.height - height) * frame.y / 100
    box = (left, top, left + width, top + height)
    for size in SIZES:
        part = image.resize(size, Image.Resampling.LANCZOS, box)
        for quality in QUALITIES:
            out = io.BytesIO()
            part.save(out, "JPEG", quality=quality)
            if out.tell() > MOST_BYTES:
                continue
            if out.tell() >= LEAST_BYTES:
                return out.getvalue()
            break  # too plain for so few pixels: take more of them
    raise FileRefused(_("这张照片调不到10KB至30KB，请换一张清楚的照片。"))


def _number(text: str, otherwise: int, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        return otherwise
    return max(least, min(most, int(text)))


def file_name(person: Person) -> str:
    """The name that the guide demands: ID number, then name."""
    return f"{person.id_number}{person.name}"


def _is_blue(image: Image.Image) -> bool:
    edge = min(EDGE, image.width, image.height)
    corners = [image.crop((0, 0, edge, edge)), image.crop((image.width - edge, 0, image.width, edge))]
    content = b"".join(corner.tobytes() for corner in corners)
    red, green, blue = (median(content[channel::3]) for channel in range(3))
    return bool(blue >= BLUE_LEAST and blue - red >= BLUE_OVER_RED and blue >= green)

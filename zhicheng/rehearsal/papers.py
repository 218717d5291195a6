"""Images and papers that invented applicants upload: few contents, plainly marked as invented."""

import io
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFont

FONT = "NotoSansSC_400Regular.ttf"


@lru_cache(maxsize=64)
def _picture(words: str) -> bytes:
    image = Image.new("RGB", (620, 440), "#f7f5ee")
    draw = ImageDraw.Draw(image)
    draw.rectangle((18, 18, 602, 422), outline="#8a7f5c", width=3)
    draw.text((310, 150), words, font=_font(40), fill="#333333", anchor="mm")
    draw.text((310, 260), "演示材料  内容均为虚构", font=_font(26), fill="#8a7f5c", anchor="mm")
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=80)
    return stream.getvalue()


@lru_cache(maxsize=4)
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = next(Path(settings.FONT_DIRS[0]).rglob(FONT))
    return ImageFont.truetype(str(path), size)


def picture(words: str) -> ContentFile[bytes]:
    """A JPEG of 620 × 440 that says what it stands for."""
    return ContentFile(_picture(words), name=f"{words}.jpg")

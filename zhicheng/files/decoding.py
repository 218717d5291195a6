"""The child process that turns an uploaded file into clean images; it holds no secret and has limits on everything.

Run as a program: a line of JSON in ({"source": path, "target": folder}), a line of JSON out ({"pictures": [names]} or
{"wrong": key of decoder.WORDS}). Each picture `n.jpg` lies in the folder with its thumbnail `n.small.jpg`. Without a target
the source is a PDF that is kept as it came: it is only opened.
"""

import json
import resource
import sys
import warnings
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
import pypdfium2
from PIL import Image, ImageOps

from zhicheng.files.kinds import (
    BLANKS,
    ENOUGH,
    QUALITY,
    SMALL_QUALITY,
    THUMBNAIL,
    is_archive,
    is_something_else_too,
    kind_of,
)

MEMORY = 1_500_000_000  # bytes of address space
WRITTEN = 60_000_000  # bytes of one file that the child writes
OPEN_FILES = 64
MOST_PIXELS = 60_000_000
LONGEST_SIDE = 3000  # pixels of what is kept: an A4 page at 250 dpi
MOST_PAGES = 30
POINTS_LONG = 14_400  # the longest side that PDF allows, in points


class Wrong(Exception):
    """The file is not taken; its text is a key of decoder.WORDS."""


def pictures(source: Path, target: Path) -> list[str]:
    """Write the clean images of a file with their thumbnails; their names in order. Errors: Wrong, MemoryError."""
    content = source.read_bytes()
    kind = kind_of(content[:ENOUGH])
    if not kind:
        raise Wrong("kind")
    if kind != "PDF" and is_something_else_too(content):
        raise Wrong("mixed")
    names = []
    for number, image in enumerate(_pages(source) if kind == "PDF" else [_image(source, kind)], start=1):
        clean = _clean(image)
        clean.save(target / f"{number}.jpg", "JPEG", quality=QUALITY, optimize=True)
        clean.thumbnail((THUMBNAIL, THUMBNAIL), reducing_gap=2.0)
        clean.save(target / f"{number}.small.jpg", "JPEG", quality=SMALL_QUALITY, optimize=True)
        names.append(f"{number}.jpg")
    return names


def _image(source: Path, kind: str) -> Image.Image:
    image = Image.open(source, formats=[kind])
    if image.width * image.height > MOST_PIXELS:
        raise Wrong("pixels")
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a JPEG is decoded no larger than needed
    image.load()
    return image


def check_pdf(source: Path) -> None:
    """A PDF opens, has a page, and is nothing else besides. Errors: Wrong."""
    content = source.read_bytes()
    _body, end, behind = content.rpartition(b"%%EOF")
    if len(_opened(source)) == 0 or not end:
        raise Wrong("broken")
    if behind.strip(BLANKS) or is_archive(content):
        raise Wrong("more")


def _opened(source: Path) -> pypdfium2.PdfDocument:
    try:
        return pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        raise Wrong("locked" if "assword" in str(error) else "broken") from error


def _pages(source: Path) -> Iterator[Image.Image]:
    book = _opened(source)
    if not 0 < len(book) <= MOST_PAGES:
        raise Wrong("pages")
    for page in book:
        longest = max(page.get_size())
        if not 0 < longest <= POINTS_LONG:
            raise Wrong("pixels")
        yield page.render(scale=min(LONGEST_SIDE / longest, 3.0)).to_pil()


def _clean(image: Image.Image) -> Image.Image:
    """The pixels alone, upright, on white, no larger than is kept; nothing of what the file said besides."""
    upright = ImageOps.exif_transpose(image)
    if upright.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info:
        upright = upright.convert("RGBA")
        ground = Image.new("RGBA", upright.size, "white")
        upright = Image.alpha_composite(ground, upright)
    elif upright.mode.startswith("I"):  # 16 bits of grey
        upright = upright.point(lambda value: value / 256).convert("L")
    fresh = Image.new("RGB", upright.size)
    fresh.paste(upright.convert("RGB"))
    fresh.thumbnail((LONGEST_SIDE, LONGEST_SIDE), reducing_gap=2.0)
    return fresh


def _answer(told: dict[str, str]) -> dict[str, object]:
    if "target" in told:
        return {"pictures": pictures(Path(told["source"]), Path(told["target"]))}
    check_pdf(Path(told["source"]))
    return {"pictures": []}


def main() -> None:
    """Answer line by line until the parent closes."""
    for what, most in (
        (resource.RLIMIT_AS, MEMORY),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_NOFILE, OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(what, (most, most))
    pillow_heif.register_heif_opener(thumbnails=False)
    pillow_heif.options.DECODE_THREADS = 1
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    for line in sys.stdin:
        told = json.loads(line)
        try:
            answer = _answer(told)
        except Wrong as wrong:
            answer = {"wrong": str(wrong)}
        except (Image.DecompressionBombError, Image.DecompressionBombWarning):
            answer = {"wrong": "pixels"}
        except MemoryError:
            answer = {"wrong": "heavy"}
        except Exception:  # a decoder may raise anything over a broken file
            answer = {"wrong": "broken"}
        sys.stdout.write(json.dumps(answer) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

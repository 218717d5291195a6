"""The reading aid: the text in clean images, read in the background, offline, within a daily budget."""

import datetime as dt
import importlib.util
import shutil
import tempfile
import unicodedata
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import F

from zhicheng.almanac import clock
from zhicheng.files.children import Child
from zhicheng.files.models import Reading
from zhicheng.files.stores import store

SECONDS = 60  # for one image
SECONDS_A_PAGE = 180  # read with care
MOST_TRIES = 2
FORGOTTEN = dt.timedelta(hours=1)  # a queued image that nobody has read by then is queued again
VARIANTS = str.maketrans("粵雲嘅臺彙", "粤云的台汇")  # what the reader's letters fold to

_child = Child("zhicheng.files.reading_child")


def is_on() -> bool:
    """Whether scans are read here: not switched off, and the reader is installed (`make setup-reading`)."""
    return bool(settings.READING) and importlib.util.find_spec("rapidocr_onnxruntime") is not None


def budget_left() -> int:
    """How many images may still be queued today."""
    midnight = clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    return max(0, settings.READING_A_DAY - Reading.objects.filter(queued_at__gte=midnight).count())


def queue(hashes: Iterable[str]) -> list[str]:
    """Note images as queued; those that were not yet, or were forgotten."""
    now, fresh = clock.now(), []
    for sha256 in hashes:
        with transaction.atomic():
            row, made = Reading.objects.select_for_update().get_or_create(
                file_id=sha256, defaults={"queued_at": now}
            )
            old = row.read_at is None and row.queued_at < now - FORGOTTEN and row.tries < MOST_TRIES
            if old:
                Reading.objects.filter(pk=row.pk).update(queued_at=now)
            if made or old:
                fresh.append(sha256)
    return fresh


def read(sha256: str) -> None:
    """Read one queued image and keep its text; nothing where that was done or it was tried too often."""
    row = Reading.objects.filter(pk=sha256, read_at=None, tries__lt=MOST_TRIES).first()
    if row is None or not is_on():
        return
    Reading.objects.filter(pk=sha256).update(tries=F("tries") + 1)
    with tempfile.NamedTemporaryFile(prefix="zhicheng-reading-", suffix=".jpg") as local:
        with store().open(sha256) as content:
            shutil.copyfileobj(content, local)
        local.flush()
        answer = _child.ask({"source": local.name}, SECONDS)
    lines = answer.get("lines") if answer else None
    if isinstance(lines, list):
        row.text, row.failed = "\n".join(str(one) for one in lines), False
    else:
        row.failed = True
    row.read_at = clock.now()
    row.save(update_fields=["text", "failed", "read_at"])


@dataclass(frozen=True, slots=True)
class Sight:
    """What stands on one image: lines of text from top to bottom, texts of QR codes."""

    lines: tuple[str, ...]
    codes: tuple[str, ...]


def look_at(image: Path) -> Sight | None:
    """Read a clean image at once, its QR codes too; None where the reader fails. Nothing is kept."""
    answer = _child.ask({"source": str(image.resolve()), "codes": "1"}, SECONDS_A_PAGE)
    lines, codes = (answer.get("lines"), answer.get("codes")) if answer else (None, None)
    if not isinstance(lines, list) or not isinstance(codes, list):
        return None
    return Sight(tuple(map(str, lines)), tuple(map(str, codes)))


def readings_of(hashes: Collection[str]) -> Mapping[str, Reading]:
    """The readings of images, queued or read, by hash; one SQL statement."""
    return {row.pk: row for row in Reading.objects.filter(file__in=hashes)} if hashes else {}


def folded(text: str) -> str:
    """Text for comparing: one width, one case, one form of a character, letters and digits alone."""
    plain = unicodedata.normalize("NFKC", text).casefold().translate(VARIANTS)
    return "".join(one for one in plain if one.isalnum())

"""Evidence of an objection on its way in: how many tries an address has, how much is taken."""

import datetime as dt
from collections.abc import Sequence

from django.core.files.base import File
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.files.actions import keep_pictures
from zhicheng.files.checks import FileRefused
from zhicheng.files.models import StoredFile
from zhicheng.people.errors import Refused
from zhicheng.public_notice.models import ObjectionTry

MOST_FILES = 5
MOST_PAGES = 40  # of all files together
MOST_TRIES = 15  # a day from one address, refused files too
FORGOTTEN = dt.timedelta(days=2)


def take_in(uploads: Sequence[File[bytes]], origin: str) -> list[StoredFile]:
    """The pages of the files, drawn anew. `origin` as in Objection; empty: not counted. Errors: Refused."""
    if len(uploads) > MOST_FILES:
        words = _("一次最多上传%(most)d个文件，请合并后再选择。")
        raise Refused(words % {"most": MOST_FILES}, status=400, field="evidence")
    if origin:
        _count(origin)
    pages: dict[StoredFile, None] = {}
    for upload in uploads:
        try:
            pages |= dict.fromkeys(keep_pictures(upload))
        except FileRefused as refused:
            raise Refused(
                refused.message + _("您填写的文字都还在，请重新选择文件。"), status=400, field="evidence"
            ) from refused
        if len(pages) > MOST_PAGES:
            words = _("证据材料合计最多%(most)d页，请挑选关键页后再上传。")
            raise Refused(words % {"most": MOST_PAGES}, status=400, field="evidence")
    return list(pages)


def _count(origin: str) -> None:
    """A file costs work before it is known to be any good, so tries are counted first."""
    now = clock.now()
    ObjectionTry.objects.filter(at__lt=now - FORGOTTEN).delete()
    if ObjectionTry.objects.filter(origin=origin).count() >= MOST_TRIES:
        raise Refused(
            _("今天从这个网络地址上传的次数已经很多，请明天再上传，或先提交文字、再向公示单位当面提供证据。"),
            status=429,
            field="evidence",
        )
    ObjectionTry.objects.create(origin=origin, at=now)

"""Clean images from an uploaded file, made by a child process that is ended when it takes too long."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.core.files.base import File
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from zhicheng.files.checks import FileRefused
from zhicheng.files.children import Child
from zhicheng.files.kinds import ENOUGH, kind_of

SECONDS = 40  # for one file
SECONDS_OPENING = 10  # for a PDF that is not drawn

WORDS = {
    "kind": gettext_lazy("内容不是JPG、PNG、HEIC图片或PDF（改扩展名没有用）。请重新拍照或另存后再上传。"),
    "mixed": gettext_lazy("里混有图片以外的内容，为安全起见没有保存。请重新拍照，或用截图另存后再上传。"),
    "more": gettext_lazy("里混有PDF以外的内容，为安全起见没有保存。请重新扫描，或打开后另存为PDF再上传。"),
    "pixels": gettext_lazy("像素太大（最多6000万像素）。请缩小后再上传。"),
    "pages": gettext_lazy("页数不对：PDF最多30页。请拆成几份后再上传。"),
    "locked": gettext_lazy("有打开密码。请去掉密码后再上传。"),
    "broken": gettext_lazy("已损坏，打不开。请重新拍照、扫描或另存后再上传。"),
    "heavy": gettext_lazy("太复杂，系统处理不了。请重新拍照，或导出成普通JPG图片后再上传。"),
}


@dataclass(frozen=True)
class Picture:
    """One clean image (JPEG) and its thumbnail, as files that are gone when the caller is done."""

    path: Path
    thumbnail: Path


_child = Child("zhicheng.files.decoding")


def check_start(stream: File[bytes] | bytes, name: str) -> None:
    """Refuse at once what no file that is taken begins with; the stream is at its start afterwards. Errors: FileRefused."""
    if isinstance(stream, bytes):
        start = stream[:ENOUGH]
    else:
        stream.seek(0)
        start = stream.read(ENOUGH)
        stream.seek(0)
    if start and not kind_of(start):
        raise refusal("kind", name)


def refusal(wrong: str, name: str) -> FileRefused:
    """`wrong`: a key of WORDS."""
    why = WORDS.get(wrong, WORDS["broken"])
    return FileRefused(_("文件“%(name)s”%(why)s") % {"name": name, "why": why})


def check_pdf(source: Path, name: str) -> None:
    """A PDF that is kept as it came opens, has a page and is nothing else besides. Errors: FileRefused, with what to do."""
    answer = _child.ask({"source": str(source.resolve())}, SECONDS_OPENING) or {"wrong": "heavy"}
    if "wrong" in answer:
        raise refusal(str(answer["wrong"]), name)


@contextlib.contextmanager
def pictures(source: Path, name: str) -> Iterator[tuple[Picture, ...]]:
    """The clean images of a JPEG, PNG, HEIC or PDF, in order. `name`: as the message calls the file.

    Errors: FileRefused, with what to do.
    """
    with tempfile.TemporaryDirectory(prefix="zhicheng-pictures-") as folder:
        question = {"source": str(source.resolve()), "target": folder}
        answer = _child.ask(question, SECONDS) or {"wrong": "heavy"}
        if "wrong" in answer:
            raise refusal(str(answer["wrong"]), name)
        names = answer["pictures"]
        assert isinstance(names, list)
        yield tuple(
            Picture(Path(folder) / one, Path(folder) / one.replace(".jpg", ".small.jpg")) for one in names
        )

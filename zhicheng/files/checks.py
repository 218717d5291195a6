"""Is an upload what its name says? The content decides, never the name."""

import warnings
from typing import BinaryIO

from django.utils.translation import gettext as _
from PIL import Image

from zhicheng.files.kinds import is_something_else_too
from zhicheng.files.office import DOCX, FORMER, MACROS, OFFICE, XLSX, office_kind

IMAGES = frozenset({"image/jpeg", "image/png"})
PDF = frozenset({"application/pdf"})
SCANS = IMAGES | PDF
FORMS = PDF | OFFICE  # blank forms to fill in
LIMIT = 20 * 1024 * 1024  # bytes
NAME_LIMIT = 120  # characters
MOST_PIXELS = 60_000_000
CHEAP_PIXELS = 25_000_000  # an A3 page at 300 dpi has 17 million
_FORMATS = {"JPEG": "image/jpeg", "PNG": "image/png"}
_NAMES = {"image/jpeg": "JPG", "image/png": "PNG", "application/pdf": "PDF", DOCX: "DOCX", XLSX: "XLSX"}


class FileRefused(Exception):
    """The upload is not taken. `message`: Chinese, why and what to do."""

    status = 400

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


def media_type(stream: BinaryIO, name: str, size: int, allowed: frozenset[str]) -> str:
    """The media type of the content, one of `allowed`; the stream is at its start afterwards.

    Errors: FileRefused for an empty or too large file, and for content that is not what is allowed.
    """
    wanted = "、".join(sorted(_NAMES[kind] for kind in allowed))
    check_size(name, size)
    found = _sniff(stream)
    stream.seek(0)
    if found in IMAGES and is_something_else_too(stream.read()):
        raise FileRefused(
            _("文件“%(name)s”里混有图片以外的内容，为安全起见没有保存。请重新拍照，或用截图另存后再上传。")
            % {"name": name}
        )
    stream.seek(0)
    if found == MACROS:
        words = _("文件“%(name)s”里有宏或嵌入的程序，为安全起见没有保存。请去掉后另存为.docx或.xlsx再上传。")
        raise FileRefused(words % {"name": name})
    if found == FORMER and allowed & OFFICE:
        words = _(
            "文件“%(name)s”是旧版的.doc或.xls，或者设了打开密码。请另存为没有密码的.docx或.xlsx再上传。"
        )
        raise FileRefused(words % {"name": name})
    if found not in allowed:
        raise FileRefused(
            _("文件“%(name)s”的内容不是%(wanted)s格式（改扩展名没有用）。请另存为%(wanted)s后再上传。")
            % {"name": name, "wanted": wanted}
        )
    return found


def check_size(name: str, size: int) -> None:
    """Errors: FileRefused for an empty or too large file."""
    if size <= 0:
        raise FileRefused(_("文件“%(name)s”是空的，请重新选择。") % {"name": name})
    if size > LIMIT:
        raise FileRefused(
            _("文件“%(name)s”超过%(most)dMB，请压缩后再上传。") % {"name": name, "most": LIMIT >> 20}
        )


def _sniff(stream: BinaryIO) -> str:
    stream.seek(0)
    if stream.read(5) == b"%PDF-":
        return "application/pdf"
    office = office_kind(stream)
    if office:
        return office
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with Image.open(stream) as image:
                if image.width * image.height > MOST_PIXELS:
                    return ""
                kind = _FORMATS.get(image.format or "", "")
                image.draft("L", (64, 64))  # a JPEG is decoded so small that it costs nothing
                if image.width * image.height <= CHEAP_PIXELS:
                    image.load()  # what is not all there is told by decoding alone
                else:
                    image.verify()
    except (OSError, SyntaxError, ValueError, Warning, Image.DecompressionBombError):
        return ""
    return kind

"""Word and Excel files that are kept as they came: whole, without macros and embedded programs, within limits."""

import zipfile
import zlib
from typing import BinaryIO

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
OFFICE = frozenset({DOCX, XLSX})
MACROS, FORMER = "macros", "former"  # what is told apart from other files, because the remedy is another
MOST_PARTS = 2000
MOST_UNPACKED = 60 * 1024 * 1024
_PACKED = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .doc and .xls, and a new one with a password
_CONTENTS = "[Content_Types].xml"
_MAIN = {
    DOCX: ("word/document.xml", b"wordprocessingml.document.main+xml"),
    XLSX: ("xl/workbook.xml", b"spreadsheetml.sheet.main+xml"),
}
_PROGRAMS = ("vbaproject", "vbadata", "activex", "oleobject", "macrosheets")


def office_kind(stream: BinaryIO) -> str:
    """DOCX or XLSX; MACROS where one runs something when it is opened, FORMER for .doc and .xls; else empty."""
    stream.seek(0)
    start = stream.read(len(_OLE))
    if start == _OLE:
        return FORMER
    if not start.startswith(_PACKED):
        return ""
    stream.seek(0)
    try:
        with zipfile.ZipFile(stream) as packed:
            return _kind(packed)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, RuntimeError, NotImplementedError):
        return ""


def _kind(packed: zipfile.ZipFile) -> str:
    parts = packed.infolist()
    names = {one.filename for one in parts}
    if len(parts) > MOST_PARTS or sum(one.file_size for one in parts) > MOST_UNPACKED:
        return ""
    if _CONTENTS not in names or packed.testzip() is not None:
        return ""
    said = packed.read(_CONTENTS)
    if b"macroEnabled" in said or any(word in name.lower() for name in names for word in _PROGRAMS):
        return MACROS
    return next((kind for kind, (part, mark) in _MAIN.items() if part in names and mark in said), "")

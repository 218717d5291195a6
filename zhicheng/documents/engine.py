"""Make a PDF from a template and data: archived (PDF/A-2a), accessible (PDF/UA-1), always the same bytes."""

import hashlib
import json
import os
import re
import threading
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import typst
from django.conf import settings

from zhicheng.documents import qr

ROOT = Path(__file__).resolve().parent.parent  # templates live with their stage, anywhere below
WEIGHTS = ("400Regular", "700Bold")  # of the font packages' nine, those that the templates use
CHINA = ZoneInfo("Asia/Shanghai")
_UNPRINTABLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_NOT_SHOWN = re.compile(
    r'the text `"(?P<text>.*?)"` could not be displayed|contains the codepoint `"(?P<code>.*?)"`'
)
_ESCAPE = re.compile(r"\\u\{([0-9a-f]+)\}")

_lock = threading.Lock()
_compiled_in: int | None = None


class DocumentError(Exception):
    """The template or the fonts are at fault; the message is Typst's."""


class MissingGlyph(DocumentError):
    """No font of this installation shows some of the characters (for instance of a name).

    characters: what could not be shown. The remedy is another font folder in FONT_DIRS.
    """

    def __init__(self, characters: str) -> None:
        self.characters = characters
        codes = " ".join(f"U+{ord(c):04X}" for c in characters)
        super().__init__(f"no font shows {characters!r} ({codes})")


class CompiledBeforeFork(DocumentError):
    """Forked from a process that had already made a PDF: Typst's threads are gone and it would hang."""


def content_hash(data: Mapping[str, Any]) -> str:
    """SHA-256 (hex) of the data of a document, independent of the order of its keys."""
    canonical = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(canonical.encode("utf-8", "surrogatepass")).hexdigest()


def render_pdf(
    template: Path,
    data: Mapping[str, Any],
    *,
    draft: bool,
    at: datetime,
    title: str,
    demo: bool = False,
    code: str = "",
    fonts: Sequence[Path] | None = None,
) -> bytes:
    """The PDF of `data` (see inputs.py) in `template` (a .typ file below zhicheng/).

    draft prints 草稿 across every page; demo says on every page that the data are invented; at (with time
    zone) is the document's date; code stands as a QR code on every page; fonts are folders of TTF or OTF
    files, by default settings.FONT_DIRS.
    Raises MissingGlyph when a character has no glyph, DocumentError when the template warns or fails.
    """
    global _compiled_in
    printable = _printable(data)
    meta = {
        "draft": draft,
        "demo": demo,
        "title": title,
        "printed": at.astimezone(CHINA).strftime("%Y-%m-%d %H:%M"),
        "qr": qr.svg(code) if code else "",
        "hash": (printable.get("content_hash") or content_hash(printable))[:12],
    }
    inputs = {"doc": _json(printable), "meta": _json(meta)}
    with _lock:
        if _compiled_in not in {None, os.getpid()}:
            raise CompiledBeforeFork("start workers fresh (spawn) or before the first document")
        _compiled_in = os.getpid()
        compiler = _compiler(tuple(settings.FONT_DIRS if fonts is None else fonts))
        try:
            pdf, warnings = compiler.compile_with_warnings(
                input=str(template.resolve()),
                format="pdf",
                sys_inputs=inputs,
                pdf_standards=["a-2a", "ua-1"],
                timestamp=int(at.timestamp()),
            )
        except RuntimeError as error:  # TypstError and what the binding itself refuses
            raise _explain(error) from error
    if warnings or not isinstance(pdf, bytes):
        raise DocumentError("; ".join(w.diagnostic for w in warnings) or "no document came back")
    return pdf


@cache
def _compiler(fonts: tuple[Path, ...]) -> typst.Compiler:
    """One compiler for all templates: the fonts are read once."""
    folders = [folder for font in fonts for folder in _weights(Path(font))]
    return typst.Compiler(root=str(ROOT), font_paths=[str(f) for f in folders], ignore_system_fonts=True)


def _weights(folder: Path) -> list[Path]:
    """The folders of the weights in use, where a font package has a folder for each; else the folder."""
    return [folder / w for w in WEIGHTS if (folder / w).is_dir()] or [folder]


def _printable(value: Any) -> Any:
    """The same data without characters that have no shape (tabs become spaces, line ends \\n)."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub("", value.replace("\r\n", "\n").replace("\r", "\n").replace("\t", "    "))
    if isinstance(value, Mapping):
        return {key: _printable(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_printable(item) for item in value]
    return value


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    lone = {c for c in text if "\ud800" <= c <= "\udfff"}
    if lone:
        raise MissingGlyph("".join(sorted(lone)))
    return text


def _explain(error: RuntimeError) -> DocumentError:
    """Typst's error as one of ours: the characters that no font has, by name."""
    message = error.diagnostic if isinstance(error, typst.TypstError) else str(error)
    shown = _NOT_SHOWN.findall(message)
    if not shown:
        return DocumentError(message)
    text = _ESCAPE.sub(lambda m: chr(int(m[1], 16)), "".join(a or b for a, b in shown))
    return MissingGlyph("".join(sorted(set(text))))

"""QR codes for documents and pages."""

import io

import segno


def svg(text: str) -> str:
    """The QR code of text as an SVG document, error correction M, with the quiet zone that readers need."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="svg", scale=4, border=4, xmldecl=False)
    return out.getvalue().decode()


def png(text: str, *, scale: int = 6) -> bytes:
    """The QR code of text as PNG, `scale` pixels a module."""
    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(out, kind="png", scale=scale, border=4)
    return out.getvalue()

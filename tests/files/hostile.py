"""Files as somebody hostile, or a phone, would send them."""

import io
import struct
import zipfile
import zlib

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

PLACE = 0x8825  # the tag of the camera's place


def photograph(
    width: int, height: int, *, kind: str = "JPEG", place: bool = False, turned: int = 1
) -> SimpleUploadedFile:
    """A picture with a gradient, with what a phone writes about place and position."""
    picture = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    told = Image.Exif()
    told[0x0112] = turned
    if place:
        told.get_ifd(PLACE)[1] = "N"
        told.get_ifd(PLACE)[2] = (25.0, 2.0, 0.0)
    out = io.BytesIO()
    picture.save(out, kind, exif=told)
    return SimpleUploadedFile("IMG_0001.JPG", out.getvalue())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack("!L", len(content)) + kind + content + struct.pack("!L", zlib.crc32(kind + content))


def png_that_claims(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG with a header of that size and hardly any content."""
    header = struct.pack("!LLBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + _chunk(b"IHDR", header)
        + _chunk(b"IDAT", zlib.compress(rows))
        + _chunk(b"IEND", b"")
    )


def png_with_a_text_bomb() -> bytes:
    """A PNG whose compressed text grows to 200 MB."""
    whole = picture("PNG")
    bomb = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 9))
    return whole[:33] + bomb + whole[33:]


def archive() -> bytes:
    """A ZIP with a page in it."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("index.html", "<script>alert(1)</script>")
    return out.getvalue()


def picture(kind: str = "JPEG") -> bytes:
    """A small right image."""
    out = io.BytesIO()
    Image.new("RGB", (60, 80), "#3366aa").save(out, kind)
    return out.getvalue()


def pdf_of(pages: int, box: str = "0 0 10 10", content: bytes = b"") -> bytes:
    """A PDF of that many pages with a page box and a deflated content stream."""
    stream = zlib.compress(content)
    kids = " ".join(f"{3 + n} 0 R" for n in range(pages))
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {pages} /Kids [{kids}] >>".encode(),
        *(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [{box}] /Contents {3 + pages} 0 R >>".encode()
            for _n in range(pages)
        ),
        f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream",
    ]
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n".encode() + part + b"\nendobj\n"
    start = len(out)
    out += f"xref\n0 {len(parts) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{place:010d} 00000 n \n".encode() for place in places)
    return (
        bytes(out) + f"trailer << /Size {len(parts) + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    )


def paper(words: str) -> bytes:
    """A right PDF of one page; its content is the words, as a remark."""
    return pdf_of(1, content=f"% {words}\n".encode())


SVG = b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>"

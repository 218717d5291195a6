"""The certificate as PDF (D-19): made once and kept."""

from pathlib import Path

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.documents import inputs, qr
from zhicheng.documents.engine import MissingGlyph, render_pdf
from zhicheng.files.actions import store_bytes
from zhicheng.people.errors import Refused
from zhicheng.register.models import Certificate
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date

TEMPLATE = Path(__file__).with_name("typst") / "certificate.typ"


def verify_url(row: Certificate) -> str:
    """The public address that the QR code holds."""
    return settings.SITE_URL + reverse("register:certificate", args=[row.token])


def data_of(row: Certificate) -> inputs.Certificate:
    """What the template is given; only what was signed, and where to verify it."""
    url = verify_url(row)
    return {
        "case_number": row.number,
        "version": "",
        "content_hash": row.signature.content_hash,
        "name": row.holder_name,
        "identity": row.id_masked,
        "gender": row.holder_sex,
        "unit": row.unit_name,
        "series": row.series,
        "profession": row.profession,
        "title": row.title,
        "level": row.level,
        "obtained_on": cn_date(row.obtained_on),
        "document_number": row.document_number,
        "issuer": row.issuer_name,
        "way": row.way,
        "validity": row.validity,
        "committee": row.committee_name,
        "certificate_number": row.number,
        "issued_on": cn_date(row.issued_at),
        "replaced_on": cn_date(row.replaced_at) if row.replaced_at else "",
        "verify_url": url,
        "qr_svg": qr.svg(url),
        "photo_jpeg": "",
        "signatures": [drawn(row.signature, role="")],
    }


def made_pdf(row: Certificate) -> bytes:
    """The certificate's PDF; the same content each time. Errors: Refused where no font shows a character of it."""
    try:
        return render_pdf(
            TEMPLATE,
            data_of(row),
            draft=False,
            at=row.issued_at,
            title=_("职称电子证书"),
            demo=clock.is_demo(),
        )
    except MissingGlyph as missing:
        words = _(
            "证书中的“%(characters)s”字暂时不能显示，请联系技术支持补充字库。证书本身有效，可以在线查验。"
        )
        raise Refused(words % {"characters": missing.characters}, status=503) from missing


def keep_pdf(row: Certificate) -> None:
    """Make the PDF and keep it, unless one is kept already. Errors: Refused."""
    if row.file is None:
        stored = store_bytes(made_pdf(row), "application/pdf")
        Certificate.objects.filter(pk=row.pk, file__isnull=True).update(file=stored)

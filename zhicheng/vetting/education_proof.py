"""《学历书面证明》 (D-25, KM2023-3.8), as the unit signs it from the personal file."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.review_form import shown
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import Field, Printed, Signature
from zhicheng.dossiers.models import EducationProof
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.people import identity
from zhicheng.signatures.drawn import drawn
from zhicheng.signatures.models import Signature as Signed
from zhicheng.ui.templatetags.ui import cn_date

TEMPLATE = Path(__file__).with_name("typst") / "education_proof.typ"


class EducationProofPaper(Printed):
    """What the template is given."""

    paragraphs: list[str]
    fields: list[Field]
    last: str
    signed_as: str  # 人事部门负责人
    signer: str
    signatures: list[Signature]


def stated(proof: EducationProof) -> list[Field]:
    """The education as it was when the proof was asked for: label and value of each field."""
    return [
        {"label": field.label, "value": shown(field, proof.stated.get(field.name))}
        for field in BY_KEY["education"].fields
        if field.name in EducationProof.STATED
    ]


def pdf(proof: EducationProof, signature: Signed, title: str) -> bytes:
    """The paper with the unit's seal. `signature`: the one over what it states; `title`: as whom its officer signed."""
    person = proof.person
    data: EducationProofPaper = {
        "case_number": "",
        "version": "",
        "paragraphs": [
            _(
                "%(name)s，证件号码%(number)s。该同志的学历属2002年以前毕业或学信网不提供查询的情形，"
                "经我单位核对本人人事档案，学历情况如下："
            )
            % {"name": person.name, "number": identity.mask_number(person.id_number)}
        ],
        "fields": stated(proof),
        "last": _("核对的档案材料：%(seen)s。\n特此证明。我单位对以上内容的真实性负责。")
        % {"seen": proof.seen.rstrip("。")},
        "signed_as": title,
        "signer": signature.signer,
        "signatures": [drawn(signature, role=title)],
    }
    name = f"{_('学历书面证明')} {cn_date(signature.signed_at)}"
    return render_pdf(TEMPLATE, data, draft=False, at=clock.now(), title=name, demo=clock.is_demo())

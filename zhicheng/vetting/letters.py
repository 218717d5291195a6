"""《委托评审函》 (D-06): a superior's to the city bureau, and the city bureau's to a provincial committee."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Entrustment
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import Field, Printed, Signature
from zhicheng.planning.models import Committee
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.models import Decision

TEMPLATE = Path(__file__).with_name("typst") / "entrustment_letter.typ"


class LetterPaper(Printed):
    """What the template is given."""

    number: str
    addressee: str
    paragraphs: list[str]
    fields: list[Field]
    issuer: str
    signer: str
    issued_on: str
    signatures: list[Signature]


def incoming(application: Application, standing: Entrustment) -> bytes:
    """The superior's letter to the city bureau, to be printed, signed and sealed; filled in once it was given."""
    session = application.session
    data: LetterPaper = {
        "case_number": application.number or "",
        "version": "",
        "number": standing.letter_number,
        "addressee": _("昆明市人力资源和社会保障局"),
        "paragraphs": [
            _("我单位具有相应系列、层级的职称评审管理权限（%(basis)s）。") % {"basis": standing.basis},
            _(
                "现委托贵局将%(unit)s%(name)s同志（基本情况如下）送%(committee)s评审。该同志的申报已经所在单位审核同意。"
            )
            % {
                "unit": application.unit.name,
                "name": application.applicant_name,
                "committee": session.committee.name if session else "",
            },
            _("请审核。"),
        ],
        "fields": _fields(application),
        "issuer": standing.authority.name,
        "signer": standing.letter_signer,
        "issued_on": cn_date(standing.letter_on) if standing.letter_on else "",
        "signatures": [],
    }
    return _rendered(data)


def outgoing(application: Application, decision: Decision) -> bytes:
    """The city bureau's letter to a provincial committee for somebody whom it recommends (GUIDE-Q5c, KM2023-3.1)."""
    assert application.session is not None
    data: LetterPaper = {
        "case_number": application.number or "",
        "version": "",
        "number": _("昆人社职荐〔%(year)s〕%(number)s号")
        % {"year": application.year, "number": (application.number or "").rpartition("-")[2]},
        "addressee": application.session.committee.name,
        "paragraphs": [
            _(
                "%(unit)s%(name)s同志（基本情况如下）的申报材料已在昆明市职称申报系统逐级审核，我局审核意见：%(opinion)s"
            )
            % {
                "unit": application.unit.name,
                "name": application.applicant_name,
                "opinion": decision.opinion,
            },
            _("现委托贵评委会评审。"),
        ],
        "fields": _fields(application),
        "issuer": decision.organisation.name,
        "signer": "",
        "issued_on": cn_date(decision.decided_at),
        "signatures": [drawn(decision.signature, role="审核人")],
    }
    return _rendered(data)


def outgoing_decision(application: Application) -> Decision | None:
    """The city bureau's pass of an application for a provincial committee, the last one; None for others."""
    session = application.session
    if session is None or session.committee.tier != Committee.Tier.PROVINCE:
        return None
    rows = Decision.objects.filter(
        application=application, station_name="市人社", outcome=Decision.Outcome.PASS
    )
    return rows.select_related("organisation", "signature__account", "signature__organisation").last()


def _fields(application: Application) -> list[Field]:
    told = (
        (_("姓名"), application.applicant_name),
        (_("所在单位"), application.unit.name),
        (_("申报系列"), application.series),
        (_("申报专业"), application.profession),
        (_("申报职称"), application.title),
        (_("申报级别"), application.level),
    )
    return [{"label": label, "value": value} for label, value in told]


def _rendered(data: LetterPaper) -> bytes:
    title = _("委托评审函")
    return render_pdf(TEMPLATE, data, draft=False, at=clock.now(), title=title, demo=clock.is_demo())

"""《劳务派遣人员双公示、双审核、双盖章证明》 (D-27), made from the records of both companies."""

from pathlib import Path
from typing import TypedDict

from zhicheng.almanac import clock
from zhicheng.applications.corrections import one_audit
from zhicheng.applications.models import Application, Company
from zhicheng.documents.engine import render_pdf
from zhicheng.documents.inputs import Field, Printed, Signature
from zhicheng.people.queries import in_the_name_of
from zhicheng.public_notice.queries import standing_entry, unit_entries
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting.models import Decision

TEMPLATE = Path(__file__).with_name("typst") / "dispatch_proof.typ"


class OneCompany(TypedDict):
    """A company's part: what it is, its notice, its audit, its seal."""

    side: str
    name: str
    lines: list[Field]
    signatures: list[Signature]


class DispatchProof(Printed):
    """What the template is given."""

    basics: list[Field]
    companies: list[OneCompany]


def pdf(application: Application) -> bytes:
    """The proof as far as the companies have come; a draft until both have sealed."""
    sides = list(application.companies.select_related("organisation"))
    data: DispatchProof = {
        "case_number": application.number or "",
        "version": "",
        "basics": [
            {"label": "姓名", "value": application.applicant_name},
            {"label": "申报职称", "value": application.title},
            {"label": "申报专业", "value": application.profession},
            {"label": "申报年度", "value": str(application.year)},
        ],
        "companies": [_part(application, one) for one in sides],
    }
    whole = all(one.passed_at is not None for one in sides)
    title = "劳务派遣人员双公示、双审核、双盖章证明"
    return render_pdf(TEMPLATE, data, draft=not whole, at=clock.now(), title=title, demo=clock.is_demo())


def _part(application: Application, company: Company) -> OneCompany:
    submission = application.submissions.order_by("-version").first()
    mine = [one for one in unit_entries(application) if one.notice.publisher_id == company.organisation_id]
    entry = standing_entry(application, submission, mine)
    decision = (
        Decision.objects.filter(
            submission__in=one_audit(application),
            organisation=company.organisation,
            outcome=Decision.Outcome.PASS,
        )
        .select_related("account", "signature__account", "signature__organisation")
        .last()
    )
    notice = entry.notice if entry is not None else None
    period = (
        f"{cn_date(notice.posted_on)}至{cn_date(notice.ends_on)}（{notice.workdays}个工作日）"
        if notice
        else ""
    )
    return {
        "side": str(company.get_side_display()),
        "name": company.organisation.name,
        "lines": [
            {"label": "公示地点", "value": notice.place if notice else ""},
            {"label": "公示时间", "value": period},
            {"label": "公示结果", "value": notice.result if notice else ""},
            {"label": "审核内容", "value": "、".join(decision.checked) if decision else ""},
            {"label": "审核意见", "value": decision.opinion if decision else ""},
            {
                "label": "审核人",
                "value": in_the_name_of(decision.account, decision.signature.on_behalf_of)
                if decision
                else "",
            },
        ],
        "signatures": [drawn(decision.signature, role="审核人")] if decision else [],
    }

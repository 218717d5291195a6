"""Plan and call as documents: their data for the templates, and the PDF."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.http import HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.documents import check_inputs, inputs
from zhicheng.documents.check_inputs import Announcement as Announced
from zhicheng.documents.engine import render_pdf
from zhicheng.people.models import Organisation
from zhicheng.planning.actions.announcing import announcement_content
from zhicheng.planning.actions.calls import call_content
from zhicheng.planning.groups import announced_groups
from zhicheng.planning.models import Announcement, Call, Filing, PlanEntry, Session
from zhicheng.planning.overview import told_window
from zhicheng.planning.queries import accepted_call_filing, plan_line
from zhicheng.planning.sealing import seals_of
from zhicheng.planning.settings import READ
from zhicheng.signatures.actions import content_hash
from zhicheng.signatures.drawn import drawn
from zhicheng.ui.templatetags.ui import cn_date, cn_until

TEMPLATES = Path(__file__).with_name("typst")


@dataclass(frozen=True, slots=True)
class Document:
    """A template with its data and title."""

    template: Path
    data: Mapping[str, Any]
    title: str


def call_document(call: Call) -> Document:
    """The call as it was filed and published (D-09), whatever was changed since."""
    session, committee = call.session, call.session.committee
    filing = accepted_call_filing(session)
    content = filing.content if filing else call_content(session, call)
    opens, closes = (dt.datetime.fromisoformat(content[name]) for name in ("opens_at", "closes_at"))
    data: inputs.Call = {
        "case_number": filing.number or "" if filing else "",
        "version": "",
        "content_hash": filing.content_hash if filing else content_hash(content),
        "organiser": committee.organisers_named,
        "committee": committee.name,
        "number": f"备案编号：{filing.number}" if filing else "",
        "title": call.title,
        "addressee": "各有关单位和专业技术人员",
        "sections": [
            {"heading": "申报条件", "text": content["conditions"] + _cut_off(call) + _groups(session)},
            {"heading": "工作要求", "text": content["requirements"]},
        ],
        "window": "\n".join([f"{cn_date(opens)}0:00至{cn_until(closes)}", *told_window(content)]),
        "materials": [one["name"] + ("" if one["required"] else "（选交）") for one in content["materials"]],
        "ways": content.get("modes", READ),
        "contact": content["contact"],
        "enclosures": [one["title"] for one in content.get("enclosures", [])],
        "published_on": cn_date(call.published_at),
        "signatures": [drawn(one, role="") for one in seals_of(call, filing)],
    }
    return Document(TEMPLATES / "call.typ", data, call.title)


def announcement_document(row: Announcement) -> Document:
    """A further announcement as it is published."""
    filing = next((one for one in row.filings.all() if one.answer == Filing.Answer.ACCEPTED), None)
    data: Announced = {
        "case_number": filing.number or "" if filing else "",
        "version": f"补充通知第{row.number}号",
        "content_hash": filing.content_hash if filing else content_hash(announcement_content(row)),
        "organiser": row.session.committee.organisers_named,
        "number": f"备案编号：{filing.number}" if filing else "",
        "title": row.title,
        "addressee": "各有关单位和专业技术人员",
        "enclosures": [one.title for one in row.enclosures.all()],
        "text": f"{row.text}\n本通知是《{row.session.call.title}》的补充，其他事项仍按原通知执行。",
        "published_on": cn_date(row.published_at),
        "signatures": [drawn(row.seal, role="")] if row.seal else [],
    }
    return Document(TEMPLATES / "announcement.typ", data, row.title)


def _cut_off(call: Call) -> str:
    return f"\n履职年限计算截止至{cn_date(call.years_cut_off)}。" if call.years_cut_off else ""


def _groups(session: Session) -> str:
    return "".join(f"\n{one}" for one in announced_groups(session))


def plan_document(year: int, bureau: Organisation, level: str, entries: Sequence[PlanEntry]) -> Document:
    """One table of a published plan, in the plan's own words (D-08), under the seal of who published it."""
    title = f"{place_in_titles(bureau)}{year}年度{level}专业技术职称评审计划表"
    published = max((entry.published_at for entry in entries if entry.published_at), default=None)
    seals = [entry.seal for entry in entries if entry.seal]
    seal = max(seals, key=lambda one: one.signed_at, default=None)  # the newest is over the whole table
    data: check_inputs.YearlyPlan = {
        "case_number": "",
        "version": "",
        "title": title,
        "issuer": bureau.name,
        "year": str(year),
        "entries": [
            {"committee": committee, "organiser": organiser, "month": month}
            for committee, organiser, month in map(plan_line, entries)
        ],
        "issued_on": cn_date(published) if published else "",
        "signatures": [drawn(seal, role="")] if seal else [],
    }
    if seal:
        data["content_hash"] = seal.content_hash
    return Document(TEMPLATES / "yearly_plan.typ", data, title)


def place_in_titles(bureau: Organisation) -> str:
    """The bureau's area as titles of its papers begin: 云南省, 昆明市, 东川区."""
    if bureau.kind == Organisation.Kind.COUNTY_BUREAU and bureau.place is not None:
        return bureau.place.name
    return bureau.name.removesuffix("局").removesuffix("厅").removesuffix("人力资源和社会保障")


def held_in_words(content: Mapping[str, Any]) -> list[inputs.Field]:
    """Whom an open objection keeps off a filing's list, as a fact of its form; nothing where nobody is."""
    names = [line[1] for line in content.get("held", [])]
    words = "、".join(names) + f"（{len(names)}名），公示异议核查结束后另行补充备案"
    return [{"label": "暂不报送", "value": words}] if names else []


def sealed_by_organiser(filing: Filing) -> list[inputs.Signature]:
    """The organiser's seal under what it filed."""
    return [drawn(filing.seal, role=_("经办人"))] if filing.seal else []


def pdf_of(document: Document) -> bytes:
    """The document as PDF, as of now."""
    return render_pdf(
        document.template,
        document.data,
        draft=False,
        at=clock.now(),
        title=document.title,
        demo=clock.is_demo(),
    )


def pdf_response(document: Document, name: str) -> HttpResponse:
    """The document as PDF, shown in the browser under the name."""
    pdf = pdf_of(document)
    disposition = content_disposition_header(False, name) or "inline"
    return HttpResponse(pdf, content_type="application/pdf", headers={"Content-Disposition": disposition})

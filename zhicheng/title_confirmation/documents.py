"""专业技术人员职称资格确认人员名单 (annex 5 of KM2023) as a document."""

from pathlib import Path

from django.utils.translation import gettext as _

from zhicheng.documents import check_inputs, inputs
from zhicheng.planning.documents import Document
from zhicheng.signatures.drawn import drawn
from zhicheng.title_confirmation.models import TitleEntry, TitleList
from zhicheng.ui.templatetags.ui import cn_date, kept_words

TEMPLATE = Path(__file__).with_name("typst") / "title_list.typ"


def title_list_document(found: TitleList) -> Document:
    """The list as it was sent, with the bureau's answers so far; the seal once all are answered."""
    session, entries = found.session, list(found.entries.all())
    refused = sum(entry.outcome == TitleEntry.Outcome.REFUSED for entry in entries)
    answer: inputs.Answer | None = None
    if found.signature is not None:
        answer = {
            "organisation": found.bureau.name,
            "result": _("确认%(yes)s人，不予确认%(no)s人") % {"yes": len(entries) - refused, "no": refused},
            "opinion": _("逐人结果见名单。"),
            "decided_on": cn_date(found.answered_at),
            "signatures": [drawn(found.signature, role=_("经办人"), seal=_("职称评审专用章"))],
        }
    data: check_inputs.TitleListForm = {
        "case_number": str(session),
        "version": "",
        "content_hash": found.content_hash,
        "committee": session.committee.name,
        "organiser": session.committee.organisers_named,
        "bureau": found.bureau.name,
        "year": str(session.year),
        "people": [_person(entry) for entry in entries],
        "sent_on": cn_date(found.sent_at),
        "answer": answer,
    }
    return Document(TEMPLATE, data, _("专业技术人员职称资格确认人员名单"))


def _person(entry: TitleEntry) -> check_inputs.TitleToConfirm:
    title, row = entry.title, entry.application
    issued = [str(title.get(key, "")) for key in ("issuer", "number") if title.get(key)]
    outcome = entry.get_outcome_display() + (f"：{entry.reason}" if entry.reason else "")
    return {
        "name": row.applicant_name,
        "unit": row.unit.name,
        "held_title": f"{title.get('title', '')}（{title.get('level', '')}）",
        "obtained": kept_words(title.get("obtained_on")),
        "origin": str(title.get("origin", "")),
        "issued": " ".join(issued),
        "applied_title": row.title,
        "outcome": outcome,
    }

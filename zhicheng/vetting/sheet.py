"""The submitted snapshot as auditors read it: sections with marks, records in labelled lines, evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from zhicheng.dossiers.modules import BY_KEY, MODULES, Kind
from zhicheng.dossiers.qualifying import further

COVER, BASICS, ATTACHMENTS = "cover", "basics", "attachments"
_COVER_LABELS = {
    "year": "申报年度",
    "kind": "申报类别",
    "channel": "申报通道",
    "unit": "申报单位",
    "unit_kind": "单位性质",
    "credit_code": "统一社会信用代码",
    "series": "职称系列",
    "track": "类别",
    "profession": "专业",
    "level": "申报级别",
    "title": "申报职称",
    "committee": "评审委员会",
}
_BASICS_LABELS = {
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "identity": "证件类别",
    "id_masked": "证件号码",
    "mobile_masked": "手机号码",
}
_QUALIFICATION_LABELS = {
    "employment": "用工方式",
    "post": "岗位类别",
    "civil_servant": "公务员（含参公）",
    "retired_on": "退休日期",
    "retirement_delayed_until": "批准延迟退休至",
    "on_secondment": "借调（挂职）在外",
    "professional_work_from": "从事本专业工作起始",
    "insured_from": "昆明市连续参保起始",
    "insured_unit": "现参保单位",
    "contract_from": "现劳动（聘用）合同起始",
    "post_changed_on": "转岗日期",
    "remote_or_grassroots": "艰苦边远或基层",
    "rural_service_years": "农村服务年限",
    "first_application": "首次申报",
    "work_permit": "持有外国人工作许可证",
}


@dataclass(frozen=True)
class Proof:
    """A file that was submitted: named by what it shows."""

    sha256: str
    title: str


@dataclass(frozen=True)
class Entry:
    """One record: labelled lines, and what proves it."""

    lines: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...] = ()


@dataclass(frozen=True)
class Mark:
    """A section in the list at the left. `changed`: differs from the submission before."""

    key: str
    label: str
    records: int | None
    proofs: int
    changed: bool


def outline(content: Mapping[str, Any], before: Mapping[str, Any] | None) -> list[Mark]:
    """Every section in the guide's order, filled in or not. `before`: what was submitted the time before."""
    records, earlier = content.get("records", {}), (before or {}).get("records", {})
    marks = [
        Mark(COVER, _("封面"), None, 0, _differs(content, before, "cover")),
        Mark(
            BASICS,
            _("基本信息"),
            None,
            0,
            _differs(content, before, "basics") or _differs(content, before, "qualification"),
        ),
    ]
    for module in MODULES:
        found = records.get(module.key, [])
        changed = before is not None and found != earlier.get(module.key, [])
        proofs = sum(len(record["evidence"]) for record in found)
        marks.append(Mark(module.key, module.label, len(found), proofs, changed))
    files = content.get("attachments", [])
    marks.append(
        Mark(ATTACHMENTS, _("附件"), len(files), len(files), _differs(content, before, "attachments"))
    )
    return marks


def entries(content: Mapping[str, Any], section: str) -> list[Entry]:
    """What stands in a section; empty for one that was left empty or does not exist."""
    if section == COVER:
        return [Entry(_lines(content.get("cover", {}), _COVER_LABELS))]
    if section == BASICS:
        qualification = content.get("qualification", {})
        told = _lines(qualification, _QUALIFICATION_LABELS)
        told += tuple((label, _words(value)) for label, value in further(qualification.get("more") or {}))
        return [Entry(_lines(content.get("basics", {}), _BASICS_LABELS)), *([Entry(told)] if told else [])]
    if section == ATTACHMENTS:
        return [
            Entry(((_("附件"), item["title"]),), (Proof(item["sha256"], item["title"]),))
            for item in content.get("attachments", [])
        ]
    module = BY_KEY.get(section)
    if module is None:
        return []
    return [
        Entry(
            tuple(
                (field.label, _words(record["data"].get(field.name), month=field.kind is Kind.MONTH))
                for field in module.fields
            ),
            tuple(Proof(item["sha256"], item["title"]) for item in record["evidence"]),
        )
        for record in content.get("records", {}).get(section, [])
    ]


def proof(content: Mapping[str, Any], sha256: str) -> Proof | None:
    """The file of the snapshot with this hash, or None."""
    found = [item for rows in content.get("records", {}).values() for row in rows for item in row["evidence"]]
    for item in [*found, *content.get("attachments", [])]:
        if item["sha256"] == sha256:
            return Proof(sha256, item["title"])
    return None


def _lines(data: Mapping[str, Any], labels: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((label, _words(data[name])) for name, label in labels.items() if name in data)


def _words(value: Any, *, month: bool = False) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    text = str(value)
    if month and len(text) == 7 and text[4] == "-":
        return f"{text[:4]}年{int(text[5:])}月"
    if len(text) == 10 and text[4] == text[7] == "-" and text.replace("-", "").isdigit():
        return f"{text[:4]}年{int(text[5:7])}月{int(text[8:])}日"
    return text


def _differs(content: Mapping[str, Any], before: Mapping[str, Any] | None, key: str) -> bool:
    return before is not None and content.get(key) != before.get(key)

"""What pages show of a snapshot: sections with their records, as auditors see them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.applications.review_form import shown
from zhicheng.dossiers.modules import MODULES
from zhicheng.people.models import Organisation

COVER_LABELS = {
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
BASICS_LABELS = {
    "name": "姓名",
    "sex": "性别",
    "birth_date": "出生日期",
    "ethnicity": "民族",
    "political_status": "政治面貌",
    "identity": "证件类别",
    "id_masked": "证件号码",
    "mobile_masked": "手机号码",
}


@dataclass(frozen=True)
class Proof:
    """A file that proves a record, by the hash of its content."""

    title: str
    sha256: str


@dataclass(frozen=True)
class Entry:
    """One record: its fields as label and value, its proofs."""

    fields: tuple[tuple[str, str], ...]
    proofs: tuple[Proof, ...]


@dataclass(frozen=True)
class Section:
    """One module with its records; empty ones are shown as 无."""

    key: str
    label: str
    entries: tuple[Entry, ...]


def sections_of(content: Mapping[str, Any]) -> tuple[Section, ...]:
    """The 13 modules of a snapshot's content, in the guide's order."""
    return tuple(
        Section(
            module.key,
            module.label,
            tuple(
                Entry(
                    tuple(
                        (field.label, text)
                        for field in module.fields
                        if (text := shown(field, record["data"].get(field.name)))
                    ),
                    proofs_of(record["evidence"]),
                )
                for record in content["records"].get(module.key, [])
            ),
        )
        for module in MODULES
    )


def proofs_of(files: list[dict[str, str]]) -> tuple[Proof, ...]:
    """Evidence or attachments of a snapshot."""
    return tuple(Proof(one["title"], one["sha256"]) for one in files)


def unit_kind_words(kind: str) -> str:
    """The kind of unit that a snapshot keeps, in words: 县（市）区属国有企事业单位."""
    return dict(Organisation.UnitKind.choices).get(kind, kind)

"""The kinds of application, one literal row each: sections of the form, guards, route, documents, end."""

import enum
from dataclasses import dataclass, replace

from zhicheng.applications.states import Event, State


class Kind(enum.StrEnum):
    """The kind on the cover, in the words of the case format."""

    PROMOTION = "晋升评审"
    SERIES_CHANGE = "转系列评审"
    CHANGE = "变更确认"
    RECOGNITION = "考核认定"
    TITLE_CONFIRMATION = "职称确认"


@dataclass(frozen=True)
class KindRow:
    """What a kind of application needs and how it runs.

    words: what the kind is for, as the cover tells it
    sections: modules of the dossier that must hold at least one record before submission
    facts: names of 资格信息 that must be told besides those that everybody tells
    attachments: keys of attachments demanded besides those of the call
    by_committee: decided by a committee's vote (an open session is chosen), else by the last station
    unit_notice: the unit publishes before it passes
    unit_assesses: the unit records its 考核 in place of 基层单位意见
    form: the printed form's name
    last_event: what the last station's pass means
    end: the state in which it is finished well
    once_a_year: held by the one-promotion-a-year rule (AMB-33)
    channels: the ways (渠道) that may be chosen on the cover, in the words of the case format
    levels: the levels that may be chosen, empty for those of the open sessions
    open_by: the value of the law (是否) that opens the kind in a year, empty for always
    """

    kind: Kind
    words: str
    sections: tuple[str, ...]
    facts: tuple[str, ...]
    attachments: tuple[str, ...]
    by_committee: bool
    unit_notice: bool
    unit_assesses: bool
    form: str
    last_event: Event
    end: State
    once_a_year: bool
    channels: tuple[str, ...]
    levels: tuple[str, ...]
    source: str
    open_by: str = ""


_REVIEW_SECTIONS = ("titles", "education", "work", "summary", "tasks", "assessments")
_REVIEW_ATTACHMENTS = ("commitment", "education_proof", "insurance_proof")
_REVIEW_FORM = "专业技术职称申报评审表"
_ALL_LEVELS = ("正高级", "副高级", "中级", "助理级", "员级")

KINDS: dict[Kind, KindRow] = {
    Kind.PROMOTION: KindRow(
        kind=Kind.PROMOTION,
        words="申报高一级职称，由评委会评审。",
        sections=_REVIEW_SECTIONS,
        facts=(),
        attachments=_REVIEW_ATTACHMENTS,
        by_committee=True,
        unit_notice=True,
        unit_assesses=False,
        form=_REVIEW_FORM,
        last_event=Event.FINISH_AUDIT,
        end=State.CERTIFIED,
        once_a_year=True,
        channels=("正常", "破格", "绿色通道", "首次直接申报", "高技能人才", "特殊人才"),
        levels=(),
        source="KM2023-6.1",
    ),
    Kind.SERIES_CHANGE: KindRow(
        kind=Kind.SERIES_CHANGE,
        words="岗位变更后，改报另一系列（专业）的同级职称，由评委会按同级评审。",
        sections=_REVIEW_SECTIONS,
        facts=("post_changed_on", "post_change_proof"),
        attachments=_REVIEW_ATTACHMENTS,
        by_committee=True,
        unit_notice=True,
        unit_assesses=False,
        form=_REVIEW_FORM,
        last_event=Event.FINISH_AUDIT,
        end=State.CERTIFIED,
        once_a_year=True,
        channels=("正常",),
        levels=(),
        source="KM2023-3.9",
    ),
    Kind.CHANGE: KindRow(
        kind=Kind.CHANGE,
        words="转到相同、相近专业，填写变更表，由有权限的人社部门审核确认。",
        sections=("titles", "education", "work"),
        facts=("post_changed_on", "post_change_proof"),
        attachments=("title_certificate",),
        by_committee=False,
        unit_notice=False,
        unit_assesses=True,
        form="专业技术人员变更职称系列（专业）表",
        last_event=Event.APPROVE,
        end=State.CERTIFIED,
        once_a_year=False,
        channels=("正常",),
        levels=_ALL_LEVELS,
        source="GUIDE-Q17-1",
        open_by="change.open",
    ),
    Kind.RECOGNITION: KindRow(
        kind=Kind.RECOGNITION,
        words="专业技术职称考核定职：正规院校毕业生首次取得职称，由用人单位考核，报有权限的部门核准。",
        sections=("education", "work", "summary"),
        facts=("employed_from", "employment_document", "probation_until", "unit_assessment"),
        attachments=("id_copy", "diploma"),
        by_committee=False,
        unit_notice=False,
        unit_assesses=True,
        form="专业技术职称考核定职表",
        last_event=Event.APPROVE,
        end=State.CERTIFIED,
        once_a_year=False,
        channels=("正常", "博士后直接认定", "基层有效认定"),
        levels=("中级", "助理级", "员级"),
        source="GUIDE-Q18-0",
    ),
    Kind.TITLE_CONFIRMATION: KindRow(
        kind=Kind.TITLE_CONFIRMATION,
        words="从外省、中央单位、部队调入后仍从事原系列工作，确认原有职称。",
        sections=("titles", "education", "work"),
        facts=("contract_from", "probation_assessed"),
        attachments=("title_certificate", "contract"),
        by_committee=False,
        unit_notice=False,
        unit_assesses=True,
        form="专业技术人员职称资格重新确认表",
        last_event=Event.APPROVE,
        end=State.CERTIFIED,
        once_a_year=False,
        channels=("正常",),
        levels=_ALL_LEVELS,
        source="GUIDE-Q16-0",
    ),
}

# Associate senior titles that are recognised, not promoted to, are a committee's to recognise (YN2020-2.4c, GUIDE-Q13).
RECOGNITION_BY_COMMITTEE = replace(
    KINDS[Kind.RECOGNITION],
    sections=("education", "work", "summary", "tasks"),
    facts=(),
    attachments=("id_copy", "diploma"),
    by_committee=True,
    unit_notice=True,
    unit_assesses=False,
    form=_REVIEW_FORM,
    last_event=Event.FINISH_AUDIT,
    levels=(),
    source="YN2020-2.4c",
)
BY_CHANNEL: dict[tuple[Kind, str], KindRow] = {
    (Kind.RECOGNITION, "博士后直接认定"): RECOGNITION_BY_COMMITTEE,
    (Kind.RECOGNITION, "基层有效认定"): RECOGNITION_BY_COMMITTEE,
}


def row_for(kind: str, channel: str) -> KindRow:
    """How an application of this kind by this channel runs. Errors: ValueError for an unknown kind."""
    found = Kind(kind)
    return BY_CHANNEL.get((found, channel), KINDS[found])

"""The kinds of application, one literal row each: sections of the form, guards, route, documents, end."""

import enum
from dataclasses import dataclass

from zhicheng.applications.states import Event, State


class Kind(enum.StrEnum):
    """The kind on the cover, in the words of the case format."""

    PROMOTION = "晋升评审"
    SERIES_CHANGE = "转系列评审"
    RECOGNITION = "考核认定"
    TITLE_CONFIRMATION = "职称确认"


@dataclass(frozen=True)
class KindRow:
    """What a kind of application needs and how it runs.

    sections: modules of the dossier that must hold at least one record before submission
    attachments: keys of attachments demanded besides those of the call
    by_committee: decided by a committee's vote (an open session is chosen), else by the last station
    unit_notice: the unit publishes before it passes
    last_event: what the last station's pass means
    end: the state in which it is finished well
    once_a_year: held by the one-promotion-a-year rule (AMB-33)
    channels: the ways (渠道) that may be chosen on the cover, in the words of the case format
    enabled: can be chosen on the cover
    """

    kind: Kind
    sections: tuple[str, ...]
    attachments: tuple[str, ...]
    by_committee: bool
    unit_notice: bool
    last_event: Event
    end: State
    once_a_year: bool
    channels: tuple[str, ...]
    enabled: bool
    source: str


_REVIEW_SECTIONS = ("titles", "education", "work", "summary", "tasks", "assessments")

KINDS: dict[Kind, KindRow] = {
    Kind.PROMOTION: KindRow(
        kind=Kind.PROMOTION,
        sections=_REVIEW_SECTIONS,
        attachments=("commitment", "education_proof", "insurance_proof"),
        by_committee=True,
        unit_notice=True,
        last_event=Event.FINISH_AUDIT,
        end=State.CERTIFIED,
        once_a_year=True,
        channels=("正常", "破格", "绿色通道", "首次直接申报", "高技能人才", "特殊人才"),
        enabled=True,
        source="KM2023-6.1",
    ),
    Kind.RECOGNITION: KindRow(
        kind=Kind.RECOGNITION,
        sections=("education", "work", "summary"),
        attachments=("employment_form", "education_proof"),
        by_committee=False,
        unit_notice=False,
        last_event=Event.APPROVE,
        end=State.CERTIFIED,
        once_a_year=False,
        channels=("正常", "博士后直接认定", "基层有效认定"),
        enabled=False,
        source="GUIDE-Q18-0",
    ),
}

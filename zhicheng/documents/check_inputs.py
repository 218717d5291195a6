"""What the templates of checks and notices of a session and of the yearly plan are given; as documents/inputs.py."""

from typing import TypedDict

from zhicheng.documents.inputs import Answer, Field, Printed, Section, Signature


class TitleToConfirm(TypedDict):
    name: str
    unit: str
    held_title: str
    obtained: str
    origin: str  # 外省, 中央单位, 部队
    issued: str  # who issued the certificate, its number
    applied_title: str
    outcome: str


class TitleListForm(Printed):
    """职称资格确认人员名单 (D-07, KM2023-4.3): title_confirmation/typst/title_list.typ."""

    committee: str
    organiser: str
    bureau: str
    year: str
    people: list[TitleToConfirm]
    sent_on: str
    answer: Answer | None


class SpotFinding(TypedDict):
    number: str
    name: str
    unit: str
    applied_title: str
    outcome: str
    words: str


class SpotDraw(TypedDict):
    words: str
    roster_hash: str
    seed: str


class SpotCheckRecord(Printed):
    """抽查复核记录 (D-45, KM2023-4.4d): meeting/typst/spot_check.typ."""

    committee: str
    year: str
    facts: list[Field]
    roster_hash: str
    seed: str
    method: str  # how anybody computes the sample again
    more: list[SpotDraw]  # of those who joined by a supplement
    findings: list[SpotFinding]
    signatures: list[Signature]  # the city's seal once all is found


class MeetingNotice(Printed):
    """评审会议通知 to the drawn members: meeting/typst/meeting_notice.typ."""

    issuer: str
    document_number: str  # may be empty
    title: str
    addressee: str
    opening: str
    sections: list[Section]
    issued_on: str
    signatures: list[Signature]


class Announcement(Printed):
    """补充通知 beside a call (KM2023-1.3, 1.4): planning/typst/announcement.typ."""

    organiser: str
    number: str
    title: str
    addressee: str
    text: str
    enclosures: list[str]  # titles of the attachments
    published_on: str
    signatures: list[Signature]


class PlanEntry(TypedDict):
    committee: str
    organiser: str
    month: str


class YearlyPlan(Printed):
    """评审计划表 (D-08, GUIDE-Q7-3): planning/typst/yearly_plan.typ."""

    title: str
    issuer: str  # the bureau whose plan it is
    year: str
    entries: list[PlanEntry]
    issued_on: str
    signatures: list[Signature]

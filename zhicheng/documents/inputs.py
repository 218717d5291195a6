"""What each template is given: the shape of its data, field by field.

All values are ready to print: dates as 2023年7月20日, numbers as text, masked where the document is public.
A value that does not exist is an empty string or list, never None, unless the type says so.
"""

from typing import Literal, NotRequired, TypedDict

How = Literal["second_factor", "passkey", "organisation_key", "paper_scan"]


class Printed(TypedDict):
    """What every document carries in its footer."""

    case_number: str  # number of the application, session or document
    version: str  # e.g. 第3版; empty where there is only one
    content_hash: NotRequired[str]  # SHA-256 (hex) of what was signed or frozen; default: that of the data


class Signature(TypedDict):
    """One signature as drawn: an organisation's key as its seal, a second factor as a person's line."""

    who: str  # the person who signed, or used the organisation's key; may be empty for the latter
    role: str  # 审核人, 单位负责人, 抽取人员 …; not shown with a seal
    organisation: str  # full name, as on the seal; empty for a person's own signature
    how: How
    at: str  # 2023年7月20日 10:00
    content_hash: str  # SHA-256 (hex, at least 12 digits) of what was signed
    seal: str  # words under the star, e.g. 职称评审专用章; may be empty


class Field(TypedDict):
    label: str
    value: str


class Module(TypedDict):
    """One of the 13 modules (GUIDE-5.2.2): a long text, or records in columns; both empty prints 无."""

    name: str
    columns: list[str]
    rows: list[list[str]]  # each as long as columns
    text: str


class ReviewCover(TypedDict):
    unit: str
    name: str
    current_title: str
    applied_title: str
    series: str
    profession: str
    level: str
    kind: str  # 晋升评审, 转系列评审 …
    committee: str
    year: str
    filled_on: str


class UnitOpinion(TypedDict):
    """基层单位意见 (DC2022-2.9, GUIDE-5.3.5)."""

    evaluation: str  # 专业技术工作评价
    way: str  # 推荐方式
    posts: NotRequired[str]  # 岗位职数, 推荐排序
    people: str  # 参与推荐的人员范围及人数
    opinion: str  # 推荐意见
    formed: str  # 意见形成情况
    publicity: str  # 公示情况
    named: NotRequired[str]  # the unit's persons by position; empty before it has passed
    signatures: list[Signature]


class UnitAssessment(TypedDict):
    """考核意见 of the unit, for kinds that no committee decides (GUIDE-Q18-0)."""

    result: str  # 合格, 不合格
    since: str
    until: str
    opinion: str
    named: NotRequired[str]  # as in UnitOpinion
    signatures: list[Signature]


class ApprovalGiven(TypedDict):
    """核准: number and day of the title."""

    number: str
    obtained_on: str


class StationOpinion(TypedDict):
    """One station's 审核意见; result and opinion stay empty while the station has not decided."""

    station: str  # 主管部门审核意见 …
    organisation: str
    result: str  # 通过, 返回修改 …
    opinion: str
    auditor: str
    decided_on: str
    signatures: list[Signature]


class Votes(TypedDict):
    """Counts of the secret ballot, only once the result may be known."""

    members: int
    present: int
    in_favour: int
    against: int
    abstained: int


class CommitteeOpinion(TypedDict):
    """评审委员会意见."""

    committee: str
    opinion: str
    result: str  # 评审通过, 评审未通过
    votes: Votes | None
    decided_on: str
    signatures: list[Signature]


class ResultConfirmation(TypedDict):
    """评审结果确认意见: document number and title obtained, sealed by the bureau (KM2023-4.5)."""

    document_number: str
    title: str
    level: str
    obtained_on: str
    organisation: str
    signatures: list[Signature]


class ReviewForm(Printed):
    """专业技术职称申报评审表 (D-01): applications/typst/review_form.typ; the same for kinds without a committee."""

    heading: NotRequired[list[str]]  # the form's name in two lines; default 专业技术职称 / 申报评审表
    by_committee: NotRequired[bool]  # default true; else assessment and approval stand for opinion and vote
    unit_assessment: NotRequired[UnitAssessment | None]
    approval: NotRequired[ApprovalGiven | None]
    cover: ReviewCover
    basics: list[Field]
    photo_jpeg: str  # base64; empty where there is none
    modules: list[Module]
    unit_opinion: UnitOpinion | None
    stations: list[StationOpinion]
    committee_opinion: CommitteeOpinion | None
    confirmation: ResultConfirmation | None
    maker: str  # printed at the foot of the cover; may be empty


class NoticeForm(Printed):
    """昆明市职称申报综合情况（公示）表 (D-02): public_notice/typst/notice_form.typ. Public: no ID number."""

    year: str
    unit: str
    basics: list[Field]
    education: list[str]  # 学历情况, a line each
    seniority: list[str]  # 资历情况
    academic: list[str]  # 学术情况: papers, books, projects, patents
    achievements: list[str]  # 业绩情况: works done, awards
    places: list[str]  # where it was posted
    period: str  # 2023年7月3日至2023年7月10日（5个工作日）
    contact: str  # who takes objections, with phone
    objections: str  # result: 公示期间无异议 …; empty while the period runs
    signatures: list[Signature]


class Certificate(Printed):
    """职称电子证书 (D-19, AMB-47): register/typst/certificate.typ."""

    name: str
    identity: str  # masked
    gender: str
    unit: str
    series: str
    profession: str
    title: str
    level: str
    obtained_on: str
    document_number: str
    issuer: str
    way: str  # 评审, 考核认定, 资格确认
    validity: NotRequired[str]  # 基层有效, 定向使用:怒江; empty: everywhere
    replaced_on: NotRequired[str]  # 遗失补办: the day, empty where it is the first
    committee: str  # may be empty
    certificate_number: str
    issued_on: str
    verify_url: str  # printed beside the QR code
    qr_svg: str  # documents.qr.svg(verify_url)
    photo_jpeg: str  # base64; may be empty
    signatures: list[Signature]


class TitleHolder(TypedDict):
    group: str  # of the session; empty: none
    name: str
    gender: str
    unit: str
    profession: str
    title: str
    obtained_on: str


class TitleDocument(Printed):
    """任职资格文件 (D-18, KM2023-4.5, YN2023-4.4): outcomes/typst/title_document.typ."""

    issuer: str
    document_number: str  # 云人社职〔2023〕12号
    title: str  # 关于…等12名同志具备高级工程师任职资格的通知
    addressee: str
    paragraphs: list[str]
    holders: list[TitleHolder]  # the annex
    copies_to: str  # 抄送; may be empty
    issued_on: str
    signatures: list[Signature]


class Answer(TypedDict):
    """What the bureau answered to a filing."""

    organisation: str
    result: str  # 予以备案, 不予备案
    opinion: str
    decided_on: str
    signatures: list[Signature]


class Candidate(TypedDict):
    name: str
    gender: str
    unit: str
    profession: str
    current_title: str
    applied_title: str


class Refused(TypedDict):
    name: str
    unit: str
    applied_title: str
    reason: str


class PreMeetingFiling(Printed):
    """会前备案 (D-13, KM2023-4.4c): meeting/typst/pre_meeting_filing.typ."""

    committee: str
    organiser: str
    year: str
    facts: list[Field]  # level, profession, meeting day and place, number of experts, ways of review …
    plan: str  # 评审工作方案
    audit: str  # 资格审核情况 in words, with the numbers
    publicity: str  # 会前公示情况: place, period, outcome
    candidates: list[Candidate]  # 同意上会人员
    refused: list[Refused]  # 资格审查未通过人员
    filed_on: str
    signatures: list[Signature]
    answer: Answer | None


class Contribution(TypedDict):
    """One drawer's share of the draw's randomness: promised first, revealed later."""

    who: str
    commitment: str  # SHA-256 (hex)
    revealed: str


class DrawnExpert(TypedDict):
    name: str
    unit: str
    profession: str
    title: str
    note: str  # e.g. 非公有制单位


class SkippedExpert(TypedDict):
    name: str
    reason: str  # 回避: 与申报人同单位 …


class DrawRecord(Printed):
    """评审专家抽取记录 (D-14, KM2023-4.4e, YN2023-2.2a): experts/typst/draw_record.typ."""

    committee: str
    year: str
    facts: list[Field]  # drawn on, meeting day, pool size, seats, procedure
    pool_hash: str  # SHA-256 of the pool as it stood
    contributions: list[Contribution]
    seed: str
    members: list[DrawnExpert]
    stand_ins: list[DrawnExpert]
    skipped: list[SkippedExpert]
    signatures: list[Signature]  # three 抽取人员 and the 监督人员


class Attendant(TypedDict):
    name: str
    unit: str
    role: str  # 主任委员, 委员
    present: str  # 09:00到会；10:05离会，10:20返回; 缺席


class CourseEntry(TypedDict):
    at: str  # 10-20 09:32
    words: str


class ReaderOpinion(TypedDict):
    scores: str
    words: str


class CaseOpinions(TypedDict):
    name: str
    number: str
    faced: list[str]  # interview and the like: who came, the marks; the expert group's opinion; in words
    opinions: list[ReaderOpinion]


class CaseResult(TypedDict):
    name: str
    group: str  # of the session; empty: none
    unit: str
    applied_title: str
    readings: str
    in_favour: str
    against: str
    abstained: str
    result: str


class MeetingMinutes(Printed):
    """评审会议纪要与投票记录 (D-15, KM2023-4.4g, YN2023-2.2b): meeting/typst/minutes.typ."""

    committee: str
    year: str
    facts: list[Field]  # day, place, members, present, least needed, ways of review
    course: str  # 会议情况
    agenda: list[CourseEntry]
    attendance: list[Attendant]
    recusals: list[str]
    results: list[CaseResult]
    opinions: list[CaseOpinions]  # without the readers' names
    signatures: list[Signature]


class PostMeetingFiling(Printed):
    """会后备案 (D-17, KM2023-4.4h, YN2023-4.4): outcomes/typst/post_meeting_filing.typ."""

    committee: str
    organiser: str
    year: str
    facts: list[Field]  # meeting day, voted, passed, not passed
    publicity: str  # 评审结果公示情况
    passed: list[Candidate]
    filed_on: str
    signatures: list[Signature]
    answer: Answer | None


class Section(TypedDict):
    heading: str
    text: str


class Call(Printed):
    """申报评审通知 (D-09, KM2023-1.2): planning/typst/call.typ."""

    organiser: str
    committee: str
    number: str
    title: str
    addressee: str
    sections: list[Section]
    window: str  # 2023年7月1日至2023年8月31日24:00
    materials: list[str]
    ways: str  # of review: 审阅材料、面试答辩
    contact: str
    enclosures: list[str]  # titles of the attachments
    published_on: str
    signatures: list[Signature]

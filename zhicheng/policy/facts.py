"""What a rule may know: frozen facts in the shape and with the defaults of a policy case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

Day = datetime.date


class Kind(StrEnum):
    """What is applied for."""

    PROMOTION = "晋升评审"
    TRANSFER = "转系列评审"
    CHANGE = "变更确认"
    RECOGNITION = "考核认定"
    CONFIRMATION = "职称确认"


REVIEWS = frozenset({Kind.PROMOTION, Kind.TRANSFER})


class Channel(StrEnum):
    """By which way it is applied for."""

    ORDINARY = "正常"
    EXCEPTIONAL = "破格"
    GREEN = "绿色通道"
    FIRST_DIRECT = "首次直接申报"
    SKILLED = "高技能人才"
    POSTDOC = "博士后直接认定"
    GRASSROOTS = "基层有效认定"
    SPECIAL = "特殊人才"


class Level(StrEnum):
    """A level of title, highest first."""

    FULL_SENIOR = "正高级"
    ASSOCIATE_SENIOR = "副高级"
    MID = "中级"
    ASSISTANT = "助理级"
    CLERK = "员级"

    @property
    def rank(self) -> int:
        """4 for 正高级 down to 0 for 员级."""
        return _LEVELS[self]

    @property
    def senior(self) -> bool:
        """Whether it is 高级."""
        return self.rank >= Level.ASSOCIATE_SENIOR.rank

    @property
    def junior(self) -> bool:
        """Whether it is 初级."""
        return self.rank <= Level.ASSISTANT.rank


_LEVELS: Mapping[Level, int] = MappingProxyType({level: 4 - at for at, level in enumerate(Level)})


class CommitteeLevel(StrEnum):
    """Whose committee it is."""

    PROVINCE = "省"
    CITY = "市"
    COUNTY = "县"
    SELF_REVIEW = "自主"


class UnitKind(StrEnum):
    """What the employer is."""

    CITY_STATE = "市属国有"
    COUNTY_STATE = "县区国有"
    NON_PUBLIC = "非公有制经济组织"
    SOCIAL = "社会组织"
    INDIVIDUAL = "个体经济组织"
    OUTSIDE_SUBSIDIARY = "外省企业子公司"
    OUTSIDE_BRANCH = "外省企业分公司"
    CENTRAL = "中央在昆"
    PROVINCIAL = "省属在昆"
    OTHER_PREFECTURE = "其他州市"
    NONE = "无"


class Employment(StrEnum):
    """How the person is tied to the unit."""

    ESTABLISHED = "在编"
    CONTRACT = "劳动合同"
    DISPATCHED = "劳务派遣"
    FREELANCE = "自由职业"


class Identity(StrEnum):
    """Who the person is."""

    RESIDENT = "居民"
    HK_MACAO_TAIWAN = "港澳台"
    FOREIGNER = "外籍"


class Post(StrEnum):
    """On what kind of post the person is."""

    PROFESSIONAL = "专业技术"
    MANAGEMENT = "管理"
    WORKER = "工勤技能"
    ADMINISTRATION = "行政"


class Degree(StrEnum):
    """A level of education."""

    SECONDARY = "中专"
    COLLEGE = "大专"
    UNDERGRADUATE = "本科"
    BACHELOR = "学士"
    DOUBLE_BACHELOR = "双学士"
    MASTER = "硕士"
    DOCTOR = "博士"
    MID_WORKER_CLASS = "中级工班"
    SENIOR_WORKER_CLASS = "高级工班"
    TECHNICIAN_CLASS = "预备技师班"


class ObtainedBy(StrEnum):
    """How a title was obtained."""

    REVIEW = "评审"
    RECOGNITION = "考核认定"
    CONFIRMATION = "资格确认"
    EXAM = "考试"
    QUALIFICATION = "职业资格"


class Origin(StrEnum):
    """Where a title was obtained."""

    PROVINCE = "云南省"
    OTHER_PROVINCE = "外省"
    CENTRAL_UNIT = "中央单位"
    ARMY = "部队"


class TrainingKind(StrEnum):
    """A training that heals a mismatch of profession in 2021."""

    PROFESSIONAL = "专业培训"
    SUBJECTS = "进修结业"
    COLLEGE = "大专院校学习"
    DEPARTMENT = "主管部门业务培训"


class SkillLevel(StrEnum):
    """A level of skill, lowest first."""

    SENIOR_WORKER = "高级工"
    TECHNICIAN = "技师"
    SENIOR_TECHNICIAN = "高级技师"


class Assessment(StrEnum):
    """A yearly assessment."""

    EXCELLENT = "优秀"
    PASSED = "合格"
    BASIC = "基本合格"
    FAILED = "不合格"


class UnitAssessment(StrEnum):
    """The unit's assessment for recognition."""

    PASSED = "合格"
    FAILED = "不合格"


class OriginGroup(StrEnum):
    """Who may apply directly at first."""

    RETURNEE = "海外归国"
    OFFICE = "党政机关交流"
    ARMY = "部队转业安置"


class Recommender(StrEnum):
    """Who recommends a freelancer."""

    AGENCY = "人事代理机构"
    ASSOCIATION = "行业协会"


class Commendation(StrEnum):
    """Who commended a service in poverty relief."""

    COUNTY = "县级"
    CITY = "市级"
    PROVINCE = "省级"


class ApplicationOutcome(StrEnum):
    """How another application stands."""

    RUNNING = "进行中"
    PASSED = "通过"
    FAILED = "未通过"
    WITHDRAWN = "撤回"


class Proof(StrEnum):
    """What may be attached."""

    COMMITMENT = "承诺书"
    PUBLICITY = "公示表"
    EDUCATION = "学历证明"
    INSURANCE = "参保证明"
    POST_CHANGE = "变岗证明"
    EMPLOYMENT_REGISTER = "招工录用登记表"
    APPOINTMENT_NOTICE = "聘用通知书"
    DISPATCH = "劳务派遣证明"
    ENTRUSTMENT = "委托评审函"


class Platform(StrEnum):
    """On which platform the application is made."""

    CITY = "市信息平台"
    PROVINCE = "省信息平台"


@dataclass(frozen=True, slots=True)
class Window:
    """When applications are taken; both days inside."""

    opens_on: Day
    closes_on: Day


@dataclass(frozen=True, slots=True)
class Entrustment:
    """A request that a Kunming committee review a person from elsewhere; None: not yet decided."""

    unit_consents: bool = False
    letter_from_authority: bool = False
    city_bureau_agrees: bool | None = None


@dataclass(frozen=True, slots=True)
class Application:
    """What is applied for, and before whom."""

    kind: Kind
    series: str
    level: Level
    channel: Channel = Channel.ORDINARY
    profession: str = ""
    committee: str | None = None
    committee_level: CommitteeLevel = CommitteeLevel.CITY
    meeting_on: Day | None = None
    window: Window | None = None
    years_cut_off: Day | None = None
    exam_only: bool = False
    public_safety_or_health: bool = False
    channel_approved: bool | None = None
    entrustment: Entrustment | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """One way of a standard: at least this education, this lower title, these years, these papers."""

    education: Degree
    title_level: Level | None = None
    years: int = 0
    min_papers: int = 0


@dataclass(frozen=True, slots=True)
class Unit:
    """The employer; for a dispatched person the dispatch company."""

    name: str
    kind: UnitKind
    registered_in: str = "昆明市"
    institution: bool = False
    self_review_series: tuple[str, ...] = ()
    suspended_years: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Period:
    """Some days, both inside."""

    start: Day
    end: Day


@dataclass(frozen=True, slots=True)
class PostMoved:
    """How an institution's worker or manager came to a professional post."""

    post_setting_done: bool = False
    vacancy: bool = False
    document_on: Day | None = None
    pay_form: bool = False


@dataclass(frozen=True, slots=True)
class Freelance:
    """A freelancer's standing."""

    years_in_field: float | None = None
    own_name_insurance: bool = False
    tax_records: bool = False
    restricted_trade: bool = False
    recommended_by: Recommender | None = None


@dataclass(frozen=True, slots=True)
class Dispatch:
    """A dispatched person's double publicity, audit and seal."""

    user_unit: str | None = None
    both_published: bool = False
    both_audited: bool = False
    both_sealed: bool = False
    agreement: bool = False
    user_unit_self_review_series: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Insured:
    """One period of social insurance; `end` None means it runs on."""

    start: Day
    end: Day | None = None
    place: str = "昆明市"
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Education:
    """One education or degree."""

    level: Degree
    finished_on: Day | None = None
    matches_work: bool = True
    abroad: bool = False
    engineering_professional_degree: bool = False


@dataclass(frozen=True, slots=True)
class Training:
    """One training in the profession worked in."""

    kind: TrainingKind
    months: float = 0
    subjects: int = 0


@dataclass(frozen=True, slots=True)
class Title:
    """One title or mapped qualification held."""

    series: str
    level: Level
    obtained_on: Day
    profession: str = ""
    appointed_on: Day | None = None
    paid_from: Day | None = None
    obtained_by: ObtainedBy = ObtainedBy.REVIEW
    mapped: bool | None = None
    origin: Origin = Origin.PROVINCE
    confirmed: bool | None = None
    declared: bool = True


@dataclass(frozen=True, slots=True)
class Skill:
    """A skill level held."""

    level: SkillLevel
    obtained_on: Day


@dataclass(frozen=True, slots=True)
class Postdoc:
    """A post-doctoral researcher's standing."""

    enterprise: bool = False
    fund_or_project: bool = False
    stays: bool = False


@dataclass(frozen=True, slots=True)
class Township:
    """Service in townships and streets; `years` unbroken to the day of asking."""

    listed_area: bool = False
    graduate_of_ordinary_college: bool = False
    years: float = 0
    scarce_field: bool = False


@dataclass(frozen=True, slots=True)
class IntegrityRecord:
    """An entry of the integrity file."""

    recorded_on: Day


@dataclass(frozen=True, slots=True)
class OtherApplication:
    """Another application of the person."""

    year: int
    kind: Kind
    committee: str | None = None
    committee_level: CommitteeLevel = CommitteeLevel.CITY
    level: Level | None = None
    unit_passed: bool = False
    outcome: ApplicationOutcome = ApplicationOutcome.RUNNING


@dataclass(frozen=True, slots=True)
class ReliefService:
    """Service on the front line of poverty relief."""

    years: float = 0
    commended_by: Commendation | None = None


@dataclass(frozen=True, slots=True)
class Person:
    """Everything known about the applicant."""

    unit: Unit
    identity: Identity = Identity.RESIDENT
    work_permit: bool | None = None
    civil_servant: bool = False
    retired_on: Day | None = None
    statutory_retirement_on: Day | None = None
    retirement_delayed_until: Day | None = None
    employment: Employment = Employment.CONTRACT
    in_post: bool = True
    post: Post = Post.PROFESSIONAL
    on_secondment: bool = False
    excluded_periods: tuple[Period, ...] = ()
    post_moved: PostMoved | None = None
    freelance: Freelance | None = None
    dispatch: Dispatch | None = None
    insurance: tuple[Insured, ...] = ()
    education: tuple[Education, ...] = ()
    mismatch_training: tuple[Training, ...] = ()
    titles: tuple[Title, ...] = ()
    professional_work_from: Day | None = None
    post_changed_on: Day | None = None
    probation_assessed: bool | None = None
    similar_professions: bool = False
    contract_from: Day | None = None
    employed_from: Day | None = None
    unit_assessment: UnitAssessment | None = None
    skill: Skill | None = None
    assessments: Mapping[int, Assessment] = field(default_factory=lambda: MappingProxyType({}), hash=False)
    origin_group: OriginGroup | None = None
    first_application: bool = False
    postdoc: Postdoc | None = None
    township: Township | None = None
    remote_or_grassroots: bool = False
    papers: int | None = None
    integrity_records: tuple[IntegrityRecord, ...] = ()
    applications: tuple[OtherApplication, ...] = ()
    new_results: int | None = None
    rural_service_years: float | None = None
    relief_service: ReliefService | None = None
    directed_area: str | None = None
    returns_after_unit_pass: int = 0
    returns_total: int = 0


@dataclass(frozen=True, slots=True)
class Facts:
    """One question about eligibility; year and place come with the book. `proofs` None: not judged."""

    judged_on: Day
    application: Application
    person: Person
    standard: tuple[Row, ...] = ()
    proofs: frozenset[Proof] | None = None


@dataclass(frozen=True, slots=True)
class RouteFacts:
    """One question about the stations of an application; for 劳务派遣 the unit is the dispatch company."""

    kind: Kind
    level: Level
    series: str
    unit_kind: UnitKind
    committee_level: CommitteeLevel | None = None
    committee: str | None = None
    platform: Platform = Platform.CITY
    entrusted: bool = True
    county: str = ""
    self_review_series: tuple[str, ...] = ()
    agency: bool = False
    employment: Employment = Employment.CONTRACT


@dataclass(frozen=True, slots=True)
class CollectionWindow:
    """When a provincial committee collects; `central_submission`: the city is to hand in for all."""

    collect_from: Day
    collect_until: Day
    central_submission: bool = False


@dataclass(frozen=True, slots=True)
class DateFacts:
    """What is known of a session, a publicity, a confirmation or a record; None: not asked."""

    level: Level | None = None
    meeting_on: Day | None = None
    window: CollectionWindow | Window | None = None
    publicity_posted_on: Day | None = None
    confirmed_on: Day | None = None
    recorded_on: Day | None = None

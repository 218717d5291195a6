"""What a rule may know: frozen facts in the shape and with the defaults of a policy case."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from zhicheng.policy.tables.kept import Tables
from zhicheng.policy.terms import (
    REVIEWS,
    ApplicationOutcome,
    Assessment,
    Channel,
    Commendation,
    CommitteeLevel,
    Degree,
    Employment,
    Identity,
    Kind,
    Level,
    ObtainedBy,
    Origin,
    OriginGroup,
    Platform,
    Post,
    Proof,
    Recommender,
    SkillLevel,
    TrainingKind,
    UnitAssessment,
    UnitKind,
)

__all__ = [
    "REVIEWS",
    "Application",
    "ApplicationOutcome",
    "Assessment",
    "Channel",
    "CollectionWindow",
    "Commendation",
    "CommitteeLevel",
    "DateFacts",
    "Day",
    "Degree",
    "Dispatch",
    "Education",
    "Employment",
    "Entrustment",
    "Facts",
    "Freelance",
    "Identity",
    "Insured",
    "IntegrityRecord",
    "Kind",
    "Level",
    "ObtainedBy",
    "Origin",
    "OriginGroup",
    "OtherApplication",
    "Period",
    "Person",
    "Platform",
    "Post",
    "PostMoved",
    "Postdoc",
    "Proof",
    "Recommender",
    "ReliefService",
    "RouteFacts",
    "Row",
    "Skill",
    "SkillLevel",
    "Title",
    "Township",
    "Training",
    "TrainingKind",
    "Unit",
    "UnitAssessment",
    "UnitKind",
    "Window",
]

Day = datetime.date


@dataclass(frozen=True, slots=True)
class Window:
    """When applications are taken; both days inside."""

    opens_on: Day
    closes_on: Day


@dataclass(frozen=True, slots=True)
class Entrustment:
    """A request that a Kunming committee review a person from elsewhere; None: not yet asked or decided."""

    unit_consents: bool | None = False
    letter_from_authority: bool | None = False
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
    """A dispatched person's double publicity, audit and seal; None: the two companies have not come to it yet."""

    user_unit: str | None = None
    both_published: bool | None = False
    both_audited: bool | None = False
    both_sealed: bool | None = False
    agreement: bool | None = False
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
    """One education or degree. `verified_until`: the last day of its online verification, where one is told."""

    level: Degree
    finished_on: Day | None = None
    matches_work: bool = True
    abroad: bool = False
    engineering_professional_degree: bool = False
    verified_until: Day | None = None


@dataclass(frozen=True, slots=True)
class Training:
    """One training in the profession worked in."""

    kind: TrainingKind
    months: float = 0
    subjects: int = 0


@dataclass(frozen=True, slots=True)
class Title:
    """One title or mapped qualification held; `name` of the qualification, for the bureaus' mapping."""

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
    name: str = ""


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
    """Service in townships and streets; `years` unbroken to the day of asking; `places` around the workplace."""

    listed_area: bool = False
    graduate_of_ordinary_college: bool = False
    years: float = 0
    scarce_field: bool = False
    places: tuple[str, ...] = ()


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
    """One question about eligibility; year and place come with the book. `proofs` None: not judged.

    `township_standard`: the standard's variant for county and township staff, where it has one (E-42). `tables`:
    those that the bureaus keep, in force on the day; None where the facts themselves say what would stand there.
    """

    judged_on: Day
    application: Application
    person: Person
    standard: tuple[Row, ...] = ()
    township_standard: tuple[Row, ...] = ()
    proofs: frozenset[Proof] | None = None
    tables: Tables | None = None


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

"""The official terms that facts may use, spelled as in the notices: closed sets, one class each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType


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

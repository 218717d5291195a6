"""The table of attachments: what each is called, which formats it may have, when it is demanded."""

from collections.abc import Callable
from dataclasses import dataclass

from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.dossiers.models import Qualification
from zhicheng.files.checks import IMAGES, PDF
from zhicheng.people.models import Person
from zhicheng.planning.models import Call

SCANS = IMAGES | PDF
MOST_PER_KEY = 10


@dataclass(frozen=True)
class Situation:
    """What decides which attachments are demanded."""

    kind: Kind
    channel: str
    person: Person
    qualification: Qualification | None
    failed_before: bool
    year: int = 2023

    @property
    def employment(self) -> str:
        """在编, 劳动合同, 劳务派遣, 自由职业, or empty while unknown."""
        return self.qualification.employment if self.qualification else ""


@dataclass(frozen=True)
class Wanted:
    """One attachment. `when` None: demanded by the kind's row or by the call alone."""

    key: str
    title: str
    why: str
    source: str
    formats: frozenset[str] = SCANS
    when: Callable[[Situation], bool] | None = None


def _employed_as(employment: str) -> Callable[[Situation], bool]:
    return lambda situation: situation.employment == employment


ATTACHMENTS: tuple[Wanted, ...] = (
    Wanted(
        "commitment",
        "职称申报承诺书",
        "在“信用中国（云南昆明）”网站办理“信用承诺自主申报”后下载打印、签字的承诺书。",
        "KM2023-3.5",
    ),
    Wanted(
        "education_proof",
        "学历证明",
        "2002年（含）以后毕业的：学信网《教育部学历证书电子注册备案表》（验证有效期设为6个月）和学历（学位）查询截图1张；"
        "国（境）外学历：认证书；2002年以前毕业且网上查不到的：单位人事部门负责人签字、盖章的书面证明。",
        "KM2023-3.8",
    ),
    Wanted(
        "insurance_proof",
        "社会保险参保证明",
        "能看出在昆明市的参保起始时间、连续参保情况和现参保单位。",
        "KM2023-2.4",
    ),
    Wanted(
        "dispatch_proof",
        "劳务派遣双公示、双审核、双盖章证明",
        "由派遣公司和用工单位共同出具。",
        "KM2023-3.7",
        when=_employed_as("劳务派遣"),
    ),
    Wanted(
        "dispatch_agreement",
        "劳务派遣协议",
        "可只提供派遣工作性质的内容及协议首尾页。",
        "KM2023-3.7",
        when=_employed_as("劳务派遣"),
    ),
    Wanted(
        "freelance_proof",
        "自由职业者证明材料",
        "以个人名义参保证明、个人纳税申报记录，以及人事代理机构或行业协会的推荐意见。",
        "KM2023-2.2",
        when=_employed_as("自由职业"),
    ),
    Wanted(
        "work_permit",
        "外国人工作许可证",
        "外籍人员申报须提供有效的工作许可证。",
        "KM2023-2.1a",
        when=lambda situation: situation.person.identity == Person.Identity.FOREIGN,
    ),
    Wanted(
        "delayed_retirement",
        "延迟退休批准文件",
        "经批准延迟退休的，须提供批准文件。",
        "KM2023-2.1b",
        when=lambda situation: bool(
            situation.qualification and situation.qualification.retirement_delayed_until is not None
        ),
    ),
    Wanted(
        "post_moved_proof",
        "转到专业技术岗位的证明",
        "单位确定转岗时间的正式文件，以及《事业单位工作人员岗位（职务）变动工资审批表》。",
        "GUIDE-Q10",
        when=lambda situation: (
            situation.employment == "在编"
            and situation.qualification is not None
            and situation.qualification.post in {"管理", "工勤技能"}
        ),
    ),
    Wanted(
        "post_change_proof",
        "岗位变动证明",
        "聘书、合同、单位证明等，能看出转到现岗位的时间。",
        "KM2023-3.9",
        when=lambda situation: situation.kind is Kind.SERIES_CHANGE,
    ),
    Wanted(
        "new_results",
        "新取得的业绩成果证明",
        "以前年度评审未通过、再次申报的，须提供新的业绩和成果证明材料。",
        "KM2023-4.1a",
        when=lambda situation: situation.failed_before,
    ),
    Wanted(
        "skill_certificate",
        "职业技能等级证书",
        "高技能人才申报须提供职业资格或技能等级证书。",
        "GUIDE-Q21",
        when=lambda situation: situation.channel == "高技能人才",
    ),
    Wanted(
        "green_channel_proof",
        "绿色通道证明材料",
        "突出贡献或引进人才的证明材料。",
        "KM2023-5.3a",
        when=lambda situation: situation.channel == "绿色通道",
    ),
    Wanted(
        "employment_form",
        "招工录用登记表或聘用通知书",
        "企业人员交《云南省招工录用登记表》，事业单位人员交《聘用通知书》。",
        "GUIDE-Q18-3",
    ),
    Wanted("other", "其他补充材料", "需要一并说明的其他材料，可不传。", "GUIDE-5.2.3-1"),
)
# how things were done in the years before the table's
EARLIER_WAYS = {
    ("commitment", 2022): (
        "在“信用中国(云南昆明)”网站“昆明市专业技术人员职称申报信用承诺”栏目注册、填报,在“我的申报”中打印的承诺书。",
        "DC2022-2.6",
    ),
}
BY_KEY = {wanted.key: wanted for wanted in ATTACHMENTS}
OPTIONAL = ("other",)
CALL_PREFIX = "call-"  # keys of the materials that a call names


@dataclass(frozen=True)
class Demand:
    """One line of 附件管理: what is wanted of this applicant, and whether the application waits for it."""

    key: str
    title: str
    why: str
    source: str
    required: bool
    formats: frozenset[str]


def demands(situation: Situation, call: Call | None) -> tuple[Demand, ...]:
    """What this applicant must attach, then what may be attached, in the order of the table."""
    by_kind = KINDS[situation.kind].attachments
    found = [
        Demand(
            wanted.key,
            wanted.title,
            *EARLIER_WAYS.get((wanted.key, situation.year), (wanted.why, wanted.source)),
            True,
            wanted.formats,
        )
        for wanted in ATTACHMENTS
        if (wanted.when(situation) if wanted.when else wanted.key in by_kind)
        and not (wanted.key == "insurance_proof" and situation.employment == "自由职业")
    ]
    found += [
        Demand(
            CALL_PREFIX + material["key"],
            material["name"],
            "本次申报评审通知要求。",
            "KM2023-1.2",
            bool(material["required"]),
            SCANS,
        )
        for material in (call.materials if call else [])
    ]
    found += [
        Demand(
            BY_KEY[key].key,
            BY_KEY[key].title,
            BY_KEY[key].why,
            BY_KEY[key].source,
            False,
            BY_KEY[key].formats,
        )
        for key in OPTIONAL
    ]
    return tuple(found)

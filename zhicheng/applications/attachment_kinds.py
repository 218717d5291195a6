"""The table of attachments: what each is called, which formats it may have, when it is demanded, which rule reads
it and who checks it. What a committee's call asks for besides is added line by line (KM2023-1.2).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from zhicheng.applications.kinds import Kind, row_for
from zhicheng.dossiers.asked import Verifier
from zhicheng.dossiers.education import ProofKind, proof_for
from zhicheng.dossiers.models import Qualification
from zhicheng.dossiers.qualifying import told
from zhicheng.files.checks import SCANS
from zhicheng.people.models import Person
from zhicheng.policy.book import Book

CREDIT_SITE = "https://credit.km.gov.cn"


@dataclass(frozen=True)
class Situation:
    """What decides which attachments are demanded."""

    kind: Kind
    channel: str
    person: Person
    institution: bool
    provincial: bool
    qualification: Qualification | None
    failed_before: bool
    book: Book
    educations: tuple[Mapping[str, Any], ...] = ()
    year: int = 2023
    unit_kind: str = ""

    @property
    def employment(self) -> str:
        """在编, 劳动合同, 劳务派遣, 自由职业, or empty while unknown."""
        return self.qualification.employment if self.qualification else ""

    def tells(self, *names: str) -> bool:
        """Whether one of these facts of 资格信息 is told and not no."""
        return any(self.told.get(name) for name in names)

    @cached_property
    def told(self) -> dict[str, Any]:
        """The facts of 资格信息 by name."""
        return told(self.qualification)

    def proves(self, proof: ProofKind) -> bool:
        """Whether one of the educations needs this proof; the first where none is filled in yet (KM2023-3.8)."""
        if not self.educations:
            return proof is ProofKind.REGISTRATION
        return any(proof_for(one, self.book) is proof for one in self.educations)


When = Callable[[Situation], bool]


@dataclass(frozen=True)
class Wanted:
    """One attachment.

    `document`: its number in the list of documents, empty where it has none; `rule`: the rule that asks for it, empty
    where people alone read it; `by`: who checks it; `when`: on which it is demanded, None for the kind's row alone;
    `offered`: on which it may be added; `numbered`: it carries a number and a day; `steps`: how one gets it.
    """

    key: str
    title: str
    why: str
    source: str
    document: str = ""
    rule: str = ""
    by: Verifier = Verifier.UNIT
    formats: frozenset[str] = SCANS
    when: When | None = None
    offered: When | None = None
    numbered: bool = False
    steps: tuple[str, ...] = ()


def _employed_as(employment: str) -> When:
    return lambda situation: situation.employment == employment


def _told(*names: str) -> When:
    return lambda situation: situation.tells(*names)


def _education(proof: ProofKind) -> When:
    """For the kinds whose row asks for a proof of education."""
    return lambda situation: (
        ProofKind.REGISTRATION in row_for(situation.kind, situation.channel).attachments
        and situation.proves(proof)
    )


ATTACHMENTS: tuple[Wanted, ...] = (
    Wanted(
        "commitment",
        "职称申报承诺书",
        "在“信用中国（云南昆明）”网站办理“信用承诺自主申报”后下载打印、签字的承诺书。",
        "KM2023-3.5",
        document="D-04",
        rule="E-48",
        by=Verifier.OFFICE,
        numbered=True,
        steps=(
            f"打开“信用中国（云南昆明）”网站（{CREDIT_SITE}），用本人信息登录。",
            "进入“信用服务”，选择“信用承诺自主申报”。",
            "按提示填写并提交职称申报信用承诺。",
            "提交后点“承诺书下载”，打印《职称申报承诺书》并签字。",
            "拍照或扫描签字后的承诺书，在这里上传，填写承诺书编号和提交日期。",
        ),
    ),
    Wanted(
        ProofKind.REGISTRATION.value,
        "学历证明（学信网备案表和查询截图）",
        "2002年（含）以后国内毕业的：学信网《教育部学历证书电子注册备案表》（在线验证有效期选6个月）和学历（学位）查询截图1张。"
        "不再交毕业证和学位证。",
        "KM2023-3.8",
        document="D-23",
        rule="E-49",
        when=_education(ProofKind.REGISTRATION),
    ),
    Wanted(
        ProofKind.ABROAD.value,
        "国（境）外学历学位认证书",
        "在国（境）外取得的学历、学位提供认证书。",
        "KM2023-3.8",
        document="D-24",
        rule="E-49",
        when=_education(ProofKind.ABROAD),
    ),
    Wanted(
        ProofKind.UNIT.value,
        "单位出具的学历书面证明",
        "2002年以前毕业且网上查不到的（含中专、技工院校）：单位核对人事档案后出具，人事部门负责人签字、单位盖章。",
        "KM2023-3.8",
        document="D-25",
        rule="E-49",
        when=_education(ProofKind.UNIT),
    ),
    Wanted(
        "insurance_proof",
        "社会保险参保证明",
        "能看出在昆明市的参保起始时间、连续参保情况和现参保单位。",
        "KM2023-2.4",
        document="D-26",
        rule="E-08",
    ),
    Wanted(
        "dispatch_agreement",
        "劳务派遣协议",
        "可只提供派遣工作性质的内容及协议首尾页。双公示、双审核、双盖章证明由系统按两家单位的办理记录生成，不需上传。",
        "KM2023-3.7",
        when=_employed_as("劳务派遣"),
        document="D-27",
        rule="E-45",
    ),
    Wanted(
        "freelance_proof",
        "自由职业者证明材料",
        "以个人名义参保证明、个人纳税申报记录，以及人事代理机构或行业协会的推荐意见。",
        "KM2023-2.2",
        when=_employed_as("自由职业"),
        document="D-38",
        rule="E-05",
    ),
    Wanted(
        "work_permit",
        "外国人工作许可证",
        "外籍人员申报须提供有效的工作许可证。",
        "KM2023-2.1a",
        when=lambda situation: situation.person.identity == Person.Identity.FOREIGN,
        document="D-38",
        rule="E-07",
    ),
    Wanted(
        "delayed_retirement",
        "延迟退休批准文件",
        "经批准延迟退休的，须提供批准文件。",
        "KM2023-2.1b",
        when=lambda situation: bool(
            situation.qualification and situation.qualification.retirement_delayed_until is not None
        ),
        document="D-38",
        rule="E-03",
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
        document="D-30, D-31",
        rule="E-13",
    ),
    Wanted(
        "post_change_proof",
        "岗位变动证明",
        "聘书、合同、单位证明等，能看出转到现岗位的时间。",
        "KM2023-3.9",
        when=lambda situation: situation.kind in {Kind.SERIES_CHANGE, Kind.CHANGE},
        document="D-28",
        rule="E-17",
    ),
    Wanted(
        "new_results",
        "新取得的业绩成果证明",
        "以前年度评审未通过、再次申报的，须提供新的业绩和成果证明材料。",
        "KM2023-4.1a",
        when=lambda situation: situation.failed_before,
        document="D-37",
        rule="E-22",
        by=Verifier.OFFICE,
    ),
    Wanted(
        "skill_certificate",
        "职业技能等级证书",
        "高技能人才申报须提供职业资格或技能等级证书。",
        "GUIDE-Q21",
        when=lambda situation: situation.channel == "高技能人才",
        document="D-36",
        rule="E-33",
    ),
    Wanted(
        "green_channel_proof",
        "绿色通道证明材料",
        "突出贡献或引进人才的证明材料。",
        "KM2023-5.3a",
        when=lambda situation: situation.channel == "绿色通道",
        rule="E-37",
        by=Verifier.OFFICE,
    ),
    Wanted("id_copy", "身份证复印件", "正、反两面，字迹清楚。", "GUIDE-Q20", document="D-34"),
    Wanted(
        "diploma",
        "学历证书、学位证书复印件",
        "毕业证书和学位证书各一份；没有学位的只传毕业证书。",
        "GUIDE-Q20",
        document="D-34",
    ),
    Wanted(
        "exceptional_proof",
        "破格申报证明材料",
        "在艰苦边远地区或基层一线作出突出贡献的证明材料。",
        "KM2023-5.1a",
        when=lambda situation: situation.channel == "破格",
        rule="E-36",
        by=Verifier.OFFICE,
    ),
    Wanted(
        "employment_form",
        "云南省招工录用登记表",
        "企业人员提供，认定时间以表上记载的时间为依据。",
        "GUIDE-Q20",
        when=lambda situation: situation.kind is Kind.RECOGNITION and not situation.institution,
        document="D-32",
        rule="E-30",
    ),
    Wanted(
        "appointment_form",
        "云南省事业单位聘用人员审批表",
        "事业单位人员提供，可一并上传《事业单位聘用通知书》，认定时间以其记载的时间为依据。",
        "GUIDE-Q20",
        when=lambda situation: situation.kind is Kind.RECOGNITION and situation.institution,
        document="D-33",
        rule="E-30",
    ),
    Wanted(
        "title_certificate",
        "原职称证书和评审（认定）材料",
        "原职称的证书，以及原发证单位的评审表或任职资格文件。",
        "GUIDE-Q16-0",
        rule="E-28",
        by=Verifier.BUREAU,
    ),
    Wanted(
        "contract",
        "聘用合同或劳动合同",
        "事业单位交聘用合同，企业交劳动合同；试用期从合同起始日期算起。",
        "GUIDE-Q16-0",
        rule="E-28",
        offered=lambda situation: True,
    ),
    Wanted(
        "photo",
        "一寸电子照片",
        "蓝底，JPG或JPEG格式，10KB至30KB，像素不小于295×413；下载时自动按“身份证号+姓名”命名。",
        "GUIDE-Q23-2",
        formats=frozenset({"image/jpeg"}),
        when=lambda situation: situation.provincial,
        document="D-35",
        by=Verifier.OFFICE,
    ),
    Wanted(
        "grassroots_proof",
        "基层、乡镇工作证明",
        "在乡镇（街道）、艰苦边远地区或基层一线工作的单位证明，写明地点和起止时间。",
        "KM2023-5.1a",
        rule="E-39",
        offered=_told("remote_or_grassroots", "township.listed_area", "rural_service_years"),
    ),
    Wanted(
        "relief_proof",
        "脱贫攻坚服务证明",
        "服务期间、考核结果的证明和县级以上表彰文件。",
        "YN2020-2.3",
        rule="E-41",
        offered=_told("relief_service.years", "relief_from"),
    ),
    Wanted(
        "epidemic_proof",
        "疫情防控一线证明",
        "参加疫情防控一线工作的证明文件。",
        "YN2020-2.2",
        offered=_told("epidemic_frontline"),
    ),
    Wanted(
        "origin_proof",
        "归国、交流、转业安置证明",
        "海外归国、党政机关交流或部队转业安置的证明文件。",
        "KM2023-5.3b",
        rule="E-38",
        offered=_told("origin_group"),
    ),
    Wanted(
        "postdoc_proof",
        "博士后证明",
        "博士后证书、基金或项目文件、留企业工作的证明。",
        "GUIDE-Q13",
        rule="E-31",
        offered=_told("postdoc.enterprise", "postdoc_left_on"),
    ),
    Wanted(
        "training_proof",
        "补充学习证明",
        "所学与所从事专业不一致时的进修、培训结业证书。",
        "GUIDE-Q12",
        rule="E-10",
        offered=_told("mismatch_training.0.kind"),
    ),
    Wanted(
        "other",
        "其他补充材料",
        "需要一并说明的其他材料，可不传。",
        "GUIDE-5.2.3-1",
        offered=lambda situation: True,
    ),
)

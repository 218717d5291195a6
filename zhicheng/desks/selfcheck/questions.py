"""The questions of 申报条件自查 as one literal table, section by section."""

from collections.abc import Mapping

from zhicheng.desks.selfcheck.asked import (
    CHANNEL,
    KIND,
    SERIES,
    UNIT_KINDS,
    YEARS,
    Question,
    Shown,
    ask,
    asks_papers,
    before_2022,
    both,
    change,
    dispatched,
    either,
    employed,
    freelance,
    has_title,
    institution,
    known,
    lifted,
    ordinary_recognition,
    other_title,
    outside,
    own_cut_off,
    own_standard,
    promotion,
    review,
    senior,
    skilled,
    title,
    told,
)
from zhicheng.dossiers.asked import values
from zhicheng.dossiers.modules import EDUCATION, LEVELS, Kind
from zhicheng.policy import facts as law

WANT: tuple[Question, ...] = (
    ask("year", "申报年度", Kind.CHOICE, "各年度的规定不同，按所选年度的文件判断。", "KM2023-0", "want",
         "E-11 E-12a E-12b", choices=YEARS, needed=True),
    ask(KIND, "申报类型", Kind.CHOICE, "晋升高一级选“晋升评审”；换系列选“转系列评审”；毕业后首次定职选“考核认定”。",
         "KM2023-3.9", "want", "E-17 E-18 E-28 E-29 E-30", choices=values(law.Kind), needed=True),
    ask("application.series", "职称系列", Kind.CHOICE, "实行以考代评的系列和级别不再评审。", "KM2023-4.4a", "want",
         "E-20 E-40 E-43 E-46", choices=SERIES, needed=True),
    ask("application.level", "级别", Kind.CHOICE, "要申报的级别。", "KM2023-4.4a", "want", "E-20 E-37 E-38",
         choices=LEVELS, needed=True),
    ask(CHANNEL, "申报渠道", Kind.CHOICE, "一般选“正常”；其他渠道须符合专门规定。", "KM2023-5.3a", "want",
         "E-31 E-33 E-36 E-37 E-38 E-39 E-43", either(review, told(KIND, "考核认定")),
         choices=values(law.Channel), needed=True),
)  # fmt: skip

STANDARD: tuple[Question, ...] = (
    ask("application.profession", "申报专业", Kind.TEXT, "同一专业不能重复取得职称；也用来核对评审范围。",
         "KM2023-3.9",
         "standard", "E-16 E-50", review),
    ask("application.committee_level", "由哪一级评委会评审", Kind.CHOICE,
         "昆明市所属评委会选“市”；有自主评审权的单位选“自主”。",
         "KM2023-1.5", "standard", "E-21 E-50", review, choices=values(law.CommitteeLevel)),
    ask("east", "是东川区的评委会", Kind.YES_NO, "东川区2022年另有规定。", "DC2022-1.8", "standard", "E-34",
         told("application.committee_level", "县")),
    ask("application.committee", "评委会", Kind.CHOICE, "核对评审范围；还没有定的不选。", "GUIDE-3.1", "standard",
         "E-26 E-50",
         both(review, told("application.committee_level", "市", "县", None))),
    ask("self_review", "该系列已下放给本单位自主评审", Kind.YES_NO, "没有下放的，不能由本单位评审。", "KM2023-1.5",
         "standard",
         "E-50", told("application.committee_level", "自主")),
    ask("application.meeting_on", "评审会日期", Kind.DAY, "是否退休按评审会时间判断；不清楚的不填。", "KM2023-2.1b",
         "standard",
         "E-03", review, ahead=True),
    ask("standard.0.education", "评价标准要求的最低学历", Kind.CHOICE,
         "看评委会通知或本系列评价标准；已录入的标准自动带入。",
         "GUIDE-Q9", "standard", "E-09", own_standard, choices=EDUCATION),
    ask("standard.0.title_level", "评价标准要求的下一级职称", Kind.CHOICE, "没有要求的选“不要求”。", "GUIDE-Q7",
         "standard",
         "LADDER", own_standard, choices=("不要求", *LEVELS)),
    ask("standard.0.years", "评价标准要求的年数", Kind.NUMBER, "例如本科毕业、任中级满5年的填5。", "GUIDE-Q8",
         "standard", "E-11",
         own_standard),
    ask("standard.0.min_papers", "评价标准要求的论文篇数", Kind.NUMBER, "没有要求的填0或不填。", "KM2023-6.2",
         "standard",
         "E-36 E-46", own_standard),
)  # fmt: skip

WHO: tuple[Question, ...] = (
    known("employment", "who", "E-01 E-05 E-08 E-42 E-45", needed=True),
    ask("person.unit.kind", "单位类别", Kind.CHOICE, "劳务派遣的按派遣公司选。", "KM2023-2.1a", "who",
         "E-04 E-06 E-42",
         employed, choices=UNIT_KINDS, needed=True),
    ask("unit_here", "单位工商注册（登记）地在昆明市", Kind.YES_NO, "注册地在外地的，到单位所在地申报。",
         "KM2023-2.1a", "who",
         "E-01", both(employed, lambda a: not outside(a))),
    ask("person.unit.institution", "是事业单位", Kind.YES_NO, "事业单位人员转岗、定职另有规定。", "GUIDE-Q10",
         "who", "E-13",
         employed),
    ask("suspended", "单位本年度被暂停推荐", Kind.YES_NO, "被暂停的单位当年不能推荐。", "KM2023-6.3b", "who",
         "E-24", employed),
    ask("consents", "所在单位同意委托昆明市评审", Kind.YES_NO, "委托评审先经所在单位同意。", "KM2023-2.3", "who",
         "E-06", outside),
    ask("letter", "上级主管单位已出具委托评审函", Kind.YES_NO, "由有评审管理权限的上级主管单位人事部门出具。",
         "KM2023-2.3", "who",
         "E-06", outside),
    ask("city_agrees", "市人社局审核委托评审的结果", Kind.CHOICE, "同意后才送评委会。", "KM2023-2.3", "who", "E-06",
         outside,
         choices=("还没有结果", "同意", "不同意")),
    ask("person.identity", "身份", Kind.CHOICE, "外籍人员须有工作许可证。", "KM2023-2.1a", "who", "E-07",
         choices=values(law.Identity)),
    known("work_permit", "who", "E-07", told("person.identity", "外籍")),
    known("civil_servant", "who", "E-02", needed=True),
    known("in_post", "who", "E-01", needed=True),
    known("post", "who", "E-13 E-15", needed=True),
    known("on_secondment", "who", "E-14"),
    *(known(name, "who", "E-05", freelance) for name in (
        "freelance.years_in_field", "freelance.own_name_insurance", "freelance.tax_records",
        "freelance.restricted_trade", "freelance.recommended_by")),
    *(ask(f"person.dispatch.{name}", label, Kind.YES_NO, "派遣公司和用人单位缺一不可。", "KM2023-3.7", "who", "E-45",
          both(dispatched, review))
      for name, label in (("both_published", "派遣公司和用人单位都已公示"), ("both_audited", "派遣公司和用人单位都已审核"),
                          ("both_sealed", "派遣公司和用人单位都已盖章"), ("agreement", "有劳务派遣协议"))),
)  # fmt: skip

STUDY: tuple[Question, ...] = (
    ask("person.education.0.level", "最高学历（学位）", Kind.CHOICE,
         "技工院校的中级工班、高级工班、预备技师班按相应学历。", "GUIDE-Q9",
         "study", "E-09 E-10 E-30", choices=EDUCATION, needed=True),
    ask("person.education.0.finished_on", "毕业日期", Kind.DAY, "与毕业证书一致。", "GUIDE-Q9", "study", "E-09"),
    ask("person.education.0.matches_work", "所学专业与申报专业一致", Kind.YES_NO, "不一致的，2023年起年限增加1年。",
         "KM2023-2.5",
         "study", "E-12 E-12a E-12b", review),
    *(known(f"mismatch_training.0.{name}", "study", "E-12b",
             both(review, before_2022, told("person.education.0.matches_work", False)))
      for name in ("kind", "months", "subjects")),
    ask("person.education.0.engineering_professional_degree", "是工程类专业学位硕士，或工程专业双学士", Kind.YES_NO,
         "申报高级工程师可提前1年。", "DC2022-1.9", "study", "E-35",
         both(told("application.series", "工程技术"), told("application.level", "副高级"))),
)  # fmt: skip

HELD: tuple[Question, ...] = (
    ask("has_title", "已取得职称（含职业资格对应的职称）", Kind.YES_NO, "晋升须有下一级职称。", "GUIDE-Q7", "held",
         "E-16 E-17 E-19 E-27 E-32 LADDER", needed=True),
    *title(0, has_title),
    ask("other_title", "还有其他系列（专业）的职称", Kind.YES_NO, "原系列同级岗位的时间连续计算。", "GUIDE-Q17-2",
         "held",
         "E-16 E-17 E-19", has_title),
    *title(1, both(has_title, other_title)),
    ask("hidden", "还有已登记而不打算填报的职称", Kind.YES_NO, "隐瞒已有职称重新申报，视为弄虚作假。",
         "KM2023-4.1c", "held", "E-47"),
    known("post_changed_on", "held", "E-16 E-17", either(change, promotion)),
    known("probation_assessed", "held", "E-17 E-28", either(told(KIND, "职称确认"), both(change, before_2022))),
    known("similar_professions", "held", "E-29", told(KIND, "变更确认")),
    known("contract_from", "held", "E-28", told(KIND, "职称确认")),
)  # fmt: skip

TIME: tuple[Question, ...] = (
    ask("moved", "由管理、工勤岗位转到专业技术岗位", Kind.YES_NO, "事业单位人员转岗的年限另行起算。", "GUIDE-Q10",
         "time", "E-13",
         both(institution, lambda a: not skilled(a))),
    *(known(f"post_moved.{name}", "time", "E-13", both(institution, told("moved", True)))
      for name in ("post_setting_done", "vacancy", "document_on", "pay_form")),
    known("professional_work_from", "time", "E-11", review),
    ask("has_excluded", "有借调、脱产等没有履行专业技术职责的时间", Kind.YES_NO, "这些时间从年限中扣除。",
         "GUIDE-Q11", "time",
         "E-11 E-14", review),
    *(known(f"excluded_periods.{n}.{end}", "time", "E-11 E-14", both(review, told("has_excluded", True)))
      for n in range(3) for end in ("from", "to")),
    ask("application.years_cut_off", "评委会另行规定的年限截止日", Kind.DAY, "通知没有另行规定的不填。", "GUIDE-Q8",
         "time", "E-11",
         own_cut_off, ahead=True),
)  # fmt: skip

INSURED: tuple[Question, ...] = (
    ask("insured_here", "现在在昆明市参加养老保险", Kind.YES_NO, "须在昆明市连续参保。", "KM2023-2.4", "insured",
         "E-08",
         both(review, employed)),
    ask("insured_from", "最近一次连续参保的起始日期", Kind.DAY, "有中断的，从中断以后重新参保之日填起。",
         "KM2023-2.4", "insured",
         "E-08", both(review, employed, told("insured_here", True))),
    ask("same_unit", "现参保单位就是签订合同的单位", Kind.YES_NO, "须一致。", "KM2023-2.4", "insured", "E-08",
         both(review, employed, told("insured_here", True))),
    ask("sex", "性别", Kind.CHOICE, "按性别、岗位和出生日期推算法定退休年龄。", "KM2023-2.1b", "insured", "E-03",
         choices=("男", "女")),
    ask("birth_date", "出生日期", Kind.DAY, "只用来推算，不保存。", "KM2023-2.1b", "insured", "E-03"),
    known("retired_on", "insured", "E-03"),
    known("retirement_delayed_until", "insured", "E-03"),
)  # fmt: skip

SPECIAL: tuple[Question, ...] = (
    ask("approved", "渠道审批结果", Kind.CHOICE, "破格、绿色通道须经批准。", "KM2023-5.3a", "special", "E-36 E-37",
         both(review, lifted), choices=("还没有结果", "已批准", "没有批准")),
    known("origin_group", "special", "E-38", told(CHANNEL, "首次直接申报")),
    known("first_application", "special", "E-34 E-38", review),
    *(known(f"skill.{name}", "special", "E-33", skilled) for name in ("level", "obtained_on")),
    *(ask(f"assessed_{ago}", label, Kind.CHOICE, "近三年考核须合格。", "GUIDE-Q21", "special", "E-33", skilled,
           choices=values(law.Assessment))
      for ago, label in ((1, "申报年度前一年的考核结果"), (2, "前两年的考核结果"), (3, "前三年的考核结果"))),
    *(known(f"postdoc.{name}", "special", "E-31", told(CHANNEL, "博士后直接认定"))
      for name in ("enterprise", "fund_or_project", "stays")),
    *(known(f"township.{name}", "special", "E-34 E-39",
             either(told(CHANNEL, "基层有效认定"), both(review, told("person.first_application", True))))
      for name in ("listed_area", "graduate_of_ordinary_college")),
    *(known(f"township.{name}", "special", "E-39", told(CHANNEL, "基层有效认定")) for name in ("years",
         "scarce_field")),
    ask("person.papers", "论文篇数", Kind.NUMBER, "与评价标准的要求比较。", "KM2023-6.2", "special", "E-36 E-46",
         asks_papers),
    known("remote_or_grassroots", "special", "E-36", asks_papers),
    *(known(name, "special", rules, both(promotion, senior, told("application.series", "中小学教师", "卫生技术")))
      for name, rules in (("rural_service_years", "E-40"), ("relief_service.years", "E-40 E-41"),
                          ("relief_service.commended_by", "E-41"))),
    known("directed_area", "special", "E-44", both(review, senior)),
    known("employed_from", "special", "E-30", ordinary_recognition),
    known("unit_assessment", "special", "E-30", ordinary_recognition),
)  # fmt: skip

BEFORE: tuple[Question, ...] = (
    ask("other_now", "本年度已有另一份申报", Kind.YES_NO, "每人每年申报一次，不得同时向两个同级评委会申报。",
         "KM2023-6.1", "before",
         "E-18 E-21"),
    ask("person.applications.0.kind", "另一份申报的类型", Kind.CHOICE, "当年变更系列的，当年不得晋升。",
         "GUIDE-Q17-3", "before",
         "E-18 E-21", told("other_now", True), choices=values(law.Kind)),
    ask("person.applications.0.committee_level", "另一份申报的评委会级别", Kind.CHOICE, "同级评委会不得同时申报。",
         "GUIDE-Q25",
         "before", "E-21", told("other_now", True), choices=values(law.CommitteeLevel)),
    ask("person.applications.0.unit_passed", "单位已审核通过另一份申报", Kind.YES_NO, "单位审核通过后才计为申报。",
         "KM2023-6.1",
         "before", "E-21", told("other_now", True)),
    ask("person.applications.0.outcome", "另一份申报的结果", Kind.CHOICE, "未通过的不得再送其他评委会。",
         "GUIDE-Q25", "before",
         "E-18 E-21", told("other_now", True), choices=values(law.ApplicationOutcome)),
    ask("failed_year", "以前年度评审未通过的年份", Kind.YEAR, "没有的不填。", "KM2023-4.1a", "before", "E-22",
         review),
    ask("person.new_results", "此后新取得的业绩成果项数", Kind.NUMBER, "须有新的业绩成果。", "KM2023-4.1a",
         "before", "E-22",
         lambda a: review(a) and bool(a.get("failed_year"))),
    ask("integrity", "记入职称评审诚信档案的日期", Kind.DAY, "记录期内不得申报；没有的不填。", "KM2023-6.3a",
         "before", "E-23"),
    ask("returns", "本年度被退回（含重置）的次数", Kind.NUMBER,
         "2022年起从单位审核通过后算起，2021年全部计算；没有的不填。", "KM2023-4.1d",
         "before", "E-25"),
    ask("opens_on", "申报时间：开始", Kind.DAY, "按评委会的通知；不清楚的不填。", "GUIDE-1.4", "before", "E-26",
         review, ahead=True),
    ask("closes_on", "申报时间：截止", Kind.DAY, "截止后系统关闭，不再开通。", "GUIDE-1.4", "before", "E-26",
         review, ahead=True),
)  # fmt: skip


def _proof_shown(proof: str) -> Shown:
    wanted: dict[str, Shown] = {
        "变岗证明": change,
        "招工录用登记表": both(ordinary_recognition, lambda a: not institution(a)),
        "聘用通知书": both(ordinary_recognition, institution),
        "劳务派遣证明": both(review, dispatched),
        "委托评审函": both(review, outside),
    }
    return both(told("check_proofs", True), wanted.get(proof, review))


_PROOF_RULES = {
    "承诺书": ("E-48", "KM2023-3.5"),
    "公示表": ("E-48", "KM2023-3.6"),
    "学历证明": ("E-49", "KM2023-3.8"),
    "变岗证明": ("E-17", "KM2023-3.9"),
    "招工录用登记表": ("E-30", "GUIDE-Q18-3"),
    "聘用通知书": ("E-30", "GUIDE-Q18-3"),
    "劳务派遣证明": ("E-45", "KM2023-3.7"),
    "委托评审函": ("E-06", "KM2023-2.3"),
}
PROOF: tuple[Question, ...] = (
    ask(
        "check_proofs",
        "也核对附件是否齐全",
        Kind.YES_NO,
        "材料还没有准备的选“否”。",
        "KM2023-3.5",
        "proof",
        "E-48 E-49",
    ),
    *(
        ask(
            f"proof.{name}",
            f"已有{name}",
            Kind.YES_NO,
            "须随申报上传。",
            clause,
            "proof",
            rule,
            _proof_shown(name),
        )
        for name, (rule, clause) in _PROOF_RULES.items()
    ),
)

QUESTIONS: tuple[Question, ...] = (
    *WANT,
    *STANDARD,
    *WHO,
    *STUDY,
    *HELD,
    *TIME,
    *INSURED,
    *SPECIAL,
    *BEFORE,
    *PROOF,
)
BY_NAME: Mapping[str, Question] = {one.name: one for one in QUESTIONS}

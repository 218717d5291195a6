"""The questions of 资格信息 as one literal table: each fact that no module holds, why asked, its clause.

A fact stands in a column of Qualification, or in its `more`, by the key of the case format:
"freelance.years_in_field" is more["freelance"]["years_in_field"], "excluded_periods.0.from" the start of the
first of more["excluded_periods"].
"""

from zhicheng.dossiers.asked import Group, fact, values
from zhicheng.dossiers.background import BACKGROUND
from zhicheng.dossiers.models import Qualification
from zhicheng.dossiers.modules import Kind
from zhicheng.policy import facts as law

GROUPS: tuple[Group, ...] = (
    Group(
        "standing",
        "工作身份",
        (
            fact(
                "employment",
                "用工形式",
                Kind.CHOICE,
                "决定由谁审核：劳务派遣要两个单位都审核，自由职业由人事代理机构或行业协会推荐。",
                "KM2023-2.1a",
                choices=values(Qualification.Employment),
            ),
            fact(
                "post",
                "现岗位类别",
                Kind.CHOICE,
                "须在专业技术岗位并履行专业技术职责。",
                "GUIDE-Q11",
                choices=values(Qualification.Post),
            ),
            fact(
                "civil_servant",
                "是否公务员（含参公管理人员）",
                Kind.YES_NO,
                "公务员（含参公）不能申报职称。",
                "KM2023-2.1b",
            ),
            fact(
                "on_secondment",
                "现在是否借调、挂职在外",
                Kind.YES_NO,
                "借调期间未履行本单位岗位职责的，不能以本单位名义申报。",
                "GUIDE-Q11",
            ),
            fact(
                "professional_work_from",
                "从事专业技术工作起始日期",
                Kind.DAY,
                "没有下一级职称要求时，从这一天起算年限。",
                "KM2023-2.6",
            ),
            fact(
                "contract_from",
                "劳动（聘用）合同起始日期",
                Kind.DAY,
                "职称确认要从合同起算试用期。",
                "GUIDE-Q16-0",
            ),
            fact(
                "post_changed_on",
                "转到现岗位的日期",
                Kind.DAY,
                "转系列评审须转岗满规定时间；没有转岗的不填。",
                "KM2023-3.9",
            ),
            fact(
                "first_application",
                "是否首次申报职称评审",
                Kind.YES_NO,
                "首次申报有减年限等政策。",
                "KM2023-5.1b",
            ),
        ),
    ),
    Group(
        "insurance",
        "养老保险",
        (
            fact(
                "insured_from",
                "在昆明市连续参保的起始日期",
                Kind.DAY,
                "须按规定在昆明市连续参保，与参保证明一致。",
                "KM2023-2.4",
            ),
            fact("insured_unit", "现参保单位", Kind.TEXT, "须与劳动合同单位一致，写全称。", "KM2023-2.4"),
        ),
    ),
    Group(
        "retirement",
        "退休",
        (
            fact(
                "retired_on",
                "办理退休手续的日期",
                Kind.DAY,
                "已退休的不能申报；没有退休的不填。",
                "KM2023-2.1b",
            ),
            fact(
                "retirement_delayed_until",
                "经批准延迟退休至",
                Kind.DAY,
                "经批准延迟退休的，延迟期内可以申报。",
                "KM2023-2.1b",
                ahead=True,
            ),
        ),
        only="已退休或经批准延迟退休的人员",
    ),
    Group(
        "grassroots",
        "基层和艰苦地区",
        (
            fact(
                "remote_or_grassroots",
                "在艰苦边远地区或基层一线工作",
                Kind.YES_NO,
                "对论文、外语、计算机不作限制性要求。",
                "KM2023-5.1a",
            ),
            fact(
                "rural_service_years",
                "农村基层服务年数",
                Kind.NUMBER,
                "中小学教师、医疗卫生人员晋升高级须有基层服务经历。",
                "YN2020-2.4d",
            ),
            fact(
                "township.listed_area",
                "在规定的乡镇（街道）工作",
                Kind.YES_NO,
                "首次申报评审可提前一年。",
                "KM2023-5.1b",
            ),
            fact(
                "township.graduate_of_ordinary_college",
                "普通高校毕业生",
                Kind.YES_NO,
                "该政策限普通高校毕业生。",
                "KM2023-5.1b",
            ),
            fact(
                "township.years",
                "在乡镇（街道）连续工作年数",
                Kind.NUMBER,
                "连续工作满十年的紧缺专业人员可申请基层有效副高级。",
                "YN2020-2.4c",
            ),
            fact(
                "township.scarce_field", "属教育、卫生、农业等紧缺专业", Kind.YES_NO, "同上。", "YN2020-2.4c"
            ),
            fact(
                "relief_service.years",
                "脱贫攻坚一线服务年数",
                Kind.NUMBER,
                "视同农村基层服务经历。",
                "YN2020-2.3",
            ),
            fact(
                "relief_service.commended_by",
                "脱贫攻坚表彰级别",
                Kind.CHOICE,
                "县级以上表彰可作为业绩。",
                "YN2020-2.3",
                choices=values(law.Commendation),
            ),
            fact("directed_area", "定向评价地区", Kind.TEXT, "定向评价的职称在该地区有效。", "YN2020-2.1"),
        ),
        only="在乡镇、基层、艰苦边远地区工作过的人员",
    ),
    Group(
        "dispatch",
        "劳务派遣",
        (
            fact(
                "dispatch.user_unit",
                "实际用工单位",
                Kind.TEXT,
                "用工单位也要公示、审核、盖章。",
                "KM2023-3.7",
            ),
            fact(
                "dispatch.both_published",
                "派遣公司和用工单位都已公示",
                Kind.YES_NO,
                "缺一不可。",
                "KM2023-3.7",
            ),
            fact(
                "dispatch.both_audited", "派遣公司和用工单位都已审核", Kind.YES_NO, "缺一不可。", "KM2023-3.7"
            ),
            fact(
                "dispatch.both_sealed", "派遣公司和用工单位都已盖章", Kind.YES_NO, "缺一不可。", "KM2023-3.7"
            ),
            fact("dispatch.agreement", "有劳务派遣协议", Kind.YES_NO, "须随材料上传。", "KM2023-3.7"),
        ),
        only="劳务派遣人员",
    ),
    Group(
        "freelance",
        "自由职业",
        (
            fact("freelance.years_in_field", "从事本专业工作年数", Kind.NUMBER, "须满一年。", "KM2023-2.2"),
            fact(
                "freelance.own_name_insurance",
                "以个人名义参加养老保险",
                Kind.YES_NO,
                "申报条件之一。",
                "KM2023-2.2",
            ),
            fact("freelance.tax_records", "有个人纳税记录", Kind.YES_NO, "申报条件之一。", "KM2023-2.2"),
            fact(
                "freelance.restricted_trade",
                "所从事职业须以单位资质执业",
                Kind.YES_NO,
                "这类职业不能以自由职业者申报。",
                "KM2023-2.2",
            ),
            fact(
                "freelance.recommended_by",
                "推荐机构",
                Kind.CHOICE,
                "由它公示和推荐。",
                "KM2023-2.2",
                choices=values(law.Recommender),
            ),
        ),
        only="自由职业者",
    ),
    Group(
        "moved",
        "由管理、工勤岗位转来",
        (
            fact(
                "post_moved.post_setting_done",
                "单位已完成岗位设置",
                Kind.YES_NO,
                "转岗申报的条件。",
                "GUIDE-Q10",
            ),
            fact("post_moved.vacancy", "专业技术岗位有空余", Kind.YES_NO, "转岗申报的条件。", "GUIDE-Q10"),
            fact(
                "post_moved.document_on", "单位转岗文件日期", Kind.DAY, "初级从这一天起算年限。", "GUIDE-Q10"
            ),
            fact("post_moved.pay_form", "有岗位变动工资审批表", Kind.YES_NO, "中、高级须有。", "GUIDE-Q10"),
        ),
        only="事业单位由管理、工勤技能岗位转到专业技术岗位的人员",
    ),
    Group(
        "excluded",
        "不计入年限的时间",
        tuple(
            one
            for number in range(3)
            for one in (
                fact(
                    f"excluded_periods.{number}.from",
                    f"第{number + 1}段开始",
                    Kind.DAY,
                    "借调、脱产等未履行专业技术职责的时间从年限中扣除。",
                    "GUIDE-Q11",
                ),
                fact(
                    f"excluded_periods.{number}.to", f"第{number + 1}段结束", Kind.DAY, "同上。", "GUIDE-Q11"
                ),
            )
        ),
        only="曾借调、脱产，有一段时间没有履行专业技术职责的人员",
    ),
    Group(
        "special",
        "其他情形",
        (
            fact("work_permit", "持有外国人工作许可证", Kind.YES_NO, "外籍人员须持证。", "KM2023-2.1a"),
            fact(
                "skill.level",
                "职业技能等级",
                Kind.CHOICE,
                "高技能人才可申报相应职称。",
                "GUIDE-Q21",
                choices=values(law.SkillLevel),
            ),
            fact("skill.obtained_on", "技能等级取得日期", Kind.DAY, "从这一天起算年限。", "GUIDE-Q21"),
            fact(
                "origin_group",
                "特殊来源",
                Kind.CHOICE,
                "首次申报可直接申报中级或副高级。",
                "KM2023-5.3b",
                choices=values(law.OriginGroup),
            ),
            fact("postdoc.enterprise", "企业博士后", Kind.YES_NO, "博士后直接认定的条件。", "GUIDE-Q13"),
            fact(
                "postdoc.fund_or_project", "获博士后基金或主持省部级课题", Kind.YES_NO, "同上。", "GUIDE-Q13"
            ),
            fact("postdoc.stays", "出站后留在企业工作", Kind.YES_NO, "同上。", "GUIDE-Q13"),
            fact(
                "employed_from",
                "录用（聘用）日期",
                Kind.DAY,
                "考核认定从这一天起算试用期，与录用登记表或聘用通知书一致。",
                "GUIDE-Q18-0",
            ),
            fact(
                "unit_assessment",
                "单位考核结果",
                Kind.CHOICE,
                "考核认定须考核合格。",
                "GUIDE-Q18-0",
                choices=values(law.UnitAssessment),
            ),
            fact(
                "probation_assessed",
                "转岗（试用）期满考核合格",
                Kind.YES_NO,
                "转系列、职称确认须考核合格。",
                "GUIDE-Q17-1",
            ),
            fact(
                "similar_professions",
                "相同、相近专业变更",
                Kind.YES_NO,
                "可直接办理变更确认。",
                "GUIDE-Q17-1",
            ),
            fact(
                "mismatch_training.0.kind",
                "专业不一致时的补充学习",
                Kind.CHOICE,
                "所学与所从事专业不一致时可视为具备同等能力。",
                "GUIDE-Q12",
                choices=values(law.TrainingKind),
            ),
            fact("mismatch_training.0.months", "学习月数", Kind.NUMBER, "同上。", "GUIDE-Q12"),
            fact("mismatch_training.0.subjects", "结业科目数", Kind.NUMBER, "同上。", "GUIDE-Q12"),
        ),
        only="外籍、高技能、博士后、归国、军转、考核认定、转系列等情形",
    ),
    BACKGROUND,
)

"""The questions of 资格信息 that no rule counts, and that every station reads (by the notices' own words)."""

from zhicheng.dossiers.asked import Group, fact
from zhicheng.dossiers.modules import Kind

GREEN_CHANNELS = (
    "重大基础研究和前沿技术突破",
    "解决重大工程技术难题",
    "有重大贡献",
    "引进的海外高层次人才",
    "引进的急需紧缺人才",
)

BACKGROUND = Group(
    "background",
    "经历和依据",
    (
        fact(
            "commitment_number",
            "信用承诺书编号",
            Kind.TEXT,
            "“信用中国（云南昆明）”网站承诺书上的编号，承诺书随附件上传。",
            "KM2023-3.5",
        ),
        fact("commitment_on", "信用承诺提交日期", Kind.DAY, "与承诺书一致。", "KM2023-3.5"),
        fact("nationality", "国籍或地区", Kind.TEXT, "外籍和港澳台人员填写。", "KM2023-2.1a"),
        fact(
            "household_place",
            "户口所在县（市）区",
            Kind.TEXT,
            "自由职业者可由户口所在地人社部门推荐。",
            "GUIDE-Q5b",
        ),
        fact(
            "grassroots_place",
            "基层工作所在县（市）区、乡镇（街道）",
            Kind.TEXT,
            "在艰苦边远地区或基层一线工作的填写，写全称。",
            "KM2023-5.1a",
        ),
        fact(
            "green_channel",
            "绿色通道的情形",
            Kind.CHOICE,
            "以绿色通道申报的选择，并上传证明。",
            "KM2023-5.3a",
            choices=GREEN_CHANNELS,
        ),
        fact("post_document", "转岗文件文号", Kind.TEXT, "单位正式行文的文号。", "GUIDE-Q10"),
        fact("skill_work_from", "从事技术技能工作起始日期", Kind.DAY, "技能人才申报填写。", "GUIDE-Q21"),
        fact("postdoc_left_on", "博士后出站日期", Kind.DAY, "博士后填写。", "GUIDE-Q13"),
        fact("postdoc_proof", "博士后基金或项目名称、编号", Kind.TEXT, "博士后填写。", "GUIDE-Q13"),
        fact(
            "epidemic_frontline",
            "疫情防控一线激励政策的类别",
            Kind.TEXT,
            "参加疫情防控一线工作的写明类别。",
            "YN2020-2.2",
        ),
        fact("epidemic_proof", "疫情防控一线证明文件和文号", Kind.TEXT, "证明随附件上传。", "YN2020-2.2"),
        fact("relief_from", "脱贫攻坚服务开始", Kind.DAY, "服务期间考核合格以上的优先申报。", "YN2020-2.3"),
        fact("relief_to", "脱贫攻坚服务结束", Kind.DAY, "同上。", "YN2020-2.3"),
        fact(
            "relief_assessment",
            "脱贫攻坚服务期间考核",
            Kind.CHOICE,
            "同上。",
            "YN2020-2.3",
            choices=("优秀", "合格", "基本合格", "不合格"),
        ),
        fact(
            "insurance_breaks",
            "参保中断记录",
            Kind.TEXT,
            "曾有中断的写明起止年月和原因；没有中断的不填。",
            "KM2023-2.4",
        ),
    ),
    only="填写承诺书编号；外籍、港澳台、基层、绿色通道、转岗、技能、博士后、脱贫攻坚服务、曾中断参保的人员",
)

"""The questions of 资格信息 that no rule counts, and that every station reads (by the notices' own words)."""

from zhicheng.dossiers.asked import PERSONNEL_FILE, Verifier, fact, group
from zhicheng.dossiers.modules import Kind

GREEN_CHANNELS = (
    "重大基础研究和前沿技术突破",
    "解决重大工程技术难题",
    "有重大贡献",
    "引进的海外高层次人才",
    "引进的急需紧缺人才",
)

BACKGROUND = group(
    "background",
    "经历和依据",
    (
        fact(
            "nationality",
            "国籍或地区",
            Kind.TEXT,
            "外籍和港澳台人员填写。",
            "KM2023-2.1a",
            proof="work_permit",
        ),
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
            proof="grassroots_proof",
        ),
        fact(
            "green_channel",
            "绿色通道的情形",
            Kind.CHOICE,
            "以绿色通道申报的选择，并上传证明。",
            "KM2023-5.3a",
            choices=GREEN_CHANNELS,
            proof="green_channel_proof",
            by=Verifier.OFFICE,
        ),
        fact(
            "post_document",
            "转岗文件文号",
            Kind.TEXT,
            "单位正式行文的文号。",
            "GUIDE-Q10",
            proof="post_moved_proof",
        ),
        fact(
            "skill_work_from",
            "从事技术技能工作起始日期",
            Kind.DAY,
            "技能人才申报填写。",
            "GUIDE-Q21",
            proof="skill_certificate",
        ),
        fact(
            "postdoc_left_on", "博士后出站日期", Kind.DAY, "博士后填写。", "GUIDE-Q13", proof="postdoc_proof"
        ),
        fact(
            "postdoc_proof",
            "博士后基金或项目名称、编号",
            Kind.TEXT,
            "博士后填写。",
            "GUIDE-Q13",
            proof="postdoc_proof",
        ),
        fact(
            "epidemic_frontline",
            "疫情防控一线激励政策的类别",
            Kind.TEXT,
            "参加疫情防控一线工作的写明类别。",
            "YN2020-2.2",
            proof="epidemic_proof",
        ),
        fact(
            "epidemic_proof",
            "疫情防控一线证明文件和文号",
            Kind.TEXT,
            "证明随附件上传。",
            "YN2020-2.2",
            proof="epidemic_proof",
        ),
        fact(
            "relief_from",
            "脱贫攻坚服务开始",
            Kind.DAY,
            "服务期间考核合格以上的优先申报。",
            "YN2020-2.3",
            proof="relief_proof",
        ),
        fact("relief_to", "脱贫攻坚服务结束", Kind.DAY, "同上。", "YN2020-2.3", proof="relief_proof"),
        fact(
            "relief_assessment",
            "脱贫攻坚服务期间考核",
            Kind.CHOICE,
            "同上。",
            "YN2020-2.3",
            choices=("优秀", "合格", "基本合格", "不合格"),
            proof="relief_proof",
        ),
    ),
    only="外籍、港澳台、基层、绿色通道、转岗、技能、博士后、疫情防控、脱贫攻坚服务的人员",
    proof=PERSONNEL_FILE,
)

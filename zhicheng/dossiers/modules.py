"""The 13 modules of GUIDE-5.2.2 as one literal table: each field with its kind, label and hint."""

import enum
from dataclasses import dataclass


class Kind(enum.StrEnum):
    """How a field is typed, checked and shown."""

    TEXT = "text"
    LONG = "long"
    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NUMBER = "number"
    CHOICE = "choice"
    YES_NO = "yes_no"


class Standard(enum.StrEnum):
    """By which standard what was typed is looked over; what does not fit gets a hint, never a refusal."""

    ISBN = "isbn"
    ISSN = "issn"
    PATENT = "patent"
    UNIT = "unit"
    JOURNAL = "journal"


@dataclass(frozen=True)
class Field:
    """One field of a record. `limit`: characters at most, for texts; `least`: the smallest number; `ahead`: a
    day that may lie in the future; `standard`: what hints rest on.
    """

    name: str
    label: str
    kind: Kind = Kind.TEXT
    required: bool = True
    choices: tuple[str, ...] = ()
    hint: str = ""
    limit: int = 120
    least: int = 1
    ahead: bool = False
    standard: Standard | None = None


@dataclass(frozen=True)
class Module:
    """One module. `single`: at most one record. `headline`: the fields shown first in lists.

    `in_order`: pairs of days or months, the second not before the first; `apart`: records that tell a time from
    `from` to `to` must not run at the same time, unless this yes-or-no field says so; `unique`: no two records
    have the same value of this field; `minutes`: the time that a record takes, for the task list.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    headline: tuple[str, ...]
    single: bool = False
    evidence_hint: str = ""
    in_order: tuple[tuple[str, str], ...] = ()
    apart: str = ""
    unique: str = ""
    minutes: int = 5


LEVELS = ("正高级", "副高级", "中级", "助理级", "员级")
EDUCATION = ("博士", "硕士", "双学士", "本科", "学士", "大专", "中专", "预备技师班", "高级工班", "中级工班")
RANKS = ("国家级", "省部级", "市级", "县级", "单位", "其他")
ROLES = ("主持", "主要参加", "参加")
FULL = "写全称，不用简称"
NOW = "至今可不填"


def _order(label: str = "本人排名", required: bool = True) -> Field:
    return Field("order", label, Kind.NUMBER, required)


def _people(label: str) -> Field:
    return Field("people", label, Kind.NUMBER, required=False)


# Who else took part: experts among them keep away (order 40).
PARTICIPANTS = Field(
    "participants",
    "其他参加人",
    required=False,
    hint="本人以外的合作者，可加单位，如：何新（昆明电气研究所）、李明",
    limit=500,
)
CONTRIBUTION = Field("contribution", "本人贡献", Kind.LONG, required=False, limit=500)

MODULES: tuple[Module, ...] = (
    Module(
        "titles",
        "现有职称情况",
        (
            Field("series", "职称系列", hint="与证书一致，如：工程技术"),
            Field("profession", "专业", hint="如：机械工程"),
            Field("level", "级别", Kind.CHOICE, choices=LEVELS),
            Field("title", "职称名称", hint="如：工程师"),
            Field("obtained_on", "取得日期", Kind.DAY),
            Field(
                "obtained_by",
                "取得方式",
                Kind.CHOICE,
                choices=("评审", "考核认定", "资格确认", "考试", "职业资格"),
            ),
            Field("number", "证书编号", required=False),
            Field("issuer", "发证单位", required=False, hint=FULL, standard=Standard.UNIT),
            Field("document", "任职资格文件文号", required=False, hint="如：昆人社职〔2015〕12号"),
            Field("committee", "评审委员会", required=False, hint="评审取得的填写全称"),
            Field("appointed_on", "聘任日期", Kind.DAY, required=False),
            Field("paid_from", "享受相应工资待遇日期", Kind.DAY, required=False),
            Field("origin", "取得地", Kind.CHOICE, choices=("云南省", "外省", "中央单位", "部队")),
        ),
        ("title", "level", "obtained_on"),
        evidence_hint="职称证书原件照片或扫描件",
        in_order=(("obtained_on", "appointed_on"), ("obtained_on", "paid_from")),
    ),
    Module(
        "education",
        "学历情况",
        (
            Field("level", "学历（学位）", Kind.CHOICE, choices=EDUCATION),
            Field("school", "毕业院校", hint=FULL, standard=Standard.UNIT),
            Field("major", "所学专业"),
            Field("from", "入学年月", Kind.MONTH),
            Field("finished_on", "毕业日期", Kind.DAY),
            Field("form", "学习形式", Kind.CHOICE, choices=("全日制", "非全日制")),
            Field("matches_work", "所学专业与申报专业一致", Kind.YES_NO),
            Field("abroad", "国（境）外学历", Kind.YES_NO),
            Field("country", "国家或地区", required=False, hint="国（境）外学历填写"),
            Field("certificate", "证书编号", required=False, hint="国（境）外学历填认证书编号"),
            Field(
                "supervisor", "导师", required=False, hint="研究生填写，可加单位，如：何新（昆明理工大学）"
            ),
            Field("engineering_degree", "工程类专业学位硕士", Kind.YES_NO, required=False),
            Field("verification", "学信网在线验证码", required=False, hint="学信网能查到的填写"),
            Field(
                "verified_until",
                "在线验证有效期至",
                Kind.DAY,
                required=False,
                hint="办理时有效期选6个月",
                ahead=True,
            ),
        ),
        ("level", "school", "finished_on"),
        evidence_hint="学信网备案表和查询截图；国（境）外学历交认证书；2002年以前毕业且网上查不到的交单位书面证明",
        in_order=(("from", "finished_on"),),
    ),
    Module(
        "studies",
        "学习经历",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False, hint=NOW),
            Field("school", "学习单位", hint=FULL, standard=Standard.UNIT),
            Field("content", "学习内容"),
            Field("outcome", "毕（结）业情况", required=False, hint="如：毕业、结业、肄业"),
            Field("witness", "证明人", required=False),
        ),
        ("from", "school", "content"),
        in_order=(("from", "to"),),
    ),
    Module(
        "work",
        "工作经历",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False, hint=NOW),
            Field("unit", "工作单位", hint=FULL, standard=Standard.UNIT),
            Field("post", "岗位（职务）"),
            Field("duties", "从事的专业技术工作", Kind.LONG, limit=500),
            Field("concurrent", "兼职", Kind.YES_NO, required=False, hint="与另一段工作同时进行的选“是”"),
            Field("witness", "证明人", required=False),
        ),
        ("from", "unit", "post"),
        in_order=(("from", "to"),),
        apart="concurrent",
    ),
    Module(
        "summary",
        "专业技术工作总结",
        (Field("text", "任现职以来专业技术工作总结", Kind.LONG, limit=5000, hint="建议1500至3000字"),),
        ("text",),
        single=True,
        minutes=30,
    ),
    Module(
        "tasks",
        "完成主要专业技术工作情况",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "完成年月", Kind.MONTH, required=False),
            Field("name", "工作名称"),
            Field("role", "本人作用", Kind.CHOICE, choices=ROLES),
            _order(required=False),
            _people("参加人数"),
            Field("content", "内容与成效", Kind.LONG, limit=1000),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "role", "from"),
        evidence_hint="合同、验收材料、图纸签字页等",
        in_order=(("from", "to"),),
        minutes=10,
    ),
    Module(
        "projects",
        "承担课题（项目）情况",
        (
            Field("name", "课题（项目）名称"),
            Field("number", "立项编号", required=False),
            Field("rank", "级别", Kind.CHOICE, choices=RANKS),
            Field("source", "下达单位", required=False, hint=FULL, standard=Standard.UNIT),
            Field("from", "立项年月", Kind.MONTH),
            Field("to", "结题年月", Kind.MONTH, required=False),
            Field(
                "state",
                "完成情况",
                Kind.CHOICE,
                required=False,
                choices=("在研", "已结题", "已验收", "已鉴定", "已应用"),
            ),
            Field("role", "本人作用", Kind.CHOICE, required=False, choices=ROLES),
            _order(),
            _people("参加人数"),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "rank", "order"),
        evidence_hint="立项文件、任务书、结题或验收证书，能看出本人排名",
        in_order=(("from", "to"),),
    ),
    Module(
        "patents",
        "获得专利情况",
        (
            Field("name", "专利名称"),
            Field("kind", "类型", Kind.CHOICE, choices=("发明", "实用新型", "外观设计")),
            Field("number", "专利号", hint="与专利证书一致，如：ZL201820001234.1", standard=Standard.PATENT),
            Field("applied_on", "申请日期", Kind.DAY, required=False),
            Field("granted_on", "授权日期", Kind.DAY),
            Field("holder", "专利权人", required=False, hint=FULL, standard=Standard.UNIT),
            _order(),
            _people("发明（设计）人数"),
            Field("applied_in", "转化应用情况", Kind.LONG, required=False, limit=500),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "kind", "granted_on"),
        evidence_hint="专利证书和本人排名页",
        in_order=(("applied_on", "granted_on"),),
    ),
    Module(
        "awards",
        "获得表彰奖励情况",
        (
            Field("name", "奖励名称"),
            Field("rank", "级别", Kind.CHOICE, choices=RANKS),
            Field("grade", "等次", required=False, hint="如：一等奖；没有等次的不填"),
            Field("issuer", "授予单位", hint=FULL, standard=Standard.UNIT),
            Field("granted_on", "获奖日期", Kind.DAY),
            Field("number", "证书编号", required=False),
            _order(required=False),
            _people("获奖人数"),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "rank", "granted_on"),
        evidence_hint="获奖证书或表彰文件",
    ),
    Module(
        "books",
        "撰写著作情况",
        (
            Field("name", "著作名称"),
            Field(
                "kind",
                "类别",
                Kind.CHOICE,
                required=False,
                choices=("专著", "合著", "编著", "译著", "教材", "标准规范", "其他"),
            ),
            Field("publisher", "出版社", hint=FULL),
            Field("isbn", "ISBN", hint="版权页上的书号，13位或10位", standard=Standard.ISBN),
            Field("published_on", "出版年月", Kind.MONTH),
            Field("role", "本人承担部分"),
            _order("本人排名", required=False),
            Field("words", "本人撰写字数（千字）", Kind.NUMBER, required=False),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "publisher", "published_on"),
        evidence_hint="封面、版权页、目录和能看出本人承担部分的页",
    ),
    Module(
        "papers",
        "撰写论文情况",
        (
            Field("name", "论文题目"),
            Field("journal", "刊物名称", hint=FULL, standard=Standard.JOURNAL),
            Field("issn", "ISSN", required=False, hint="如：0577-6686", standard=Standard.ISSN),
            Field("cn", "国内统一刊号（CN）", required=False, hint="如：11-2187/TH"),
            Field("published_on", "发表年月", Kind.MONTH),
            Field("issue", "卷、期、页码", required=False, hint="如：第55卷第3期，12—18页"),
            Field(
                "authorship",
                "作者身份",
                Kind.CHOICE,
                required=False,
                choices=("独立作者", "第一作者", "通讯作者", "其他作者"),
            ),
            _order(),
            _people("作者人数"),
            Field("indexed", "收录情况", required=False, hint="如：北大核心、EI；没有的不填"),
            PARTICIPANTS,
            CONTRIBUTION,
        ),
        ("name", "journal", "published_on"),
        evidence_hint="刊物封面、版权页、目录和论文首页；网上检索页",
    ),
    Module(
        "training",
        "参加继续教育和国际学术活动情况",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False),
            Field(
                "kind",
                "类别",
                Kind.CHOICE,
                required=False,
                choices=("公需科目", "专业科目", "国际学术活动", "其他"),
            ),
            Field("content", "内容"),
            Field("organiser", "主办单位", hint=FULL, standard=Standard.UNIT),
            Field("hours", "学时", Kind.NUMBER, required=False),
            Field("role", "参加方式", required=False, hint="国际学术活动填写，如：大会报告"),
            Field("number", "证书编号", required=False),
        ),
        ("content", "organiser", "hours"),
        evidence_hint="继续教育证书或登记页、会议通知和日程",
        in_order=(("from", "to"),),
    ),
    Module(
        "assessments",
        "年度考核情况（近五年）",
        (
            Field("year", "年度", Kind.YEAR),
            Field("result", "考核结果", Kind.CHOICE, choices=("优秀", "合格", "基本合格", "不合格")),
            Field("unit", "考核单位", required=False, hint=FULL, standard=Standard.UNIT),
        ),
        ("year", "result"),
        evidence_hint="年度考核登记表或单位证明",
        unique="year",
        minutes=1,
    ),
)

BY_KEY = {module.key: module for module in MODULES}
MODULE_CHOICES = [(module.key, module.label) for module in MODULES]

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


@dataclass(frozen=True)
class Field:
    """One field of a record. `limit`: characters at most, for texts; `least`: the smallest number; `ahead`: a
    day that may lie in the future.
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


@dataclass(frozen=True)
class Module:
    """One module. `single`: at most one record. `headline`: the fields shown first in lists.

    `in_order`: pairs of days or months, the second not before the first; `unique`: no two records have
    the same value of this field; `minutes`: the time that a record takes, for the task list.
    """

    key: str
    label: str
    fields: tuple[Field, ...]
    headline: tuple[str, ...]
    single: bool = False
    evidence_hint: str = ""
    in_order: tuple[tuple[str, str], ...] = ()
    unique: str = ""
    minutes: int = 5


LEVELS = ("正高级", "副高级", "中级", "助理级", "员级")
EDUCATION = ("博士", "硕士", "双学士", "本科", "学士", "大专", "中专", "预备技师班", "高级工班", "中级工班")
RANKS = ("国家级", "省部级", "市级", "县级", "单位", "其他")

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
            Field("issuer", "发证单位", required=False, hint="写全称，不用简称"),
            Field("appointed_on", "聘任日期", Kind.DAY, required=False),
            Field("paid_from", "享受相应工资待遇日期", Kind.DAY, required=False),
            Field("origin", "取得地", Kind.CHOICE, choices=("云南省", "外省", "中央单位", "部队")),
        ),
        ("title", "level", "obtained_on"),
        evidence_hint="职称证书原件照片或扫描件",
        in_order=(("obtained_on", "appointed_on"),),
    ),
    Module(
        "education",
        "学历情况",
        (
            Field("level", "学历（学位）", Kind.CHOICE, choices=EDUCATION),
            Field("school", "毕业院校", hint="写全称，不用简称"),
            Field("major", "所学专业"),
            Field("from", "入学年月", Kind.MONTH),
            Field("finished_on", "毕业日期", Kind.DAY),
            Field("form", "学习形式", Kind.CHOICE, choices=("全日制", "非全日制")),
            Field("matches_work", "所学专业与申报专业一致", Kind.YES_NO),
            Field("abroad", "国（境）外学历", Kind.YES_NO),
            Field("certificate", "证书编号", required=False),
            Field("engineering_degree", "工程类专业学位硕士", Kind.YES_NO, required=False),
            Field("verification", "学信网在线验证码", required=False, hint="2002届及以后国内毕业的填写"),
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
        evidence_hint="学信网备案表和查询截图；2002年以前毕业的交单位书面证明",
        in_order=(("from", "finished_on"),),
    ),
    Module(
        "studies",
        "学习经历",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False, hint="至今可不填"),
            Field("school", "学习单位"),
            Field("content", "学习内容"),
        ),
        ("from", "school", "content"),
        in_order=(("from", "to"),),
    ),
    Module(
        "work",
        "工作经历",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False, hint="至今可不填"),
            Field("unit", "工作单位", hint="写全称，不用简称"),
            Field("post", "岗位（职务）"),
            Field("duties", "从事的专业技术工作", Kind.LONG, limit=500),
        ),
        ("from", "unit", "post"),
        in_order=(("from", "to"),),
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
            Field("role", "本人作用", Kind.CHOICE, choices=("主持", "主要参加", "参加")),
            Field("content", "内容与成效", Kind.LONG, limit=1000),
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
            Field("from", "立项年月", Kind.MONTH),
            Field("to", "结题年月", Kind.MONTH, required=False),
            Field("order", "本人排名", Kind.NUMBER),
            Field("contribution", "本人贡献", Kind.LONG, required=False, limit=500),
        ),
        ("name", "rank", "order"),
        in_order=(("from", "to"),),
    ),
    Module(
        "patents",
        "获得专利情况",
        (
            Field("name", "专利名称"),
            Field("kind", "类型", Kind.CHOICE, choices=("发明", "实用新型", "外观设计")),
            Field("number", "专利号"),
            Field("granted_on", "授权日期", Kind.DAY),
            Field("order", "本人排名", Kind.NUMBER),
        ),
        ("name", "kind", "granted_on"),
    ),
    Module(
        "awards",
        "获得表彰奖励情况",
        (
            Field("name", "奖励名称"),
            Field("rank", "级别", Kind.CHOICE, choices=RANKS),
            Field("issuer", "授予单位"),
            Field("granted_on", "获奖日期", Kind.DAY),
            Field("order", "本人排名", Kind.NUMBER, required=False),
        ),
        ("name", "rank", "granted_on"),
    ),
    Module(
        "books",
        "撰写著作情况",
        (
            Field("name", "著作名称"),
            Field("publisher", "出版社"),
            Field("isbn", "ISBN"),
            Field("published_on", "出版年月", Kind.MONTH),
            Field("role", "本人承担部分"),
        ),
        ("name", "publisher", "published_on"),
    ),
    Module(
        "papers",
        "撰写论文情况",
        (
            Field("name", "论文题目"),
            Field("journal", "刊物名称", hint="写全称，不用简称"),
            Field("issn", "ISSN/CN", required=False),
            Field("published_on", "发表年月", Kind.MONTH),
            Field("order", "本人排名", Kind.NUMBER),
        ),
        ("name", "journal", "published_on"),
    ),
    Module(
        "training",
        "参加继续教育和国际学术活动情况",
        (
            Field("from", "开始年月", Kind.MONTH),
            Field("to", "结束年月", Kind.MONTH, required=False),
            Field("content", "内容"),
            Field("organiser", "主办单位"),
            Field("hours", "学时", Kind.NUMBER, required=False),
        ),
        ("content", "organiser", "hours"),
        in_order=(("from", "to"),),
    ),
    Module(
        "assessments",
        "年度考核情况（近五年）",
        (
            Field("year", "年度", Kind.YEAR),
            Field("result", "考核结果", Kind.CHOICE, choices=("优秀", "合格", "基本合格", "不合格")),
            Field("unit", "考核单位", required=False),
        ),
        ("year", "result"),
        unique="year",
        minutes=1,
    ),
)

BY_KEY = {module.key: module for module in MODULES}
MODULE_CHOICES = [(module.key, module.label) for module in MODULES]

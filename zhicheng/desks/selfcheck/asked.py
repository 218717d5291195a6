"""What a question of 申报条件自查 is: its field, its section, when it matters, which rules it serves.

A name is the key of the case format ("person.unit.kind"); a name without a dot is this page's own and is turned
into facts by answers.py. What 资格信息 asks already is taken from there, words and clause included.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from zhicheng.dossiers.asked import Fact, fact
from zhicheng.dossiers.modules import LEVELS, Kind
from zhicheng.dossiers.qualifying import FACTS
from zhicheng.policy import facts as law
from zhicheng.policy.book import first_year
from zhicheng.policy.tables.titles import series

Answers = Mapping[str, Any]
Shown = Callable[[Answers], bool]
NEWEST = 2023  # the newest year whose documents are at hand; later years inherit

SECTIONS: tuple[tuple[str, str], ...] = (
    ("want", "申报什么"),
    ("standard", "评委会和评价标准"),
    ("who", "单位和身份"),
    ("study", "学历"),
    ("held", "现有职称"),
    ("time", "岗位和年限"),
    ("insured", "参保和退休"),
    ("special", "特殊情形"),
    ("before", "本年度和以前的申报"),
    ("proof", "附件"),
)


@dataclass(frozen=True)
class Question:
    """One question: its field and why it is asked, its section, when it matters, the rules that it serves.

    `needed`: the next section opens only once it is answered.
    """

    fact: Fact
    section: str
    rules: tuple[str, ...]
    shown: Shown
    needed: bool = False

    @property
    def name(self) -> str:
        """The key of the answer."""
        return self.fact.field.name


def always(answers: Answers) -> bool:
    """Asked of everybody."""
    return True


def told(name: str, *wanted: Any) -> Shown:
    """Asked where the answer to another question is one of `wanted`."""
    return lambda answers: answers.get(name) in wanted


def both(*conditions: Shown) -> Shown:
    """Asked where all conditions hold."""
    return lambda answers: all(one(answers) for one in conditions)


def either(*conditions: Shown) -> Shown:
    """Asked where one of the conditions holds."""
    return lambda answers: any(one(answers) for one in conditions)


def year_of(answers: Answers) -> int:
    """The policy year asked about."""
    return int(answers.get("year") or NEWEST)


KIND, CHANNEL, EMPLOYMENT = "application.kind", "application.channel", "person.employment"
review = told(KIND, "晋升评审", "转系列评审", "")
promotion = told(KIND, "晋升评审")
change = told(KIND, "转系列评审", "变更确认")
employed = told(EMPLOYMENT, "在编", "劳动合同", "劳务派遣")
dispatched, freelance = told(EMPLOYMENT, "劳务派遣"), told(EMPLOYMENT, "自由职业")
outside = told("person.unit.kind", "省属在昆", "其他州市")
institution = told("person.unit.institution", True)
lifted = told(CHANNEL, "破格", "绿色通道")
no_standard = told("standard_known", None, False)
own_standard = both(review, no_standard, lambda answers: not lifted(answers))
skilled = told(CHANNEL, "高技能人才")
senior = told("application.level", "正高级", "副高级")
has_title, other_title = told("has_title", True), told("other_title", True)
ordinary_recognition = both(told(KIND, "考核认定"), told(CHANNEL, "正常", None))


def asks_papers(answers: Answers) -> bool:
    """Whether the standard counts papers."""
    return review(answers) and bool(answers.get("standard.0.min_papers"))


def before_2022(answers: Answers) -> bool:
    return year_of(answers) < 2022


def own_cut_off(answers: Answers) -> bool:
    level = answers.get("application.committee_level")
    return review(answers) and (before_2022(answers) or level in ("省", "自主"))


def ask(
    name: str,
    label: str,
    kind: Kind,
    why: str,
    clause: str,
    section: str,
    rules: str,
    shown: Shown = always,
    *,
    choices: tuple[str, ...] = (),
    needed: bool = False,
    ahead: bool = False,
) -> Question:
    made = fact(name, label, kind, why, clause, choices=choices, ahead=ahead)
    return Question(made, section, tuple(rules.split()), shown, needed)


def known(name: str, section: str, rules: str, shown: Shown = always, *, needed: bool = False) -> Question:
    """A question of 资格信息, under its key of the case format."""
    kept = FACTS[name]
    field = kept.field
    made = fact(
        f"person.{name}",
        field.label,
        field.kind,
        kept.why,
        kept.clause,
        choices=field.choices,
        ahead=kept.ahead,
    )
    return Question(made, section, tuple(rules.split()), shown, needed)


def title(number: int, shown: Shown) -> tuple[Question, ...]:
    """The questions on one title held."""
    key, held = f"person.titles.{number}", "held"
    elsewhere = both(shown, told(f"{key}.origin", "外省", "中央单位", "部队"))
    qualification = both(shown, told(f"{key}.obtained_by", "职业资格"))
    other = _TITLE_OF[number]
    return (
        ask(f"{key}.series", f"{other}职称系列", Kind.CHOICE, "与证书一致。", "KM2023-3.9", held,
             "E-16 E-17 E-19 LADDER", shown, choices=SERIES, needed=True),
        ask(f"{key}.profession", f"{other}专业", Kind.TEXT, "同一专业不能重复取得职称。", "KM2023-3.9", held,
             "E-16 E-17", shown),
        ask(f"{key}.level", f"{other}级别", Kind.CHOICE, "下一级职称是晋升的条件。", "GUIDE-Q7", held,
             "E-16 E-28 E-39 LADDER", shown, choices=LEVELS, needed=True),
        ask(f"{key}.obtained_on", f"{other}取得日期", Kind.DAY, "与证书一致，年限从取得和聘任起算。", "KM2023-2.6",
             held, "E-11", shown, needed=True),
        ask(f"{key}.appointed_on", f"{other}聘任日期", Kind.DAY, "聘任晚于取得的，从聘任起算；没有单独聘任的不填。",
             "GUIDE-Q11", held, "E-11", shown),
        ask(f"{key}.paid_from", f"{other}兑现工资日期", Kind.DAY,
         "由管理、工勤岗位转来的，取证、聘任、工资三者齐备起算。",
             "GUIDE-Q10", held, "E-13 E-11", both(shown, told("moved", True))),
        ask(f"{key}.obtained_by", f"{other}取得方式", Kind.CHOICE, "职业资格须在对应目录内才视同职称。", "KM2023-5.2",
             held, "E-32", shown, choices=("评审", "考核认定", "资格确认", "考试", "职业资格")),
        ask(f"{key}.mapped", f"{other}职业资格在《职业资格与职称对应表》内", Kind.YES_NO,
         "不在表内的不能视同职称；不清楚的不选。",
             "KM2023-5.2", held, "E-32", qualification),
        ask(f"{key}.origin", f"{other}取得地", Kind.CHOICE, "省外、中央单位、部队取得的须先确认。", "KM2023-4.3",
         held,
             "E-27 E-28", shown, choices=("云南省", "外省", "中央单位", "部队")),
        ask(f"{key}.confirmed", f"{other}已经人社部门确认", Kind.YES_NO, "评审会前须完成确认；还没有结果的不选。",
             "KM2023-4.3", held, "E-27", elsewhere),
    )  # fmt: skip


SERIES = tuple(one.name for one in series())
_TITLE_OF = {0: "现有职称：", 1: "另一职称："}
YEARS = tuple(str(year) for year in range(NEWEST, first_year() - 1, -1))
UNIT_KINDS = tuple(kind.value for kind in law.UnitKind if kind is not law.UnitKind.NONE)


def channels_of(kind: str) -> tuple[str, ...]:
    """The channels that a kind of application can take."""
    if kind == "考核认定":
        return ("正常", "博士后直接认定", "基层有效认定")
    if kind in ("职称确认", "变更确认"):
        return ("正常",)
    return ("正常", "破格", "绿色通道", "首次直接申报", "高技能人才", "特殊人才")

"""The guide's questions and what must be known, each tied to its clauses.

The answers are the clauses' own gists (our wording); official words are quoted apart. What a later notice has
changed stands beside the guide of 2021, newest document first.
"""

from dataclasses import dataclass
from functools import cache

from django.utils.translation import gettext_lazy as _

from zhicheng.desks.navigation import Words
from zhicheng.policy.clauses import Clause, load


@dataclass(frozen=True, slots=True)
class Answer:
    """A question with its answer; `later`: clauses of later years that go before the guide's."""

    key: str
    question: Words
    clauses: tuple[Clause, ...]
    later: tuple[Clause, ...]

    @property
    def text(self) -> str:
        """All words of question and answer, for the search."""
        return "\n".join([str(self.question), *(one.gist for one in (*self.later, *self.clauses))])


# Key in the address, the question, the guide's clauses, clauses of later years that change or sharpen it.
_Row = tuple[str, Words, tuple[str, ...], tuple[str, ...]]

MUST_READ: tuple[_Row, ...] = (
    (
        "truth",
        _("材料必须真实"),
        ("GUIDE-1.1.1", "GUIDE-1.1.2"),
        ("KM2023-6.3a", "KM2023-6.3b", "KM2023-4.1c"),
    ),
    ("vetting", _("审核要严，退回有次数"), ("GUIDE-1.2.1", "GUIDE-1.2.2"), ("KM2023-4.1d", "KM2023-4.2")),
    (
        "notice",
        _("三次公示，每次不少于5个工作日"),
        ("GUIDE-1.3.1", "GUIDE-1.3.2", "GUIDE-1.3.3", "GUIDE-1.3.4"),
        ("KM2023-3.6",),
    ),
    ("early", _("尽早提交，窗口关闭后不再开通"), ("GUIDE-1.4",), ("KM2023-3.4",)),
    ("once", _("一年只能申报一次晋升评审"), ("GUIDE-Q25",), ("KM2023-6.1",)),
    ("tenure", _("2023年履职时间和参保要求"), (), ("KM2023-2.6", "KM2023-2.4")),
)

QUESTIONS: tuple[_Row, ...] = (
    ("q1", _("什么是职称？"), ("GUIDE-Q1",), ()),
    ("q2", _("什么是职称评审？"), ("GUIDE-Q2",), ()),
    ("q3", _("可以评哪些职称？"), ("GUIDE-Q3",), ()),
    (
        "q4",
        _("哪些人可以申报，哪些人不可以？"),
        ("GUIDE-Q4a", "GUIDE-Q4b"),
        ("KM2023-2.1a", "KM2023-2.1b", "KM2023-2.2", "KM2023-2.3"),
    ),
    (
        "q5",
        _("申报走什么程序？"),
        ("GUIDE-Q5a", "GUIDE-Q5b", "GUIDE-Q5c"),
        ("KM2023-3.1", "KM2023-3.2", "YN2023-2.4"),
    ),
    ("q6", _("到哪里查通知和政策？"), ("GUIDE-Q6",), ("KM2023-1.2",)),
    (
        "q7",
        _("条件、材料和时间怎么定？"),
        ("GUIDE-Q7-1", "GUIDE-Q7-3", "GUIDE-Q7-4"),
        ("KM2023-1.1", "KM2023-1.4", "KM2023-3.4"),
    ),
    ("q8", _("年龄和年限算到哪一天？"), ("GUIDE-Q8",), ("KM2023-2.6",)),
    ("q9", _("对学历有什么要求？"), ("GUIDE-Q9",), ("KM2023-3.8",)),
    ("q10", _("工勤技能人员、管理人员能申报吗？"), ("GUIDE-Q10",), ()),
    ("q11", _("履职年限怎么算？借调期间算吗？"), ("GUIDE-Q11",), ()),
    ("q12", _("所学专业和申报专业不一致怎么办？"), ("GUIDE-Q12",), ("KM2023-2.5",)),
    ("q13", _("博士后有什么规定？"), ("GUIDE-Q13",), ()),
    ("q14", _("派遣制、编制外人员怎么申报？"), ("GUIDE-Q14",), ("KM2023-3.7",)),
    ("q15", _("职业资格能当职称用吗？"), ("GUIDE-Q15",), ("KM2023-5.2",)),
    (
        "q16",
        _("外地取得的职称在昆明能用吗？"),
        ("GUIDE-Q16-0", "GUIDE-Q16-1", "GUIDE-Q16-2", "GUIDE-Q16-3", "GUIDE-Q16-4", "GUIDE-Q16-5"),
        ("KM2023-4.3", "YN2023-3.2"),
    ),
    (
        "q17",
        _("换了岗位，怎么变更系列？"),
        ("GUIDE-Q17-1", "GUIDE-Q17-2", "GUIDE-Q17-3", "GUIDE-Q17-4"),
        ("KM2023-3.9", "KM2023-4.1b"),
    ),
    (
        "q18",
        _("毕业生怎么认定职称？"),
        ("GUIDE-Q18-0", "GUIDE-Q18-1", "GUIDE-Q18-2", "GUIDE-Q18-3", "GUIDE-Q18-4"),
        ("YN2023-3.3",),
    ),
    ("q19", _("毕业生什么时候可以办认定？"), ("GUIDE-Q19",), ("DC2022-3",)),
    ("q20", _("毕业生认定要交什么材料？"), ("GUIDE-Q20",), ()),
    ("q21", _("技能人才能申报职称吗？"), ("GUIDE-Q21",), ()),
    ("q22", _("考试取得的职称还要评审吗？"), ("GUIDE-Q22",), ("KM2023-4.4a",)),
    (
        "q23",
        _("申报要交哪些材料？"),
        ("GUIDE-Q23-0", "GUIDE-Q23-1", "GUIDE-Q23-2", "GUIDE-Q23-3"),
        ("KM2023-3.5", "KM2023-3.6", "KM2023-3.8"),
    ),
    ("q24", _("纸质材料有什么要求？"), ("GUIDE-Q24",), ()),
    ("q25", _("还有什么要特别注意？"), ("GUIDE-Q25",), ("KM2023-6.1", "KM2023-4.1a", "KM2023-4.1c")),
)

ACCOUNT_HELP: tuple[_Row, ...] = (
    ("locked", _("密码输错，账号被锁"), ("GUIDE-5.4.1",), ()),
    ("forgotten", _("忘记密码"), ("GUIDE-5.4.2",), ()),
    ("taken", _("注册时提示号码已注册"), ("GUIDE-5.4.3",), ()),
    ("same-name", _("单位注册时提示已有同名单位"), ("GUIDE-5.4.4",), ()),
    ("unseen", _("单位看不到我的申报"), ("GUIDE-5.4.5",), ()),
    ("slow", _("网站打不开、卡顿"), ("GUIDE-5.4.6", "GUIDE-5.1.1"), ()),
    ("renamed", _("单位改了名称"), ("GUIDE-5.4.7",), ()),
    ("manual", _("系统使用指南"), ("GUIDE-5.1.3",), ()),
    ("more", _("还是没有解决"), ("GUIDE-5.4.8",), ()),
)

APPEAL: tuple[_Row, ...] = (
    ("objection", _("对公示有异议"), ("GUIDE-1.3.4",), ()),
    ("recheck", _("对自己的评审结果不服"), (), ("KM2023-4.6",)),
)


@cache
def must_read() -> tuple[Answer, ...]:
    """What everybody must know before applying."""
    return _answers(MUST_READ)


@cache
def answers() -> tuple[Answer, ...]:
    """The 25 questions, then help with accounts, objections and rechecks."""
    return _answers((*QUESTIONS, *ACCOUNT_HELP, *APPEAL))


@cache
def account_help() -> tuple[Answer, ...]:
    """What to do when logging in fails."""
    return _answers(ACCOUNT_HELP)


@cache
def appeal() -> tuple[Answer, ...]:
    """Ways to object and to have a result checked again."""
    return _answers(APPEAL)


def _answers(rows: tuple[_Row, ...]) -> tuple[Answer, ...]:
    clauses = load()
    return tuple(
        Answer(key, words, tuple(clauses[one] for one in guide), tuple(clauses[one] for one in later))
        for key, words, guide, later in rows
    )

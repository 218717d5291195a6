"""Which education counts, and how the levels rank (E-10: technical schools by their equivalents)."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.facts import Degree, Education
from zhicheng.policy.findings import Finding

EQUIVALENTS = {
    Degree.MID_WORKER_CLASS: Degree.SECONDARY,
    Degree.SENIOR_WORKER_CLASS: Degree.COLLEGE,
    Degree.TECHNICIAN_CLASS: Degree.UNDERGRADUATE,
}


def rank_of(ask: Asking, degree: Degree) -> int:
    """How high an education stands, 1 for 中专 to 6 for 博士 (GUIDE-Q9)."""
    return ask.book.value("education.rank").numbers_by_term[degree.value]


def finished(ask: Asking) -> list[Education]:
    """The educations held on the day of asking."""
    return [one for one in ask.person.education if one.finished_on is None or one.finished_on <= ask.today]


def highest(ask: Asking) -> Education | None:
    """The highest education held on the day of asking."""
    return max(finished(ask), key=lambda one: rank_of(ask, one.level), default=None)


def equivalence(ask: Asking) -> Finding:
    """E-10: 中级工班, 高级工班 and 预备技师班 count as 中专, 大专 and 本科 (GUIDE-Q9)."""
    for one in finished(ask):
        if one.level in EQUIVALENTS:
            return ask.passes("E-10", f"{one.level}毕业按相当于{EQUIVALENTS[one.level]}学历申报。")
    return ask.silent("E-10")

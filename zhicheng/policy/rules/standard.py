"""The committee's standard: is one of its rows met? E-09, E-11, E-12, E-34, E-35, LADDER, PAPERS."""

from __future__ import annotations

import datetime
import sys
from dataclasses import dataclass

from zhicheng.policy.anniversaries import full_months, full_years
from zhicheng.policy.asking import Asking, day, span
from zhicheng.policy.facts import REVIEWS, Channel, Degree, Education, Row, TrainingKind
from zhicheng.policy.findings import Finding, Outcome, Years
from zhicheng.policy.rules.areas import in_listed_area
from zhicheng.policy.rules.belonging import as_township_staff
from zhicheng.policy.rules.education import finished, highest, rank_of
from zhicheng.policy.rules.tenure import cut_off, earliest_year, lost_days
from zhicheng.policy.rules.titles_held import Basis, bases, doubt_finding
from zhicheng.policy.tables.kept import TableKind, practice_heavy, touches_safety

# An approval lifts the whole row in these channels; while it is open nothing else of the row is asked.
LIFTED = frozenset({Channel.GREEN, Channel.EXCEPTIONAL})
# In these the row's lower title is not needed.
NO_LADDER = frozenset({Channel.SKILLED, Channel.FIRST_DIRECT})
# Where years do not decide: after every row where they do.
NO_YEARS = sys.maxsize


@dataclass(frozen=True, slots=True)
class Attempt:
    """One row held against one education and one way of holding the lower title."""

    row: Row
    findings: tuple[Finding, ...]
    stage: int
    years: Years | None = None
    since: datetime.date | None = None

    @property
    def nearness(self) -> tuple[int, int, int, int, int, tuple[str, ...]]:
        """Greater is nearer: met, open or failed; how far it got; how much lacks; years to spare.

        What is equally near is told by the row that asks fewest years, then by the names of its rules, so
        that the order of the records decides nothing.
        """
        outcomes = [finding.outcome for finding in self.findings]
        grade = 0 if Outcome.FAILS in outcomes else 1 if Outcome.UNKNOWN in outcomes else 2
        lacks = tuple(one.rule for one in self.findings if one.outcome in (Outcome.FAILS, Outcome.UNKNOWN))
        spare = self.years.counted - self.years.required if self.years else 0
        asked = -self.years.required if self.years else -NO_YEARS
        return grade, self.stage, -len(lacks), spare, asked, lacks


def by_standard(ask: Asking) -> tuple[list[Finding], Years | None]:
    """The findings of the row that is met, else of the nearest one, and its years where years decide."""
    if ask.application.kind not in REVIEWS or ask.application.channel in LIFTED:
        return [], None
    rows = rows_that_hold(ask)
    if not rows:
        sentence = "评委会的评价标准条件还没有录入,不能判断学历、下一级职称和年限。"
        return [ask.unknown("LADDER", sentence, "请等待评委会公布评价标准条件。")], None
    best = nearest(ask)
    return (list(best.findings), best.years) if best else ([_education_short(ask, rows)], None)


def nearest(ask: Asking) -> Attempt | None:
    """The row that is met, else the one nearest to it; None where no row admits an education held."""
    educations = finished(ask)
    attempts = [
        attempt
        for row in rows_that_hold(ask)
        for education in educations
        if rank_of(ask, education.level) >= rank_of(ask, row.education)
        for attempt in _attempts(ask, row, education)
    ]
    return max(attempts, key=lambda attempt: attempt.nearness, default=None)


def rows_that_hold(ask: Asking) -> tuple[Row, ...]:
    """The standard's rows; with its variant for county and township staff for these and whom E-42 joins to them.

    Who meets the common conditions meets them as before, so that the variant never makes an answer worse.
    """
    if as_township_staff(ask) or ask.person.remote_or_grassroots:
        return ask.facts.township_standard + ask.facts.standard
    return ask.facts.standard


def _education_short(ask: Asking, rows: tuple[Row, ...]) -> Finding:
    held = highest(ask)
    least = min((row.education for row in rows), key=lambda degree: rank_of(ask, degree))
    now = f"现有最高学历(学位)为{held.level}" if held else "没有填写已取得的学历(学位)"
    return ask.fails("E-09", f"{now},评价标准要求{least}以上。", "取得相应学历(学位)后再申报。")


def _attempts(ask: Asking, row: Row, education: Education) -> list[Attempt]:
    """The row with this education, once for each way of holding its lower title."""
    common = [
        ask.passes("E-09", f"学历(学位){education.level}达到评价标准的要求({row.education}以上)。"),
        *_match(ask, education),
        *_papers(ask, row),
    ]
    if ask.application.channel is Channel.SKILLED:
        return [Attempt(row, tuple(common), 2)]
    added = _added_years(ask, education)
    if row.title_level is None or ask.application.channel is Channel.FIRST_DIRECT:
        since = _work_since(ask)
        findings, years = _years_of(ask, row, added, since, "从事专业技术工作")
        return [Attempt(row, (*common, *findings), 2, years, since)]
    found = bases(ask, row.title_level)
    if not found:
        sentence = (
            f"申报{ask.application.level}须具备{ask.application.series}系列{row.title_level}职称,现没有。"
        )
        lack = ask.fails("LADDER", sentence, f"先取得{row.title_level}职称。")
        return [Attempt(row, (*common[:1], lack), 1)]
    return [_with_title(ask, row, added, common, basis) for basis in found]


def _with_title(ask: Asking, row: Row, added: int, common: list[Finding], basis: Basis) -> Attempt:
    held = ask.passes("LADDER", f"具备评价标准要求的{row.title_level}职称。")
    doubts = [doubt_finding(ask, doubt, basis.title) for doubt in basis.doubts]
    findings, years = _years_of(ask, row, added, basis.since, f"任{row.title_level}职称")
    return Attempt(row, (*common, held, *doubts, *findings), 2, years, basis.since)


def _work_since(ask: Asking) -> datetime.date | None:
    """Since when professional work counts; for staff moved to the post, since the document (GUIDE-Q10)."""
    moved = ask.person.post_moved
    if moved is not None and ask.person.unit.institution and moved.document_on:
        return moved.document_on
    return ask.person.professional_work_from


def _years_of(
    ask: Asking, row: Row, added: int, since: datetime.date | None, doing: str
) -> tuple[list[Finding], Years | None]:
    """E-11: full years from `since` to the cut-off against what the row asks after all changes."""
    reductions, reduced = _reductions(ask)
    required = max(0, row.years + added - reduced)
    end = cut_off(ask)
    if required == 0 and (since is None or end is None):
        return [*reductions, ask.passes("E-11", "评价标准没有年限要求。")], None
    if end is None:
        sentence = f"任职年限计算到评审会当月,评审会日期未定,能否满{required}年不能确定。"
        return [*reductions, ask.unknown("E-11", sentence, "待评委会确定开会日期。")], None
    if since is None:
        sentence = f"{doing}的起始时间没有填写,能否满{required}年不能确定。"
        return [*reductions, ask.unknown("E-11", sentence, "请填写工作经历。")], None
    lost = lost_days(ask, since, end)
    counted = full_years(since, end, lost)
    also = _also(ask, lost)
    length = span(full_months(since, end, lost))
    words = f"截至{day(end)}{doing}满{length},需满{required}年"
    if lost:
        words += f"(已扣除不计算的{lost}天)"
    years = Years(required, counted)
    if counted >= required:
        return [*reductions, ask.passes("E-11", words + "。", also=also)], years
    earliest = earliest_year(ask, since, required, end, lost)
    soonest = f"最早{earliest}年度可申报(以当年通知为准)"
    findings = [*reductions, ask.fails("E-11", f"{words};{soonest}。", "满年限后再申报。", also=also)]
    if added and counted >= required - added:
        sentence = f"所学专业与从事专业不一致,年限增加{added}年,由{required - added}年增为{required}年。"
        findings.append(ask.fails("E-12", sentence, f"{soonest}。"))
    return findings, years


def _also(ask: Asking, lost: int) -> tuple[str, ...]:
    moved = ask.person.post_moved is not None and ask.person.unit.institution
    return (("GUIDE-Q10",) if moved else ()) + (("GUIDE-Q11",) if lost else ())


def _added_years(ask: Asking, education: Education) -> int:
    if education.matches_work or not ask.holds("E-12") or _safety(ask):
        return 0
    return ask.book.value("mismatch.added_years").number


def _match(ask: Asking, education: Education) -> list[Finding]:
    """E-12, E-12a, E-12b: what it means that the profession studied is not the one worked in."""
    if education.matches_work:
        return []
    if ask.holds("E-12"):
        if safety := _safety(ask):
            sentence = "所学专业与从事专业不一致,且申报的系列(专业)涉及公共安全、人身健康,不得申报。"
            remedy, table = "请按所学专业申报,或取得对口专业学历。", ask.cited(TableKind.SAFETY)
            return [ask.fails("E-12", sentence, remedy, table=table)]
        if safety is None:
            what = "所学专业与从事专业不一致,不能确定申报的系列(专业)是否涉及公共安全、人身健康。"
            return [ask.awaits("E-12", TableKind.SAFETY, what)]
        return []
    if ask.holds("E-12a"):
        return [ask.passes("E-12a", "所学专业与从事专业不一致的,本年度不作为限制条件。")]
    if _equivalent_training(ask):
        return [ask.passes("E-12b", "所学专业与申报专业不相符,有培训、进修经历,视为具备同等专业能力。")]
    sentence = "所学专业与申报专业不相符,没有达到要求的专业培训、进修结业、大专院校学习或行业主管部门培训。"
    return [ask.fails("E-12b", sentence, "参加所从事专业的培训累计半年以上,或取得其他同等证明。")]


def _safety(ask: Asking) -> bool | None:
    """Whether public safety or health is touched: by the bureaus' table; the starting list where there is none."""
    wanted = ask.application
    if ask.tables is None:
        return wanted.public_safety_or_health
    listed = touches_safety(ask.tables, wanted.series, wanted.profession)
    return True if listed is None and wanted.public_safety_or_health else listed


def _equivalent_training(ask: Asking) -> bool:
    """Any one of the four of GUIDE-Q12: half a year's training, three subjects, a year's study, a course."""
    months = dict.fromkeys(TrainingKind, 0.0)
    subjects = 0
    for training in ask.person.mismatch_training:
        months[training.kind] += training.months
        subjects += training.subjects if training.kind is TrainingKind.SUBJECTS else 0
    return (
        months[TrainingKind.PROFESSIONAL] >= ask.book.value("mismatch.training_months").number
        or months[TrainingKind.COLLEGE] >= ask.book.value("mismatch.college_months").number
        or subjects >= ask.book.value("mismatch.subjects").number
        or any(training.kind is TrainingKind.DEPARTMENT for training in ask.person.mismatch_training)
    )


def _reductions(ask: Asking) -> tuple[list[Finding], int]:
    """E-34 and E-35: years off, with the findings that say so."""
    found, years = [], 0
    if ask.holds("E-34") and _township_graduate(ask):
        off = ask.book.value("township.reduction_years").number
        listed, table = in_listed_area(ask), ask.cited(TableKind.AREAS)
        if listed is None:
            what = f"不能确定是否在规定地区的乡镇(街道)工作;以下暂按提前{off}年计算。"
            found.append(ask.awaits("E-34", TableKind.AREAS, what))
        elif listed:
            sentence = f"到规定地区乡镇(街道)工作的普通高校毕业生首次申报,提前{off}年。"
            found.append(ask.passes("E-34", sentence, table=table))
        years += off if listed is not False else 0
    if ask.holds("E-35") and _engineering_degree(ask):
        off = ask.book.value("engineering.reduction_years").number
        found.append(ask.passes("E-35", f"工程类专业学位硕士或工程专业双学士申报高级工程师,提前{off}年。"))
        years += off
    return found, years


def _township_graduate(ask: Asking) -> bool:
    township = ask.person.township
    graduate = township is not None and township.listed_area and township.graduate_of_ordinary_college
    return graduate and ask.person.first_application


def _engineering_degree(ask: Asking) -> bool:
    """A professional master of engineering, or two bachelor's degrees in engineering (DC2022-1.9)."""
    wanted = ask.application
    if wanted.series not in ask.book.value("engineering.series").words:
        return False
    if wanted.level.value not in ask.book.value("engineering.levels").words:
        return False
    degrees = [one.level for one in finished(ask) if one.engineering_professional_degree]
    bachelors = sum(degree in (Degree.UNDERGRADUATE, Degree.BACHELOR) for degree in degrees)
    return Degree.MASTER in degrees or Degree.DOUBLE_BACHELOR in degrees or bachelors > 1


def _papers(ask: Asking, row: Row) -> list[Finding]:
    """PAPERS: the standard's papers, unless E-36 (grass-roots) or E-46 (practice-heavy) lifts them."""
    if row.min_papers <= 0:
        return []
    if ask.holds("E-36") and ask.person.remote_or_grassroots:
        return [ask.passes("E-36", "艰苦边远地区和基层一线人员,论文不作为限制性条件。")]
    table = ask.cited(TableKind.PRACTICE)
    named = ask.application.series in ask.book.value("papers.practice_heavy").words
    listed = practice_heavy(ask.tables, ask.application.series) if ask.tables else None
    if ask.holds("E-46") and (named or listed):
        sentence = f"{ask.application.series}系列不以论文为主要评价指标,论文数量不作硬性要求。"
        return [ask.passes("E-46", sentence, table=table if listed else "")]
    have = ask.person.papers
    if have is None:
        return [
            ask.unknown(
                "PAPERS", f"评价标准要求论文{row.min_papers}篇,论文情况没有填写。", "请填写论文情况。"
            )
        ]
    if have < row.min_papers:
        sentence = f"论文{have}篇,评价标准要求{row.min_papers}篇。"
        return [ask.fails("PAPERS", sentence, "发表符合要求的论文后再申报。", table=table)]
    return [ask.passes("PAPERS", f"论文{have}篇,达到评价标准要求的{row.min_papers}篇。", table=table)]

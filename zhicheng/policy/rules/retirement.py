"""E-02, E-03: civil servants and retired people; and when the statutory age is reached (AMB-45)."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from zhicheng.policy.anniversaries import add_months, add_years, month_end
from zhicheng.policy.asking import Asking, day, worded
from zhicheng.policy.book import Book
from zhicheng.policy.facts import REVIEWS
from zhicheng.policy.findings import Finding, Outcome
from zhicheng.policy.tables.kept import KeptTable, TableKind


class Retires(StrEnum):
    """Who retires at the same age."""

    MEN = "男"
    WOMEN_PROFESSIONAL = "女_专业技术或管理"
    WOMEN_WORKERS = "女_工勤技能"


@dataclass(frozen=True, slots=True)
class AgeRow:
    """A row of the dated table: from a day on, who retires at `age` years.

    From `delayed_from` on the age moves up one month for every `step` months, by `most` months at most.
    """

    in_force_from: datetime.date
    who: Retires
    age: int
    delayed_from: datetime.date | None = None
    step: int = 1
    most: int = 0


def table_of(book: Book) -> tuple[AgeRow, ...]:
    """The unverified table that the values give to start with; the bureau keeps its own (AMB-45)."""
    ages = book.value("retirement.ages").numbers_by_term
    steps = book.value("retirement.delay_step").numbers_by_term
    most = book.value("retirement.delay_most").numbers_by_term
    start = book.value("retirement.delay_from").day
    return tuple(AgeRow(datetime.date.min, who, ages[who], start, steps[who], most[who]) for who in Retires)


def ages_of(table: KeptTable | None, book: Book) -> tuple[AgeRow, ...]:
    """The bureaus' table of ages; for whom it says nothing from the beginning, the starting one of the values."""
    rows = _kept_ages(table) if table else ()
    begun = {row.who for row in rows if row.in_force_from == datetime.date.min}
    return rows + tuple(row for row in table_of(book) if row.who not in begun)


def _kept_ages(table: KeptTable) -> tuple[AgeRow, ...]:
    return tuple(
        AgeRow(
            in_force_from=datetime.date.fromisoformat(row["from"]) if row["from"] else datetime.date.min,
            who=Retires(row["who"]),
            age=row["age"],
            delayed_from=datetime.date.fromisoformat(row["delayed_from"]) if row["delayed_from"] else None,
            step=row["step"] or 1,
            most=row["most"] or 0,
        )
        for row in table.rows
    )


def statutory_day(birth: datetime.date, who: Retires, table: Iterable[AgeRow]) -> datetime.date:
    """The day on which the statutory age is reached, by a dated table of ages.

    The row counts that is the latest in force on the day it gives. Raises LookupError where no row does.
    """
    found = [(row.in_force_from, _day_by(row, birth)) for row in table if row.who is who]
    in_force = [(since, reached) for since, reached in found if since <= reached]
    if not in_force:
        raise LookupError(f"the table has no age for {who} born on {birth.isoformat()}")
    return max(in_force)[1]


def _day_by(row: AgeRow, birth: datetime.date) -> datetime.date:
    plain = add_years(birth, row.age)
    if row.delayed_from is None or plain < row.delayed_from:
        return plain
    months = (plain.year - row.delayed_from.year) * 12 + plain.month - row.delayed_from.month
    return add_months(birth, row.age * 12 + min(row.most, months // row.step + 1))


def civil_servant(ask: Asking) -> Finding:
    """E-02: civil servants and 参公 staff are barred (KM2023-2.1b, GUIDE-Q4b)."""
    if ask.person.civil_servant:
        return ask.fails(
            "E-02", "公务员(含参公管理的人员)不得参加职称评审。", "不再属于公务员(含参公管理)后方可申报。"
        )
    return ask.passes("E-02", "不属于公务员(含参公管理的人员)。")


def retired(ask: Asking) -> Finding:
    """E-03: retired, or of statutory age, in the month of the meeting; an approved delay excepts (Q4b).

    Recognition and confirmation have no meeting: they are judged on the day of asking. Where the statutory day
    rests on the starting ages alone, because the bureaus have not released theirs, nobody passes by it unseen.
    """
    found = _retired(ask)
    person, tables = ask.person, ask.tables
    told = person.statutory_retirement_on is None or person.retirement_delayed_until is not None
    if tables is None or told:
        return found
    table = ask.cited(TableKind.AGES)
    if found.outcome is Outcome.PASSES and tables.find(TableKind.AGES) is None:
        return ask.awaits("E-03", TableKind.AGES, f"按一般规定推算:{found.sentence}")
    return worded(ask.book, "E-03", found.outcome, found.sentence, found.remedy, (), table)


def _retired(ask: Asking) -> Finding:
    """E-03 by the days that the facts give."""
    person, meeting = ask.person, ask.application.meeting_on
    dates = [found for found in (person.retired_on, person.statutory_retirement_on) if found]
    if not dates:
        return ask.passes("E-03", "没有离退休或已到法定退休年龄的记录。")
    if ask.application.kind not in REVIEWS:
        return _retired_by(ask, ask.today, ask.today)
    if meeting is not None:
        return _retired_by(ask, meeting, month_end(meeting))
    if min(dates) <= ask.today:
        return _retired_by(ask, ask.today, ask.today, awaiting_meeting=True)
    # A session is held by the end of the year after its policy year: what lies beyond cannot matter.
    if min(dates).year > ask.book.year + 1:
        return ask.passes("E-03", f"{day(min(dates))}才达到法定退休年龄或办理退休,不影响本年度申报。")
    return _open(ask)


def _retired_by(
    ask: Asking, when: datetime.date, last: datetime.date, *, awaiting_meeting: bool = False
) -> Finding:
    person = ask.person
    gone = person.retired_on is not None and person.retired_on <= when
    delayed = person.retirement_delayed_until
    if delayed is not None and delayed >= when and not gone:
        if awaiting_meeting:
            return _open(ask)
        return ask.passes("E-03", f"已批准延迟退休至{day(delayed)},{day(when)}仍在延迟退休期内。")
    if person.retired_on is not None and person.retired_on <= last:
        return ask.fails(
            "E-03",
            f"已于(将于){day(person.retired_on)}办理离退休手续,截至{day(last)}属于离退休人员。",
            "如离退休日期填写有误,或已批准延迟退休,请更正后再申报。",
        )
    age = person.statutory_retirement_on
    if age is not None and age <= last:
        return ask.fails(
            "E-03",
            f"{day(age)}达到法定退休年龄,截至{day(last)}已不能申报。",
            "如已批准延迟退休,请填写批准的期限并上传批准文件。",
        )
    return ask.passes("E-03", f"截至{day(last)}未办理离退休手续,也未达到法定退休年龄。")


def _open(ask: Asking) -> Finding:
    return ask.unknown(
        "E-03", "评审会日期未定,能否在达到退休年龄前参评尚不能确定。", "待评委会确定开会日期。"
    )

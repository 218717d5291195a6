"""One question put to the law: the facts, the book, and how an answer is worded with its clause."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from zhicheng.policy import clauses
from zhicheng.policy.book import Book, Value
from zhicheng.policy.facts import Application, Facts, Person
from zhicheng.policy.findings import Finding, Outcome
from zhicheng.policy.tables.kept import TableKind, Tables

NOT_IN_FORCE = "本年度、本地区的文件没有这项规定。"
NOT_CONCERNED = "不适用于本次申报。"


@dataclass(frozen=True, slots=True)
class Asking:
    """Facts held against the law of one year and place; the rules receive nothing else."""

    facts: Facts
    book: Book

    @property
    def person(self) -> Person:
        """The applicant."""
        return self.facts.person

    @property
    def application(self) -> Application:
        """What is applied for."""
        return self.facts.application

    @property
    def today(self) -> datetime.date:
        """The day on which the question is asked."""
        return self.facts.judged_on

    def holds(self, rule: str) -> bool:
        """Whether the rule is in force in this year and place."""
        value = self.book.find(rule)
        return value is not None and value.flag

    @property
    def tables(self) -> Tables | None:
        """The tables that the bureaus keep; None where the facts themselves state what stands in them."""
        return self.facts.tables

    def cited(self, kind: TableKind) -> str:
        """The table of a kind with its version, or that there is none yet; empty where none is asked."""
        if self.facts.tables is None:
            return ""
        found = self.facts.tables.find(kind)
        return found.cited if found else f"《{kind.label}》尚未发布"

    def passes(self, rule: str, sentence: str, *, also: tuple[str, ...] = (), table: str = "") -> Finding:
        """The rule is met."""
        return worded(self.book, rule, Outcome.PASSES, sentence, "", also, table)

    def fails(
        self, rule: str, sentence: str, remedy: str, *, also: tuple[str, ...] = (), table: str = ""
    ) -> Finding:
        """The rule bars, or a requirement is known not to be met."""
        return worded(self.book, rule, Outcome.FAILS, sentence, remedy, also, table)

    def unknown(
        self, rule: str, sentence: str, remedy: str, *, also: tuple[str, ...] = (), table: str = ""
    ) -> Finding:
        """A fact or proof that the rule needs is missing or undecided."""
        return worded(self.book, rule, Outcome.UNKNOWN, sentence, remedy, also, table)

    def awaits(self, rule: str, kind: TableKind, what: str) -> Finding:
        """The table of a kind is not released, so that the rule cannot answer; people check it."""
        table = self.cited(kind)
        return self.unknown(rule, f"{table},{what}", "由审核人员核对。", table=table)

    def silent(self, rule: str, sentence: str = NOT_CONCERNED) -> Finding:
        """The rule does not concern this application."""
        return worded(self.book, rule, Outcome.NOT_APPLICABLE, sentence, "", ())

    def not_in_force(self, rule: str) -> Finding:
        """No document of the year and place, nor an earlier one, sets the rule."""
        return worded(self.book, rule, Outcome.NOT_APPLICABLE, NOT_IN_FORCE, "", ())


# Most findings of one application are those of the last: their words are kept, so that a check stays fast.
@lru_cache(maxsize=4096)
def worded(
    book: Book,
    rule: str,
    outcome: Outcome,
    sentence: str,
    remedy: str,
    also: tuple[str, ...],
    table: str = "",
) -> Finding:
    """A finding with the clauses of its rule; raises NotSet where a rule not in force is answered.

    A table that it rests on is named behind the sentence, where the sentence does not name it itself.
    """
    if outcome is Outcome.NOT_APPLICABLE and (book.find(rule) is None or sentence == NOT_IN_FORCE):
        return Finding(rule, outcome, NOT_IN_FORCE)
    value = book.value(rule)
    inherited = value.year if value.inherited else None
    if table and table not in sentence:
        sentence += f"(依据{table})"
    return Finding(rule, outcome, sentence, value.clauses + also, document(value), remedy, inherited, table)


def document(value: Value) -> str:
    """The number, else the title, of the document of a value's main clause; empty for MOHRSS-40."""
    clause = clauses.load().get(value.clause)
    return clause.number if clause else ""


def day(value: datetime.date) -> str:
    """A day in Chinese: 2023年12月31日."""
    return f"{value.year}年{value.month}月{value.day}日"


def span(months: int) -> str:
    """A length of time in Chinese: 4年8个月."""
    years, rest = divmod(months, 12)
    if years and rest:
        return f"{years}年{rest}个月"
    return f"{years}年" if years or not rest else f"{rest}个月"

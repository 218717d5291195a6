"""What is wrong with the law as entered: lax places, unread anachronisms, papers where none may be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from zhicheng.policy import clauses
from zhicheng.policy.book import ORDER_40, PLACES, Book, Question
from zhicheng.policy.facts import Row


def lint(questions: Iterable[Question], years: Iterable[int]) -> Iterator[str]:
    """A line for each fault of the law: file and line, key, what is wrong; none where all is well."""
    asked = tuple(years)
    for question in questions:
        yield from _clauses(question)
        yield from _laxer(question, asked)


def _clauses(question: Question) -> Iterator[str]:
    """A value without a clause, or resting on a document later than its year without a reading."""
    for value in question.values:
        where = f"{question.at}: {question.key} {value.year} {value.place}"
        if not value.clauses:
            yield f"{where}: no clause"
        for name in value.clauses:
            clause = clauses.load().get(name)
            if clause is None and name != ORDER_40:
                yield f"{where}: no clause {name}"
            elif clause and clause.year > value.year and not value.reading:
                yield f"{where}: {name} came later, and no reading says why"


def _laxer(question: Question, years: Iterable[int]) -> Iterator[str]:
    """A place that asks less than the place above it in the same year."""
    if not question.stricter or question.strictest_wins:
        return
    for year in years:
        for place, chain in PLACES.items():
            own = question.latest(year, place)
            for above in chain[1:]:
                higher = question.latest(year, above)
                if own and higher and own.year == year and question.is_laxer(own, higher):
                    yield f"{question.at}: {question.key} {year}: {place} is laxer than {above}"


def lint_standard(name: str, series: str, rows: Iterable[Row], book: Book) -> Iterator[str]:
    """A line for each row that demands papers in a practice-heavy series (E-46, KM2023-6.2)."""
    rule, heavy = book.find("E-46"), book.find("papers.practice_heavy")
    if rule is None or not rule.flag or heavy is None or series not in heavy.words:
        return
    for at, row in enumerate(rows, 1):
        if row.min_papers > 0:
            yield f"{name}: row {at}: {series}系列不得把论文数量作为硬性要求({rule.clause})"

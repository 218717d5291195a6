"""The law told in words: a rule with its values and clauses, what changed, what is own or inherited."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping

from zhicheng.policy import clauses
from zhicheng.policy.book import PLACES, Book, Value, law, open_book

OWN, INHERITED, REFUSED = "自有", "沿用", "未定"

# Terms that values use within the program, as an applicant reads them.
_WORDS: Mapping[str, str] = {
    "first_return": "第一次退回起",
    "unit_pass": "单位第一次审核通过起",
    "meeting_month": "评审会当月月末",
    "year_end": "当年12月31日",
    "since_day": "自某日起连续",
    "last_months": "最近若干个月连续",
}


def spoken(value: Value) -> str:
    """A value in Chinese with its unit, as shown to people."""
    plain = value.value
    if isinstance(plain, bool):
        return "是" if plain else "否"
    if isinstance(plain, int):
        return f"{plain}{value.unit}"
    if isinstance(plain, datetime.date):
        return plain.isoformat()
    if isinstance(plain, tuple):
        return "、".join(str(item) for item in plain) or "无"
    if isinstance(plain, Mapping):
        return "、".join(f"{name}:{item}" for name, item in plain.items())
    return _WORDS.get(plain, plain)


def origin(value: Value) -> str:
    """Where a value comes from: year, place, clauses; whether inherited, read by us, or unverified."""
    marks = [f"{value.year}年{value.place}", "、".join(value.clauses)]
    if value.inherited:
        marks.append("沿用")
    if value.reading:
        marks.append(f"理解:{value.reading}")
    if value.unverified:
        marks.append("未经核对")
    return ",".join(marks)


def show(name: str, book: Book) -> Iterator[str]:
    """The lines that tell a rule or value: question, values, words of its clauses. Raises LawError."""
    value, question = book.find(name), law()[name]
    yield f"{name} {question.asks}"
    yield f"{book.year}年度 {book.place}: {_told(value)}"
    cited = list(value.clauses) if value else []
    for key in question.uses:
        used = book.find(key)
        yield f"  {key} {law()[key].asks} {_told(used)}"
        cited += used.clauses if used else ()
    for clause_id in dict.fromkeys(cited):
        yield from _clause(clause_id)


def _told(value: Value | None) -> str:
    return f"{spoken(value)}({origin(value)})" if value else "没有规定,也没有可沿用的规定"


def _clause(clause_id: str) -> Iterator[str]:
    clause = clauses.load().get(clause_id)
    if clause is None:
        yield f"  {clause_id}:不在五份文件内,待核对"
        return
    first, last = clause.lines
    yield f"  {clause_id}({clause.number},第{first}-{last}行):{clause.gist}"
    for phrase in clause.phrases:
        yield f"    原文:“{phrase}”"


def difference(before: Book, after: Book) -> Iterator[str]:
    """A line for every key whose value, or whose clause alone, is another in the second book."""
    for key in law():
        old, new = before.find(key), after.find(key)
        if _plain(old) != _plain(new):
            kind = "新增" if old is None else "取消" if new is None else "变更"
        elif old and new and old.clauses != new.clauses:
            kind = "依据更新"
        else:
            continue
        yield f"{kind} {key} {law()[key].asks} {_told(old)} → {_told(new)}"


def _plain(value: Value | None) -> tuple[object, str] | None:
    return (value.value, value.unit) if value else None


def table(years: range) -> Iterator[tuple[str, ...]]:
    """Rows of the printed table: key, then for each year and place 自有, 沿用 with its year, or 未定."""
    books = [open_book(year, place) for year in years for place in PLACES]
    yield ("", *(f"{book.year}{book.place}" for book in books))
    for key in law():
        yield (key, *(_standing(book.find(key)) for book in books))


def _standing(value: Value | None) -> str:
    if value is None:
        return REFUSED
    return f"{INHERITED}{value.year}" if value.inherited else OWN

"""The second half of `make mutate`: moves each value of the law a little, once, and sees whether a case notices.

A number and a day move by one both ways, a yes becomes no, a list loses each term, a table moves or loses each
entry, a clause is dropped. Only values that rules, dates, returns or routes ask for are moved; what other stages
ask for is proven there. Prints the values that may move unnoticed.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from tests.mutate_rules import WANTED, Question, notices, questions
from zhicheng.policy import book
from zhicheng.policy.asking import worded
from zhicheng.policy.book import Plain, Value

# Values of which no rule makes use; other stages do, and their tests are there.
ELSEWHERE = (
    "vote.", "committee.", "expert.", "group.", "meeting.", "avoidance.", "discipline.", "quorum.", "readings.",
    "draw.signers", "corrections.", "proof.", "inspection.", "suspension.", "pilot.", "exam_only.", "profession.",
    "publicity.", "collection.", "spot_check.",
)  # fmt: skip
# Moves that change no answer, and why.
EQUIVALENT = {
    "education.rank 2020 云南省: 博士: 6 -> 7": "nothing stands above",
    "education.rank 2021 昆明市: 博士: 6 -> 7": "nothing stands above",
    "E-12a 2023 昆明市: False -> True": "E-12 is asked before it",
    "E-12b 2022 昆明市: False -> True": "E-12a is asked before it",
    "E-12b 2023 昆明市: False -> True": "E-12 is asked before it",
}
# Asked with the row of a standard whatever the year: their line gives the clause, not whether they hold.
ALWAYS = ("E-09", "E-11", "E-12b", "E-27", "E-32", "LADDER", "PAPERS")
DAY = datetime.timedelta(days=1)


def moved(plain: Plain) -> Iterator[tuple[str, Plain]]:
    """Every small move of a value, with its words."""
    if isinstance(plain, bool):
        yield f"{plain} -> {not plain}", not plain
    elif isinstance(plain, int):
        for step in (-1, 1):
            yield f"{plain} -> {plain + step}", plain + step
    elif isinstance(plain, datetime.date):
        for days in (-DAY, DAY):
            yield f"{plain} -> {plain + days}", plain + days
    elif isinstance(plain, tuple):
        for at, term in enumerate(plain):
            yield f"without {term}", (*plain[:at], *plain[at + 1 :])
    elif isinstance(plain, Mapping):
        for term, entry in plain.items():
            rest = {name: other for name, other in plain.items() if name != term}
            if isinstance(entry, int):
                for step in (-1, 1):
                    yield f"{term}: {entry} -> {entry + step}", {**rest, term: entry + step}
            else:
                yield f"without {term}", rest


def mutants() -> Iterator[tuple[str, str, Value, Value]]:
    """File and line, words, value as it is, value moved."""
    for question in book.law().values():
        if question.key.startswith(ELSEWHERE):
            continue
        for value in question.values:
            name = f"{question.key} {value.year} {value.place}"
            for words, plain in moved(value.value):
                if f"{name}: {words}" in EQUIVALENT or (question.key in ALWAYS and value.value is True):
                    continue
                yield question.at, f"{name}: {words}", value, replace(value, value=plain)


def main() -> int:
    """Move every value; the exit status is 0 where enough is noticed."""
    asked: list[Question] = questions()
    plain_law, noticed, survivors = book.law(), 0, []
    assert not notices(asked)
    for at, words, old, new in mutants():
        question = plain_law[old.key]
        values = tuple(new if value is old else value for value in question.values)
        changed: Mapping[str, Any] = MappingProxyType(
            {**plain_law, old.key: replace(question, values=values)}
        )
        book.law = lambda changed=changed: changed
        book.open_book.cache_clear()
        worded.cache_clear()
        if notices(asked):
            noticed += 1
        else:
            survivors.append(f"{at.rpartition('/')[2]} {words}")
    print(*survivors, sep="\n")
    total = noticed + len(survivors)
    print(f"noticed {noticed} of {total} moved values ({noticed / total:.1%})")
    return 0 if noticed / total >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())

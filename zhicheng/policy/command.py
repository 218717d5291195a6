"""The command line of the law: `zhicheng policy check|route|dates|returns|show|diff|table|lint|coverage`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from chinese_calendar import constants

from zhicheng.policy import case as cases
from zhicheng.policy import coverage
from zhicheng.policy.book import PLACES, LawError, NotSet, SourceError, law, open_book
from zhicheng.policy.dates import deadlines
from zhicheng.policy.eligibility import check
from zhicheng.policy.explain import difference, show, table
from zhicheng.policy.lint import lint, lint_standard
from zhicheng.policy.routes import stations
from zhicheng.policy.rules.returns import count
from zhicheng.policy.workdays import Calendar

Answer = dict[str, Any]


@cache
def seed_calendar() -> Calendar:
    """The working days that chinesecalendar knows; a year it does not know is 待国务院公布."""
    free = ((day, False) for day in constants.holidays)
    worked = ((day, True) for day in constants.workdays)
    return Calendar.from_rows([*free, *worked])


def answer_check(case: cases.Case) -> Answer:
    """The verdict on a case of the family "eligibility"."""
    book = case.book()
    return check(cases.eligibility_facts(case), book).as_data()


def answer_route(case: cases.Case) -> Answer:
    """The stations of a case of the family "route"."""
    book = case.book()
    route = stations(cases.route_facts(case), book)
    answer: Answer = {"stations": list(route.stations)}
    if route.because:
        answer["because"] = list(route.because)
    if route.note:
        answer["note"] = route.note
    return answer | {"row": route.row, "clauses": list(route.clauses)}


def answer_dates(case: cases.Case) -> Answer:
    """The dates of a case of the family "dates"."""
    book = case.book()
    found = deadlines(cases.date_facts(case), book, seed_calendar())
    return {key: str(deadline) for key, deadline in found.items()}


def answer_returns(case: cases.Case) -> Answer:
    """The counter of a case of the family "returns"."""
    book = case.book()
    counted = count(cases.events(case), book)
    answer: Answer = {"used": counted.used, "left": counted.left, "state": counted.state}
    return answer | ({"station": counted.station} if counted.station else {})


ANSWERS: dict[str, Callable[[cases.Case], Answer]] = {
    "check": answer_check,
    "route": answer_route,
    "dates": answer_dates,
    "returns": answer_returns,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 answered, 1 found wanting (lint, coverage), 2 malformed input."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    if arguments[:1] == ["coverage"]:
        return coverage.main(arguments[1:])
    given = _parser().parse_args(arguments)
    try:
        return int(given.run(given))
    except (cases.Malformed, LawError, SourceError, OSError, UnicodeDecodeError) as error:
        print(" ".join(str(error).split()), file=sys.stderr)
        return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="zhicheng policy", description="The notices as code.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, answer in ANSWERS.items():
        asked = commands.add_parser(name, help=answer.__doc__)
        asked.add_argument("file", help="one case or an array of cases; - for standard input")
        asked.set_defaults(run=_answer_cases, answer=answer)
    shown = commands.add_parser(
        "show", help="A rule or value, its values in force and the words of its clauses."
    )
    shown.add_argument("rule", help="a rule's id (E-08) or a value's key (returns.limit)")
    shown.add_argument("--year", type=int, default=cases.LAST_YEAR)
    shown.add_argument("--place", choices=PLACES, default="昆明市")
    shown.set_defaults(run=lambda given: _print(show(given.rule, open_book(given.year, given.place))))
    changed = commands.add_parser("diff", help="What changed from one policy year to another.")
    changed.add_argument("before", type=int)
    changed.add_argument("after", type=int)
    changed.add_argument("--place", choices=PLACES, default="昆明市")
    changed.set_defaults(run=_diff)
    tabled = commands.add_parser("table", help="For each year and place: own, inherited or refused.")
    tabled.set_defaults(run=lambda given: _print("\t".join(row) for row in table(_years())))
    linted = commands.add_parser(
        "lint", help="What is wrong with the law, and with the standards of some cases."
    )
    linted.add_argument(
        "files", nargs="*", help="cases of the family eligibility whose standards are looked at"
    )
    linted.set_defaults(run=_lint)
    commands.add_parser("coverage", help="How much of the five documents works.")
    return parser


def _years() -> range:
    return range(cases.FIRST_YEAR, cases.LAST_YEAR + 1)


def _print(lines: Iterable[str]) -> int:
    for line in lines:
        print(line)
    return 0


def _diff(given: argparse.Namespace) -> int:
    return _print(difference(open_book(given.before, given.place), open_book(given.after, given.place)))


def _lint(given: argparse.Namespace) -> int:
    faults = list(lint(law().values(), _years()))
    for file in given.files:
        for case in cases.read_cases(_text(file))[0]:
            facts = cases.eligibility_facts(case)
            faults += lint_standard(case.name, facts.application.series, facts.standard, case.book())
    _print(faults)
    return 1 if faults else 0


def _answer_cases(given: argparse.Namespace) -> int:
    found, several = cases.read_cases(_text(given.file))
    answers = [_answered(case, given.answer) for case in found]
    print(json.dumps(answers if several else answers[0], ensure_ascii=False, indent=1))
    return 0


def _answered(case: cases.Case, answer: Callable[[cases.Case], Answer]) -> Answer:
    try:
        return answer(case)
    except NotSet as error:
        case.refuse("policy", str(error))


def _text(file: str) -> str:
    return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")

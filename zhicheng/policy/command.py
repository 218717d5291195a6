"""The command line of the law: `zhicheng policy check|route|dates|returns|show|diff|table|lint|coverage`."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from chinese_calendar import constants

from zhicheng.policy import case as cases
from zhicheng.policy.book import NotSet
from zhicheng.policy.dates import deadlines
from zhicheng.policy.eligibility import check
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
    return check(cases.eligibility_facts(case), case.book()).as_data()


def answer_route(case: cases.Case) -> Answer:
    """The stations of a case of the family "route"."""
    route = stations(cases.route_facts(case), case.book())
    answer: Answer = {"stations": list(route.stations)}
    if route.because:
        answer["because"] = list(route.because)
    if route.note:
        answer["note"] = route.note
    return answer | {"row": route.row, "clauses": list(route.clauses)}


def answer_dates(case: cases.Case) -> Answer:
    """The dates of a case of the family "dates"."""
    found = deadlines(cases.date_facts(case), case.book(), seed_calendar())
    return {key: str(deadline) for key, deadline in found.items()}


def answer_returns(case: cases.Case) -> Answer:
    """The counter of a case of the family "returns"."""
    happened = cases.events(case)
    counted = count(happened, case.book())
    answer: Answer = {"used": counted.used, "left": counted.left, "state": counted.state}
    return answer | ({"station": counted.station} if counted.station else {})


ANSWERS: dict[str, Callable[[cases.Case], Answer]] = {
    "check": answer_check,
    "route": answer_route,
    "dates": answer_dates,
    "returns": answer_returns,
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status: 0 answered, 1 found wanting (lint), 2 malformed input."""
    parser = argparse.ArgumentParser(prog="zhicheng policy", description="The notices as code.")
    commands = parser.add_subparsers(dest="command", required=True)
    for name, answer in ANSWERS.items():
        command = commands.add_parser(name, help=(answer.__doc__ or "").strip())
        command.add_argument("file", help="one case or an array of cases; - for standard input")
    given = parser.parse_args(argv)
    return _answer_cases(ANSWERS[given.command], given.file)


def _answer_cases(answer: Callable[[cases.Case], Answer], file: str) -> int:
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        return _refuse(f"{file}: {error}")
    try:
        found, several = cases.read_cases(text)
        answers = [_named(case, answer) for case in found]
    except cases.Malformed as error:
        return _refuse(str(error))
    print(json.dumps(answers if several else answers[0], ensure_ascii=False, indent=1))
    return 0


def _named(case: cases.Case, answer: Callable[[cases.Case], Answer]) -> Answer:
    try:
        return answer(case)
    except NotSet as error:
        raise cases.Malformed(f"{case.name}: policy: {error}") from error


def _refuse(words: str) -> int:
    print(" ".join(words.split()), file=sys.stderr)
    return 2

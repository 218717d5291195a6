"""`make mutate`: changes each rule of the law a little, once, and sees whether the policy cases notice.

A mutant is made by giving a function's mutated code to the function itself, so that every caller meets it.
It is killed when any case is answered otherwise than expected, or when answering it fails. Prints the
survivors and the share killed; status 1 below WANTED. EQUIVALENT lists the survivors that no case could
ever notice, with the reason.
"""

from __future__ import annotations

import ast
import importlib
import sys
import types
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.policy import test_education_proof, test_eligibility, test_kept_tables, test_scope
from tests.policy.expecting import CASES, FILES, wrong
from tests.policy.test_retirement import BY_TWO_AGES, STATUTORY, TWO_AGES
from tests.policy.test_returns import COUNTED, told
from zhicheng.policy import rules
from zhicheng.policy.asking import worded
from zhicheng.policy.book import open_book
from zhicheng.policy.case import Case, read_cases
from zhicheng.policy.command import ANSWERS
from zhicheng.policy.rules.retirement import AgeRow, Retires, statutory_day, table_of

WANTED = 0.9
# A question with what is wrong with its answer: nothing, as the law stands.
Question = Callable[[], Any]

SWAPS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt, ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq, ast.Is: ast.IsNot, ast.IsNot: ast.Is, ast.In: ast.NotIn, ast.NotIn: ast.In,
    ast.And: ast.Or, ast.Or: ast.And, ast.Add: ast.Sub, ast.Sub: ast.Add,
}  # fmt: skip

CALLS = {"min": "max", "max": "min", "any": "all", "all": "any"}

# Survivors that change nothing, and why.
EQUIVALENT = {
    "committee_scope: IsNot -> Is: entrusted = wanted.entrustment is not None": "E-06 judges them",
    "fast_tracks: LtE -> Lt: if title.declared and title.level is Level.MID"
    " and title.obtained_on <= ask.today": ("a title of today has no ten years"),
    "committee_scope: AugAssign left out: delegated += person.dispatch.user_unit_self_review_series": (
        "a case cannot state it; test_eligibility does"
    ),
    "fast_tracks: Return left out: return None": "it is returned all the same",
    "scope: any -> all: if not any(track.id in part.values for track in asked):": (
        "no scope takes a part of a series"
    ),
    "scope: Return left out: return": "nothing follows",
    "standard: 2 -> 1: return [Attempt(row, tuple(common), 2)]": "all of one stage",
    "standard: 1 -> 0: return [Attempt(row, (*common[:1], lack), 1)]": "only the order of stages counts",
    "standard: 2 -> 1: grade = 0 if Outcome.FAILS in outcomes else 1 if Outcome.UNKNOWN in outcomes else 2": (
        "what is open also lacks more"
    ),
    "standard: Return left out: return False": "None is no as well",
    "insurance: Lt -> LtE: if (period.end is None or period.end >= first - DAY) and period.start < first:": (
        "the first day is set to itself"
    ),
    "standard: 2 -> 3: return [Attempt(row, tuple(common), 2)]": "all of one stage",
    "standard: 1 -> 2: grade = 0 if Outcome.FAILS in outcomes else 1 if Outcome.UNKNOWN in outcomes else 2": (
        "what is open also lacks more"
    ),
    "standard: 2 -> 3: grade = 0 if Outcome.FAILS in outcomes else 1 if Outcome.UNKNOWN in outcomes else 2": (
        "only the order of grades counts"
    ),
}


def questions() -> list[Question]:
    """Every question of the cases, the counter and the statutory days: each returns what is wrong."""
    found: list[Question] = [
        partial(_of_case, answer, case)
        for family, answer in zip(FILES, ANSWERS.values(), strict=True)
        for file in FILES[family]
        for case in read_cases((CASES / file).read_text("utf-8"))[0]
    ]
    found += [lambda row=row: statutory_day(row[0], row[1], starting_table()) != row[2] for row in STATUTORY]
    found += [lambda row=row: statutory_day(row[0], Retires.MEN, TWO_AGES) != row[1] for row in BY_TWO_AGES]
    found += [lambda row=row: told(*row[:4]) != row[4] for row in COUNTED]
    found += tests_of(test_scope)  # the scopes of the 58 committees are tested by themselves
    # What no case can hand in: the tables that bureaus keep, the end of an online verification, and from when
    # a recognised title counts.
    found += tests_of(test_kept_tables) + tests_of(test_education_proof)
    found += rows_of(test_eligibility.test_a_recognised_title_counts_from_employment_or_the_end_of_probation)
    return found


def starting_table() -> tuple[AgeRow, ...]:
    """The ages of the law as it stands now, moved or not."""
    return table_of(open_book(2023, "昆明市"))


def tests_of(module: types.ModuleType) -> list[Question]:
    """The tests of a module, except those that make up their questions (they would ask thousands each time)."""
    tests = [
        test
        for name, test in vars(module).items()
        if name.startswith("test_") and not hasattr(test, "hypothesis")
    ]
    return [question for test in tests for question in rows_of(test)]


def rows_of(test: Callable[..., Any]) -> list[Question]:
    """A test, once for each row of the one parametrize that it may have."""
    marks = [mark for mark in getattr(test, "pytestmark", []) if mark.name == "parametrize"]
    several = [isinstance(mark.args[0], tuple) for mark in marks]
    return [
        partial(test, *value) if many else partial(test, value)
        for mark, many in zip(marks, several, strict=True)
        for value in mark.args[1]
    ] or [test]


def _of_case(answer: Callable[[Case], dict[str, Any]], case: Case) -> dict[str, Any]:
    return wrong(answer(case), case.data["expect"])


def mutants(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every change that can be made to a module, made on the tree while it is yielded, and undone after."""
    for node in _within_functions(tree):
        if isinstance(node, ast.Compare) and type(node.ops[0]) in SWAPS:
            yield from _swapped(node, node.ops, 0)
        elif isinstance(node, ast.BoolOp | ast.BinOp) and type(node.op) in SWAPS:
            holder = [node.op]
            for line, change in _swapped(node, holder, 0):
                before, node.op = node.op, holder[0]
                yield line, change
                node.op = before
        elif isinstance(node, ast.Constant) and type(node.value) in (int, bool):
            value = node.value
            node.value = not value if isinstance(value, bool) else int(str(value)) + 1
            yield node.lineno, f"{value} -> {node.value}"
            node.value = value
            if type(value) is int and value:
                node.value = value - 1
                yield node.lineno, f"{value} -> {node.value}"
                node.value = value
        elif isinstance(node, ast.If | ast.IfExp):
            test = node.test
            node.test = _negated(test)
            yield node.lineno, "condition negated"
            node.test = test
        elif isinstance(node, ast.comprehension):
            for at, test in enumerate(node.ifs):
                node.ifs[at] = _negated(test)
                yield test.lineno, "condition negated"
                node.ifs[at] = ast.copy_location(ast.Constant(True), test)
                yield test.lineno, "condition dropped"
                node.ifs[at] = test
        elif isinstance(node, ast.Name) and node.id in CALLS:
            name, node.id = node.id, CALLS[node.id]
            yield node.lineno, f"{name} -> {node.id}"
            node.id = name
        elif isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not | ast.USub):
            operand, operator = node.operand, node.op
            # `not x` becomes `not not x`, `-x` becomes `+x`.
            if isinstance(operator, ast.Not):
                node.operand = _negated(operand)
            else:
                node.op = ast.UAdd()
            yield node.lineno, f"{type(operator).__name__} dropped"
            node.operand, node.op = operand, operator
        yield from _without(node)


def _negated(test: ast.expr) -> ast.expr:
    return ast.copy_location(ast.UnaryOp(ast.Not(), test), test)


def _without(node: ast.AST) -> Iterator[tuple[int, str]]:
    """Each statement of a block left out that changes something and gives no name that is needed later."""
    for block in (getattr(node, "body", None), getattr(node, "orelse", None)):
        for at, statement in enumerate(block if isinstance(block, list) else []):
            if isinstance(statement, ast.AugAssign | ast.Continue | ast.Return) or (
                isinstance(statement, ast.Expr) and not isinstance(statement.value, ast.Constant)
            ):
                block[at] = ast.copy_location(ast.Pass(), statement)
                yield statement.lineno, f"{type(statement).__name__} left out"
                block[at] = statement


def _swapped(node: ast.expr, holder: list[Any], at: int) -> Iterator[tuple[int, str]]:
    old = holder[at]
    holder[at] = SWAPS[type(old)]()
    yield node.lineno, f"{type(old).__name__} -> {type(holder[at]).__name__}"
    holder[at] = old


def _within_functions(tree: ast.Module) -> Iterator[ast.AST]:
    """What runs when a rule is asked: the bodies of functions, not their defaults, decorators or tables."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield ast.Module(node.body, [])
            for statement in node.body:
                yield from ast.walk(statement)


def codes(code: types.CodeType) -> Iterator[types.CodeType]:
    """The code of every function and method of a module."""
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield constant
            if "<locals>" not in constant.co_qualname:
                yield from codes(constant)


def functions(module: types.ModuleType) -> Iterator[types.FunctionType]:
    """The functions, methods and properties that a module defines itself, also those behind a cache."""
    for found in vars(module).values():
        for one in (found, *(vars(found).values() if isinstance(found, type) else ())):
            plain = one.fget if isinstance(one, property) else getattr(one, "__wrapped__", one)
            if isinstance(plain, types.FunctionType) and plain.__module__ == module.__name__:
                yield plain


def forget(module: types.ModuleType) -> None:
    """Empty the caches that hold answers of rules."""
    worded.cache_clear()
    for found in vars(module).values():
        if hasattr(found, "cache_clear") and found.__module__ == module.__name__:
            found.cache_clear()


def notices(asked: list[Question]) -> bool:
    """Whether any answer is wrong, or cannot be given; the question that told is asked first the next time."""
    for at, question in enumerate(asked):
        try:
            told = bool(question())
        except (Exception, pytest.fail.Exception):
            told = True
        if told:
            asked.insert(0, asked.pop(at))
            return True
    return False


def main() -> int:
    """Mutate every rule; the exit status is 0 where enough is killed."""
    asked, killed, survivors = questions(), 0, []
    assert not notices(asked)
    for path in sorted(Path(rules.__path__[0]).glob("*.py")):
        if path.stem == "__init__":
            continue
        module = importlib.import_module(f"zhicheng.policy.rules.{path.stem}")
        source = path.read_text("utf-8")
        lines, tree = source.splitlines(), ast.parse(source)
        own = [(function, function.__code__) for function in functions(module)]
        for line, change in mutants(tree):
            ast.fix_missing_locations(tree)
            mutated = {code.co_qualname: code for code in codes(compile(tree, str(path), "exec"))}
            for function, code in own:
                # The methods that a dataclass writes itself have no code in the file.
                function.__code__ = mutated.get(function.__qualname__, code)
            forget(module)
            if notices(asked):
                killed += 1
            else:
                survivors.append((line, f"{path.stem}: {change}: {lines[line - 1].strip()}"))
            for function, code in own:
                function.__code__ = code
        forget(module)
    known = [words for _, words in survivors if words in EQUIVALENT]
    left = [(line, words) for line, words in survivors if words not in EQUIVALENT]
    for line, words in left:
        print(f"{line:4} {words}")
    total = killed + len(left)
    print(f"killed {killed} of {total} ({killed / total:.1%}); {len(known)} equivalent")
    return 0 if killed / total >= WANTED else 1


if __name__ == "__main__":
    sys.exit(main())

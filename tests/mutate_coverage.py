"""`make mutate-coverage`: disables each function that a clause names, once, and sees its test fail.

With words: only the functions of which `path:name` holds one of them.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from zhicheng.policy.clauses import load
from zhicheng.policy.coverage import ROOT

PARTS = ("zhicheng", "config", "tests", "pyproject.toml")
IGNORED = shutil.ignore_patterns("__pycache__", "node_modules")


def named() -> dict[str, list[str]]:
    """The tests of each named function, by `path:name`, as the clauses list them."""
    found: dict[str, list[str]] = {}
    for clause in load().values():
        for demand in clause.demands:
            if demand.by and demand.test and demand.test not in found.setdefault(demand.by, []):
                found[demand.by].append(demand.test)
    return found


def disabled(source: str, name: str) -> str | None:
    """The source with the function's body replaced by `return None`; None where the name is no function."""
    body: list[ast.stmt] = ast.parse(source).body
    node: ast.stmt | None = None
    for part in name.split("."):
        node = next((each for each in body if getattr(each, "name", None) == part), None)
        body = getattr(node, "body", [])
    if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
        return None
    lines = source.splitlines()
    indent = " " * (node.col_offset + 4)
    generator = any(isinstance(each, ast.Yield | ast.YieldFrom) for each in ast.walk(node))
    first, last = node.body[0].lineno, node.end_lineno or node.body[-1].lineno
    if first == node.lineno:
        return None
    instead = [f"{indent}return None", *([f"{indent}yield"] if generator else [])]
    return "\n".join([*lines[: first - 1], *instead, *lines[last:], ""])


def unnoticed(copy: Path, tests: list[str]) -> Iterator[str]:
    """Those of the tests that pass in the copy of the tree."""
    run = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-rA", "-p", "no:cacheprovider", *tests],
        cwd=copy, env={**os.environ, "PYTHONPATH": str(copy)}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    told = [line.split(" - ")[0] for line in run.stdout.splitlines()]
    told = [line.split(" ", 1)[1].split("[")[0] for line in told if line.startswith(("FAILED ", "ERROR "))]
    for test in tests:
        if test not in told and test.partition("::")[0] not in told:
            yield test


def main(words: Sequence[str] = ()) -> int:
    """Status 0 when every test noticed that its function did nothing; the last line is the figure."""
    survivors = count = 0
    with tempfile.TemporaryDirectory() as place:
        copy = Path(place)
        for part in PARTS:
            origin = ROOT / part
            if origin.is_dir():
                shutil.copytree(origin, copy / part, ignore=IGNORED)
            elif origin.is_file():
                shutil.copy(origin, copy / part)
        (copy / "node_modules").symlink_to(ROOT / "node_modules")  # the fonts of documents
        for by, tests in named().items():
            if words and not any(word in by for word in words):
                continue
            path, _, name = by.partition(":")
            source = (copy / path).read_text("utf-8")
            without = disabled(source, name)
            if without is None:
                print(f"not a function, left as it is: {by}")
                continue
            count += 1
            (copy / path).write_text(without, "utf-8")
            for test in unnoticed(copy, tests):
                survivors += 1
                print(f"{by} disabled, and {test} still passes", flush=True)
            (copy / path).write_text(source, "utf-8")
    print(f"{count} functions disabled, {survivors} tests did not notice")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""How much of the five documents works: each demand's function and test, looked up in the source tree."""

from __future__ import annotations

import argparse
import ast
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from zhicheng.policy import clauses as law
from zhicheng.policy.clauses import TAGS, Clause, Demand

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Tally:
    """Clauses counted: `total` = carried_out + informative + len(open); `partly` is the part of `open`
    of which at least one demand is proven."""

    total: int
    carried_out: int
    informative: int
    partly: tuple[str, ...]
    open: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Coverage:
    """The count: whole, by document, by tag as (proven, all) demands; `untrue` names what does not exist."""

    whole: Tally
    documents: Mapping[str, Tally]
    tags: Mapping[str, tuple[int, int]]
    untrue: tuple[str, ...]
    open_demands: Mapping[str, tuple[Demand, ...]]


@dataclass(frozen=True, slots=True)
class Module:
    """What a Python file defines, by dotted name, and the clause marks of each of its functions."""

    defined: frozenset[str]
    marks: Mapping[str, frozenset[str]]


@dataclass(slots=True)
class Tree:
    """The source tree below `root`, parsed file by file when asked."""

    root: Path
    _modules: dict[str, Module | None] = field(default_factory=dict)

    def module(self, path: str) -> Module | None:
        """The module at the path from the root, or None where there is no such file."""
        if path not in self._modules:
            place = self.root / path
            self._modules[path] = read_module(place.read_text("utf-8")) if place.is_file() else None
        return self._modules[path]


def read_module(source: str) -> Module:
    """The functions, classes, methods and class attributes of a source text, and its clause marks."""
    defined: set[str] = set()
    marks: dict[str, frozenset[str]] = {}

    def visit(body: Iterable[ast.stmt], prefix: str, inherited: frozenset[str]) -> None:
        body = list(body)
        inherited |= _pytestmark(body)
        for node in body:
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                name = prefix + node.name
                own = inherited | _marked(node.decorator_list)
                defined.add(name)
                if isinstance(node, ast.ClassDef):
                    visit(node.body, name + ".", own)
                else:
                    marks[name] = own
            elif prefix:
                defined.update(prefix + name for name in _assigned(node))

    visit(ast.parse(source).body, "", frozenset())
    return Module(frozenset(defined), marks)


def _assigned(node: ast.stmt) -> list[str]:
    targets: list[ast.expr] = []
    if isinstance(node, ast.Assign):
        targets = node.targets
    elif isinstance(node, ast.AnnAssign):
        targets = [node.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _pytestmark(body: Iterable[ast.stmt]) -> frozenset[str]:
    found: frozenset[str] = frozenset()
    for node in body:
        if isinstance(node, ast.Assign) and "pytestmark" in _assigned(node):
            value = node.value
            found |= _marked(value.elts if isinstance(value, ast.List | ast.Tuple) else [value])
    return found


def _marked(expressions: Iterable[ast.expr]) -> frozenset[str]:
    """The ids in `pytest.mark.clause("…", …)` among decorators or marks."""
    return frozenset(
        argument.value
        for call in expressions
        if isinstance(call, ast.Call) and ast.unparse(call.func) == "pytest.mark.clause"
        for argument in call.args
        if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
    )


def flaws(clause: Clause, demand: Demand, tree: Tree) -> list[str]:
    """What is untrue in a demand's `by` and `test`, one sentence each; nothing for what is left open."""
    found = []
    where = f"{clause.id} {demand.tag}"
    if demand.by is not None:
        path, _, name = demand.by.partition(":")
        module = tree.module(path)
        if not path.startswith("zhicheng/") or module is None or name not in module.defined:
            found.append(f"{where}: {demand.by} 不存在")
    if demand.test is not None:
        path, _, name = demand.test.partition("::")
        module = tree.module(path)
        dotted = name.replace("::", ".")
        if not path.startswith("tests/") or module is None or dotted not in module.marks:
            found.append(f"{where}: {demand.test} 不存在")
        elif not dotted.rpartition(".")[2].startswith("test_"):
            found.append(f"{where}: {demand.test} 不是测试")
        elif clause.id not in module.marks[dotted]:
            found.append(f"{where}: {demand.test} 没有标注 {clause.id}")
    return found


def proven(clause: Clause, demand: Demand, tree: Tree) -> bool:
    """Whether function and test stand and the test carries the clause's mark. The page of a clause that asks
    for nothing but information is enough by itself."""
    if demand.by is None or (demand.test is None and not clause.informative):
        return False
    return not flaws(clause, demand, tree)


def report(clauses: Mapping[str, Clause], root: Path = ROOT) -> Coverage:
    """The count over the clauses, checked against the source tree below `root`."""
    tree = Tree(root)
    open_demands = {
        clause.id: tuple(demand for demand in clause.demands if not proven(clause, demand, tree))
        for clause in clauses.values()
    }
    by_tag = {tag: [0, 0] for tag in TAGS}
    untrue: list[str] = []
    for clause in clauses.values():
        for demand in clause.demands:
            by_tag[demand.tag][0] += demand not in open_demands[clause.id]
            by_tag[demand.tag][1] += 1
            untrue += flaws(clause, demand, tree)
    names = dict.fromkeys(clause.document for clause in clauses.values())
    return Coverage(
        whole=_tally(clauses.values(), open_demands),
        documents={
            name: _tally([clause for clause in clauses.values() if clause.document == name], open_demands)
            for name in names
        },
        tags={tag: (count[0], count[1]) for tag, count in by_tag.items()},
        untrue=tuple(untrue),
        open_demands={name: demands for name, demands in open_demands.items() if demands},
    )


def _tally(clauses: Iterable[Clause], open_demands: Mapping[str, tuple[Demand, ...]]) -> Tally:
    clauses = list(clauses)
    closed = [clause for clause in clauses if not open_demands[clause.id]]
    still = [clause for clause in clauses if open_demands[clause.id]]
    return Tally(
        total=len(clauses),
        carried_out=sum(not clause.informative for clause in closed),
        informative=sum(clause.informative for clause in closed),
        partly=tuple(clause.id for clause in still if len(open_demands[clause.id]) < len(clause.demands)),
        open=tuple(clause.id for clause in still),
    )


def as_json(coverage: Coverage) -> str:
    """The count as a JSON object: total, carried_out, informative, partly, open, documents, tags, untrue."""
    whole = asdict(coverage.whole)
    whole["documents"] = {name: asdict(tally) for name, tally in coverage.documents.items()}
    whole["tags"] = {tag: {"proven": done, "total": all_} for tag, (done, all_) in coverage.tags.items()}
    whole["untrue"] = coverage.untrue
    return json.dumps(whole, ensure_ascii=False, indent=1)


def as_text(coverage: Coverage, *, list_open: bool) -> str:
    """The count for a person, with every open demand where asked."""
    rows = [_row("共计", coverage.whole)]
    rows += [_row(name, tally) for name, tally in coverage.documents.items()]
    tags = ", ".join(f"{tag} {done}/{all_}" for tag, (done, all_) in coverage.tags.items())
    rows.append(f"按要求种类: {tags}")
    if list_open:
        for name, demands in coverage.open_demands.items():
            rows += [f"{name} [{demand.tag}] {demand.says}" for demand in demands]
    rows += [f"不实: {line}" for line in coverage.untrue]
    return "\n".join(rows)


def _row(name: str, tally: Tally) -> str:
    return (
        f"{name}: {tally.total} 条, 已落实 {tally.carried_out}, 说明性 {tally.informative}, "
        f"部分落实 {len(tally.partly)}, 尚未落实 {len(tally.open) - len(tally.partly)}"
    )


def main(argv: Sequence[str]) -> int:
    """`zhicheng policy coverage [--json] [--open]`: print the count; status 1 when a name leads nowhere."""
    parser = argparse.ArgumentParser("zhicheng policy coverage", description=__doc__)
    parser.add_argument("--json", action="store_true", help="one JSON object")
    parser.add_argument("--open", action="store_true", help="every demand that stands open")
    options = parser.parse_args(argv)
    coverage = report(law.load())
    print(as_json(coverage) if options.json else as_text(coverage, list_open=options.open))
    return 1 if coverage.untrue else 0

"""The code's own shape: what the map promises, held against the files."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = [p for p in sorted((ROOT / "zhicheng").rglob("*.py")) if "migrations" not in p.parts]
BESIDE = sorted(
    path for folder in ("benchmarks", "config", "tests") for path in (ROOT / folder).rglob("*.py")
)
TESTS = {path for path in BESIDE if path.is_relative_to(ROOT / "tests")}
TEMPLATES = sorted((ROOT / "zhicheng").rglob("templates/**/*.html"))
NAMED_BY_DJANGO = {"zhicheng/vault/postgresql/base.py"}  # where it looks for a database backend
FORBIDDEN_NAMES = {"common", "core", "utils", "base", "helpers", "util", "misc"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_file_is_short_and_says_its_one_job(path: Path) -> None:
    text = path.read_text()
    lines = text.count("\n")
    assert lines <= 400, f"{lines} lines"
    if path.name == "actions.py":
        assert lines <= 300, f"{lines} lines: make it a folder with a file per act"
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "the first line of a module is its one job"


@pytest.mark.parametrize("path", BESIDE, ids=name)
def test_a_file_of_tests_and_benchmarks_is_short_and_says_its_one_job(path: Path) -> None:
    text = path.read_text()
    assert text.count("\n") <= 400
    if text.strip():
        assert ast.get_docstring(ast.parse(text)), "the first line of a module is its one job"


def test_a_silenced_checker_is_named_and_the_reason_stands_beside() -> None:
    """Tests are not type-checked, so that nothing there needs silencing for types."""
    silenced = re.compile(r"# (?:noqa|type: ignore)(?=[:\[])")
    said = re.compile(r"# (?:noqa: [A-Z0-9, ]+ \(|type: ignore\[[a-z, -]+\]  # ).{5,}")
    for path in (*SOURCES, *BESIDE):
        for line in filter(silenced.search, path.read_text().splitlines()):
            if "re.compile" not in line:
                assert said.search(line), f"{name(path)}: {line}"
                assert path not in TESTS or "# type" not in line, f"{name(path)}: {line}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_junk_drawers_no_signals(path: Path) -> None:
    if name(path) not in NAMED_BY_DJANGO:
        assert not {part.removesuffix(".py") for part in path.relative_to(ROOT).parts} & FORBIDDEN_NAMES
    text = path.read_text()
    assert "django.dispatch" not in text
    assert "django.db.models.signals" not in text


def _imports_inside_functions(tree: ast.AST) -> list[int]:
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            found += [n.lineno for n in ast.walk(node) if isinstance(n, ast.Import | ast.ImportFrom)]
    return found


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_no_imports_inside_functions(path: Path) -> None:
    if path.name == "apps.py":  # checks register when the models are loaded
        return
    assert not _imports_inside_functions(ast.parse(path.read_text()))


def test_the_state_changes_in_flow_alone() -> None:
    setters = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            targets = (
                node.targets
                if isinstance(node, ast.Assign)
                else [node.target]
                if isinstance(node, ast.AnnAssign)
                else []
            )
            for target in targets:
                for part in ast.walk(target):
                    if isinstance(part, ast.Attribute) and part.attr == "state":
                        setters.append(name(path))
    applications_only = {s for s in setters if not s.startswith("zhicheng/planning/")}
    assert applications_only == {"zhicheng/applications/flow.py"}
    for path in SOURCES:
        if "applications" in path.parts and path.name != "flow.py":
            assert not re.search(r"\.update\([^)]*\bstate=", path.read_text()), name(path)


def test_time_comes_from_the_one_clock() -> None:
    allowed = {"zhicheng/almanac/clock.py"}
    pattern = re.compile(r"timezone\.now\(|datetime\.now\(|date\.today\(|auto_now")
    for path in SOURCES:
        if name(path) not in allowed and "policy" not in path.parts:
            assert not pattern.search(path.read_text()), name(path)


def test_numbers_of_a_year_stand_in_the_law_alone() -> None:
    """Policy code holds no year-bound value: years stand in YAML."""
    for path in SOURCES:
        if path.parent.name == "rules" and "policy" in path.parts:
            found = re.findall(r"(?<![\w.\"'-])20[12]\d(?![\w.\"'-])", _code_alone(path))
            assert not found, f"{name(path)}: {found}"


def _code_alone(path: Path) -> str:
    tree = ast.parse(path.read_text())
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Expr)
            and isinstance(node.value, ast.Constant)
            and isinstance(node.value.value, str)
        ):
            node.value.value = ""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.unparse(tree)


OPEN_ROWS = (
    {  # what looks for a role's open row, in force or not: to end it, or because there can be only one
        f"zhicheng/people/actions/{act}.py": 1 for act in ("delegating", "registering", "staffing")
    }
    | {"zhicheng/people/actions/roles.py": 4, "zhicheng/people/queries.py": 2}
)


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_which_roles_are_in_force_is_said_once(path: Path) -> None:
    """A role may be over before the clock's job closes its row: whoever asks goes through `in_force`."""
    if path.parent.name != "models":
        found = re.findall(r"\buntil__isnull|memberships__until", path.read_text())
        assert len(found) == OPEN_ROWS.get(name(path), 0)


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_hold_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "inline script"
    assert not re.search(r"\bstyle\s*=", text), "inline style"
    assert not re.search(r"\bon[a-z]+\s*=\s*[\"']", text), "inline handler"
    assert not re.search(r"(src|href)=\"https?://(?!hrss|credit|www\.chsi)", text) or 'rel="external"' in text


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_text_of_templates_goes_through_gettext(path: Path) -> None:
    text = path.read_text()
    text = re.sub(r"{%\s*comment.*?endcomment\s*%}", "", text, flags=re.S)
    text = re.sub(r"{%\s*blocktrans(late)?\b.*?endblocktrans(late)?\s*%}", "", text, flags=re.S)
    text = re.sub(r"{[{%#].*?[#%}]}", "", text, flags=re.S)
    found = re.findall(r"[\u4e00-\u9fff]{2,}", text)
    assert not found, f"outside translate tags: {found[:5]}"


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_who_signs_for_an_organisation_says_in_which_role(path: Path) -> None:
    """Else a colleague who stands in, and has an own role there too, would sign in the own name (代 is lost)."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "sign":
            said = {one.arg: one.value for one in node.keywords}
            for_one = "organisation" in said and ast.unparse(said["organisation"]) != "None"
            assert not for_one or "role" in said, f"{name(path)}:{node.lineno}"


def test_who_acted_on_a_case_is_named_with_whom_it_stood_in_for() -> None:
    """What bears no signature keeps account and moment alone: its page says 代 by `stood_in_for`."""
    for path in (one for one in TEMPLATES if one.is_relative_to(ROOT / "zhicheng" / "vetting")):
        bare = re.findall(r"\w+_by\.display_name(?!\|standing_in:)", path.read_text())
        assert not bare, f"{name(path)}: {bare}"

"""The measure of what works: true against this source tree, and unable to be fooled."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from zhicheng.policy import coverage
from zhicheng.policy.clauses import Clause, Demand, load

FUNCTION = "zhicheng/rules.py:over"
TEST = "tests/test_rules.py::test_over"

RULES = "class Station:\n    limit = 3\n    def pass_on(self): ...\n\ndef over(): ...\n"
TESTS = """\
import pytest

@pytest.mark.clause("XX2023-1", "XX2023-2")
@pytest.mark.parametrize("n", [1])
def test_over(n): ...

def test_unmarked(): ...

@pytest.mark.clause("XX2023-1")
def helper(): ...

@pytest.mark.clause("XX2023-1")
class TestStation:
    def test_pass_on(self): ...
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A small source tree."""
    for path, text in {"zhicheng/rules.py": RULES, "tests/test_rules.py": TESTS}.items():
        place = tmp_path / path
        place.parent.mkdir()
        place.write_text(text, "utf-8")
    return tmp_path


def clause(*demands: tuple[str, str | None, str | None], name: str = "XX2023-1") -> Clause:
    """A clause with demands given as (tag, by, test)."""
    listed = tuple(Demand(tag, f"要求{number}", by, test) for number, (tag, by, test) in enumerate(demands))
    return Clause(name, "XX2023", "某号", "昆明市", 2023, "某事。", ("某事",), (1, 1), listed)


def count(root: Path, *clauses: Clause) -> coverage.Coverage:
    return coverage.report({each.id: each for each in clauses}, root)


def test_every_name_in_the_sources_leads_to_a_function_and_a_marked_test() -> None:
    assert coverage.report(load()).untrue == ()


def test_every_mark_in_the_tests_is_a_clause() -> None:
    for path in sorted((coverage.ROOT / "tests").rglob("test_*.py")):
        if path == Path(__file__):
            continue
        for name, marks in coverage.read_module(path.read_text("utf-8")).marks.items():
            assert marks <= load().keys(), f"{path}::{name}"


def test_the_count_adds_up_over_documents_and_tags() -> None:
    counted = coverage.report(load())
    whole = counted.whole
    assert whole.total == 210 == whole.carried_out + whole.informative + len(whole.open)
    assert sum(tally.total for tally in counted.documents.values()) == 210
    assert sum(total for _, total in counted.tags.values()) == 333
    assert set(whole.partly) <= set(whole.open)


def test_function_and_marked_test_carry_a_clause_out(root: Path) -> None:
    counted = count(root, clause(("RULE", FUNCTION, TEST)))
    assert (counted.whole.carried_out, counted.whole.open) == (1, ())
    assert counted.tags["RULE"] == (1, 1)


@pytest.mark.parametrize(
    ("by", "test"),
    [
        ("zhicheng/rules.py:Station", TEST),
        ("zhicheng/rules.py:Station.pass_on", TEST),
        ("zhicheng/rules.py:Station.limit", TEST),
        (FUNCTION, "tests/test_rules.py::TestStation::test_pass_on"),
    ],
)
def test_methods_fields_and_test_classes_count(root: Path, by: str, test: str) -> None:
    assert count(root, clause(("RULE", by, test))).whole.carried_out == 1


@pytest.mark.parametrize(
    ("by", "test", "why"),
    [
        ("zhicheng/rules.py:under", TEST, "zhicheng/rules.py:under 不存在"),
        ("zhicheng/gone.py:over", TEST, "zhicheng/gone.py:over 不存在"),
        ("tests/test_rules.py:helper", TEST, "tests/test_rules.py:helper 不存在"),
        ("zhicheng/rules.py", TEST, "zhicheng/rules.py 不存在"),
        (FUNCTION, "tests/test_rules.py::test_gone", "tests/test_rules.py::test_gone 不存在"),
        (FUNCTION, "tests/test_gone.py::test_over", "tests/test_gone.py::test_over 不存在"),
        (FUNCTION, "zhicheng/rules.py::over", "zhicheng/rules.py::over 不存在"),
        (FUNCTION, "tests/test_rules.py::helper", "不是测试"),
        (FUNCTION, "tests/test_rules.py::test_unmarked", "没有标注 XX2023-1"),
    ],
)
def test_a_name_that_leads_nowhere_is_told_and_not_counted(root: Path, by: str, test: str, why: str) -> None:
    counted = count(root, clause(("RULE", by, test)))
    assert counted.whole.open == ("XX2023-1",)
    (told,) = counted.untrue
    assert told.startswith("XX2023-1 RULE: ")
    assert told.endswith(why)


def test_the_mark_of_another_clause_is_not_enough(root: Path) -> None:
    assert count(root, clause(("RULE", FUNCTION, TEST), name="XX2023-3")).whole.carried_out == 0
    assert count(root, clause(("RULE", FUNCTION, TEST), name="XX2023-2")).whole.carried_out == 1


def test_a_clause_with_one_open_demand_is_partly_done(root: Path) -> None:
    counted = count(
        root, clause(("RULE", FUNCTION, TEST), ("FIELD", None, None)), clause(("DOC", None, None), name="X")
    )
    assert counted.whole.partly == ("XX2023-1",)
    assert counted.whole.open == ("XX2023-1", "X")
    assert [demand.tag for demand in counted.open_demands["XX2023-1"]] == ["FIELD"]


def test_a_function_without_a_test_stays_open(root: Path) -> None:
    assert count(root, clause(("RULE", FUNCTION, None))).whole.open == ("XX2023-1",)
    assert count(root, clause(("RULE", FUNCTION, None), ("INFO", FUNCTION, None))).whole.partly == ()


def test_an_informative_clause_needs_its_page(root: Path) -> None:
    assert count(root, clause(("INFO", None, None))).whole.open == ("XX2023-1",)
    assert count(root, clause(("INFO", "zhicheng/rules.py:gone", None))).whole.open == ("XX2023-1",)
    counted = count(root, clause(("INFO", FUNCTION, None))).whole
    assert (counted.informative, counted.carried_out, counted.open) == (1, 0, ())


@pytest.mark.parametrize(
    "marks",
    [
        "pytestmark = pytest.mark.clause('A-1')",
        "pytestmark = [pytest.mark.long, pytest.mark.clause('A-1')]",
    ],
)
def test_marks_of_a_whole_module_count(marks: str) -> None:
    read = coverage.read_module(f"import pytest\n{marks}\nasync def test_a(): ...\n")
    assert read.marks == {"test_a": {"A-1"}}


def test_the_command_prints_figures_and_what_is_open(capsys: pytest.CaptureFixture[str]) -> None:
    assert coverage.main(["--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["total"] == told["carried_out"] + told["informative"] + len(told["open"])
    assert told["documents"]["KM2023"]["total"] == 51
    assert told["tags"]["RULE"]["total"] == 97
    assert coverage.main([]) == 0
    assert capsys.readouterr().out.startswith("共计: 210 条, 已落实 ")


def test_the_command_lists_open_demands_and_fails_on_untrue_names(
    root: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sound = clause(("RULE", FUNCTION, TEST), ("FIELD", None, None))
    untrue = replace(clause(("RULE", "zhicheng/rules.py:gone", None)), id="XX2023-2")
    counted = count(root, sound, untrue)
    text = coverage.as_text(counted, list_open=True)
    assert "XX2023-1 [FIELD] 要求1" in text.splitlines()
    assert "不实: XX2023-2 RULE: zhicheng/rules.py:gone 不存在" in text.splitlines()
    monkeypatch.setattr(coverage, "report", lambda clauses: counted)
    assert coverage.main(["--open"]) == 1
    assert capsys.readouterr().out == text + "\n"

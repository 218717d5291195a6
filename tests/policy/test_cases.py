"""Every policy case answered as expected: the open ones and our own, by the same program that users run."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.policy.expecting import CASES, FILES, wrong
from zhicheng.policy.command import ANSWERS, main

COMMANDS = {"eligibility": "check", "route": "route", "dates": "dates", "returns": "returns"}


def cases() -> list[Any]:
    return [
        pytest.param(family, case, id=case["id"])
        for family, files in FILES.items()
        for file in files
        for case in json.loads((CASES / file).read_text("utf-8"))
    ]


@pytest.mark.parametrize(("family", "case"), cases())
def test_the_answer_is_the_expected_one(
    family: str, case: dict[str, Any], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), "utf-8")
    assert main([COMMANDS[family], str(file)]) == 0
    assert wrong(json.loads(capsys.readouterr().out), case["expect"]) == {}


def test_no_case_stands_twice() -> None:
    names = [case.values[1]["id"] for case in cases()]
    assert len(names) == len(set(names))


def test_every_rule_has_a_case_that_decides_by_it() -> None:
    """Rules that only lift, exempt or route cannot decide a verdict; every other one does somewhere."""
    decided = {
        rule
        for case in cases()
        if case.values[0] == "eligibility"
        for rule in case.values[1]["expect"]["because"]
    }
    cannot = {"E-10", "E-12a", "E-19", "E-34", "E-35", "E-41", "E-42", "E-43", "E-46"}
    every = {f"E-{number:02d}" for number in range(1, 51)} | {"E-12a", "E-12b", "LADDER", "PAPERS"}
    assert decided == every - cannot


def test_every_year_and_place_is_asked() -> None:
    asked = {tuple(case.values[1]["policy"].values()) for case in cases()}
    assert {("云南省", 2020), ("昆明市", 2021), ("昆明市", 2022), ("东川区", 2022), ("昆明市", 2023)} <= asked
    assert {place for place, _ in asked} == {"云南省", "昆明市", "东川区"}
    assert set(ANSWERS) == set(COMMANDS.values())

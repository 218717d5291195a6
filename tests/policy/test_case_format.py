"""A malformed case is answered by one line that names the case and the key, and by exit status 2."""

import copy
import io
import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from zhicheng.policy.command import main

CASES = Path(__file__).with_name("cases")


def plain(family: str) -> dict[str, Any]:
    file = {"check": "eligibility", "route": "route", "dates": "dates", "returns": "returns"}[family]
    found: dict[str, Any] = json.loads((CASES / f"own_{file}.json").read_text("utf-8"))[0]
    return found | {"id": "slip"}


def put(path: str, value: object) -> Callable[[dict[str, Any]], None]:
    def change(case: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for key in way:
            case = case[int(key)] if isinstance(case, list) else case.setdefault(key, {})
        if isinstance(case, list):
            case[int(last)] = value
        else:
            case[last] = value

    return change


def drop(path: str) -> Callable[[dict[str, Any]], None]:
    def change(case: dict[str, Any]) -> None:
        *way, last = path.split(".")
        for key in way:
            case = case[key]
        del case[last]

    return change


def refused(
    command: str, text: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> str:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    assert main([command, "-"]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert err.endswith("\n")
    assert err.count("\n") == 1
    return err.strip()


SLIPS = [
    ("check", put("colour", 1), "slip: colour: unknown key"),
    ("check", put("application.colour", 1), "slip: application.colour: unknown key"),
    ("check", put("person.unit.colour", 1), "slip: person.unit.colour: unknown key"),
    ("check", put("person.titles.0.colour", 1), "slip: person.titles[0].colour: unknown key"),
    ("check", put("person.insurance.0.start", "2020-01-01"), "slip: person.insurance[0].start: unknown key"),
    (
        "check",
        put("person.dispatch", {"user_unit_self_review_series": []}),
        "slip: person.dispatch.user_unit_self_review_series: unknown key",
    ),
    ("check", put("policy.colour", 1), "slip: policy.colour: unknown key"),
    ("check", drop("policy"), "slip: policy: missing"),
    ("check", put("policy", []), "slip: policy: an object is expected"),
    (
        "check",
        put("policy.jurisdiction", "大理州"),
        "slip: policy.jurisdiction: '大理州' is not one of 东川区、昆明市、云南省",
    ),
    ("check", put("policy.year", 2019), "slip: policy.year: 2019 is not a year from 2020 to 2023"),
    ("check", put("policy.year", "2023"), "slip: policy.year: '2023' is not a year from 2020 to 2023"),
    ("check", put("policy.year", True), "slip: policy.year: True is not a year from 2020 to 2023"),
    ("check", drop("judged_on"), "slip: judged_on: missing"),
    ("check", put("judged_on", "2023-02-30"), "slip: judged_on: 2023-02-30 is not a day of the calendar"),
    ("check", put("judged_on", "20230720"), "slip: judged_on: an ISO day is expected"),
    ("check", put("judged_on", 20230720), "slip: judged_on: an ISO day is expected"),
    ("check", drop("application"), "slip: application: missing"),
    ("check", put("application", "x"), "slip: application: an object is expected"),
    ("check", drop("application.kind"), "slip: application.kind: missing"),
    ("check", drop("application.series"), "slip: application.series: missing"),
    ("check", drop("application.level"), "slip: application.level: missing"),
    ("check", put("application.series", 3), "slip: application.series: a text is expected"),
    ("check", put("application.level", 3), "slip: application.level: a text is expected"),
    ("check", put("application.exam_only", "no"), "slip: application.exam_only: true or false is expected"),
    (
        "check",
        put("application.window", {"opens_on": "2023-01-01"}),
        "slip: application.window.closes_on: missing",
    ),
    (
        "check",
        put("application.window", {"opens_on": "2023-02-01", "closes_on": "2023-01-01"}),
        "slip: application.window.closes_on: ends before it begins",
    ),
    ("check", put("standard", {}), "slip: standard: a list is expected"),
    ("check", put("standard.0.years", "5"), "slip: standard[0].years: a whole number is expected"),
    ("check", put("standard.0.years", 5.5), "slip: standard[0].years: a whole number is expected"),
    ("check", put("standard.0.years", -1), "slip: standard[0].years: a number below zero"),
    ("check", put("standard.0.years", 101), "slip: standard[0].years: more than 100 years"),
    (
        "check",
        put("person.rural_service_years", float("nan")),
        "slip: person.rural_service_years: a number beyond 9999",
    ),
    ("check", put("person.papers", 10000), "slip: person.papers: a number beyond 9999"),
    ("check", put("judged_on", "1899-12-31"), "slip: judged_on: 1899-12-31 is not a day from 1900 to 2199"),
    ("check", put("judged_on", "2200-01-01"), "slip: judged_on: 2200-01-01 is not a day from 1900 to 2199"),
    ("check", put("person.unit.name", "\ud800"), "slip: person.unit.name: half of a character"),
    (
        "check",
        put("policy.jurisdiction", "东" * 100),
        f"slip: policy.jurisdiction: '{'东' * 59}… is not one of 东川区、昆明市、云南省",
    ),
    ("check", drop("person"), "slip: person: missing"),
    ("check", drop("person.unit"), "slip: person.unit: missing"),
    ("check", drop("person.unit.name"), "slip: person.unit.name: missing"),
    ("check", drop("person.unit.kind"), "slip: person.unit.kind: missing"),
    ("check", put("person.in_post", 1), "slip: person.in_post: true or false is expected"),
    ("check", put("person.papers", True), "slip: person.papers: a whole number is expected"),
    (
        "check",
        put("person.rural_service_years", "1"),
        "slip: person.rural_service_years: a number is expected",
    ),
    (
        "check",
        put("person.rural_service_years", True),
        "slip: person.rural_service_years: a number is expected",
    ),
    (
        "check",
        put("person.rural_service_years", -0.5),
        "slip: person.rural_service_years: a number below zero",
    ),
    ("check", put("person.assessments", []), "slip: person.assessments: an object is expected"),
    (
        "check",
        put("person.assessments", {"last": "合格"}),
        "slip: person.assessments.last: a year is expected",
    ),
    (
        "check",
        put("person.excluded_periods", [{"from": "2020-02-01", "to": "2020-01-01"}]),
        "slip: person.excluded_periods[0].to: ends before it begins",
    ),
    ("check", put("person.insurance.0.from", None), "slip: person.insurance[0].from: missing"),
    ("check", put("id", 3), "case 1: id: a text is expected"),
    ("check", put("asks", 3), "slip: asks: a text is expected"),
    ("route", put("unit.colour", 1), "slip: unit.colour: unknown key"),
    ("route", put("application.colour", 1), "slip: application.colour: unknown key"),
    ("route", drop("unit"), "slip: unit: missing"),
    ("route", put("unit", 3), "slip: unit: an object is expected"),
    ("route", drop("unit.kind"), "slip: unit.kind: missing"),
    ("route", drop("application.kind"), "slip: application.kind: missing"),
    ("route", put("unit.agency", "yes"), "slip: unit.agency: true or false is expected"),
    (
        "dates",
        put("window", {"opens_on": "2023-01-01", "collect_from": "2023-01-01"}),
        "slip: window.collect_from: unknown key",
    ),
    ("dates", put("window", {"collect_from": "2023-01-01"}), "slip: window.collect_until: missing"),
    ("dates", put("window", 3), "slip: window: an object is expected"),
    ("dates", put("colour", 1), "slip: colour: unknown key"),
    ("returns", drop("events"), "slip: events: missing"),
    ("returns", put("events", "提交"), "slip: events: a list is expected"),
    ("returns", put("events", ["提交", "单位:同意"]), "slip: events[1]: unknown event '单位:同意'"),
    ("returns", put("events", [3]), "slip: events[0]: unknown event 3"),
    (
        "returns",
        put("policy.year", 2020),
        "slip: policy: 2020年度昆明市的文件没有规定 returns.limit，也没有可沿用的以前规定",
    ),
]


@pytest.mark.parametrize(("command", "change", "said"), SLIPS, ids=[said for _, _, said in SLIPS])
def test_a_slip_is_named(
    command: str,
    change: Callable[[dict[str, Any]], None],
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    case = copy.deepcopy(plain(command))
    change(case)
    assert refused(command, json.dumps(case), monkeypatch, capsys) == said


def test_an_unknown_term_is_named_with_those_known(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = plain("check")
    case["application"]["level"] = "高级"
    said = refused("check", json.dumps(case), monkeypatch, capsys)
    assert (
        said
        == "slip: application.level: unknown term '高级', expected one of 正高级、副高级、中级、助理级、员级"
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{", "case 1: not JSON:"),
        ("[[]]", "case 1: not an object"),
        ("3", "case 1: not an object"),
        ('{"id": "twice", "id": "twice"}', "twice: id: the key stands twice"),
        ('{"id": NaN}', "case 1: id: a text is expected"),
        ('[{"id": " ", "policy": 3}]', "case 1: policy: an object is expected"),
    ],
)
def test_text_that_is_no_case_is_refused(
    text: str, said: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused("check", text, monkeypatch, capsys).startswith(said)


def test_null_says_what_leaving_a_key_out_says(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = plain("check")
    case["person"] |= {"papers": None, "identity": None, "assessments": {"2022": None}}
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case)))
    assert main(["check", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "eligible"


def test_a_freelancer_needs_no_name_of_a_unit(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    case = next(
        c for c in json.loads((CASES / "own_eligibility.json").read_text("utf-8")) if c["id"] == "own-e05-met"
    )
    del case["person"]["unit"]["name"]
    monkeypatch.setattr("sys.stdin", io.StringIO(json.dumps(case)))
    assert main(["check", "-"]) == 0
    assert json.loads(capsys.readouterr().out)["verdict"] == "eligible"


def test_the_module_is_the_program(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["policy", "show", "E-02"])
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("zhicheng.policy", run_name="__main__")
    assert ended.value.code == 0
    assert "KM2023-2.1b" in capsys.readouterr().out


def test_an_array_is_answered_by_an_array_in_order(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["returns", str(CASES / "own_returns.json")]) == 0
    answers = json.loads(capsys.readouterr().out)
    asked = json.loads((CASES / "own_returns.json").read_text("utf-8"))
    assert [answer["used"] for answer in answers] == [case["expect"]["used"] for case in asked]
    file = tmp_path / "none.json"
    file.write_text("[]")
    assert main(["returns", str(file)]) == 0
    assert json.loads(capsys.readouterr().out) == []


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", str(tmp_path / "absent.json")]) == 2
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe\xff")
    assert main(["check", str(tmp_path / "bytes.json")]) == 2
    assert capsys.readouterr().err.count("\n") == 2


def test_the_other_commands_print(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["show", "E-08", "--year", "2022", "--place", "东川区"]) == 0
    assert "DC2022-2.3" in capsys.readouterr().out
    assert main(["diff", "2022", "2023", "--place", "昆明市"]) == 0
    assert "insurance.form" in capsys.readouterr().out
    assert main(["table"]) == 0
    assert "2023昆明市" in capsys.readouterr().out.splitlines()[0]
    assert main(["lint"]) == 0
    assert main(["lint", str(CASES / "eligibility.json")]) == 1
    assert (
        "el-cutoff-2023-anniversary-on-31-december-papers-lifted: row 1: 工程技术" in capsys.readouterr().out
    )
    assert main(["show", "E-99"]) == 2
    assert main(["coverage", "--json"]) == 0
    with pytest.raises(SystemExit) as asked:
        main(["judge"])
    assert asked.value.code == 2

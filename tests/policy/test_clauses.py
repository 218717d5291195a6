"""The clauses as data: complete, quoted, strictly read."""

import re
from collections import Counter
from pathlib import Path

import pytest

from zhicheng.policy import clauses
from zhicheng.policy.clauses import load, read_all
from zhicheng.policy.strict_yaml import SourceError

GOOD = """\
short: XX2023
title: 关于某事的通知
number: 某人社〔2023〕1号
issuer: 某人社局
place: 昆明市
year: 2023
date: 2023-05-16
clauses:
- id: XX2023-1
  lines: [3, 5]
  gist: 某事应当办理。
  phrases: [应当办理]
  demands:
  - {tag: RULE, says: 应当办理, by: null, test: null}
"""


def read_text(tmp_path: Path, text: str) -> str:
    """The message with which the text is refused."""
    place = tmp_path / "xx2023.yaml"
    place.write_text(text, "utf-8")
    with pytest.raises(SourceError) as refused:
        read_all([place])
    return str(refused.value)


def test_all_clauses_of_the_five_documents_stand() -> None:
    by_document = Counter(clause.document for clause in load().values())
    assert by_document == {"KM2023": 51, "YN2023": 21, "DC2022": 28, "GUIDE": 86, "YN2020": 24}
    assert sum(by_document.values()) == 210


def test_demands_by_tag_are_those_of_the_matrix() -> None:
    tags = Counter(demand.tag for clause in load().values() for demand in clause.demands)
    assert tags == {
        "RULE": 97, "FIELD": 67, "STEP": 48, "INFO": 32, "LIST": 26, "TIMER": 22, "DOC": 22,
        "PERM": 16, "NOTIFY": 3,
    }  # fmt: skip


def test_only_seventeen_clauses_are_informative() -> None:
    informative = {clause.id for clause in load().values() if clause.informative}
    assert informative == {
        "YN2023-0", "YN2023-2.0", "DC2022-1.1", "DC2022-2.1", "DC2022-4", "GUIDE-Q1", "GUIDE-Q2", "GUIDE-Q6",
        "GUIDE-5.1.1", "GUIDE-5.1.3", "GUIDE-5.4.6", "GUIDE-5.4.8", "YN2020-0", "YN2020-1.1", "YN2020-1.2",
        "YN2020-4.1", "YN2020-4.2",
    }  # fmt: skip


def test_a_clause_carries_its_document() -> None:
    clause = load()["KM2023-4.4c"]
    assert (clause.number, clause.place, clause.year) == ("昆人社通〔2023〕37号", "昆明市", 2023)
    assert clause.lines == (248, 254)
    assert "10个工作日前" in clause.gist
    assert load()["GUIDE-Q8"].number == "《昆明市职称评审申报指南（2021年版）》"
    assert load()["DC2022-2.5"].number.endswith("2022年专业技术职称申报评审工作的通知〉的通知》")


def test_gists_and_demands_are_chinese_and_say_something() -> None:
    chinese = re.compile(r"[\u4e00-\u9fff]")
    for clause in load().values():
        assert len(chinese.findall(clause.gist)) >= 10, clause.id
        assert clause.gist.endswith(("。", "”。")), clause.id
        for demand in clause.demands:
            assert len(chinese.findall(demand.says)) >= 4, clause.id


def test_figures_of_a_quoted_phrase_stand_in_the_gist() -> None:
    """A gist may shorten, but never lose the days, years and numbers that it quotes."""
    figure = re.compile(r"(\d+)(?=个?(?:工作日|月内|年|次|日24)|名)")
    for clause in load().values():
        for phrase in clause.phrases:
            for number in figure.findall(re.sub(r"《[^》]*》|“[^”]*”", "", phrase)):
                assert number in clause.gist, f"{clause.id}: {phrase}"


def test_documents_come_newest_first_with_number_and_day() -> None:
    listed = list(clauses.documents().values())
    assert [document.short for document in listed] == ["KM2023", "YN2023", "DC2022", "GUIDE", "YN2020"]
    assert str(listed[1].date) == "2023-03-21"
    assert listed[3].date is None


def test_the_law_cannot_be_changed_by_a_reader() -> None:
    with pytest.raises(TypeError):
        load()["KM2023-0"] = load()["KM2023-8"]
    with pytest.raises(AttributeError):
        load()["KM2023-0"].gist = "改写"


def test_a_sound_file_is_read(tmp_path: Path) -> None:
    place = tmp_path / "xx2023.yaml"
    place.write_text(GOOD, "utf-8")
    ((document, (clause,)),) = read_all([place])
    assert document.cited_as == clause.number == "某人社〔2023〕1号"
    assert clause.demands[0].tag == "RULE"


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("  gist: 某事应当办理。\n", "", 9, "'gist' is missing"),
        ("  gist: 某事应当办理。\n", "  gist: ''\n", 11, "a text is expected"),
        ("  gist: 某事应当办理。\n", "  gist: [某事]\n", 11, "a text is expected"),
        ("  gist: 某事应当办理。\n", "  gist: 某事。\n  gist: 又一事。\n", 12, "'gist' stands twice"),
        ("  gist: 某事应当办理。\n", "  gist: 某事。\n  jist: 又一事。\n", 12, "'jist' is unknown"),
        ("id: XX2023-1", "id: YY2023-1", 9, "does not belong to XX2023"),
        ("[3, 5]", "[5, 3]", 10, "first and last line"),
        ("[3, 5]", "[3]", 10, "first and last line"),
        ("[3, 5]", "[3, five]", 10, "a whole number"),
        ("[应当办理]", "[]", 12, "at least one quoted phrase"),
        ("[应当办理]", "应当办理", 12, "a list is expected"),
        ("\n  - {tag: RULE, says: 应当办理, by: null, test: null}", " []", 13, "at least one demand"),
        ("{tag: RULE, says: 应当办理, by: null, test: null}", "RULE", 14, "a mapping is expected"),
        ("tag: RULE", "tag: RULES", 14, "the tag 'RULES' is unknown"),
        ("test: null", "test: tests/a.py::test_b", 14, "nothing that carries the demand out"),
        ("date: 2023-05-16", "date: 2023-05-36", 7, "is not a day"),
        ("number: 某人社〔2023〕1号", "number: [", 5, "did not find expected"),
    ],
)
def test_a_flaw_is_refused_with_file_and_line(
    tmp_path: Path, old: str, new: str, line: int, why: str
) -> None:
    assert old in GOOD
    message = read_text(tmp_path, GOOD.replace(old, new))
    assert f"xx2023.yaml:{line}: " in message
    assert why in message


def test_an_id_that_stands_twice_is_refused(tmp_path: Path) -> None:
    twice = GOOD + GOOD[GOOD.index("- id:") :]
    assert read_text(tmp_path, twice).endswith("xx2023.yaml:15: the clause XX2023-1 stands twice")


def test_a_document_that_stands_twice_is_refused(tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(GOOD, "utf-8")
    with pytest.raises(SourceError, match=r"b\.yaml:1: the document XX2023 stands twice"):
        read_all([tmp_path / "a.yaml", tmp_path / "b.yaml"])


def test_an_empty_file_is_refused(tmp_path: Path) -> None:
    assert read_text(tmp_path, "").endswith("xx2023.yaml:1: the file is empty")

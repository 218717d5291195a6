"""The reference tables are read strictly: what does not hold together is an error that names file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from zhicheng.policy.strict_yaml import SourceError
from zhicheng.policy.tables.committees import read_committees
from zhicheng.policy.tables.places import read_bureaus
from zhicheng.policy.tables.plans import read_plan
from zhicheng.policy.tables.reading import DATA
from zhicheng.policy.tables.titles import read_series


def test_an_unknown_key_is_an_error_that_names_file_and_line(tmp_path: Path) -> None:
    text = (DATA / "plan_2021.yaml").read_text(encoding="utf-8").replace("  month: 8", "  monat: 8", 1)
    path = tmp_path / "plan_2021.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"plan_2021\.yaml:\d+: the key 'monat' is unknown"):
        read_plan(path, 2021)


def test_a_missing_key_is_an_error(tmp_path: Path) -> None:
    text = (DATA / "bureaus.yaml").read_text(encoding="utf-8").replace("  serves: all\n", "", 1)
    path = tmp_path / "bureaus.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match="the key 'serves' is missing"):
        read_bureaus(path)


def test_an_id_that_stands_twice_is_an_error(tmp_path: Path) -> None:
    text = (DATA / "series.yaml").read_text(encoding="utf-8")
    path = tmp_path / "series.yaml"
    path.write_text(text + text.split("records:\n")[1], encoding="utf-8")
    with pytest.raises(SourceError, match="series-01 stands twice"):
        read_series(path)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        (
            "- committee: committee-mid-47",
            "- committee: committee-mid-99",
            "committee-mid-47 in parts is missing",
        ),
        ('values: ["副高级"]', 'values: ["副级"]', "'副级' is not one of"),
        ("part: levels", "part: places", "a part stands twice"),
        ("profession-02", "profession-99", "'profession-99' is not one of"),
        ("- committee: committee-senior-02", "- committee: committee-senior-01", "senior-01 stands twice"),
        (", values: [city-kunming], words", ", values: [], words", "a part has values and rests on words"),
        ("values: [city-kunming]", "values: [city-kunming, city-kunming]", "a text stands twice"),
    ],
)
def test_a_scope_that_does_not_hold_together_is_an_error(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = (DATA / "scopes.yaml").read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "scopes.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_committees(DATA / "committees.yaml", path)


def test_a_scope_of_no_committee_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "scopes.yaml"
    stray = "- {committee: committee-mid-99, parts: [{part: places, values: [city-kunming], words: [x]}]}\n"
    path.write_text((DATA / "scopes.yaml").read_text(encoding="utf-8") + stray, encoding="utf-8")
    with pytest.raises(SourceError, match="no committee committee-mid-99"):
        read_committees(DATA / "committees.yaml", path)


@pytest.mark.parametrize("month", ["0", "13"])
def test_a_month_that_does_not_exist_is_an_error(tmp_path: Path, month: str) -> None:
    text = (DATA / "plan_2021.yaml").read_text(encoding="utf-8").replace("  month: 8", f"  month: {month}", 1)
    path = tmp_path / "plan_2021.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(SourceError, match=r"plan_2021\.yaml:\d+: a month from 1 to 12 is expected"):
        read_plan(path, 2021)


TRACK = "{id: series-01/讲师, name: 讲师, cells: {副高级: {text: 副教授, titles: [副教授], lines: [1, 1]}}}"
SERIES = (
    "source: x\nrecords:\n"
    f"- {{id: series-01, number: 1, name: 教师, clause: GUIDE-Q3, lines: [1, 2], tracks: [{TRACK}]}}\n"
)


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("series-01/讲师", "series-01/教授", "series-01/讲师 is expected"),
        (
            "cells: {副高级: {text: 副教授, titles: [副教授], lines: [1, 1]}}",
            "cells: {}",
            "at least one cell",
        ),
        ("titles: [副教授]", "titles: []", "different titles are expected"),
        ("titles: [副教授]", "titles: [副教授, 副教授]", "different titles are expected"),
        ("lines: [1, 2]", "lines: [2, 1]", "first and last line are expected"),
        ("lines: [1, 2]", "lines: [1]", "first and last line are expected"),
    ],
)
def test_a_series_that_does_not_hold_together_is_an_error(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    path = tmp_path / "series.yaml"
    path.write_text(SERIES, encoding="utf-8")
    assert [one.id for one in read_series(path)] == ["series-01"]
    assert old in SERIES
    path.write_text(SERIES.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(SourceError, match=message):
        read_series(path)

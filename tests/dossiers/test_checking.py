"""Records are checked field by field; every refusal says what to do."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.dossiers.samples import SAMPLES
from zhicheng.dossiers.checking import check
from zhicheng.dossiers.modules import BY_KEY, MODULES, Kind

TODAY = dt.date(2023, 7, 20)


def errors(key: str, **changes: Any) -> dict[str, str]:
    return check(BY_KEY[key], {**SAMPLES[key], **changes}, TODAY).errors


@pytest.mark.clause("GUIDE-Q9")
@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
def test_every_module_takes_its_sample_and_its_own_result(module: Any) -> None:
    first = check(module, SAMPLES[module.key], TODAY)
    assert first.errors == {}
    again = check(module, first.data, TODAY)
    assert (again.data, again.errors) == (first.data, {})


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
def test_required_fields_are_asked_for(module: Any) -> None:
    found = check(module, {}, TODAY)
    assert set(found.errors) == {field.name for field in module.fields if field.required}
    assert all(message.startswith("请填写") for message in found.errors.values())


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("2015-7-1", "2015-07-01"),
        ("2015/07/01", "2015-07-01"),
        ("2015.7.1", "2015-07-01"),
        ("2015年7月1日", "2015-07-01"),
        ("20150701", "2015-07-01"),
        ("２０１５-０７-０１", "2015-07-01"),
    ],
)
def test_days_are_understood_as_people_write_them(typed: str, kept: str) -> None:
    assert (
        check(BY_KEY["titles"], {**SAMPLES["titles"], "obtained_on": typed}, TODAY).data["obtained_on"]
        == kept
    )


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("2015-7", "2015-07"), ("2015年07月", "2015-07"), ("2015.7", "2015-07"), ("201507", "2015-07")],
)
def test_months_too(typed: str, kept: str) -> None:
    assert check(BY_KEY["work"], {**SAMPLES["work"], "from": typed}, TODAY).data["from"] == kept


@pytest.mark.parametrize(
    ("key", "field", "typed", "says"),
    [
        ("titles", "obtained_on", "2015-02-30", "真实的日期"),
        ("titles", "obtained_on", "1949-12-31", "真实的日期"),
        ("titles", "obtained_on", "2023-07-21", "晚于今天"),
        ("titles", "obtained_on", "昨天", "真实的日期"),
        ("titles", "level", "超高级", "列表中选择"),
        ("titles", "series", "工" * 121, "最多120字，现在有121字"),
        ("titles", "series", "工\x00程", "不能识别"),
        ("titles", "series", ["工程"], "格式不对"),
        ("titles", "series", True, "格式不对"),
        ("work", "from", "2015-13", "真实的年月"),
        ("work", "to", "2023-08", "晚于今天"),
        ("work", "to", "2009-01", "不能早于"),
        ("education", "matches_work", "也许", "“是”或“否”"),
        ("education", "finished_on", "2003-06-30", "不能早于"),
        ("assessments", "year", "22", "4位年份"),
        ("assessments", "year", "2024", "晚于今天"),
        ("papers", "order", "0", "1以上的整数"),
        ("papers", "order", "-1", "1以上的整数"),
        ("papers", "order", "1.5", "1以上的整数"),
        ("papers", "order", "9" * 400, "1以上的整数"),
        ("summary", "text", "总" * 5001, "最多5000字"),
    ],
)
def test_wrong_values_are_explained(key: str, field: str, typed: Any, says: str) -> None:
    found = errors(key, **{field: typed})
    assert set(found) == {field}
    assert says in found[field]


def test_unknown_fields_are_refused() -> None:
    assert set(errors("titles", state="已核准", person="x")) == {"state", "person"}


def test_the_end_may_fall_into_the_month_of_the_start() -> None:
    assert errors("work", **{"from": "2010-03", "to": "2010-03"}) == {}
    assert errors("education", **{"from": "2008-07", "finished_on": "2008-07-01"}) == {}


def test_yes_and_no_in_all_forms() -> None:
    for typed, kept in (("是", True), ("否", False), (True, True), (False, False), ("No", False)):
        assert (
            check(BY_KEY["education"], {**SAMPLES["education"], "abroad": typed}, TODAY).data["abroad"]
            is kept
        )


def test_lines_of_long_texts_stay() -> None:
    kept = check(BY_KEY["summary"], {"text": " 一\r\n二\r三 "}, TODAY).data["text"]
    assert kept == "一\n二\n三"


ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=200),
    st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(MODULES), st.data())
def test_whatever_is_typed_gives_values_or_messages(module: Any, data: st.DataObject) -> None:
    typed = {field.name: data.draw(ANYTHING) for field in module.fields}
    found = check(module, typed, TODAY)
    for field in module.fields:
        assert field.name not in found.errors or found.errors[field.name]
        if field.name in found.data and field.kind in {Kind.DAY, Kind.MONTH}:
            assert found.data[field.name] <= TODAY.isoformat()

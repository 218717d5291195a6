"""The bureaus' tables as the rules hold them: each answer names its version, an empty one is never a pass."""

import datetime
from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.policy.questions import ENGINEER, GRADUATE, bars, open_for, question
from tests.policy.test_eligibility import ALL
from zhicheng.policy.book import open_book
from zhicheng.policy.case import Case, eligibility_facts
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import Facts
from zhicheng.policy.findings import Decision, Finding, Outcome, Verdict
from zhicheng.policy.rules.retirement import AgeRow, Retires, ages_of, table_of
from zhicheng.policy.tables.kept import KeptTable, TableKind, Tables, listed_area

FROM = datetime.date(2023, 1, 1)
MISMATCH = [{"level": "本科", "finished_on": "2008-07-01", "matches_work": False}]
BUILDER = {
    "series": "工程技术", "profession": "机械工程", "level": "中级", "obtained_on": "2015-12-30",
    "obtained_by": "职业资格",
}  # fmt: skip
GENTLE = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def tables(rows: Mapping[TableKind, list[dict[str, Any]]]) -> Tables:
    """Tables of some rows, the first version of each."""
    return Tables(
        MappingProxyType({kind: KeptTable(kind, "第1版", FROM, tuple(found)) for kind, found in rows.items()})
    )


def judged(facts: Facts, kept: Tables | None, year: int = 2023) -> Verdict:
    return check(replace(facts, tables=kept), open_book(year, "昆明市"))


def told(verdict: Verdict, rule: str) -> Finding:
    return next(one for one in verdict.findings if one.rule == rule)


EMPTY = Tables()
VERSION = "(第1版,2023年1月1日起施行)"


def with_name(facts: Facts, name: str) -> Facts:
    titles = tuple(replace(title, name=name) for title in facts.person.titles)
    return replace(facts, person=replace(facts.person, titles=titles))


@pytest.mark.clause("KM2023-4.4a")
def test_what_is_examined_stands_in_the_table() -> None:
    facts = question(2023)
    listed = tables({TableKind.EXAM_ONLY: [{"series": "工程技术", "level": "副高级", "profession": ""}]})
    other = tables({TableKind.EXAM_ONLY: [{"series": "工程技术", "level": "副高级", "profession": "电气"}]})
    assert bars(judged(facts, listed), "E-20")
    assert VERSION in told(judged(facts, listed), "E-20").sentence
    assert told(judged(facts, other), "E-20").outcome is Outcome.PASSES
    assert VERSION in told(judged(facts, other), "E-20").table
    assert open_for(judged(facts, EMPTY), "E-20")
    assert "尚未发布" in told(judged(facts, EMPTY), "E-20").sentence
    assert told(judged(facts, EMPTY), "E-20").awaits_table
    known = question(2023, application__exam_only=True)
    assert bars(judged(known, EMPTY), "E-20"), "the starting list bars as long as nobody has released another"
    assert not bars(judged(known, other), "E-20")


def test_a_released_table_without_rows_counts_as_none() -> None:
    assert open_for(judged(question(2023), tables({TableKind.EXAM_ONLY: []})), "E-20")


@pytest.mark.clause("KM2023-2.5")
def test_what_touches_public_safety_stands_in_the_table() -> None:
    facts = question(2023, person__education=MISMATCH)
    listed = tables({TableKind.SAFETY: [{"series": "工程技术", "profession": "机械工程"}]})
    other = tables({TableKind.SAFETY: [{"series": "卫生技术", "profession": ""}]})
    assert bars(judged(facts, listed), "E-12")
    assert not bars(judged(facts, other), "E-12")
    years = judged(facts, other).years
    assert years is not None
    assert years.required == 6
    assert open_for(judged(facts, EMPTY), "E-12")
    known = question(2023, person__education=MISMATCH, application__public_safety_or_health=True)
    assert bars(judged(known, EMPTY), "E-12")


@pytest.mark.clause("KM2023-6.2")
def test_the_table_adds_to_the_series_that_the_notice_names() -> None:
    rows = [{"education": "本科", "title_level": "中级", "years": 5, "min_papers": 2}]
    title = {"series": "经济", "level": "中级", "obtained_on": "2015-12-30"}
    facts = question(
        2023, application__series="经济", application__level="副高级", standard=rows,
        person__titles=[title], person__papers=0,
    )  # fmt: skip
    listed = tables({TableKind.PRACTICE: [{"series": "经济"}]})
    assert bars(judged(facts, EMPTY), "PAPERS")
    assert "尚未发布" in told(judged(facts, EMPTY), "PAPERS").sentence
    assert bars(judged(facts, tables({TableKind.PRACTICE: [{"series": "翻译"}]})), "PAPERS")
    assert told(judged(facts, listed), "E-46").outcome is Outcome.PASSES
    assert VERSION in told(judged(facts, listed), "E-46").table
    engineer = question(2023, standard=rows)
    assert told(judged(engineer, EMPTY), "E-46").outcome is Outcome.PASSES


@pytest.mark.clause("KM2023-5.2", "GUIDE-Q15")
def test_a_qualification_is_held_against_the_mapping() -> None:
    facts = with_name(question(2023, person__titles=[BUILDER]), "一级建造师 职业资格")
    listed = tables(
        {TableKind.QUALIFICATIONS: [{"name": "一级建造师", "series": "工程技术", "level": "中级"}]}
    )
    higher = tables(
        {TableKind.QUALIFICATIONS: [{"name": "一级建造师", "series": "工程技术", "level": "助理级"}]}
    )
    found = judged(facts, listed)
    assert not bars(found, "LADDER")
    assert VERSION in told(found, "E-32").sentence
    assert bars(judged(facts, higher), "LADDER"), "listed for another level: as if absent"
    assert open_for(judged(facts, EMPTY), "E-32")
    assert "尚未发布" in told(judged(facts, EMPTY), "E-32").sentence
    assert open_for(judged(with_name(facts, "别的资格"), listed), "E-32"), "another spelling is for people"


@pytest.mark.clause("GUIDE-Q17-1")
def test_similar_professions_are_those_of_the_table() -> None:
    facts = question(
        2021, application__kind="变更确认", application__level="中级", application__profession="机械制造"
    )
    listed = tables({TableKind.SIMILAR: [{"profession": "机械制造", "similar": "机械工程"}]})
    other = tables({TableKind.SIMILAR: [{"profession": "机械制造", "similar": "电气"}]})
    assert told(judged(facts, listed, 2021), "E-29").outcome is Outcome.PASSES
    assert bars(judged(facts, other, 2021), "E-29")
    assert open_for(judged(facts, EMPTY, 2021), "E-29")
    lecturer = question(
        2021, application__kind="变更确认", application__level="中级", application__series="中等专业学校教师",
        application__profession="数学",
        person__titles=[
            {"series": "高等学校教师", "profession": "数学", "level": "中级", "obtained_on": "2015-12-30"}
        ],
    )  # fmt: skip
    assert told(judged(lecturer, EMPTY, 2021), "E-29").outcome is Outcome.PASSES, "the guide names the pair"
    nothing_held = question(2021, application__kind="变更确认", application__level="中级", person__titles=[])
    assert bars(judged(nothing_held, listed, 2021), "E-29")


@pytest.mark.clause("KM2023-5.1b", "YN2020-2.4a")
def test_the_year_off_in_townships_needs_a_listed_area() -> None:
    title = [{"series": "工程技术", "level": "中级", "obtained_on": "2019-06-30"}]
    facts = question(
        2023, person__titles=title, person__first_application=True,
        person__township={"listed_area": True, "graduate_of_ordinary_college": True},
    )  # fmt: skip
    assert facts.person.township is not None
    there = replace(facts.person.township, places=("东川区", "昆明市"))
    facts = replace(facts, person=replace(facts.person, township=there))
    listed = tables({TableKind.AREAS: [{"county": "东川区", "township": ""}]})
    other = tables({TableKind.AREAS: [{"county": "盘龙区", "township": ""}]})
    assert told(judged(facts, listed), "E-34").outcome is Outcome.PASSES
    assert not bars(judged(facts, listed), "E-11")
    assert bars(judged(facts, other), "E-11")
    found = judged(facts, EMPTY)
    assert open_for(found, "E-34")
    assert not bars(found, "E-11"), "open, not refused"
    by_township = tables({TableKind.AREAS: [{"county": "东川区", "township": "阿旺镇"}]})
    assert open_for(judged(facts, by_township), "E-34"), "which township nobody has told"
    for place, passes in (("昆明市东川区阿旺镇", True), ("东川区汤丹镇", False)):
        named = replace(facts.person, township=replace(there, places=(place,)))
        assert bars(judged(replace(facts, person=named), by_township), "E-11") is not passes
    told_no = replace(facts, person=replace(facts.person, township=replace(there, listed_area=False)))
    assert bars(judged(told_no, listed), "E-11")


@pytest.mark.clause("YN2020-2.4c")
def test_grassroots_recognition_needs_a_listed_area() -> None:
    facts = question(
        2023, GRADUATE, application__channel="基层有效认定", application__level="副高级",
        person__titles=[{"series": "工程技术", "level": "中级", "obtained_on": "2010-06-30"}],
        person__township={"listed_area": True, "scarce_field": True, "years": 12},
    )  # fmt: skip
    assert facts.person.township is not None
    there = replace(facts.person.township, places=("东川区",))
    facts = replace(facts, person=replace(facts.person, township=there))
    listed = tables({TableKind.AREAS: [{"county": "东川区", "township": ""}]})
    other = tables({TableKind.AREAS: [{"county": "盘龙区", "township": ""}]})
    assert told(judged(facts, listed), "E-39").outcome is Outcome.PASSES
    assert bars(judged(facts, other), "E-39")
    assert open_for(judged(facts, EMPTY), "E-39")


def test_who_tells_of_no_listed_township_is_in_none() -> None:
    facts = question(
        2023,
        GRADUATE,
        application__channel="基层有效认定",
        application__level="副高级",
        person__titles=[{"series": "工程技术", "level": "中级", "obtained_on": "2010-06-30"}],
    )
    listed = tables({TableKind.AREAS: [{"county": "东川区", "township": ""}]})
    assert bars(judged(facts, listed), "E-39")
    assert bars(judged(facts, EMPTY), "E-39")


def test_lookups_without_a_table_know_nothing() -> None:
    assert listed_area(EMPTY, ("东川区",)) is None


@pytest.mark.clause("GUIDE-Q21")
def test_a_skill_level_opens_what_the_table_says() -> None:
    facts = question(
        2023, application__channel="高技能人才",
        person__skill={"level": "高级技师", "obtained_on": "2015-01-01"},
        person__assessments={"2020": "合格", "2021": "合格", "2022": "合格"},
    )  # fmt: skip
    row = {"series": "工程技术", "skill": "技师", "level": "副高级"}
    assert told(judged(facts, tables({TableKind.SKILLS: [row]})), "E-33").outcome is Outcome.PASSES
    assert bars(judged(facts, tables({TableKind.SKILLS: [{**row, "level": "中级"}]})), "E-33")
    assert bars(judged(facts, tables({TableKind.SKILLS: [{**row, "series": "农业技术"}]})), "E-33")
    assert open_for(judged(facts, EMPTY), "E-33")


@pytest.mark.clause("GUIDE-Q4b")
def test_ages_that_nobody_has_released_let_nobody_pass_unseen() -> None:
    ages = tables(
        {
            TableKind.AGES: [
                {"who": "男", "age": 60, "from": "", "delayed_from": "", "step": None, "most": None}
            ]
        }
    )
    young = question(2023, person__statutory_retirement_on="2050-01-01")
    assert told(judged(young, ages), "E-03").outcome is Outcome.PASSES
    assert VERSION in told(judged(young, ages), "E-03").sentence
    assert open_for(judged(young, EMPTY), "E-03")
    old = question(2023, person__statutory_retirement_on="2023-01-01")
    assert bars(judged(old, EMPTY), "E-03")
    delayed = question(
        2023, person__statutory_retirement_on="2023-01-01", person__retirement_delayed_until="2025-01-01"
    )
    assert told(judged(delayed, EMPTY), "E-03").outcome is Outcome.PASSES
    assert told(judged(question(2023), EMPTY), "E-03").outcome is Outcome.PASSES


def test_the_released_ages_take_the_place_of_the_starting_ones() -> None:
    book = open_book(2023, "昆明市")
    assert ages_of(None, book) == table_of(book)
    rows = (
        {"who": "男", "age": 61, "from": "2024-01-01", "delayed_from": "2025-01-01", "step": 4, "most": 36},
        {"who": "女_工勤技能", "age": 50, "from": "", "delayed_from": "", "step": None, "most": None},
    )
    found = ages_of(KeptTable(TableKind.AGES, "第1版", FROM, rows), book)
    day = datetime.date
    assert found[:2] == (
        AgeRow(day(2024, 1, 1), Retires.MEN, 61, day(2025, 1, 1), 4, 36),
        AgeRow(day.min, Retires.WOMEN_WORKERS, 50),
    )
    assert found[2:] == table_of(book)[:2], "men before 2024, and who is not named, by the starting ages"


SERIES = st.sampled_from(["工程技术", "卫生技术", "经济", "中小学教师"])
LEVELS = st.sampled_from(["正高级", "副高级", "中级", "助理级", "员级"])
NAMES = st.sampled_from(["机械工程", "电气", ""])
CONTENTS = st.fixed_dictionaries(
    {
        TableKind.EXAM_ONLY: st.lists(
            st.fixed_dictionaries({"series": SERIES, "level": LEVELS, "profession": NAMES}), max_size=4
        ),
        TableKind.SAFETY: st.lists(
            st.fixed_dictionaries({"series": SERIES, "profession": NAMES}), max_size=3
        ),
        TableKind.PRACTICE: st.lists(st.fixed_dictionaries({"series": SERIES}), max_size=3),
        TableKind.QUALIFICATIONS: st.lists(
            st.fixed_dictionaries({"name": st.just("一级建造师"), "series": SERIES, "level": LEVELS}),
            max_size=4,
        ),
        TableKind.SIMILAR: st.lists(
            st.fixed_dictionaries({"profession": NAMES, "similar": NAMES}), max_size=3
        ),
        TableKind.AREAS: st.lists(
            st.fixed_dictionaries({"county": st.sampled_from(["东川区", "盘龙区"]), "township": st.just("")}),
            max_size=2,
        ),
        TableKind.SKILLS: st.lists(
            st.fixed_dictionaries(
                {"series": SERIES, "skill": st.sampled_from(["高级工", "技师", "高级技师"]), "level": LEVELS}
            ),
            max_size=4,
        ),
    }
)
LIFTS = frozenset({"PAPERS"})  # what a table can only lift: without it the notice's own list holds
CASES = [case for case in ALL if case["expect"].get("verdict")]


@GENTLE
@given(st.sampled_from(CASES), CONTENTS, st.sampled_from(TableKind))
def test_an_empty_table_never_makes_an_answer_better(
    case: dict[str, Any], content: dict[TableKind, list[dict[str, Any]]], emptied: TableKind
) -> None:
    """Who is eligible while a table is empty is eligible whatever it will say."""
    given_case = Case(case, 1)
    facts, book = with_name(eligibility_facts(given_case), "一级建造师"), given_case.book()
    full = check(replace(facts, tables=tables(content)), book)
    less = check(replace(facts, tables=tables({**content, emptied: []})), book)
    if less.decision is Decision.ELIGIBLE:
        assert full.decision is Decision.ELIGIBLE, (full.because, emptied)
    silent = {one.rule for one in less.findings if one.outcome is Outcome.PASSES and "尚未发布" in one.table}
    assert silent <= LIFTS


def test_the_base_case_is_open_without_tables_and_eligible_without_asking_them() -> None:
    facts = question(2023, ENGINEER)
    assert judged(facts, None).decision is Decision.ELIGIBLE
    assert judged(facts, EMPTY).because == ("E-20",)

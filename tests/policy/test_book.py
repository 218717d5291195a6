"""The loader takes nothing on trust, and a value comes from the nearest place of the latest year."""

from dataclasses import replace
from pathlib import Path

import pytest

from zhicheng.policy.book import LawError, NotSet, first_year, law, open_book, read_law
from zhicheng.policy.explain import difference, show, table
from zhicheng.policy.facts import Degree, Row
from zhicheng.policy.lint import lint, lint_standard
from zhicheng.policy.strict_yaml import SourceError

GOOD = """\
returns.limit:
  asks: How often?
  unit: 次
  values:
    - {year: 2021, place: 昆明市, value: 4, clause: GUIDE-5.3.0}
"""


def refusal(tmp_path: Path, text: str) -> str:
    """What the loader says to a file, without the folder."""
    file = tmp_path / "law.yaml"
    file.write_text(text, "utf-8")
    with pytest.raises(SourceError) as refused:
        read_law([file])
    return str(refused.value).removeprefix(str(file))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("unit: 次", "unit: 次\n  colour: red"), ":4: the key 'colour' is unknown"),
        (("unit: 次", "unit: 次\n  unit: 年"), ":4: the key 'unit' stands twice"),
        (("  unit: 次\n", ""), ":2: the key 'unit' is missing"),
        ((", clause: GUIDE-5.3.0", ""), ":5: the key 'clause' is missing"),
        (("GUIDE-5.3.0", "GUIDE-99"), ":5: the clause 'GUIDE-99' does not exist"),
        (("GUIDE-5.3.0", "MOHRSS-40"), ":5: the clause 'MOHRSS-40' does not exist"),
        (("place: 昆明市", "place: 大理州"), ":5: the place '大理州' is unknown"),
        (("year: 2021", "year: often"), ":5: a whole number is expected"),
        (("value: 4", "value: yes"), ":5: true or false is expected"),
        (("unit: 次", "unit: 次\n  stricter: darker"), ":4: one of larger, smaller is expected"),
        (("unit: 次", "unit: 次\n  wins: nearest"), ":4: one of strictest is expected"),
        (("unit: 次", "unit: 次\n  unverified: maybe"), ":4: true or false is expected"),
        (
            ("unit: 次", "unit: 次\n  uses: [nothing.known]"),
            ":1: returns.limit uses 'nothing.known', which does not exist",
        ),
    ],
)
def test_a_slip_is_refused_with_file_and_line(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    assert change[0] in GOOD
    assert refusal(tmp_path, GOOD.replace(*change)) == said


def test_two_values_for_one_year_and_place_are_refused(tmp_path: Path) -> None:
    line = GOOD.splitlines(keepends=True)[-1]
    assert refusal(tmp_path, GOOD + line) == ":6: returns.limit has two values for 2021 昆明市"


def test_a_key_without_values_is_refused(tmp_path: Path) -> None:
    text = GOOD[: GOOD.index("  values")] + "  values: []\n"
    assert refusal(tmp_path, text) == ":4: at least one value is expected"


def test_a_list_in_place_of_keys_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path, "- a\n") == ":1: a mapping is expected"


def test_a_key_in_two_files_is_refused(tmp_path: Path) -> None:
    files = [tmp_path / "a.yaml", tmp_path / "b.yaml"]
    for file in files:
        file.write_text(GOOD, "utf-8")
    with pytest.raises(
        SourceError, match=r"b\.yaml:1: the key 'returns\.limit' stands twice, first at .*a\.yaml:1"
    ):
        read_law(files)


def test_the_nearest_place_wins_within_a_year_and_the_latest_year_before() -> None:
    assert open_book(2023, "东川区").value("notice.workdays_ahead").place == "云南省"
    assert open_book(2022, "东川区").value("E-34").place == "东川区"
    assert open_book(2022, "昆明市").value("E-34").place == "云南省"
    assert open_book(2023, "东川区").value("E-34").place == "昆明市"


def test_what_a_year_does_not_set_is_inherited_and_says_so() -> None:
    value = open_book(2023, "昆明市").value("change.open")
    assert (value.year, value.inherited) == (2023, False)
    value = open_book(2023, "昆明市").value("skilled.years")
    assert (value.year, value.clause, value.inherited) == (2021, "GUIDE-Q21", True)


def test_between_places_the_stricter_filing_date_wins() -> None:
    """AMB-41: Dongchuan keeps its 12 working days beside the city's 10."""
    assert open_book(2023, "东川区").value("filing.pre_meeting_workdays").number == 12
    assert open_book(2023, "昆明市").value("filing.pre_meeting_workdays").number == 10


def test_nothing_to_inherit_is_an_error() -> None:
    with pytest.raises(NotSet, match=r"2020年度云南省的文件没有规定 returns\.limit"):
        open_book(2020, "云南省").value("returns.limit")
    assert open_book(2020, "云南省").find("returns.limit") is None


def test_later_years_inherit_and_earlier_ones_are_refused() -> None:
    assert open_book(2026, "昆明市").value("returns.limit").inherited
    assert first_year() == 2020
    with pytest.raises(LawError, match="before 2020"):
        open_book(2019, "昆明市")
    with pytest.raises(LawError, match="大理州"):
        open_book(2023, "大理州")


@pytest.mark.parametrize(
    "way", ["number", "flag", "word", "day", "words", "numbers", "numbers_by_term", "terms_by_term"]
)
def test_a_value_of_another_kind_is_an_error(way: str) -> None:
    book = open_book(2023, "昆明市")
    wrong = book.value(
        "E-02" if way == "number" else "insurance.exempt_employment" if way == "day" else "returns.limit"
    )
    with pytest.raises(LawError):
        getattr(wrong, way)


def test_a_table_of_terms_is_not_one_of_numbers() -> None:
    book = open_book(2023, "昆明市")
    with pytest.raises(LawError, match=r"skilled\.required is not a table"):
        _ = book.value("skilled.required").numbers_by_term
    with pytest.raises(LawError, match=r"skilled\.years is not a table"):
        _ = book.value("skilled.years").terms_by_term


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(LawError, match=r"no key 'returns\.often'"):
        open_book(2023, "昆明市").find("returns.often")


def test_every_value_of_order_40_is_marked_unverified() -> None:
    from_order = [q for q in law().values() if any("MOHRSS-40" in value.clauses for value in q.values)]
    told = {
        "vote.numerator", "vote.secret", "vote.proxy_allowed", "committee.size.series_senior",
        "committee.size.profession_senior", "committee.size.other", "committee.kinds", "committee.across_series",
        "committee.registration_years", "expert.level_at_least", "expert.in_field", "expert.term_years",
        "meeting.chair_announces", "meeting.sealed", "group.size", "meeting.closed", "avoidance.required",
        "meeting.recorded", "discipline.bars", "proof.asked_again", "inspection.at_random",
    }  # fmt: skip
    assert told <= {question.key for question in from_order}
    assert all(value.unverified for question in from_order for value in question.values)
    assert open_book(2023, "昆明市").value("vote.numerator").number == 2


def test_the_law_as_entered_has_no_fault() -> None:
    assert list(lint(law().values(), range(2020, 2024))) == []


def test_lint_finds_a_lax_place_and_a_clause_that_came_later(tmp_path: Path) -> None:
    file = tmp_path / "law.yaml"
    file.write_text(
        "a:\n  asks: A?\n  unit: 次\n  stricter: smaller\n  values:\n"
        "    - {year: 2022, place: 昆明市, value: 3, clause: KM2023-4.1d}\n"
        "    - {year: 2022, place: 东川区, value: 4, clause: DC2022-1.4b}\n"
        "b:\n  asks: B?\n  unit: 日\n  stricter: larger\n  values:\n"
        "    - {year: 2021, place: 昆明市, value: 5, clause: GUIDE-1.3.1}\n"
        "    - {year: 2022, place: 东川区, value: 3, clause: DC2022-2.7}\n",
        "utf-8",
    )
    found = [line.removeprefix(str(file)) for line in lint(read_law([file]).values(), range(2021, 2024))]
    assert found == [
        ":1: a 2022 昆明市: KM2023-4.1d came later, and no reading says why",
        ":1: a 2022: 东川区 is laxer than 昆明市",
        ":8: b 2022: 东川区 is laxer than 昆明市",
    ]


def test_a_standard_of_a_practice_heavy_series_may_not_demand_papers() -> None:
    rows = [Row(Degree.DOCTOR), Row(Degree.MASTER, min_papers=1)]
    book = open_book(2023, "昆明市")
    assert list(lint_standard("示例", "卫生技术", rows, book)) == [
        "示例: row 2: 卫生技术系列不得把论文数量作为硬性要求(KM2023-6.2)"
    ]
    assert list(lint_standard("示例", "经济", rows, book)) == []


def test_a_rule_is_shown_with_its_values_and_the_words_of_its_clauses() -> None:
    told = "\n".join(show("E-08", open_book(2023, "昆明市")))
    assert "insurance.since_day" in told
    assert "2022-12-31" in told
    assert "须自2022年12月31日前在昆明市连续参保" in told
    assert "没有规定" in "\n".join(show("E-25", open_book(2020, "云南省")))
    assert "待核对" in "\n".join(show("vote.numerator", open_book(2023, "昆明市")))


def test_a_table_is_shown_term_by_term_and_an_unknown_rule_is_an_error() -> None:
    book = open_book(2023, "昆明市")
    assert any("助理级:2、中级:3、副高级:4" in line for line in show("skilled.years", book))
    with pytest.raises(LawError, match="no key"):
        list(show("E-99", book))


def test_lint_finds_a_value_without_a_clause_or_with_one_that_is_gone() -> None:
    limit = law()["returns.limit"]
    bare = replace(limit, values=tuple(replace(value, clauses=()) for value in limit.values[:1]))
    gone = replace(limit, values=tuple(replace(value, clauses=("GUIDE-99",)) for value in limit.values[:1]))
    found = [line.split(": ", 1)[1] for line in lint([bare, gone], range(2020, 2024))]
    assert found == ["returns.limit 2021 昆明市: no clause", "returns.limit 2021 昆明市: no clause GUIDE-99"]


def test_the_difference_of_two_years_names_what_is_new_gone_and_changed() -> None:
    told = list(difference(open_book(2022, "昆明市"), open_book(2023, "昆明市")))
    starts = {tuple(line.split()[:2]) for line in told}
    assert ("变更", "insurance.form") in starts
    assert ("新增", "E-05") in starts
    assert ("依据更新", "E-02") in starts
    assert not any(line.split()[1] == "skilled.years" for line in told)
    back = {
        tuple(line.split()[:2]) for line in difference(open_book(2023, "昆明市"), open_book(2022, "昆明市"))
    }
    assert ("取消", "E-05") in back


def test_the_table_tells_own_inherited_and_refused() -> None:
    rows = list(table(range(2020, 2024)))
    columns = rows[0].index("2022昆明市"), rows[0].index("2020云南省"), rows[0].index("2023昆明市")
    returns = next(row for row in rows if row[0] == "returns.limit")
    skilled = next(row for row in rows if row[0] == "E-14")
    assert [returns[at] for at in columns] == ["自有", "未定", "自有"]
    assert [skilled[at] for at in columns] == ["沿用2021", "自有", "沿用2021"]
    assert len(rows) == len(law()) + 1

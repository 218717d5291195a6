"""Which relations between an expert and an applicant are certain, which only possible, which none."""

from typing import Any

import pytest

from zhicheng.experts.relations import Named, Relation, Side, between, folded, people_in, places_in, works_in

LABELS = {
    "tasks": "工作",
    "projects": "项目",
    "patents": "专利",
    "awards": "奖励",
    "books": "著作",
    "papers": "论文",
}


def expert(**told: object) -> Side:
    facts: dict[str, Any] = {"units": places_in(["昆明电气研究所", "云南旧厂"]), **told}
    return Side(folded("何新"), **facts)


def applicant(records: dict[str, list[dict[str, str]]], **told: object) -> Side:
    rows = {module: [{"data": one} for one in many] for module, many in records.items()}
    facts: dict[str, Any] = {"units": places_in(["云岭装备制造有限公司"]), **told}
    return Side(folded("李明"), works=works_in(rows, LABELS), **facts)


def verdict(one: Side, other: Side) -> str:
    found = between(one, other)
    return "" if not found else "certain" if any(each.certain for each in found) else "possible"


def test_names_are_read_as_people_write_them() -> None:
    assert people_in("何新（昆明电气研究所）、 李 明;王五(云大)\n") == [
        Named("何新", "昆明电气研究所"),
        Named("李明", ""),
        Named("王五", "云大"),
    ]
    assert people_in("、；（只有单位）") == []
    assert folded("ＺＬ 2018-2000.1") == "zl201820001"


@pytest.mark.parametrize(
    ("declared", "record", "expected"),
    [
        ((), {"name": "变压器损耗研究"}, ""),
        ((), {"name": "变压器损耗研究", "participants": "王五、赵六"}, ""),
        ((), {"name": "变压器损耗研究", "participants": "王五、何新"}, "possible"),
        ((), {"name": "变压器损耗研究", "participants": "何新（别的单位）"}, "possible"),
        ((), {"name": "变压器损耗研究", "participants": "何新（云南 旧厂）"}, "certain"),
        (("变压器 损耗研究",), {"name": "变压器损耗研究"}, "possible"),
        (("变压器损耗研究",), {"name": "变压器损耗研究", "participants": "何新"}, "certain"),
        (("研究",), {"name": "研究"}, ""),
        (("2019-KY-07",), {"name": "别的题目", "number": "2019KY07"}, "certain"),
        (("2019-KY-08",), {"name": "别的题目", "number": "2019KY07"}, ""),
    ],
)
def test_a_project_done_together(declared: tuple[str, ...], record: dict[str, str], expected: str) -> None:
    one = expert(declared={folded(each) for each in declared})
    for module in ("projects", "patents", "awards"):
        assert verdict(one, applicant({module: [record]})) == expected, module


def test_a_paper_has_no_number_and_a_book_has_its_isbn() -> None:
    one = expert(declared={folded("978-7-111-1")})
    assert verdict(one, applicant({"books": [{"name": "手册", "isbn": "97871111"}]})) == "certain"
    assert verdict(one, applicant({"papers": [{"name": "手册", "number": "97871111"}]})) == ""
    assert verdict(expert(), applicant({"papers": [{"name": "某文", "participants": "何新"}]})) == "possible"
    assert verdict(expert(), applicant({"education": [{"participants": "何新"}]})) == ""


def test_supervisors_students_and_relatives() -> None:
    teacher = expert(units=places_in(["昆明理工大学"]))
    assert verdict(teacher, applicant({}, supervisors=[Named("何新", "昆明理工大学")])) == "certain"
    assert verdict(expert(), applicant({}, supervisors=[Named("何新", "昆明理工大学")])) == "possible"
    assert verdict(expert(), applicant({}, supervisors=[Named("何欣", "昆明电气研究所")])) == ""
    graduate = applicant({}, schools=frozenset({"昆明理工大学"}))
    for role in ("students", "relatives"):
        assert verdict(expert(**{role: [Named("李明", "昆明理工大学")]}), graduate) == "certain"
        assert verdict(expert(**{role: [Named("李明", "")]}), graduate) == "possible"
        assert verdict(expert(**{role: [Named("李鸣", "昆明理工大学")]}), graduate) == ""


def test_a_school_is_no_unit_and_a_unit_is_one() -> None:
    teacher = expert(units=places_in(["昆明理工大学"]))
    assert verdict(teacher, applicant({}, schools=frozenset({folded("昆明理工大学")}))) == ""
    assert between(expert(), applicant({}, units=places_in(["云南旧厂 "]))) == [
        Relation("与申报人现在或者曾经同在云南旧厂工作", certain=True)
    ]

"""The reference tables: complete, and as the documents print them."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any

import pytest

from zhicheng.policy import clauses
from zhicheng.policy.tables import bureaus, committees, places, plan, professions, series, titles_for
from zhicheng.policy.tables.committees import (
    PartKind,
    by_id,
    committees_for,
    professions_of,
    titles_of,
)
from zhicheng.policy.tables.places import Serves, Service, place_named, reaches, window_for
from zhicheng.policy.tables.plans import committee_named
from zhicheng.policy.tables.professions import named_professions, profession_named
from zhicheng.policy.tables.similar import are_similar, similar_series
from zhicheng.policy.tables.titles import tracks

ALL = [committee.id for committee in committees()]


def squeezed(text: str) -> str:
    """The text without any blank."""
    return re.sub(r"\s", "", text)


# Counts


@pytest.mark.clause("GUIDE-Q3")
def test_series_tracks_and_cells_are_complete() -> None:
    assert [one.number for one in series()] == list(range(1, 30))
    assert len(tracks()) == 42
    assert sum(len(track.cells) for track in tracks().values()) == 183
    titles = [title for one in series() for title in titles_for(one.id)]
    assert len(titles) == len({title.id for title in titles}) == 214
    assert len({title.name for title in titles}) == 180


@pytest.mark.clause("GUIDE-3.1", "GUIDE-3.2")
def test_committees_are_complete() -> None:
    assert Counter(one.rank for one in committees()) == {"高级": 11, "中级": 47}
    assert [one.number for one in committees()] == [*range(1, 12), *range(1, 48)]
    assert len({one.name for one in committees()}) == 58
    assert Counter(one.tier for one in committees()) == {"city": 35, "county": 18, "zone": 3, "unit": 2}


@pytest.mark.clause("GUIDE-Q7-3T1", "GUIDE-Q7-3T2")
def test_plan_of_2021_is_complete() -> None:
    assert Counter(row.rank for row in plan(2021)) == {"高级": 11, "中级": 44}
    months = Counter(row.month for row in plan(2021) if row.rank == "中级")
    assert months == {6: 1, 7: 1, 8: 6, 9: 29, 10: 7}
    assert len({row.committee for row in plan(2021)}) == 55
    assert plan(2023) == ()


@pytest.mark.clause("GUIDE-4")
def test_bureaus_and_places_are_complete() -> None:
    assert [one.number for one in bureaus()] == list(range(1, 23))
    assert Counter(one.kind for one in places()) == {"county": 14, "park": 7, "city": 1}
    served = {bureau for place in places() for bureau in place.bureaus}
    assert served == {one.id for one in bureaus() if one.is_government}
    assert {one.place for one in bureaus() if one.place} == {
        one.id for one in places() if one.kind != "city" and one.id != "park-ftz-kunming"
    }


@pytest.mark.clause("YN2020-1.4")
def test_engineering_professions_are_the_twenty_of_the_notice() -> None:
    assert " ".join(one.name for one in professions()) == (
        "电子 机电 轻纺 建筑 建材 交通 水利 生态环境 安全 质量 "
        "林业 能源 兵器 地质测绘 冶金 广播电视 化工 通信 地震 快递"
    )
    assert all(one.is_field and one.clause == "YN2020-1.4" for one in professions())


def test_every_record_rests_on_a_clause_and_lies_within_its_lines() -> None:
    known = clauses.load()
    records: list[Any] = [
        *committees(),
        *plan(2021),
        *bureaus(),
        *professions(),
        *named_professions(),
        *series(),
        *similar_series(),
    ]
    for record in records:
        first, last = known[record.clause].lines
        assert first <= record.lines[0] <= record.lines[1] <= last, record.id


@pytest.mark.clause("GUIDE-Q17-1")
def test_the_pairs_of_similar_series_are_those_of_the_guide() -> None:
    pairs = {(one.former, one.new) for one in similar_series()}
    assert pairs == {
        ("高等学校教师", "中等专业学校教师"),
        ("高等学校教师", "技工学校教师"),
        ("高等学校教师", "中小学教师"),
        ("中等专业学校教师", "技工学校教师"),
    }
    assert are_similar("高等学校教师", "数学", "中小学教师", "数学 ")
    assert not are_similar("高等学校教师", "数学", "中小学教师", "语文")
    assert not are_similar("中小学教师", "数学", "高等学校教师", "数学")
    assert not are_similar("高等学校教师", "", "中小学教师", "")


# Irregularities stay as the text has them


def test_the_directory_keeps_its_slips() -> None:
    assert by_id()["committee-senior-07"].scope.words.endswith("从事农业技术相关专业工作")
    assert "企事业中直接从事公证员工作" in by_id()["committee-mid-03"].scope.words
    assert "相关专业的在职" in by_id()["committee-mid-19"].scope.words
    assert "中共（云南）自贸区" in by_id()["committee-mid-45"].scope.words
    assert by_id()["committee-mid-13"].phone_as_printed == "63644999转1转627005"
    assert by_id()["committee-mid-13"].phone == "0871-63644999转1转627005"


def test_the_plan_keeps_its_own_names() -> None:
    rows = {row.id: row for row in plan(2021)}
    assert rows["plan-2021-senior-02"].name == "昆明市基层卫生技术高级职称评审委员会"
    assert rows["plan-2021-senior-02"].committee == "committee-senior-03"
    assert rows["plan-2021-mid-33"].name == "寻甸县中小教师中级职称评审委员会"
    assert rows["plan-2021-mid-33"].organiser == "寻甸回族彝族自治县教育体育局"
    assert sum(row.differs_from_directory for row in plan(2021)) == 17
    unplanned = set(ALL) - {row.committee for row in plan(2021)}
    assert unplanned == {"committee-mid-33", "committee-mid-46", "committee-mid-47"}


def test_the_contacts_keep_their_slips() -> None:
    rows = {row.number: row for row in bureaus()}
    assert rows[9].phones_as_printed == ("0871—68699750",)
    assert rows[10].phones_as_printed == ("0871--68811142",)
    assert rows[12].scope.startswith("本区所属")
    assert "业务窗口以经开区职称申报通知为准。" in rows[17].address
    assert not rows[22].is_government


@pytest.mark.clause("GUIDE-Q3")
def test_the_title_table_keeps_its_gaps() -> None:
    assert titles_for("出版", "校对", "副高级") == ()
    assert [one.name for one in titles_for("农业技术", None, "正高级")] == [
        "正高级农艺师",
        "农业技术推广研究员",
    ]
    assert [one.name for one in titles_for("艺术", "舞台技师", "副高级")] == ["主任舞台技师"]
    assert titles_for("广告", None, "正高级") == titles_for("没有的系列") == ()
    teachers = [one.series for each in series() for one in titles_for(each.id) if one.name == "讲师"]
    assert len(teachers) == 5


# Names lead to records


@pytest.mark.parametrize(
    ("name", "committee"),
    [
        ("昆明市机电工程高级工程师评审委员会", "committee-senior-04"),
        ("昆明市图书资料（群众文化）专业中级职称评审委员会", "committee-mid-19"),
        ("昆明市 轨道交通工程中级职称评审委员会", "committee-mid-13"),
    ],
)
def test_a_committee_is_found_by_either_name(name: str, committee: str) -> None:
    found = committee_named(name)
    assert found is not None
    assert found.id == committee


def test_an_unknown_committee_is_none() -> None:
    assert committee_named("大理州工程系列中级职称评审委员会") is None


@pytest.mark.parametrize(
    ("name", "place"),
    [
        ("盘龙区", "county-panlong"),
        ("昆明市盘龙区", "county-panlong"),
        ("禄劝彝族苗族自治县", "county-luquan"),
        ("昆明高新技术产业开发区", "park-gaoxin"),
        ("阳宗海风景名胜区", "park-yangzonghai"),
        ("昆明市", "city-kunming"),
    ],
)
def test_a_place_is_found_by_its_names(name: str, place: str) -> None:
    found = place_named(name)
    assert found is not None
    assert found.id == place
    assert "city-kunming" in reaches(found)


def test_a_place_elsewhere_is_none() -> None:
    assert place_named("玉溪市红塔区") is None


@pytest.mark.parametrize(
    ("name", "profession"),
    [
        ("机械工程", "profession-02"),
        ("机电", "profession-02"),
        ("建筑工程专业", "profession-04"),
        ("水利水电工程", "profession-07"),
        ("公路工程", "profession/公路工程"),
        ("给水排水", "profession/给水排水工程"),
    ],
)
def test_a_profession_is_found_by_its_customary_names(name: str, profession: str) -> None:
    found = profession_named(name)
    assert found is not None
    assert found.id == profession


# Windows


@pytest.mark.clause("GUIDE-4")
def test_xishan_has_two_windows() -> None:
    xishan = place_named("西山区")
    assert xishan is not None
    staff = window_for(xishan, institution=True, established=True)
    others = window_for(xishan, institution=False, established=False)
    contract = window_for(xishan, institution=True, established=False)
    assert (staff and staff.id, others and others.id, contract and contract.id) == (
        "bureau-02",
        "bureau-03",
        "bureau-03",
    )
    assert others is not None
    assert Service.LOST_CERTIFICATE in others.services


def test_every_county_and_park_has_a_window_for_everybody() -> None:
    for place in places():
        found = window_for(place, institution=False, established=False)
        assert (found is None) == (place.kind == "city")
    assert [one.number for one in bureaus() if one.serves is Serves.INSTITUTIONS] == [2]


def test_services_rest_on_the_words_of_the_row() -> None:
    for bureau in bureaus():
        for words in (*bureau.services.values(), bureau.serves_words):
            assert words in bureau.scope, bureau.id
    numbers = {service: {one.number for one in bureaus() if service in one.services} for service in Service}
    assert numbers[Service.LOST_CERTIFICATE] == {3}
    assert numbers[Service.OTHER_REVIEW] == {7, 12}
    assert numbers[Service.MID_RECOMMENDATION] == set(range(1, 22)) - {19}
    assert numbers[Service.JUNIOR_CONFIRMATION] == set(range(1, 22)) - {20}
    assert numbers[Service.TEACHER_REVIEW] == set(range(1, 18)) - {3, 9}


# Scopes in parts


@pytest.mark.parametrize("name", ALL)
def test_every_part_rests_on_words_of_the_scope_or_the_name(name: str) -> None:
    committee = by_id()[name]
    sources = (squeezed(committee.scope.words), squeezed(committee.name))
    kinds = [part.kind for part in committee.scope.parts]
    assert {PartKind.TRACKS, PartKind.LEVELS} <= set(kinds)
    assert (PartKind.PLACES in kinds and PartKind.UNIT_KINDS in kinds) != (PartKind.OWN_STAFF_ONLY in kinds)
    for part in committee.scope.parts:
        for words in part.words:
            assert any(squeezed(words) in source for source in sources), (part.kind, words)


@pytest.mark.parametrize("name", ALL)
def test_the_level_is_that_of_the_titles_named(name: str) -> None:
    committee = by_id()[name]
    part = committee.scope.part(PartKind.LEVELS)
    assert part is not None
    assert part.values == (("副高级",) if committee.is_senior else ("中级",))
    word = part.words[0]
    assert word in committee.name
    named = {title.level for title in titles_of(committee) if title.name == word.removeprefix("中级")}
    if word not in ("高级职称", "中级职称", "二级职称"):
        assert named == set(part.values), word


@pytest.mark.parametrize("name", ALL)
def test_the_place_is_that_of_the_words(name: str) -> None:
    committee = by_id()[name]
    if committee.tier == "unit":
        assert committee.scope.values(PartKind.OWN_STAFF_ONLY) == (committee.organiser,)
        assert "本单位" in committee.scope.words
        return
    assert committee.scope.values(PartKind.PLACES) == (committee.jurisdiction,)
    place = next(one for one in places() if one.id == committee.jurisdiction)
    assert (
        place.name in committee.name or place.name in committee.scope.words or "本市" in committee.scope.words
    )


def test_only_five_scopes_are_narrowed_to_persons_or_units() -> None:
    narrowed = {
        kind: [one.id for one in committees() if one.scope.part(kind)]
        for kind in (
            PartKind.OWN_STAFF_ONLY,
            PartKind.SPECIAL_TALENTS_ONLY,
            PartKind.EXCLUDED_UNIT_KINDS,
            PartKind.INSTITUTIONS_ONLY,
        )
    }
    assert narrowed == {
        PartKind.OWN_STAFF_ONLY: ["committee-mid-02", "committee-mid-47"],
        PartKind.SPECIAL_TALENTS_ONLY: ["committee-mid-05"],
        PartKind.EXCLUDED_UNIT_KINDS: ["committee-mid-46"],
        PartKind.INSTITUTIONS_ONLY: ["committee-mid-01", "committee-mid-18"],
    }


def test_which_committee_covers_which_profession() -> None:
    covered = {one.name: [each.id for each in committees_for(one)] for one in professions()}
    assert covered["机电"] == ["committee-senior-04", "committee-mid-10", "committee-mid-30"]
    assert covered["交通"] == ["committee-senior-06", "committee-mid-30"]
    assert covered["水利"] == ["committee-mid-15", "committee-mid-30"]
    assert covered["快递"] == ["committee-mid-30"]
    road = profession_named("公路工程")
    assert road is not None
    assert [one.id for one in committees_for(road)] == [
        "committee-senior-06",
        "committee-mid-12",
        "committee-mid-30",
    ]
    assert professions_of(by_id()["committee-senior-01"]) == ()


def test_titles_offered_are_exactly_those_of_the_scope() -> None:
    offered = {name: [title.name for title in titles_of(by_id()[name])] for name in ALL}
    assert offered["committee-senior-04"] == ["高级工程师"]
    assert offered["committee-senior-07"] == ["高级农艺师", "高级畜牧师", "高级兽医师"]
    assert offered["committee-senior-08"] == ["副研究馆员", "副研究馆员"]
    assert offered["committee-senior-11"] == ["高级讲师", "高级实验师"]
    assert offered["committee-mid-01"] == ["讲师", "讲师"]
    assert offered["committee-mid-18"] == ["记者", "编辑"]
    assert offered["committee-mid-22"] == ["一级教练"]
    assert all(offered.values())

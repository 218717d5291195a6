"""E-50: each of the 58 committees takes whom its scope names, and nobody else."""

from __future__ import annotations

from dataclasses import replace

import pytest

from zhicheng.policy.findings import Outcome
from zhicheng.policy.rules.scope import ScopeAnswer, ScopeAsk, committees_that_fit, fits
from zhicheng.policy.tables.committees import (
    Committee,
    PartKind,
    by_id,
    committees,
    professions_of,
    titles_of,
)
from zhicheng.policy.tables.plans import committee_named

ENGINEER = ScopeAsk("工程技术", "副高级", profession="机电", place="盘龙区", unit_kind="市属国有")
MID_ENGINEER = replace(ENGINEER, level="中级")
TEACHER = ScopeAsk(
    "中小学教师",
    "中级",
    place="盘龙区",
    unit_kind="县区国有",
    unit_name="盘龙区某小学",
    workplace="普通中小学",
)
FARM = ScopeAsk("农业技术", "中级", place="官渡区", unit_kind="县区国有")


def city(series: str, level: str = "中级", **more: str | bool) -> ScopeAsk:
    """Somebody of a city unit in 五华区."""
    ask = ScopeAsk(series, level, place="五华区", unit_kind="市属国有")
    return replace(ask, **more)


# One person for every committee: of the right series, profession, level, place and unit.
FITTING = {
    "committee-senior-01": city("中小学教师", "副高级", workplace="幼儿园"),
    "committee-senior-02": city("卫生技术", "副高级"),
    "committee-senior-03": city("卫生技术", "副高级", workplace="乡镇及以下医疗卫生机构", place="寻甸县"),
    "committee-senior-04": ENGINEER,
    "committee-senior-05": city("工程技术", "副高级", profession="建筑工程"),
    "committee-senior-06": city("工程技术", "副高级", profession="公路工程"),
    "committee-senior-07": city("农业技术", "副高级"),
    "committee-senior-08": city("群众文化", "副高级"),
    "committee-senior-09": city("经济", "副高级", profession="工商管理"),
    "committee-senior-10": city("艺术", "副高级", track="舞台技师"),
    "committee-senior-11": city("实验技术", "副高级", workplace="中等专业学校"),
    "committee-mid-01": city("党校教师", track="讲师", workplace="党校", institution=True),
    "committee-mid-02": city("中小学教师", unit_name="云南师范大学附属小学", unit_kind="省属在昆"),
    "committee-mid-03": city("公证员"),
    "committee-mid-04": city("律师", unit_kind="社会组织"),
    "committee-mid-05": city("中小学教师", special_talent=True),
    "committee-mid-06": city("社会科学研究"),
    "committee-mid-07": city("自然科学研究"),
    "committee-mid-08": city("工程技术", profession="广播电视工程"),
    "committee-mid-09": city("工程技术", profession="环保工程"),
    "committee-mid-10": city("工程技术", profession="机械工程", unit_kind="外省企业子公司"),
    "committee-mid-11": city("工程技术", profession="给水排水"),
    "committee-mid-12": city("工程技术", profession="公路机械工程"),
    "committee-mid-13": city("工程技术", profession="轨道交通工程"),
    "committee-mid-14": city("工程技术", profession="林业工程"),
    "committee-mid-15": city("工程技术", profession="水利水电工程"),
    "committee-mid-16": city("工程技术", profession="园林绿化"),
    "committee-mid-17": city("农业技术", place="安宁市"),
    "committee-mid-18": city("新闻", track="编辑", workplace="电视台", institution=True),
    "committee-mid-19": city("图书资料"),
    "committee-mid-20": city("文物博物"),
    "committee-mid-21": city("档案"),
    "committee-mid-22": city("体育教练", workplace="业余体校"),
    "committee-mid-23": city("艺术", track="演员", unit_kind="无"),
    "committee-mid-24": city("中等专业学校教师", workplace="成人中等专业学校"),
    "committee-mid-30": city("工程技术", profession="冶金", place="东川区", unit_kind="县区国有"),
    "committee-mid-31": replace(FARM, place="东川区"),
    "committee-mid-33": replace(FARM, place="安宁市"),
    "committee-mid-42": replace(FARM, place="寻甸回族彝族自治县"),
    "committee-mid-45": city("工程技术", profession="测绘", place="昆明经济技术开发区"),
    "committee-mid-46": city("工程技术", profession="食品检验"),
    "committee-mid-47": city("工程技术", profession="工程监理", unit_name="昆明建设咨询管理有限公司"),
    **{
        f"committee-mid-{number}": replace(TEACHER, place=place)
        for number, place in (
            (25, "盘龙区"),
            (26, "五华区"),
            (27, "官渡区"),
            (28, "西山区"),
            (29, "东川区"),
            (32, "安宁市"),
            (34, "呈贡区"),
            (35, "晋宁区"),
            (36, "富民县"),
            (37, "宜良县"),
            (38, "嵩明县"),
            (39, "禄劝县"),
            (40, "石林县"),
            (41, "寻甸县"),
            (43, "昆明经济技术开发区"),
            (44, "阳宗海风景名胜区"),
        )
    },
}
ALL = [committee.id for committee in committees()]


def answer(committee: str, ask: ScopeAsk) -> ScopeAnswer:
    """The answer for a committee given by id."""
    return fits(by_id()[committee].scope, ask, year=2023)


def parts(committee: str, ask: ScopeAsk) -> list[PartKind]:
    """The parts of the committee's scope that the application misses."""
    return [misfit.part for misfit in answer(committee, ask).misfits]


@pytest.mark.parametrize("name", ALL)
def test_every_committee_takes_one_of_its_own(name: str) -> None:
    found = answer(name, FITTING[name])
    assert found.misfits == ()
    assert found.finding.outcome is Outcome.PASSES
    assert FITTING[name].level in {title.level for title in titles_of(by_id()[name])}


@pytest.mark.clause("YN2023-2.5b", "GUIDE-3.1", "GUIDE-3.2")
@pytest.mark.parametrize("name", ALL)
def test_every_committee_refuses_a_stranger(name: str) -> None:
    committee = by_id()[name]
    foreign = replace(FITTING[name], series="广告", track=None)
    found = answer(name, foreign)
    assert not found.fits
    assert found.finding.clauses == (committee.clause, "YN2023-2.5b")
    assert committee.name in found.finding.sentence
    assert "广告" in found.finding.sentence
    words = committee.scope.part(PartKind.TRACKS)
    assert words is not None
    assert all(word in found.finding.sentence for word in words.words)


@pytest.mark.parametrize("name", ALL)
def test_every_committee_refuses_the_level_above_and_below(name: str) -> None:
    own = FITTING[name].level
    for level in ("正高级", "副高级", "中级", "助理级", "员级"):
        expected = [] if level == own else [PartKind.LEVELS]
        assert parts(name, replace(FITTING[name], level=level)) == expected


@pytest.mark.parametrize("name", [name for name in ALL if by_id()[name].tier != "unit"])
def test_every_committee_but_a_units_own_refuses_units_elsewhere(name: str) -> None:
    assert parts(name, replace(FITTING[name], place="玉溪市红塔区")) == [PartKind.PLACES]
    tier = by_id()[name].tier
    own_county = "五华区" if "盘龙区" in by_id()[name].name else "盘龙区"
    assert parts(name, replace(FITTING[name], place=own_county)) == (
        [] if tier == "city" else [PartKind.PLACES]
    )


def test_the_cover_offers_the_mechanical_engineer_one_senior_committee() -> None:
    assert [one.name for one in committees_that_fit(ENGINEER)] == ["昆明市机电工程高级工程师评审委员会"]


def test_a_primary_teacher_is_not_the_mechanical_committees() -> None:
    found = answer("committee-senior-04", TEACHER)
    assert [one.part for one in found.misfits] == [PartKind.TRACKS, PartKind.LEVELS]
    assert "“工程师”" in found.finding.sentence
    assert "“高级工程师”" in found.finding.sentence


def test_a_county_teacher_has_one_mid_committee() -> None:
    offered = [one.id for one in committees_that_fit(replace(TEACHER, special_talent=False))]
    assert offered == ["committee-mid-25"]
    talents = [one.id for one in committees_that_fit(replace(TEACHER, special_talent=True))]
    assert talents == ["committee-mid-05", "committee-mid-25"]


def test_a_mid_committee_of_dongchuan_takes_every_engineering_profession() -> None:
    assert len(professions_of(by_id()["committee-mid-30"])) > 20
    asked = replace(MID_ENGINEER, place="东川区", unit_kind="县区国有")
    assert [one.id for one in committees_that_fit(asked)] == ["committee-mid-10", "committee-mid-30"]


@pytest.mark.parametrize("kind", ["市属国有"])
def test_county_committees_leave_city_units_to_the_city(kind: str) -> None:
    for name in ("committee-mid-25", "committee-mid-30", "committee-mid-42", "committee-mid-43"):
        assert parts(name, replace(FITTING[name], unit_kind=kind)) == [PartKind.UNIT_KINDS]


def test_only_the_units_own_staff() -> None:
    asked = FITTING["committee-mid-47"]
    assert parts("committee-mid-47", replace(asked, unit_name="乙公司")) == [PartKind.OWN_STAFF_ONLY]
    assert parts("committee-mid-47", replace(asked, unit_name="乙公司", own_staff=True)) == []
    assert parts("committee-mid-47", replace(asked, own_staff=False)) == [PartKind.OWN_STAFF_ONLY]


def test_a_track_that_the_series_lacks_is_not_taken() -> None:
    asked = replace(FITTING["committee-senior-10"], track="播音员")
    assert parts("committee-senior-10", asked) == [PartKind.TRACKS]


def test_a_unit_that_may_be_an_institution_is_asked_about() -> None:
    found = answer("committee-mid-18", replace(FITTING["committee-mid-18"], institution=None))
    assert found.fits
    assert any("是否为事业单位" in question for question in found.questions)


def test_another_series_profession_is_not_judged_too() -> None:
    asked = replace(TEACHER, profession="林业")
    assert parts("committee-senior-04", asked) == [PartKind.TRACKS, PartKind.LEVELS]


def test_a_freelancer_is_called_so() -> None:
    told = {
        kind: answer("committee-mid-25", replace(TEACHER, unit_kind=kind)).finding.sentence
        for kind in ("无", "市属国有")
    }
    assert "不受理自由职业者人员的申报" in told["无"]
    assert "不受理市属国有单位人员的申报" in told["市属国有"]


def test_a_profession_not_told_is_asked_for() -> None:
    found = answer("committee-senior-04", replace(ENGINEER, profession=None))
    assert found.fits
    assert any(question.startswith("请填写专业") for question in found.questions)


def test_of_a_unit_somewhere_in_the_city_the_county_is_asked() -> None:
    found = answer("committee-mid-25", replace(TEACHER, place="昆明市"))
    assert found.fits
    assert "请核对申报单位是否在盘龙区。" in found.questions


def test_only_special_talents() -> None:
    asked = replace(FITTING["committee-mid-05"], special_talent=False)
    assert parts("committee-mid-05", asked) == [PartKind.SPECIAL_TALENTS_ONLY]


def test_only_institutions() -> None:
    asked = replace(FITTING["committee-mid-18"], institution=False)
    assert parts("committee-mid-18", asked) == [PartKind.INSTITUTIONS_ONLY]


def test_workplaces_are_those_named() -> None:
    asked = FITTING["committee-senior-01"]
    assert parts("committee-senior-01", replace(asked, workplace="特殊教育学校")) == [PartKind.WORKPLACES]
    assert parts("committee-mid-25", replace(TEACHER, workplace="特殊教育学校")) == []
    unknown = answer("committee-senior-01", replace(asked, workplace=None))
    assert unknown.fits
    assert any("幼儿园" in question for question in unknown.questions)


def test_the_traffic_committee_takes_roads_only() -> None:
    road = replace(MID_ENGINEER, profession="公路工程")
    assert parts("committee-mid-12", road) == []
    assert parts("committee-mid-12", replace(road, profession="轨道交通工程")) == [PartKind.PROFESSIONS]
    field = answer("committee-mid-12", replace(road, profession="交通"))
    assert field.fits
    assert any("公路工程、公路机械工程" in question for question in field.questions)


def test_a_profession_nobody_lists_is_left_to_people() -> None:
    found = answer("committee-senior-04", replace(ENGINEER, profession="智能装备"))
    assert found.fits
    assert any("智能装备" in question for question in found.questions)
    assert "智能装备" in found.finding.sentence


def test_provincial_units_come_by_entrustment() -> None:
    provincial = replace(ENGINEER, unit_kind="省属在昆")
    found = answer("committee-senior-04", provincial)
    assert [one.rule for one in found.misfits] == ["E-06"]
    assert found.finding.outcome is Outcome.PASSES  # E-06 speaks for itself
    assert answer("committee-senior-04", replace(provincial, entrusted=True)).fits
    elsewhere = replace(ENGINEER, unit_kind="其他州市", place="玉溪市红塔区", entrusted=True)
    assert answer("committee-senior-04", elsewhere).fits


def test_food_engineering_excludes_provincial_units_by_its_words() -> None:
    asked = replace(FITTING["committee-mid-46"], unit_kind="省属在昆", entrusted=True)
    found = answer("committee-mid-46", asked)
    assert [one.part for one in found.misfits] == [PartKind.EXCLUDED_UNIT_KINDS]
    assert "除中央直属和省属单位外" in found.finding.sentence


@pytest.mark.parametrize("kind", ["中央在昆", "外省企业分公司"])
def test_units_outside_the_city_are_left_to_their_rule(kind: str) -> None:
    found = answer("committee-senior-04", replace(ENGINEER, unit_kind=kind))
    assert [one.rule for one in found.misfits] == ["E-04"]
    assert not found.fits
    assert found.finding.outcome is Outcome.PASSES


@pytest.mark.clause("YN2023-2.5b")
def test_the_violation_is_cited_from_2023_on() -> None:
    scope = by_id()["committee-senior-04"].scope
    assert fits(scope, TEACHER, year=2021).finding.clauses == ("GUIDE-3.1",)
    assert fits(scope, TEACHER, year=2023).finding.clauses == ("GUIDE-3.1", "YN2023-2.5b")


@pytest.mark.parametrize("wrong", [{"series": "机电"}, {"level": "高级"}, {"unit_kind": "国企"}])
def test_a_term_that_does_not_exist_is_an_error(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="no such"):
        replace(ENGINEER, **wrong)


@pytest.mark.parametrize("committee", committees(), ids=lambda one: one.id)
def test_whatever_the_cover_offers_fits(committee: Committee) -> None:
    professions = professions_of(committee)
    for title in titles_of(committee):
        for profession in professions or (None,):
            asked = replace(
                FITTING[committee.id],
                series=title.series,
                track=title.track,
                level=title.level,
                profession=profession.id if profession else FITTING[committee.id].profession,
            )
            assert answer(committee.id, asked).misfits == ()


def test_the_plans_name_finds_the_same_scope() -> None:
    found = committee_named("昆明市中专高级讲师评审委员会")
    assert found is not None
    assert fits(found.scope, FITTING["committee-senior-11"]).fits

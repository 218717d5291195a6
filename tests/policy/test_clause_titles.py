"""Years, titles and ways, clause by clause: what is counted, added, taken off, replaced."""

from typing import Any

import pytest

from tests.policy.questions import GRADUATE, admitted, ask, bars, cited, open_for
from zhicheng.policy.findings import Verdict


def title(since: str, **changes: Any) -> list[dict[str, Any]]:
    """One title of an engineer."""
    given = {"series": "工程技术", "profession": "机械工程", "level": "中级", "obtained_on": since}
    return [given | changes]


def required(verdict: Verdict) -> int:
    assert verdict.years is not None
    return verdict.years.required


@pytest.mark.clause("KM2023-2.6", "YN2023-2.6")
@pytest.mark.parametrize("place", ["昆明市", "云南省"])
def test_in_2023_years_count_to_the_end_of_the_year(place: str) -> None:
    assert not bars(ask(2023, place, person__titles=title("2018-12-31")), "E-11")
    assert bars(ask(2023, place, person__titles=title("2019-01-01")), "E-11")


@pytest.mark.clause("GUIDE-Q8")
def test_in_2021_years_count_to_the_month_of_the_meeting() -> None:
    assert admitted(ask(2021, person__titles=title("2016-10-31")))
    assert bars(ask(2021, person__titles=title("2016-11-01")), "E-11")
    assert open_for(ask(2021, person__titles=title("2016-11-01"), application__meeting_on=None), "E-11")
    own = ask(2021, person__titles=title("2016-11-01"), application__years_cut_off="2021-11-30")
    assert admitted(own)


MISMATCH = [{"level": "本科", "finished_on": "2008-07-01", "matches_work": False}]


@pytest.mark.clause("KM2023-2.5")
def test_another_profession_costs_a_year_in_2023() -> None:
    held = title("2018-06-30")
    assert required(ask(2023, person__education=MISMATCH)) == 6
    assert bars(ask(2023, person__education=MISMATCH, person__titles=held), "E-12")
    assert admitted(ask(2023, person__titles=held))
    health = ask(2023, person__education=MISMATCH, application__public_safety_or_health=True)
    assert bars(health, "E-12")


@pytest.mark.clause("DC2022-2.5")
def test_another_profession_costs_nothing_in_2022() -> None:
    verdict = ask(2022, person__education=MISMATCH, application__public_safety_or_health=True)
    assert admitted(verdict)
    assert required(verdict) == 5


@pytest.mark.clause("GUIDE-Q12")
@pytest.mark.parametrize(
    ("enough", "short"),
    [
        ({"kind": "专业培训", "months": 6}, {"kind": "专业培训", "months": 5.5}),
        ({"kind": "进修结业", "subjects": 3}, {"kind": "进修结业", "subjects": 2}),
        ({"kind": "大专院校学习", "months": 12}, {"kind": "大专院校学习", "months": 11}),
        ({"kind": "主管部门业务培训"}, None),
    ],
)
def test_in_2021_any_of_four_trainings_heals_it(enough: dict[str, Any], short: dict[str, Any] | None) -> None:
    assert admitted(ask(2021, person__education=MISMATCH, person__mismatch_training=[enough]))
    lacking = [short] if short else []
    assert bars(ask(2021, person__education=MISMATCH, person__mismatch_training=lacking), "E-12b")


@pytest.mark.clause("GUIDE-Q9")
@pytest.mark.parametrize(
    ("held", "counts_as", "not_as"),
    [("中级工班", "中专", "大专"), ("高级工班", "大专", "本科"), ("预备技师班", "本科", "硕士")],
)
def test_worker_classes_count_as_education(held: str, counts_as: str, not_as: str) -> None:
    education = [{"level": held, "finished_on": "2008-07-01"}]
    row = {"title_level": "中级", "years": 5}
    assert admitted(ask(2021, person__education=education, standard=[row | {"education": counts_as}]))
    assert bars(ask(2021, person__education=education, standard=[row | {"education": not_as}]), "E-09")


MOVED = {"post_setting_done": True, "vacancy": True, "document_on": "2017-03-01", "pay_form": True}


@pytest.mark.clause("GUIDE-Q10")
def test_moved_staff_count_from_the_document_or_from_title_appointment_and_pay() -> None:
    institution = {"name": "甲单位", "kind": "市属国有", "institution": True}
    moved: dict[str, Any] = {"person__unit": institution, "person__post_moved": MOVED}
    junior = {
        "application__level": "助理级",
        "standard": [{"education": "本科", "title_level": "员级", "years": 4}],
    }
    clerk = title("2015-01-01", level="员级")
    assert admitted(ask(2021, **moved, **junior, person__titles=clerk))
    late = {**moved, "person__post_moved": MOVED | {"document_on": "2017-12-01"}}
    assert bars(ask(2021, **late, **junior, person__titles=clerk), "E-11")
    assert admitted(ask(2021, **moved, person__titles=title("2016-01-01", paid_from="2016-10-01")))
    assert bars(ask(2021, **moved, person__titles=title("2016-01-01", paid_from="2016-11-01")), "E-11")
    lacking = {**moved, "person__post_moved": MOVED | {"pay_form": False}}
    assert bars(ask(2021, **lacking), "E-13")


TRANSFER = {"application__kind": "转系列评审", "application__level": "中级", "standard": [
    {"education": "本科", "title_level": "中级", "years": 0}]}  # fmt: skip
ECONOMIST = title("2016-12-30", series="经济", profession="工商管理")


@pytest.mark.clause("KM2023-3.9")
def test_no_second_title_and_a_year_on_the_new_post() -> None:
    again = ask(2023, application__level="中级")
    assert bars(again, "E-16")
    moved: dict[str, Any] = TRANSFER | {"person__titles": ECONOMIST}
    assert admitted(ask(2023, **moved, person__post_changed_on="2022-07-20"))
    assert bars(ask(2023, **moved, person__post_changed_on="2022-07-21"), "E-17")
    assert bars(ask(2023, **TRANSFER), "E-16")


@pytest.mark.clause("GUIDE-Q17-1")
def test_in_2021_half_a_year_and_a_passed_assessment_suffice() -> None:
    moved: dict[str, Any] = TRANSFER | {"person__titles": ECONOMIST, "person__probation_assessed": True}
    assert admitted(ask(2021, **moved, person__post_changed_on="2021-01-20"))
    assert bars(ask(2021, **moved, person__post_changed_on="2021-01-21"), "E-17")
    refused = moved | {"person__probation_assessed": False}
    assert bars(ask(2021, **refused, person__post_changed_on="2021-01-20"), "E-17")


@pytest.mark.clause("KM2023-4.1b")
def test_a_same_level_title_elsewhere_forces_the_transfer() -> None:
    promotion = {"application__level": "中级", "person__titles": ECONOMIST}
    verdict = ask(2023, **promotion)
    assert bars(verdict, "E-17")
    assert "KM2023-4.1b" in cited(verdict, "E-17")
    assert not bars(ask(2023), "E-17")


@pytest.mark.clause("GUIDE-Q17-2")
def test_time_in_the_former_series_counts_on() -> None:
    now = title("2020-12-30")
    assert bars(ask(2021, person__titles=now), "E-11")
    assert admitted(ask(2021, person__titles=now + title("2015-12-30", series="经济")))


@pytest.mark.clause("GUIDE-Q17-3")
def test_no_promotion_in_the_year_of_the_change() -> None:
    change = {"year": 2021, "kind": "转系列评审", "level": "中级", "unit_passed": True, "outcome": "通过"}
    assert bars(ask(2021, person__applications=[change]), "E-18")
    assert admitted(ask(2021, person__applications=[change | {"year": 2020}]))


@pytest.mark.clause("GUIDE-Q15")
def test_a_mapped_qualification_is_a_title_but_the_standard_still_binds() -> None:
    held = title("2016-10-01", obtained_by="职业资格", mapped=True)
    assert admitted(ask(2021, person__titles=held))
    assert bars(ask(2021, person__titles=title("2016-11-01", obtained_by="职业资格", mapped=True)), "E-11")
    assert bars(ask(2021, person__titles=title("2016-10-01", obtained_by="职业资格", mapped=False)), "LADDER")
    assert open_for(ask(2021, person__titles=title("2016-10-01", obtained_by="职业资格")), "E-32")


@pytest.mark.clause("DC2022-1.10")
def test_in_2022_a_mapped_qualification_is_the_title() -> None:
    assert admitted(ask(2022, person__titles=title("2016-10-01", obtained_by="职业资格", mapped=True)))
    assert bars(ask(2022, person__titles=title("2016-10-01", obtained_by="职业资格", mapped=False)), "LADDER")
    assert open_for(ask(2022, person__titles=title("2016-10-01", obtained_by="职业资格")), "E-32")


GRASSROOTS = {"listed_area": True, "graduate_of_ordinary_college": True, "years": 11, "scarce_field": True}


@pytest.mark.clause("KM2023-5.1b", "DC2022-1.8")
@pytest.mark.parametrize(("year", "place"), [(2023, "昆明市"), (2022, "东川区")])
def test_township_graduates_apply_a_year_earlier_at_first(year: int, place: str) -> None:
    first = ask(year, place, person__township=GRASSROOTS, person__first_application=True)
    assert required(first) == 4
    assert required(ask(year, place, person__township=GRASSROOTS)) == 5


@pytest.mark.clause("DC2022-1.8")
def test_recognition_is_not_a_year_earlier() -> None:
    changes: dict[str, Any] = {"person__township": GRASSROOTS, "person__first_application": True}
    assert bars(ask(2022, "东川区", GRADUATE, **changes, person__employed_from="2021-07-21"), "E-30")


@pytest.mark.clause("DC2022-1.9")
@pytest.mark.parametrize("levels", [["硕士"], ["本科", "学士"]])
def test_engineering_masters_and_double_bachelors_gain_a_year(levels: list[str]) -> None:
    degrees = [
        {"level": level, "finished_on": "2010-07-01", "engineering_professional_degree": True}
        for level in levels
    ]
    assert required(ask(2022, "东川区", person__education=degrees)) == 4
    assert required(ask(2022, "东川区", person__education=degrees, application__series="农业技术",
                        person__titles=title("2010-01-01", series="农业技术"))) == 5  # fmt: skip


PAPERS = [{"education": "本科", "title_level": "中级", "years": 5, "min_papers": 2}]
LAWYER: dict[str, Any] = {
    "application__series": "律师", "person__titles": title("2010-01-01", series="律师"), "standard": PAPERS,
    "person__papers": 0,
}  # fmt: skip


@pytest.mark.clause("KM2023-5.1a", "YN2020-2.4a")
@pytest.mark.parametrize(("year", "place"), [(2023, "昆明市"), (2020, "云南省")])
def test_remote_areas_spare_papers_and_a_year_and_allow_exceptions(year: int, place: str) -> None:
    assert bars(ask(year, place, **LAWYER), "PAPERS")
    assert not bars(ask(year, place, **LAWYER, person__remote_or_grassroots=True), "PAPERS")
    first = ask(year, place, person__township=GRASSROOTS, person__first_application=True)
    assert required(first) == 4
    way = {"application__channel": "破格", "person__remote_or_grassroots": True, "person__titles": []}
    assert admitted(ask(year, place, **way, application__channel_approved=True))
    assert bars(ask(year, place, **way, application__channel_approved=False), "E-36")
    assert open_for(ask(year, place, **way), "E-36")


@pytest.mark.clause("KM2023-5.3a")
def test_the_green_channel_needs_no_lower_title_once_approved() -> None:
    way: dict[str, Any] = {"application__channel": "绿色通道", "person__titles": []}
    assert admitted(ask(2023, **way, application__channel_approved=True))
    assert open_for(ask(2023, **way), "E-37")
    assert bars(ask(2023, **way, application__channel_approved=True, application__level="中级"), "E-37")


@pytest.mark.clause("KM2023-5.3b")
def test_returnees_and_demobilised_apply_directly_at_first() -> None:
    way: dict[str, Any] = {
        "application__channel": "首次直接申报", "person__titles": [], "person__origin_group": "海外归国",
        "person__first_application": True, "person__professional_work_from": "2015-01-01",
    }  # fmt: skip
    assert admitted(ask(2023, **way))
    assert admitted(ask(2023, **way, application__level="中级"))
    assert bars(ask(2023, **way, application__level="正高级"), "E-38")
    assert bars(ask(2023, **way | {"person__first_application": False}), "E-38")
    assert bars(ask(2023, **way | {"person__origin_group": None}), "E-38")


@pytest.mark.clause("GUIDE-Q13", "YN2020-2.5c")
@pytest.mark.parametrize(("year", "place"), [(2021, "昆明市"), (2020, "云南省")])
def test_an_enterprise_postdoc_who_stays_is_recognised(year: int, place: str) -> None:
    postdoc = {"enterprise": True, "fund_or_project": True, "stays": True}
    way: dict[str, Any] = {"application__channel": "博士后直接认定", "application__level": "副高级"}
    assert admitted(ask(year, place, GRADUATE, **way, person__postdoc=postdoc))
    for lack in postdoc:
        assert bars(ask(year, place, GRADUATE, **way, person__postdoc=postdoc | {lack: False}), "E-31")
    assert bars(
        ask(year, place, GRADUATE, **way | {"application__level": "正高级"}, person__postdoc=postdoc), "E-31"
    )


@pytest.mark.clause("GUIDE-Q21")
@pytest.mark.parametrize(
    ("skill", "level", "years"), [("高级工", "助理级", 2), ("技师", "中级", 3), ("高级技师", "副高级", 4)]
)
def test_skilled_workers_wait_two_three_or_four_years(skill: str, level: str, years: int) -> None:
    passed = {"2018": "合格", "2019": "合格", "2020": "优秀"}
    way: dict[str, Any] = {
        "application__channel": "高技能人才", "application__level": level, "person__titles": [],
        "person__assessments": passed,
        "standard": [{"education": "本科", "title_level": "助理级", "years": 9}],
    }  # fmt: skip
    enough = {"level": skill, "obtained_on": f"{2021 - years}-10-31"}
    assert admitted(ask(2021, **way, person__skill=enough))
    assert bars(ask(2021, **way, person__skill=enough | {"obtained_on": f"{2021 - years}-11-01"}), "E-33")
    failed = way | {"person__assessments": passed | {"2019": "不合格"}}
    assert bars(ask(2021, **failed, person__skill=enough), "E-33")


@pytest.mark.clause("YN2020-2.4c")
def test_ten_township_years_after_the_mid_title_are_recognised() -> None:
    way: dict[str, Any] = {
        "application__channel": "基层有效认定", "application__level": "副高级",
        "application__series": "农业技术",
    }  # fmt: skip
    mid = title("2009-01-01", series="农业技术")
    assert admitted(ask(2020, "云南省", GRADUATE, **way, person__titles=mid, person__township=GRASSROOTS))
    nine = GRASSROOTS | {"years": 9}
    assert bars(ask(2020, "云南省", GRADUATE, **way, person__titles=mid, person__township=nine), "E-39")
    young = title("2011-01-01", series="农业技术")
    assert bars(
        ask(2020, "云南省", GRADUATE, **way, person__titles=young, person__township=GRASSROOTS), "E-39"
    )


@pytest.mark.clause("YN2020-2.4d")
@pytest.mark.parametrize("series", ["中小学教师", "卫生技术"])
def test_teachers_and_medical_staff_need_a_rural_year(series: str) -> None:
    given: dict[str, Any] = {
        "application__series": series,
        "person__titles": title("2010-01-01", series=series),
    }
    assert bars(ask(2020, "云南省", **given, person__rural_service_years=0.5), "E-40")
    assert not bars(ask(2020, "云南省", **given, person__rural_service_years=1), "E-40")
    assert open_for(ask(2020, "云南省", **given), "E-40")


@pytest.mark.clause("YN2020-2.1")
@pytest.mark.parametrize(
    "area", ["怒江州泸水市", "迪庆州", "会泽县", "镇雄县", "宁蒗县", "澜沧县", "屏边县", "广南县"]
)
def test_directed_titles_belong_to_the_listed_areas(area: str) -> None:
    assert not bars(ask(2020, "云南省", person__directed_area=area), "E-44")
    assert bars(ask(2020, "云南省", person__directed_area="东川区"), "E-44")
    assert bars(ask(2020, "云南省", person__directed_area=area, application__level="中级"), "E-44")


@pytest.mark.clause("GUIDE-Q16-0", "GUIDE-Q16-5")
def test_a_title_from_elsewhere_is_confirmed_after_half_a_year() -> None:
    given: dict[str, Any] = {
        "application__kind": "职称确认", "application__level": "中级", "person__contract_from": "2021-01-20",
        "person__probation_assessed": True, "person__titles": title("2016-12-30", origin="外省"),
    }  # fmt: skip
    assert admitted(ask(2021, **given))
    assert bars(ask(2021, **given | {"person__contract_from": "2021-01-21"}), "E-28")
    assert bars(ask(2021, **given | {"person__probation_assessed": False}), "E-28")
    assert bars(ask(2021, **given | {"person__titles": title("2016-12-30")}), "E-28")
    assert bars(ask(2021, **given, application__exam_only=True), "E-20")
    assert bars(ask(2021, **given, person__civil_servant=True), "E-02")
    assert bars(ask(2021, **given, person__retired_on="2021-07-01"), "E-03")


@pytest.mark.clause("GUIDE-Q18-2")
@pytest.mark.parametrize(
    ("education", "direct", "after_a_year"),
    [
        ("中专", None, "员级"), ("大专", None, "员级"),
        ("中级工班", None, "员级"), ("高级工班", None, "员级"),
        ("本科", "员级", "助理级"), ("学士", "员级", "助理级"), ("预备技师班", "员级", "助理级"),
        ("硕士", "助理级", None), ("双学士", "助理级", None), ("博士", "中级", None),
    ],
)  # fmt: skip
def test_education_decides_what_is_recognised(
    education: str, direct: str | None, after_a_year: str | None
) -> None:
    held: dict[str, Any] = {
        "person__education": [{"level": education, "finished_on": "2020-07-01"}],
        "judged_on": "2021-10-20",
    }
    if direct:
        fresh = ask(
            2021, "昆明市", GRADUATE, **held, application__level=direct, person__employed_from="2021-10-01"
        )
        assert admitted(fresh)
    if after_a_year:
        wanted = held | {"application__level": after_a_year}
        assert admitted(ask(2021, "昆明市", GRADUATE, **wanted, person__employed_from="2020-10-20"))
        assert bars(ask(2021, "昆明市", GRADUATE, **wanted, person__employed_from="2020-10-21"), "E-30")
    higher = {"员级": "助理级", "助理级": "中级", "中级": "副高级"}[after_a_year or direct or ""]
    too_high = ask(
        2021, "昆明市", GRADUATE, **held, application__level=higher, person__employed_from="2010-01-01"
    )
    assert bars(too_high, "E-30")


@pytest.mark.clause("GUIDE-Q19", "DC2022-3")
@pytest.mark.parametrize(("year", "months"), [(2021, {6, 10}), (2022, {1, 4, 7, 10}), (2023, {1, 4, 7, 10})])
def test_recognition_is_taken_in_its_months_only(year: int, months: set[int]) -> None:
    early = {"person__employed_from": "2018-01-01", "person__education": [{"level": "本科"}]}
    taken = {
        month
        for month in range(1, 13)
        if not bars(ask(year, "昆明市", GRADUATE, **early, judged_on=f"{year}-{month:02}-15"), "E-26")
    }
    assert taken == months


@pytest.mark.clause("YN2020-4.4")
def test_what_a_year_does_not_set_is_carried_on_and_told() -> None:
    finding = next(found for found in ask(2023).findings if found.rule == "E-14")
    assert finding.inherited_from == 2021
    assert finding.clauses == ("GUIDE-Q11",)
    assert next(found for found in ask(2023).findings if found.rule == "E-02").inherited_from is None

"""Who may apply, clause by clause: units, freelancers, insurance, posts, records, other applications."""

from dataclasses import replace

import pytest

from tests.policy.questions import admitted, ask, bars, cited, open_for, question
from zhicheng.policy.book import open_book
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import Degree, Level, Row

FREELANCER = {
    "person__employment": "自由职业",
    "person__unit": {"name": "无", "kind": "无"},
    "person__insurance": [],
}
FREE = {
    "years_in_field": 1, "own_name_insurance": True, "tax_records": True, "restricted_trade": False,
    "recommended_by": "行业协会",
}  # fmt: skip


def test_the_engineer_is_admitted_in_every_year() -> None:
    assert [admitted(ask(year)) for year in (2021, 2022, 2023)] == [True, True, True]


@pytest.mark.clause("GUIDE-Q4a")
def test_only_people_in_post_at_local_units_apply() -> None:
    assert bars(ask(2021, person__in_post=False), "E-01")
    assert bars(
        ask(2021, person__unit={"name": "乙单位", "kind": "社会组织", "registered_in": "曲靖市"}), "E-01"
    )
    assert admitted(ask(2021, person__unit={"name": "甲单位", "kind": "个体经济组织"}))
    assert cited(ask(2021), "E-01") == ("GUIDE-Q4a",)


@pytest.mark.clause("GUIDE-Q4b")
def test_in_2021_retirement_in_the_meeting_month_bars() -> None:
    assert bars(ask(2021, person__statutory_retirement_on="2021-10-31"), "E-03")
    assert admitted(ask(2021, person__statutory_retirement_on="2021-11-01"))
    delayed = ask(
        2021, person__statutory_retirement_on="2021-09-01", person__retirement_delayed_until="2022-09-01"
    )
    assert admitted(delayed)
    assert bars(ask(2021, person__civil_servant=True), "E-02")


@pytest.mark.clause("KM2023-2.2")
@pytest.mark.parametrize(
    "lack",
    [
        {"years_in_field": 0.9},
        {"own_name_insurance": False},
        {"tax_records": False},
        {"restricted_trade": True},
        {"recommended_by": None},
    ],
)
def test_a_freelancer_meets_all_five_conditions(lack: dict[str, object]) -> None:
    assert admitted(ask(2023, **FREELANCER, person__freelance=FREE))
    assert bars(ask(2023, **FREELANCER, person__freelance=FREE | lack), "E-05")


@pytest.mark.clause("KM2023-2.3")
def test_entrusted_people_need_the_city_bureau() -> None:
    unit = {"name": "省属院所", "kind": "省属在昆"}
    letter = {"unit_consents": True, "letter_from_authority": True, "city_bureau_agrees": True}
    entrusted = {"person__unit": unit, "application__entrustment": letter}
    assert admitted(ask(2023, **entrusted))
    assert bars(ask(2023, **entrusted, application__entrustment__city_bureau_agrees=False), "E-06")
    assert open_for(ask(2023, **entrusted, application__entrustment__city_bureau_agrees=None), "E-06")
    assert bars(ask(2023, **entrusted, application__entrustment__unit_consents=False), "E-06")
    assert bars(ask(2023, person__unit=unit), "E-06")


def insured(since: str, unit: str = "甲单位", until: str | None = None) -> list[dict[str, str | None]]:
    return [{"from": since, "to": until, "unit": unit}]


@pytest.mark.clause("KM2023-2.4")
def test_in_2023_insurance_runs_since_the_end_of_2022() -> None:
    assert admitted(ask(2023, person__insurance=insured("2022-12-31")))
    assert bars(ask(2023, person__insurance=insured("2023-01-01")), "E-08")
    assert bars(ask(2023, person__insurance=insured("2019-01-01", "乙单位")), "E-08")
    gap = insured("2019-01-01", until="2023-02-28") + insured("2023-04-01")
    assert bars(ask(2023, person__insurance=gap), "E-08")
    assert not bars(ask(2023, **FREELANCER, person__freelance=FREE), "E-08")


@pytest.mark.clause("DC2022-2.3")
def test_in_2022_six_months_of_insurance_suffice() -> None:
    assert admitted(ask(2022, person__insurance=insured("2022-01-20")))
    assert bars(ask(2022, person__insurance=insured("2022-01-21")), "E-08")
    assert bars(ask(2022, person__insurance=insured("2019-01-01", "乙单位")), "E-08")
    assert cited(ask(2022), "E-08") == ("DC2022-2.3",)


@pytest.mark.clause("GUIDE-Q11")
def test_secondment_and_administration_bar_and_lost_time_does_not_count() -> None:
    assert bars(ask(2021, person__on_secondment=True), "E-14")
    assert bars(ask(2021, person__post="行政"), "E-15")
    title = {"series": "工程技术", "profession": "机械工程", "level": "中级", "obtained_on": "2016-08-01"}
    away = [{"from": "2018-01-01", "to": "2018-04-30"}]
    assert admitted(ask(2021, person__titles=[title]))
    assert bars(ask(2021, person__titles=[title], person__excluded_periods=away), "E-11")


@pytest.mark.clause("KM2023-6.3a")
def test_a_record_bars_for_three_years() -> None:
    assert bars(ask(2023, person__integrity_records=[{"recorded_on": "2020-07-21"}]), "E-23")
    assert admitted(ask(2023, person__integrity_records=[{"recorded_on": "2020-07-20"}]))


@pytest.mark.clause("KM2023-6.3b", "GUIDE-1.1.2")
@pytest.mark.parametrize("year", [2021, 2023])
def test_a_suspended_unit_recommends_nobody_that_year(year: int) -> None:
    assert bars(ask(year, person__unit__suspended_years=[year]), "E-24")
    assert admitted(ask(year, person__unit__suspended_years=[year - 1]))


def other(year: int, **changes: object) -> list[dict[str, object]]:
    """One other application of the person, which the unit has passed."""
    given: dict[str, object] = {
        "year": year, "kind": "晋升评审", "committee": "乙评委会", "level": "副高级", "unit_passed": True
    }  # fmt: skip
    return [given | changes]


@pytest.mark.clause("KM2023-6.1", "YN2023-2.5a")
@pytest.mark.parametrize("place", ["昆明市", "云南省"])
def test_one_promotion_a_year(place: str) -> None:
    elsewhere = other(2023, committee_level="省", outcome="撤回")
    assert bars(ask(2023, place, person__applications=elsewhere), "E-21")
    assert not bars(ask(2023, place, person__applications=other(2022, outcome="通过")), "E-21")
    assert not bars(ask(2023, place, person__applications=other(2023, unit_passed=False)), "E-21")


@pytest.mark.clause("GUIDE-Q25")
def test_not_two_committees_of_one_level_and_nothing_failed_elsewhere() -> None:
    assert bars(ask(2021, person__applications=other(2021)), "E-21")
    assert bars(ask(2021, person__applications=other(2021, outcome="未通过", committee_level="省")), "E-21")
    assert admitted(ask(2021, person__applications=other(2021, committee_level="省")))


@pytest.mark.clause("KM2023-4.1a")
def test_who_failed_before_brings_new_results() -> None:
    failed = other(2021, outcome="未通过")
    assert bars(ask(2023, person__applications=failed, person__new_results=0), "E-22")
    assert open_for(ask(2023, person__applications=failed), "E-22")
    assert admitted(ask(2023, person__applications=failed, person__new_results=1))


@pytest.mark.clause("KM2023-4.4a", "GUIDE-Q22", "GUIDE-Q17-4")
@pytest.mark.parametrize("kind", ["晋升评审", "转系列评审", "变更确认", "职称确认"])
@pytest.mark.parametrize("year", [2021, 2023])
def test_what_is_examined_is_not_reviewed(year: int, kind: str) -> None:
    verdict = ask(year, application__kind=kind, application__exam_only=True)
    assert bars(verdict, "E-20")
    assert not bars(ask(year, application__kind=kind), "E-20")


@pytest.mark.clause("YN2020-2.5a")
@pytest.mark.parametrize(
    ("unit", "more", "township"),
    [
        ("非公有制经济组织", {}, True),
        ("社会组织", {}, True),
        ("市属国有", {}, False),
        ("市属国有", {"person__remote_or_grassroots": True}, True),
    ],
)
def test_non_public_staff_are_held_to_the_conditions_of_county_and_township(
    unit: str, more: dict[str, bool], township: bool
) -> None:
    college = [{"level": "大专", "finished_on": "2008-07-01"}]
    facts = question(2023, person__unit={"name": "甲单位", "kind": unit}, person__education=college, **more)
    variant = replace(facts, township_standard=(Row(Degree.COLLEGE, Level.MID, 5),))
    book = open_book(2023, "昆明市")
    assert bars(check(facts, book), "E-09")
    assert bars(check(variant, book), "E-09") is not township
    told = next(one for one in check(variant, book).findings if one.rule == "E-42")
    assert ("县乡基层" in told.sentence) is (unit != "市属国有")
    plain = next(one for one in check(facts, book).findings if one.rule == "E-42")
    assert ("没有另列县乡基层条件" in plain.sentence) is (unit != "市属国有")

"""What holds for every application: order never matters, more years never harm, an unknown never helps."""

import copy
import datetime
import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zhicheng.policy.asking import Asking
from zhicheng.policy.book import PLACES, Book, open_book
from zhicheng.policy.case import Case, eligibility_facts
from zhicheng.policy.clauses import load
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import Degree, Education, Facts
from zhicheng.policy.findings import Decision, Finding, Outcome, Verdict
from zhicheng.policy.rules.recognition import counts_from
from zhicheng.policy.rules.returns import count

CASES = Path(__file__).with_name("cases")
ALL: list[dict[str, Any]] = [
    case
    for file in ("eligibility.json", "own_eligibility.json")
    for case in json.loads((CASES / file).read_text("utf-8"))
]
RANK = {Decision.INELIGIBLE: 0, Decision.INCOMPLETE: 1, Decision.ELIGIBLE: 2}
GENTLE = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


def named(name: str) -> dict[str, Any]:
    return copy.deepcopy(next(case for case in ALL if case["id"] == name))


def verdict(data: dict[str, Any], book: Book | None = None) -> Verdict:
    case = Case(data, 1)
    return check(eligibility_facts(case), book or case.book())


def finding(data: dict[str, Any], rule: str) -> Finding:
    return next(one for one in verdict(data).findings if one.rule == rule)


@GENTLE
@given(st.sampled_from(ALL), st.randoms(use_true_random=False))
def test_the_order_of_records_never_matters(case: dict[str, Any], random: Any) -> None:
    shuffled = copy.deepcopy(case)
    person = shuffled["person"]
    for records in (
        *(
            person.get(key, [])
            for key in ("titles", "education", "insurance", "applications", "excluded_periods")
        ),
        shuffled.get("standard", []),
    ):
        random.shuffle(records)
    first, second = verdict(case), verdict(shuffled)
    assert (first.decision, set(first.because), first.years) == (
        second.decision,
        set(second.because),
        second.years,
    )


@GENTLE
@given(st.sampled_from(ALL), st.integers(1, 4000))
def test_more_years_never_make_an_eligible_person_ineligible(case: dict[str, Any], days: int) -> None:
    """Titles of the applicant, the start of work and of the skill moved back; the age is another matter."""
    if case["expect"]["verdict"] != "eligible":
        return
    older = copy.deepcopy(case)
    person = older["person"]
    for title in person.get("titles", []):
        for key in ("obtained_on", "appointed_on", "paid_from"):
            if title.get(key):
                title[key] = earlier(title[key], days)
    for holder, key in ((person, "professional_work_from"), (person.get("skill") or {}, "obtained_on")):
        if holder.get(key):
            holder[key] = earlier(holder[key], days)
    assert verdict(older).decision is Decision.ELIGIBLE


def earlier(day: str, days: int) -> str:
    return (datetime.date.fromisoformat(day) - datetime.timedelta(days=days)).isoformat()


# Facts that a case may not know; leaving one of them out may never make the answer better.
UNKNOWABLE = [
    ("person", key)
    for key in (
        "insurance",
        "work_permit",
        "unit_assessment",
        "employed_from",
        "contract_from",
        "papers",
        "new_results",
        "rural_service_years",
        "dispatch",
        "freelance",
        "professional_work_from",
        "assessments",
        "probation_assessed",
    )
] + [("application", key) for key in ("meeting_on", "channel_approved")]
ANSWERS_NO: dict[str, Any] = {
    "insurance": [{"from": "2023-06-01", "to": None, "place": "曲靖市", "unit": "他单位"}],
    "work_permit": False,
    "unit_assessment": "不合格",
    "papers": 0,
    "new_results": 0,
    "rural_service_years": 0,
    "probation_assessed": False,
    "channel_approved": False,
}


@GENTLE
@given(st.sampled_from(ALL), st.sampled_from(UNKNOWABLE))
def test_an_unknown_fact_never_makes_an_answer_better(case: dict[str, Any], fact: tuple[str, str]) -> None:
    """What is eligible without a fact is eligible with it."""
    part, key = fact
    if case[part].get(key) in (None, [], {}) or case["expect"]["verdict"] != "eligible":
        return
    unknown = copy.deepcopy(case)
    unknown[part].pop(key)
    assert RANK[verdict(unknown).decision] <= RANK[verdict(case).decision]


@pytest.mark.parametrize(("key", "no"), ANSWERS_NO.items(), ids=list(ANSWERS_NO))
def test_not_knowing_is_never_worse_than_a_known_no(key: str, no: Any) -> None:
    for case in ALL:
        part = "application" if key == "channel_approved" else "person"
        worse, unknown = copy.deepcopy(case), copy.deepcopy(case)
        worse[part][key] = no
        unknown[part].pop(key, None)
        assert RANK[verdict(worse).decision] <= RANK[verdict(unknown).decision], case["id"]


@pytest.mark.parametrize(("year", "place"), list(itertools.product(range(2020, 2025), PLACES)))
def test_every_case_has_an_answer_in_every_year_and_place(year: int, place: str) -> None:
    """Nothing that a rule needs is missing from the law of any year and place."""
    book = open_book(year, place)
    for case in ALL:
        for one in verdict(case, book).findings:
            assert one.sentence
            assert all(clause in load() for clause in one.clauses)
            assert bool(one.clauses) == bool(one.document)
            assert one.clauses or one.outcome is Outcome.NOT_APPLICABLE


def test_every_rule_is_looked_at_each_time() -> None:
    every = {f"E-{number:02d}" for number in range(1, 51)}
    for case in ALL:
        told = {one.rule for one in verdict(case).findings}
        assert every - told <= {"E-12"} or not every - told, case["id"]
        order = [one.rule for one in verdict(case).findings if one.rule.startswith("E-")]
        assert order == sorted(order, key=lambda rule: int(rule[2:4]))


def test_the_sentence_on_years_has_the_real_figures() -> None:
    case = named("own-plain")
    case["person"]["titles"][0]["obtained_on"] = "2019-04-15"
    told = finding(case, "E-11")
    assert told.sentence == (
        "截至2023年12月31日任中级职称满4年8个月,需满5年;最早2024年度可申报(以当年通知为准)。"
    )
    assert (told.clause, told.document, told.outcome) == ("KM2023-2.6", "昆人社通〔2023〕37号", Outcome.FAILS)
    assert told.remedy


@pytest.mark.parametrize(
    ("since", "lost", "earliest"),
    [
        ("2019-01-01", [], 2024),
        ("2019-12-31", [], 2024),
        ("2020-01-01", [], 2025),
        ("2019-06-30", [{"from": "2020-01-01", "to": "2020-12-31"}], 2025),
        ("2019-06-30", [{"from": "2020-01-01", "to": "2020-03-01"}], 2024),
    ],
)
def test_the_earliest_year_is_the_first_whose_cut_off_suffices(
    since: str, lost: list[dict[str, str]], earliest: int
) -> None:
    case = named("own-plain")
    case["person"]["titles"][0]["obtained_on"] = since
    case["person"]["excluded_periods"] = lost
    assert f"最早{earliest}年度可申报" in finding(case, "E-11").sentence
    later = named("own-plain")
    later["person"] |= {"titles": case["person"]["titles"], "excluded_periods": lost}
    for year, expected in ((earliest - 1, Outcome.FAILS), (earliest, Outcome.PASSES)):
        told = next(one for one in verdict(later, open_book(year, "昆明市")).findings if one.rule == "E-11")
        assert told.outcome is expected


def test_in_2021_the_earliest_year_follows_the_month_of_the_meeting() -> None:
    case = named("own-plain-2021")
    case["person"]["titles"][0]["obtained_on"] = "2017-11-05"
    assert "最早2023年度可申报" in finding(case, "E-11").sentence
    case["person"]["titles"][0]["obtained_on"] = "2017-10-31"
    assert "最早2022年度可申报" in finding(case, "E-11").sentence


def test_a_carried_on_rule_names_the_year_that_it_comes_from() -> None:
    told = finding(named("own-e14-seconded"), "E-14")
    assert (told.inherited_from, told.clause) == (2021, "GUIDE-Q11")
    assert finding(named("own-plain"), "E-02").inherited_from is None


def test_the_verdict_as_data_has_the_shape_of_a_case() -> None:
    data = verdict(named("own-e12-2023-short-anyway")).as_data()
    assert data["verdict"] == "ineligible"
    assert data["because"] == ["E-11"]
    assert data["years"] == {"required": 6, "counted": 4}
    assert {"rule", "clause", "document", "outcome", "sentence", "remedy"} <= set(data["findings"][0])
    assert "years" not in verdict(named("own-e33-senior-technician")).as_data()


def test_the_user_units_own_series_count_for_dispatched_people() -> None:
    """The application knows them (KM2023-1.5); a case has no key for them."""
    facts = eligibility_facts(Case(named("own-e50-dispatched-unknown"), 1))
    assert facts.person.dispatch
    dispatch = replace(facts.person.dispatch, user_unit_self_review_series=("经济",))
    known = replace(facts, person=replace(facts.person, dispatch=dispatch))
    assert check(known, open_book(2023, "昆明市")).decision is Decision.ELIGIBLE


def judged(facts: Facts) -> tuple[Decision, tuple[str, ...]]:
    found = check(facts, open_book(2023, "昆明市"))
    return found.decision, found.because


@pytest.mark.parametrize("key", ["both_published", "both_audited", "both_sealed", "agreement"])
def test_what_the_two_companies_have_still_to_do_is_open(key: str) -> None:
    """The application knows that a station has not decided yet; in a case what is not stated is no."""
    facts = eligibility_facts(Case(named("own-e45-proof"), 1))
    assert facts.person.dispatch
    dispatch = replace(facts.person.dispatch, **{key: None})
    undone = replace(facts, proofs=None, person=replace(facts.person, dispatch=dispatch))
    assert judged(undone) == (Decision.INCOMPLETE, ("E-45",))


@pytest.mark.parametrize("key", ["unit_consents", "letter_from_authority"])
def test_a_consent_or_letter_still_to_come_is_open(key: str) -> None:
    facts = eligibility_facts(Case(named("own-e06-other-prefecture-insured-there"), 1))
    entrustment = facts.application.entrustment
    assert entrustment
    later = replace(entrustment, **{key: None})
    open_yet = replace(facts, application=replace(facts.application, entrustment=later))
    assert judged(facts) == (Decision.ELIGIBLE, ())
    assert judged(open_yet) == (Decision.INCOMPLETE, ("E-06",))


@pytest.mark.clause("GUIDE-Q18-3")
@pytest.mark.parametrize(
    ("change", "day"),
    [
        ({}, datetime.date(2023, 4, 10)),
        ({"education": (Education(Degree.UNDERGRADUATE),)}, datetime.date(2022, 4, 10)),
        ({"education": ()}, None),
        ({"employed_from": None}, None),
    ],
)
def test_a_recognised_title_counts_from_employment_or_the_end_of_probation(
    change: dict[str, Any], day: datetime.date | None
) -> None:
    facts = eligibility_facts(Case(named("own-e30-college-clerk"), 1))
    asked = Asking(replace(facts, person=replace(facts.person, **change)), open_book(2023, "昆明市"))
    assert counts_from(asked) == day


def test_an_event_that_is_not_known_is_an_error() -> None:
    with pytest.raises(ValueError, match="单位:同意"):
        count(["提交", "单位:同意"], open_book(2023, "昆明市"))


def test_a_failing_finding_bars_and_no_other_does() -> None:
    found = verdict(named("own-bar-outweighs-open")).findings
    assert [one.rule for one in found if one.bars] == ["E-02"]


def test_every_finding_that_stands_against_an_application_tells_what_would_mend_it() -> None:
    found = [one for case in ALL for one in verdict(case).findings]
    against = [one for one in found if one.outcome in {Outcome.FAILS, Outcome.UNKNOWN}]
    assert len(against) > 300
    assert [one.sentence for one in against if not one.remedy] == []

"""Properties over cases made up whole, for every year and place: years, order, and what is not known."""

import copy
import datetime
from enum import EnumType
from itertools import product
from random import Random
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from zhicheng.policy.book import PLACES
from zhicheng.policy.case import FIRST_YEAR, LAST_YEAR, Case, eligibility_facts
from zhicheng.policy.eligibility import check
from zhicheng.policy.findings import Decision, Verdict
from zhicheng.policy.terms import (
    Channel,
    CommitteeLevel,
    Degree,
    Employment,
    Kind,
    Level,
    ObtainedBy,
    Origin,
    UnitKind,
)

YEARS_AND_PLACES = list(product(range(FIRST_YEAR, LAST_YEAR + 1), PLACES))
THOROUGH = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
MAYBE = (None, True, False)
UNIT = "甲单位"
# The case is made from the seed: as quick as plain Python, and told again by one number.
SEEDS = st.integers(0, 2**32)


class Maker:
    """Makes up a case of a year and place in which most is in order."""

    def __init__(self, seed: int) -> None:
        self.random = Random(seed)
        self.year, self.place = self.random.choice(YEARS_AND_PLACES)

    def one(self, usual: Any, *others: Any) -> Any:
        """The usual value half of the time, else one of the others."""
        return usual if self.random.random() < 0.6 else self.random.choice(others)

    def term(self, kind: EnumType, usual: str) -> str:
        return self.one(usual, *(member.value for member in kind))

    def day(self, first: int, last: int) -> str:
        """A day of some years before (−) or after this one, often a turn: of the year, the cut-off, a leap day."""
        year = self.year + self.random.randint(first, last)
        turn = self.random.choice(["12-31", "01-01", "07-20", "07-19", "10-31", "02-28", None, None])
        if turn:
            return f"{year}-{turn}"
        return str(datetime.date(year, 1, 1) + datetime.timedelta(days=self.random.randint(0, 364)))

    def several(self, make: Any, least: int, most: int) -> list[Any]:
        return [make() for _ in range(self.random.randint(least, most))]

    def some(self, **values: Any) -> dict[str, Any]:
        """Some of the keys: each is left out as often as not."""
        return {key: value for key, value in values.items() if self.random.random() < 0.5}

    def few(self, **values: Any) -> dict[str, Any]:
        """A few of the keys."""
        return {key: value for key, value in values.items() if self.random.random() < 0.2}

    def series(self) -> str:
        return self.one("工程技术", "卫生技术", "经济")

    def title(self) -> dict[str, Any]:
        return {
            "series": self.series(),
            "profession": self.one("机械工程", "电气工程"),
            "level": self.one("中级", "中级", "副高级", "助理级"),
            "obtained_on": self.day(-9, 0),
        } | self.few(
            appointed_on=self.day(-9, 0),
            paid_from=self.day(-9, 0),
            obtained_by=self.term(ObtainedBy, "评审"),
            mapped=self.one(*MAYBE),
            origin=self.term(Origin, "云南省"),
            confirmed=self.one(*MAYBE),
        )

    def education(self) -> dict[str, Any]:
        return {"level": self.term(Degree, "本科")} | self.few(
            finished_on=self.day(-15, 0), matches_work=False, engineering_professional_degree=True
        )

    def insured(self) -> dict[str, Any]:
        return {
            "from": self.day(-4, -1),
            "to": self.one(None, self.day(0, 0)),
            "place": self.one("昆明市", "曲靖市"),
            "unit": self.one(UNIT, None, "乙单位"),
        }

    def training(self) -> dict[str, Any]:
        return {"kind": self.one("专业培训", "大专院校学习"), "months": self.random.randint(0, 13)}

    def other(self) -> dict[str, Any]:
        return {
            "year": self.year - self.random.randint(0, 2),
            "kind": self.term(Kind, "晋升评审"),
        } | self.some(
            unit_passed=self.one(False, True),
            outcome=self.one("未通过", "进行中", "通过", "撤回"),
            committee_level=self.one("市", "省"),
        )

    def yes(self, *keys: str) -> dict[str, bool]:
        """Each of the keys, seldom no."""
        return {key: self.random.random() < 0.9 for key in keys}

    def person(self) -> dict[str, Any]:
        own = [{"from": f"{self.year - 4}-01-01", "to": None, "unit": UNIT}]
        return {
            "unit": {"name": UNIT, "kind": self.term(UnitKind, "非公有制经济组织")}
            | self.few(institution=True, self_review_series=[self.series()]),
            "insurance": self.one(own, self.several(self.insured, 0, 3)),
            "education": self.several(self.education, 1, 2),
            "titles": self.several(self.title, 1, 3),
            "professional_work_from": self.one(self.day(-12, -6), None, self.day(-3, 0)),
            "unit_assessment": self.one("合格", None, "不合格"),
            "employed_from": self.one(self.day(-2, 0), None),
            "contract_from": self.one(self.day(-2, 0), None),
            "papers": self.one(2, None, 0, 1),
            "new_results": self.one(1, None, 0),
            "rural_service_years": self.one(1, None, 0, 0.5),
            "work_permit": self.one(True, None, False),
            "skill": {"level": self.one("高级技师", "技师"), "obtained_on": self.day(-6, 0)},
            "assessments": {
                str(self.year - back): self.one("合格", "合格", "基本合格") for back in (1, 2, 3)
            },
        } | self.few(
            identity="外籍",
            employment=self.term(Employment, "劳务派遣"),
            statutory_retirement_on=self.day(0, 2),
            retirement_delayed_until=self.day(0, 1),
            freelance={
                "years_in_field": self.one(2, None, 0.5, 1),
                "recommended_by": self.one("行业协会", None),
                **self.yes("own_name_insurance", "tax_records"),
            },
            dispatch=self.yes("both_published", "both_audited", "both_sealed", "agreement"),
            mismatch_training=self.several(self.training, 0, 2),
            post_changed_on=self.day(-2, 0),
            probation_assessed=self.one(*MAYBE),
            first_application=True,
            origin_group="海外归国",
            township={
                "years": self.random.randint(8, 12),
                **self.yes("listed_area", "graduate_of_ordinary_college", "scarce_field"),
            },
            applications=self.several(self.other, 0, 2),
            relief_service={"years": self.one(0.5, 0, 1)},
        )

    def row(self) -> dict[str, Any]:
        return {
            "education": self.one("本科", "大专", "硕士"),
            "title_level": self.one("中级", None),
            "years": self.random.randint(0, 6),
        } | self.few(min_papers=self.random.randint(0, 2))

    def case(self) -> dict[str, Any]:
        meeting = self.one(f"{self.year}-10-20", None, f"{self.year}-12-31")
        return {
            "policy": {"jurisdiction": self.place, "year": self.year},
            "judged_on": self.one(f"{self.year}-07-20", f"{self.year}-10-20", f"{self.year}-01-31"),
            "application": {
                "kind": self.term(Kind, "晋升评审"),
                "series": self.series(),
                "profession": "机械工程",
                "level": self.term(Level, "副高级"),
                "channel": self.one("正常", self.term(Channel, "正常")),
                "meeting_on": meeting,
            }
            | self.few(
                channel_approved=self.one(True, None, False),
                committee_level=self.term(CommitteeLevel, "市"),
                public_safety_or_health=True,
                years_cut_off=self.day(0, 0),
                entrustment={
                    "city_bureau_agrees": self.one(True, None, False),
                    **self.yes("unit_consents", "letter_from_authority"),
                },
            ),
            "standard": self.several(self.row, 0, 3),
            "person": self.person(),
        }


def made(seed: int) -> dict[str, Any]:
    case = Maker(seed).case()
    case["person"]["insurance"] = [
        one for one in case["person"]["insurance"] if not one["to"] or one["to"] >= one["from"]
    ]
    return case


def verdict(data: dict[str, Any]) -> Verdict:
    case = Case(data, 1)
    return check(eligibility_facts(case), case.book())


def earlier(day: str, length: int) -> str:
    return str(datetime.date.fromisoformat(day) - datetime.timedelta(days=length))


def older(case: dict[str, Any], length: int) -> dict[str, Any]:
    """The case with everything whose length counts begun earlier: titles, work, posts, insurance, skill, service."""
    found = copy.deepcopy(case)
    who = found["person"]
    begun = [
        *((title, key) for title in who["titles"] for key in ("obtained_on", "appointed_on", "paid_from")),
        *((period, "from") for period in who["insurance"]),
        (who["skill"], "obtained_on"),
        *(
            (who, key)
            for key in ("professional_work_from", "post_changed_on", "contract_from", "employed_from")
        ),
    ]
    for holder, key in begun:
        # What begins after the day of asking is not held yet: to move it would be to add it.
        if holder.get(key) and holder[key] <= case["judged_on"]:
            holder[key] = earlier(holder[key], length)
    for holder, key in (
        (who.get("freelance", {}), "years_in_field"),
        (who.get("township", {}), "years"),
        (who.get("relief_service", {}), "years"),
        (who, "rural_service_years"),
    ):
        if holder.get(key) is not None:
            holder[key] += length // 365
    return found


@settings(THOROUGH, max_examples=100)
@given(SEEDS, st.integers(1, 3000))
def test_more_years_never_make_an_eligible_person_ineligible(seed: int, length: int) -> None:
    case = made(seed)
    assume(verdict(case).decision is Decision.ELIGIBLE)
    assert verdict(older(case, length)).decision is Decision.ELIGIBLE


@THOROUGH
@given(SEEDS)
def test_the_order_of_records_never_matters(seed: int) -> None:
    case = made(seed)
    shuffled = copy.deepcopy(case)
    for records in (shuffled["standard"], *shuffled["person"].values()):
        if isinstance(records, list):
            Random(seed).shuffle(records)
    first, second = verdict(case), verdict(shuffled)
    assert (first.decision, set(first.because), first.years) == (
        second.decision,
        set(second.because),
        second.years,
    )


# What may not be known: where it stands, in a person, an application or in records of either.
UNKNOWABLE = (
    *(f"person.{key}" for key in (
        "insurance", "work_permit", "unit_assessment", "employed_from", "contract_from", "papers", "new_results",
        "rural_service_years", "dispatch", "freelance", "professional_work_from", "assessments",
        "probation_assessed", "freelance.years_in_field", "titles.confirmed", "titles.mapped", "insurance.unit",
    )),
    *(f"application.{key}" for key in ("meeting_on", "channel_approved", "entrustment.city_bureau_agrees")),
    "standard",
)  # fmt: skip


def forget(data: Any, way: list[str]) -> None:
    """Leave out what stands at the end of the way, in every record on it."""
    if isinstance(data, list):
        for one in data:
            forget(one, way)
    elif isinstance(data, dict) and way[1:]:
        forget(data.get(way[0]), way[1:])
    elif isinstance(data, dict):
        data.pop(way[0], None)


@THOROUGH
@given(SEEDS)
def test_an_unknown_fact_never_makes_an_answer_better(seed: int) -> None:
    """Whom the law admits without a fact, it admits with it, whatever it is."""
    case = made(seed)
    known = verdict(case).decision
    for fact in UNKNOWABLE:
        unknown = copy.deepcopy(case)
        forget(unknown, fact.split("."))
        assert known is Decision.ELIGIBLE or verdict(unknown).decision is not Decision.ELIGIBLE, fact


def test_the_cases_made_up_meet_every_decision_in_every_year_and_place() -> None:
    """Otherwise the properties above would hold of nothing."""
    met = set()
    for seed in range(1000):
        case = made(seed)
        decision = verdict(case).decision
        met |= {(case["policy"][key], decision) for key in ("year", "jurisdiction")}
    assert met == set(product([*range(FIRST_YEAR, LAST_YEAR + 1), *PLACES], Decision))

"""E-49: which proof an education wants by class and country, and how long its online verification holds."""

import datetime
from dataclasses import replace
from typing import Any

import pytest

from tests.policy.questions import question
from zhicheng.policy.book import open_book
from zhicheng.policy.eligibility import check
from zhicheng.policy.facts import Facts, Proof
from zhicheng.policy.findings import Finding, Outcome

TODAY = datetime.date(2023, 7, 20)
DAY = datetime.timedelta(days=1)


def proof(facts: Facts, year: int = 2023) -> Finding:
    """What E-49 says."""
    return next(one for one in check(facts, open_book(year, "昆明市")).findings if one.rule == "E-49")


def educated(*, uploaded: bool = True, year: int = 2023, **education: Any) -> Facts:
    """An engineer with one education, its proof uploaded or not."""
    facts = question(year)
    one = replace(facts.person.education[0], **education)
    given = frozenset({Proof.COMMITMENT, Proof.PUBLICITY} | ({Proof.EDUCATION} if uploaded else set()))
    return replace(facts, person=replace(facts.person, education=(one,)), proofs=given)


@pytest.mark.clause("KM2023-3.8", "DC2022-2.8")
@pytest.mark.parametrize("year", [2022, 2023])
def test_the_online_verification_must_hold_on_the_day_of_asking(year: int) -> None:
    today = TODAY.replace(year=year)
    assert proof(educated(year=year, verified_until=today), year).outcome is Outcome.PASSES
    over = proof(educated(year=year, verified_until=today - DAY), year)
    assert over.outcome is Outcome.UNKNOWN
    assert f"已于{year}年7月19日到期" in over.sentence and "有效期选6个月" in over.remedy


def test_a_verification_that_is_not_told_is_left_to_people() -> None:
    assert proof(educated()).outcome is Outcome.PASSES


@pytest.mark.parametrize(
    ("education", "online"),
    [
        ({"finished_on": datetime.date(2002, 1, 1)}, True),
        ({"finished_on": datetime.date(2001, 12, 31)}, False),
        ({"finished_on": None}, False),
        ({"finished_on": datetime.date(2008, 7, 1), "abroad": True}, False),
    ],
)
def test_only_classes_of_the_online_register_expire(education: dict[str, Any], online: bool) -> None:
    found = proof(educated(**education, verified_until=TODAY - DAY))
    assert (found.outcome is Outcome.UNKNOWN) is online


@pytest.mark.parametrize(
    ("education", "words"),
    [
        ({}, "学信网《教育部学历证书电子注册备案表》和查询截图"),
        ({"abroad": True}, "认证书"),
        ({"finished_on": datetime.date(1999, 7, 1)}, "单位的书面证明"),
    ],
)
def test_what_is_missing_is_named_by_class_and_country(education: dict[str, Any], words: str) -> None:
    found = proof(educated(uploaded=False, **education))
    assert found.outcome is Outcome.UNKNOWN and words in found.remedy


def test_no_proof_is_asked_where_attachments_are_not_judged_or_no_education_is_told() -> None:
    facts = educated(verified_until=TODAY - DAY)
    assert proof(replace(facts, proofs=None)).outcome is Outcome.NOT_APPLICABLE
    nothing = replace(facts, person=replace(facts.person, education=()))
    assert proof(nothing).outcome is Outcome.PASSES

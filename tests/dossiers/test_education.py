"""The proof of an education by class and country, and its online code (KM2023-3.8)."""

import datetime as dt
from typing import Any

import pytest

from zhicheng.dossiers.education import Code, ProofKind, code_of, code_words, proof_for
from zhicheng.policy.book import open_book

BOOK = open_book(2023, "昆明市")
TODAY = dt.date(2023, 7, 20)
BACHELOR = {"level": "本科", "finished_on": "2008-07-01", "abroad": False}


@pytest.mark.clause("KM2023-3.8", "DC2022-2.8")
@pytest.mark.parametrize("year", [2022, 2023])
@pytest.mark.parametrize(
    ("changes", "proof"),
    [
        ({}, ProofKind.REGISTRATION),
        ({"finished_on": "2002-01-01"}, ProofKind.REGISTRATION),
        ({"finished_on": "2001-12-31"}, ProofKind.UNIT),
        ({"finished_on": "1998-07-01", "verification": "A1B2"}, ProofKind.REGISTRATION),
        ({"abroad": True}, ProofKind.ABROAD),
        ({"abroad": True, "finished_on": "1998-07-01"}, ProofKind.ABROAD),
        ({"level": "中专"}, ProofKind.UNIT),
        ({"level": "预备技师班"}, ProofKind.UNIT),
        ({"level": "大专"}, ProofKind.REGISTRATION),
    ],
)
def test_class_and_country_choose_the_proof(year: int, changes: dict[str, Any], proof: ProofKind) -> None:
    assert proof_for({**BACHELOR, **changes}, open_book(year, "昆明市")) is proof


def test_before_the_notice_of_2022_one_proof_serves() -> None:
    book = open_book(2021, "昆明市")
    assert proof_for({**BACHELOR, "finished_on": "1998-07-01"}, book) is ProofKind.REGISTRATION
    assert code_of(BACHELOR, book, TODAY) is Code.NOT_ASKED


@pytest.mark.clause("KM2023-3.8")
@pytest.mark.parametrize(
    ("until", "code"),
    [
        (None, Code.MISSING),
        ("2023-07-19", Code.EXPIRED),
        ("2023-07-20", Code.ENDS_SOON),
        ("2023-08-19", Code.ENDS_SOON),
        ("2023-08-20", Code.VALID),
        ("2024-01-20", Code.VALID),
        ("2024-01-21", Code.TOO_LONG),
    ],
)
def test_the_code_counts_six_months(until: str | None, code: Code) -> None:
    data = {**BACHELOR, "verification": "A1B2C3", "verified_until": until}
    assert code_of(data, BOOK, TODAY) is code
    assert code_words(data, BOOK, TODAY)
    assert code_of({**data, "abroad": True}, BOOK, TODAY) is Code.NOT_ASKED

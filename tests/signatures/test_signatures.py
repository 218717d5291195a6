"""Signatures: three ways to sign, and what is found when one is changed."""

import datetime as dt
from io import StringIO

import pyotp
import pytest
from django.core.management import call_command

from tests.cast import NOON, SECOND_FACTOR, Cast
from zhicheng.almanac import clock
from zhicheng.files.actions import store_bytes
from zhicheng.people.errors import Refused
from zhicheng.signatures.actions import content_hash, holds, sign
from zhicheng.signatures.models import Signature

CONTENT = {"title": "高级工程师", "number": "KM2023-000001"}
METHOD = Signature.Method


def code_at(moment: dt.datetime) -> str:
    return pyotp.TOTP(SECOND_FACTOR).at(int(moment.timestamp()))


def test_an_organisation_key_signs_for_its_organisation(cast: Cast) -> None:
    row = sign(
        cast.unit_officer,
        organisation=cast.organisations["unit"],
        content=CONTENT,
        method=METHOD.ORGANISATION_KEY,
        purpose="unit_pass",
    )
    assert holds(row)
    assert row.content_hash == content_hash(CONTENT)
    other = sign(
        cast.other_unit_officer,
        organisation=cast.organisations["other_unit"],
        content=CONTENT,
        method=METHOD.ORGANISATION_KEY,
        purpose="unit_pass",
    )
    assert other.public_key != row.public_key


def test_a_second_factor_signs_once(cast: Cast) -> None:
    row = sign(
        cast.drawer_1,
        organisation=None,
        content=CONTENT,
        method=METHOD.SECOND_FACTOR,
        purpose="draw",
        code=code_at(NOON),
    )
    assert holds(row)
    with pytest.raises(Refused, match="动态码"):
        sign(
            cast.drawer_1,
            organisation=None,
            content=CONTENT,
            method=METHOD.SECOND_FACTOR,
            purpose="draw",
            code=code_at(NOON),
        )
    later = NOON + dt.timedelta(seconds=31)
    with clock.at(later):
        assert holds(
            sign(
                cast.drawer_1,
                organisation=None,
                content=CONTENT,
                method=METHOD.SECOND_FACTOR,
                purpose="draw",
                code=code_at(later),
            )
        )


@pytest.mark.parametrize("code", ["", "000000", "12345", "abcdef", "１２３４５６"])
def test_a_wrong_code_is_refused(cast: Cast, code: str) -> None:
    with pytest.raises(Refused):
        sign(
            cast.drawer_1,
            organisation=None,
            content=CONTENT,
            method=METHOD.SECOND_FACTOR,
            purpose="draw",
            code=code,
        )
    assert not Signature.objects.exists()


def test_a_paper_needs_its_scan(cast: Cast) -> None:
    with pytest.raises(Refused, match="扫描件"):
        sign(
            cast.unit_officer,
            organisation=cast.organisations["unit"],
            content=CONTENT,
            method=METHOD.PAPER_SCAN,
            purpose="unit_pass",
        )
    scan = store_bytes(b"%PDF-1.7 signed page", "application/pdf")
    assert holds(
        sign(
            cast.unit_officer,
            organisation=cast.organisations["unit"],
            content=CONTENT,
            method=METHOD.PAPER_SCAN,
            purpose="unit_pass",
            scan=scan,
        )
    )


@pytest.mark.parametrize(
    "field", ["purpose", "content_hash", "signed_at", "account_id", "organisation_id", "value"]
)
def test_a_changed_signature_does_not_hold(cast: Cast, field: str) -> None:
    row = sign(
        cast.unit_officer,
        organisation=cast.organisations["unit"],
        content=CONTENT,
        method=METHOD.ORGANISATION_KEY,
        purpose="unit_pass",
    )
    changes = {
        "purpose": "other",
        "content_hash": "0" * 64,
        "signed_at": NOON + dt.timedelta(days=1),
        "account_id": cast.city_officer.id,
        "organisation_id": cast.organisations["other_unit"].id,
        "value": "A" * 88,
    }
    Signature.objects.filter(pk=row.pk).update(**{field: changes[field]})
    row.refresh_from_db()
    assert not holds(row)
    out = StringIO()
    with pytest.raises(SystemExit):
        call_command("signatures", "verify", stdout=out)
    assert "1 do not hold" in out.getvalue()

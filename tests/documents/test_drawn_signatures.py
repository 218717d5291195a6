"""Kept signatures reach the paper: a seal for the organisation's key, a line for a person's own code."""

import datetime as dt

import pyotp
import pytest

from tests.cast import NOON, SECOND_FACTOR, Cast
from tests.documents import samples
from tests.documents.test_forms import NOTICE_FORM, text
from zhicheng.almanac import clock
from zhicheng.signatures.actions import sign
from zhicheng.signatures.drawn import drawn
from zhicheng.signatures.models import Signature

CONTENT = {"title": "高级工程师"}


@pytest.fixture
def signed(cast: Cast) -> tuple[Signature, Signature]:
    """The unit's seal and its officer's own signature."""
    unit, method = cast.organisations["unit"], Signature.Method
    with clock.at(NOON + dt.timedelta(minutes=7)):
        code = pyotp.TOTP(SECOND_FACTOR).at(int(clock.now().timestamp()))
        by_key = sign(
            cast.unit_officer,
            organisation=unit,
            content=CONTENT,
            method=method.ORGANISATION_KEY,
            purpose="notice",
        )
        own = sign(
            cast.unit_officer,
            organisation=None,
            content=CONTENT,
            method=method.SECOND_FACTOR,
            purpose="notice",
            code=code,
        )
    return by_key, own


def test_kept_signatures_are_drawn(signed: tuple[Signature, Signature], cast: Cast):
    by_key, own = signed
    form = samples.notice_form()
    form["signatures"] = [drawn(own, role="经办人"), drawn(by_key, role="单位", seal="公示专用章")]
    made = text(NOTICE_FORM, form)
    assert f"经办人：{cast.unit_officer.display_name}" in made
    assert "电子签名（本人动态码确认）2023年7月20日12:07" in made
    assert "公示专用章" in made
    assert cast.organisations["unit"].name in made
    assert made.count(f"内容摘要{by_key.content_hash[:12]}") == 2

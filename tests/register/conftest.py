"""Fixtures: a certificate as issued, its holder and issuer."""

import datetime as dt
from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client

from tests.cast import Cast
from zhicheng.people.models import Account
from zhicheng.register import actions
from zhicheng.register.actions import Grant
from zhicheng.register.models import Certificate

ClientOf = Callable[[Account], Client]
Issue = Callable[..., Certificate]


@pytest.fixture
def grant(cast: Cast) -> Grant:
    """What the committee's session gives the applicant."""
    return Grant(
        person=cast.people["applicant"],
        unit_name="昆明机电设计研究院",
        series="工程技术",
        profession="机械工程",
        level="副高级",
        title="高级工程师",
        obtained_on=dt.date(2023, 7, 14),
        way=Certificate.Way.REVIEW,
        document_number="云人社职〔2023〕56号",
        issuer=cast.organisations["city_bureau"],
        committee_name="昆明市机电工程高级工程师评审委员会",
        application_number="KM2023-000001",
        audit_hash="a" * 64,
    )


@pytest.fixture
def issue(cast: Cast, grant: Grant) -> Issue:
    """issue(field=value): a certificate of the grant with other values."""
    return lambda **other: actions.issue(replace(grant, **other), cast.city_officer)


@pytest.fixture
def certificate(issue: Issue) -> Certificate:
    return issue()

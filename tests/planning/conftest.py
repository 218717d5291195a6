"""Committees of three levels with their organisers, and a session brought forward by the acts alone."""

import datetime as dt
from dataclasses import dataclass
from typing import Any

import pytest

from tests.cast import Cast, account
from zhicheng.almanac import clock
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning import actions
from zhicheng.planning.models import Call, Committee, Filing, Session

CALL = {
    "title": "关于开展2023年度昆明市机电工程高级工程师职称评审工作的通知",
    "conditions": "按现行评价标准条件执行。",
    "requirements": "网上申报，逐级审核。",
    "materials": [{"key": "report", "name": "业绩工作报告", "required": True}],
    "contact": "0871-63135910",
}


def moment(month: int, day: int, hour: int = 0, year: int = 2023) -> dt.datetime:
    """A moment in China time."""
    return dt.datetime(year, month, day, hour, tzinfo=clock.CHINA)


@dataclass
class Office:
    """A committee with the organisation and the officer that act for it."""

    committee: Committee
    organisation: Organisation
    officer: Account

    @property
    def me(self) -> dict[str, Any]:
        """Who acts, as keywords of an act."""
        return {"by": self.officer, "organisation": self.organisation}


@pytest.fixture
def senior(cast: Cast) -> Office:
    """The city's senior committee for mechanical engineering."""
    organiser = cast.organisations["department"]
    committee = Committee.objects.create(
        code="committee-senior-04", name="昆明市机电工程高级工程师评审委员会", tier="city", level="高级",
        organiser=organiser, place=cast.places["kunming"], phone="0871-63135910", scope_words="本市机电工程",
    )  # fmt: skip
    return Office(committee, organiser, cast.office_officer)


@pytest.fixture
def county(cast: Cast) -> Office:
    """A mid committee of 东川区, whose filings take 12 working days."""
    organiser = Organisation.objects.create(
        kind=Organisation.Kind.DEPARTMENT, name="东川区工业和科技信息化局", place=cast.places["dongchuan"],
        registered_at=clock.now(), profile_completed_at=clock.now(),
    )  # fmt: skip
    officer = account("dongchuan_office", "高办事")
    Membership.objects.create(account=officer, organisation=organiser, role="office", since=clock.now())
    committee = Committee.objects.create(
        code="committee-mid-30", name="东川区工程技术中级职称评审委员会", tier="county", level="中级",
        organiser=organiser, place=cast.places["dongchuan"], phone="0871-62129754", scope_words="东川区",
    )  # fmt: skip
    return Office(committee, organiser, officer)


@pytest.fixture
def ours(cast: Cast) -> dict[str, dict[str, Any]]:
    """Who answers filings, as keywords of an act: province, city, county (东川区), other (盘龙区)."""
    of = cast.organisations
    return {
        "province": {"by": cast.province_officer, "organisation": of["province"]},
        "city": {"by": cast.city_officer, "organisation": of["city_bureau"]},
        "county": {"by": cast.wrong_county_officer, "organisation": of["other_county_bureau"]},
        "other": {"by": cast.county_officer, "organisation": of["county_bureau"]},
    }


def planned(office: Office, ours: dict[str, dict[str, Any]], month: int = 10) -> None:
    """The committee's review stands in the published plan of 2023."""
    actions.propose_plan_entry(committee=office.committee, year=2023, month=month, **office.me)
    actions.publish_plan(year=2023, **ours["city"])


def opened(office: Office, ours: dict[str, dict[str, Any]], **more: Any) -> Session:
    """A session planned for October: window 25 July to 31 August 24:00, meeting on 2023-10-20."""
    planned(office, ours)
    terms: dict[str, Any] = {
        "committee": office.committee,
        "year": 2023,
        "meeting_on": dt.date(2023, 10, 20),
        "opens_at": moment(7, 25),
        "closes_at": moment(9, 1),
    }
    return actions.open_session(**{**terms, **more}, **office.me)


def filed_call(office: Office, session: Session) -> Filing:
    """The session's call, written and filed."""
    actions.write_call(session=session, **CALL, **office.me)
    return actions.file_call(session=session, **office.me)


def accepted(filing: Filing, ours: dict[str, dict[str, Any]]) -> Filing:
    """The filing, passed on where it must be, and accepted by its bureau."""
    if filing.via_id:
        actions.pass_filing(filing=filing, **ours["city"])
    bureau = next(one for one in ours.values() if one["organisation"].id == filing.to_id)
    return actions.answer_filing(filing=filing, accepted=True, **bureau)


def published(office: Office, ours: dict[str, dict[str, Any]]) -> Session:
    """A session whose call is published."""
    session = opened(office, ours)
    accepted(filed_call(office, session), ours)
    actions.publish_call(session=session, **office.me)
    return Session.objects.get(pk=session.pk)


def call_of(session: Session) -> Call:
    """The session's call as the database has it."""
    return Call.objects.get(session=session)

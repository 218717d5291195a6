"""Clauses of the notices that the plan of work carries out: the ways of review, the share that may pass."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from tests.making import Season
from tests.meeting import ready
from tests.meeting.test_list import OVER, on_notice
from zhicheng.almanac import clock
from zhicheng.applications.states import State
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.forms import ReadingForm
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.planning.actions import change_setting
from zhicheng.planning.models import Call, Filing, Session
from zhicheng.planning.settings import WAYS, faced, read_ways

ClientOf = Callable[[Account], Client]


@pytest.mark.clause("YN2023-2.3")
def test_five_ways_of_review_and_five_emphases(season: Season, client_of: ClientOf) -> None:
    assert len(WAYS) == len(EMPHASES) == 5
    form = ReadingForm()
    assert [str(field.label) for name, field in form.fields.items() if name.startswith("score_")] == list(
        EMPHASES
    )
    rows = ready.people(season, 2, State.LISTED)
    office = client_of(season.cast.office_officer)
    url = reverse("meeting:pre_filing", args=[season.session.id])
    assert Session.objects.get().ways == "审阅材料"
    for wrong in ("", "抓阄", "审阅材料、抓阄", "面试答辩"):
        with pytest.raises(Refused, match="审阅材料必须有"):
            asked(season, wrong)
    with pytest.raises(ValueError):
        read_ways("面试答辩")
    session = asked(season, "面试答辩、审阅材料，个人述职")
    assert faced(session) == ["个人述职", "面试答辩"]
    with clock.at(OVER):
        on_notice(season, rows)
        assert "审阅材料、个人述职、面试答辩" in office.get(url).content.decode()
        assert office.post(url, {"plan": "方案。"}).status_code == 302
        with pytest.raises(Refused, match="已报会前备案"):
            asked(season, "审阅材料")
    content = Filing.objects.get().content
    assert content["ways"] == ["审阅材料", "个人述职", "面试答辩"]
    assert content["plan"] == "方案。评审方式：审阅材料、个人述职、面试答辩。"


def asked(season: Season, ways: str) -> Session:
    """The ways of review as the office sets them before its call is published."""
    calls = Call.objects.filter(session=season.session)
    published = calls.get().published_at
    calls.update(published_at=None)
    try:
        return change_setting(
            session=season.session, key="ways", value=ways, reason="按专业需要", by=season.cast.office_officer,
            organisation=season.committee.organiser,
        )  # fmt: skip
    finally:
        calls.update(published_at=published)


@pytest.mark.clause("KM2023-6.2", "DC2022-1.7")
def test_the_share_that_may_pass_is_filed_with_the_plan(season: Season, client_of: ClientOf) -> None:
    rows = ready.people(season, 2, State.LISTED)
    office = client_of(season.cast.office_officer)
    url = reverse("meeting:pre_filing", args=[season.session.id])
    with clock.at(OVER):
        on_notice(season, rows)
        assert office.post(url, {"plan": "方案。", "pass_share": "0"}).status_code == 400
        assert office.post(url, {"plan": "方案。", "pass_share": "60"}).status_code == 302
    content = Filing.objects.get().content
    assert (content["pass_share"], content["plan"]) == (60, "方案。评审方式：审阅材料。通过率控制在60%以内。")

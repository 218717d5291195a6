"""Pages of list and filing, and who may open what of the office: typed text kept, constant statements."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.making import Season, day
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.meeting.models import Meeting
from zhicheng.people.models import Account
from zhicheng.planning.models import Filing
from zhicheng.public_notice import actions as notices
from zhicheng.public_notice.models import Notice

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]


def strangers(season: Season) -> list[Account]:
    cast = season.cast
    return [
        cast.other_office_officer,
        cast.unit_officer,
        cast.city_officer,
        cast.drawer_1,
        cast.applicant,
        cast.expert,
    ]


@pytest.mark.parametrize("name", ["people", "pre_filing", "found"])
def test_pages_of_the_office_alone(name: str, season: Season, client_of: ClientOf, client: Client) -> None:
    page = at(name, season)
    assert client_of(season.cast.office_officer).get(page).status_code == 200
    for account in (*strangers(season), season.cast.supervisor):
        assert client_of(account).get(page).status_code == 404
    assert client.get(page).status_code == 302
    assert client.post(page).status_code in {302, 405}


@pytest.mark.parametrize("name", ["session", "readings"])
def test_pages_that_supervisors_watch(name: str, season: Season, client_of: ClientOf, client: Client) -> None:
    page = at(name, season)
    for account in (season.cast.office_officer, season.cast.supervisor):
        assert client_of(account).get(page).status_code == 200
    for account in strangers(season):
        assert client_of(account).get(page).status_code == 404
    assert client.get(page).status_code == 302


@pytest.mark.parametrize("name", ["qualify", "training", "assign", "chair", "open_meeting", "open_ballots"])
def test_acts_of_the_office_by_post_alone(name: str, season: Season, client_of: ClientOf) -> None:
    page = at(name, season)
    assert client_of(season.cast.office_officer).get(page).status_code == 405
    for account in (*strangers(season), season.cast.supervisor):
        assert client_of(account).post(page).status_code == 404
    assert not Meeting.objects.exists()


def test_the_list_filters_and_passes_those_ticked(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    rows = ready.people(season, 3, State.ACCEPTED)
    page = office.get(at("people", season), {"step": "accepted"}).content.decode()
    assert all(row.applicant_name in page for row in rows)
    assert "这里还没有人" in office.get(at("people", season), {"step": "listed"}).content.decode()
    assert rows[1].applicant_name in office.get(at("people", season), {"q": rows[1].number}).content.decode()
    refused = office.post(at("qualify", season), {})
    assert refused.status_code == 409 and "勾选" in refused.content.decode()
    tampered = office.post(
        at("qualify", season), {"application": ["x", "00000000-0000-0000-0000-000000000000"]}
    )
    assert tampered.status_code == 409
    assert (
        office.post(at("qualify", season), {"application": [str(rows[0].id), str(rows[2].id)]}).status_code
        == 302
    )
    page = office.get(at("people", season)).content.decode()
    assert "初审通过" in page and "待复核" in page
    second = client_of(ready.second_officer(season))
    assert (
        second.post(at("qualify", season), {"application": [str(rows[0].id), str(rows[2].id)]}).status_code
        == 302
    )
    assert [Application.objects.get(pk=row.pk).state for row in rows] == [
        State.LISTED,
        State.ACCEPTED,
        State.LISTED,
    ]


def test_the_list_costs_the_same_for_more_people(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    office = client_of(season.cast.office_officer)
    ready.people(season, 1, State.ACCEPTED)
    office.get(at("people", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        office.get(at("people", season))
    ready.people(season, 4, State.ACCEPTED)
    with django_assert_num_queries(len(counted)):
        office.get(at("people", season))


def test_one_person_is_audited_with_the_rules_beside(season: Season, client_of: ClientOf) -> None:
    office = client_of(season.cast.office_officer)
    row, other = ready.people(season, 2, State.ACCEPTED)
    page = reverse("meeting:qualification", args=[row.id])
    assert "没有发现不符合条件" in office.get(page).content.decode()
    assert office.post(page, {"decision": "fail", "reason": ""}).status_code == 400
    assert office.post(page, {"decision": "fail", "reason": "履职年限不足"}).status_code == 302
    assert "须由另一人复核" in office.get(page).content.decode()
    second = client_of(ready.second_officer(season))
    assert "履职年限不足" in second.get(page).content.decode()
    assert second.post(page, {"decision": "return", "note": ""}).status_code == 400
    assert second.post(page, {"decision": "return", "note": "请核对聘书"}).status_code == 302
    assert "请核对聘书" in office.get(page).content.decode()
    assert office.post(page, {"decision": "fail", "reason": "聘书已核对，履职年限不足"}).status_code == 302
    assert second.post(page, {"decision": "fail", "reason": "聘书已核对，履职年限不足"}).status_code == 302
    again = office.post(page, {"decision": "fail", "reason": "再写一遍"})
    assert again.status_code == 409 and "再写一遍" in again.content.decode()
    assert office.post(page, {"decision": "pass"}).status_code == 409
    assert (
        office.post(reverse("meeting:qualification", args=[other.id]), {"decision": "pass"}).status_code
        == 302
    )
    for account in strangers(season):
        assert client_of(account).get(page).status_code == 404
        assert client_of(account).post(page, {"decision": "pass"}).status_code == 404


def test_the_filing_from_page_to_pdf(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    rows = ready.people(season, 2, State.LISTED)
    with clock.at(day(2023, 9, 12, 10)):
        kind = Notice.Kind.PRE_MEETING
        notice = notices.open_session_notice(season.session, kind, rows, "门户网站", cast.office_officer)
    office, page = client_of(cast.office_officer), at("pre_filing", season)
    with clock.at(day(2023, 9, 21, 10)):
        assert (
            client_of(cast.office_officer)
            .get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
            .status_code
            == 404
        )
        early = office.post(page, {"plan": "我们自己的方案。"})
        assert early.status_code == 409
        assert "还没有结束" in early.content.decode() and "我们自己的方案。" in early.content.decode()
        notices.close_session_notice(notice, "公示无异议。", cast.office_officer)
        assert "无记名投票" in office.get(page).content.decode()
        assert office.post(page, {"plan": ""}).status_code == 400
        assert office.post(page, {"plan": "我们自己的方案。"}).status_code == 302
        assert Filing.objects.get().content["plan"] == "我们自己的方案。评审方式：审阅材料。"
        assert "已报送" in office.get(page).content.decode()
        pdf = office.get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
    assert pdf.content.startswith(b"%PDF")
    assert (
        client_of(cast.supervisor)
        .get(reverse("meeting:pre_filing_pdf", args=[season.session.id]))
        .status_code
        == 404
    )

"""One's own desk: the applicant's card in every state, preparation, the expert, the supervisor."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests import making
from tests.cast import Cast, account, person
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State
from zhicheng.desks.journey import next_act, stops_of
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.planning.models import Committee, Filing, Session

Log = Callable[..., Client]


@pytest.mark.parametrize("state", list(State))
def test_the_card_shows_every_state(season: making.Season, client_of: Log, state: State) -> None:
    one = making.application(season, state)
    page = client_of(season.cast.applicant).get("/desk/").content.decode()
    assert LABELS[state] in page
    assert str(next_act(one).words) in page
    assert f"/apply/{one.pk}/" in page


@pytest.mark.parametrize(
    ("state", "here"),
    [
        (State.DRAFT, "填写申报"),
        (State.RETURNED, "填写申报"),
        (State.AT_UNIT, "用人单位"),
        (State.UNIT_NOTICE, "用人单位"),
        (State.AT_DEPARTMENT, "主管部门"),
        (State.AT_COMMITTEE, "评委会"),
        (State.AUDITED, "受理审查"),
        (State.PRE_MEETING_NOTICE, "会前公示"),
        (State.READING, "评审"),
        (State.DOCUMENTED, "公示发文"),
    ],
)
def test_the_line_stands_where_the_application_is(season: making.Season, state: State, here: str) -> None:
    one = making.application(season, state)
    stops = stops_of(one, list(one.stations.all()), list(one.steps.all()))
    assert [str(stop.name) for stop in stops if stop.status == "here"] == [here]
    statuses = [stop.status for stop in stops]
    assert statuses == sorted(statuses, key=["done", "here", "ahead"].index)


def test_a_certificate_ends_the_line(season: making.Season) -> None:
    one = making.application(season, State.CERTIFIED)
    stops = stops_of(one, list(one.stations.all()), list(one.steps.all()))
    assert {stop.status for stop in stops} == {"done"}


def test_a_draft_shows_when_the_window_closes(season: making.Season, client_of: Log) -> None:
    making.application(season, State.DRAFT)
    page = client_of(season.cast.applicant).get("/desk/").content.decode()
    assert "2023年8月31日 24:00" in page
    assert "还有 42 天 12 小时" in page


def test_a_correction_shows_its_day(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.CORRECTING)
    Application.objects.filter(pk=one.pk).update(due_on=dt.date(2023, 7, 25))
    page = client_of(season.cast.applicant).get("/desk/").content.decode()
    assert "2023年7月25日 24:00" in page


def test_nobody_sees_the_applications_of_others(season: making.Season, client_of: Log) -> None:
    one = making.application(season, State.AT_UNIT)
    page = client_of(season.cast.other_applicant).get("/desk/").content.decode()
    assert str(one.pk) not in page
    assert str(one.number) not in page


def test_a_newcomer_is_led_step_by_step(season: making.Season, client_of: Log) -> None:
    page = client_of(season.cast.unattached).get("/desk/").content.decode()
    assert "开始申报" in page
    assert page.count("未填") == 2  # the unit and the modules
    assert "/account/unit/" in page
    assert "昆明市机电工程高级工程师评审委员会" in page


def test_the_applicants_desk_costs_the_same_for_one_year_and_for_three(
    season: making.Season, client_of: Log, django_assert_max_num_queries: Callable
) -> None:
    client = client_of(season.cast.applicant)
    making.application(season, State.NOT_PASSED)
    client.get("/desk/")
    with django_assert_max_num_queries(15) as first:
        client.get("/desk/")
    for year in (2021, 2022):
        Application.objects.filter(year=2023).update(year=year)
        making.application(season, State.NOT_PASSED)
    with django_assert_max_num_queries(15) as second:
        client.get("/desk/")
    assert len(first) == len(second)


def test_an_expert_is_led_to_the_readings(cast: Cast, client_of: Log) -> None:
    assert client_of(cast.expert).get("/desk/")["Location"] == "/meeting/mine/"


def test_an_account_without_any_role_is_told_so(cast: Cast, client_of: Log) -> None:
    someone = account("nobody-yet", "吴职")
    assert "还没有可以办理的事项" in client_of(someone).get("/desk/").content.decode()


def test_a_bureau_finds_the_results_it_confirms(season: making.Season, client_of: Log) -> None:
    making.application(season, State.DOCUMENTED)
    assert (
        f"/outcomes/sessions/{season.session.pk}/seal/"
        in client_of(season.cast.city_officer).get("/desk/").content.decode()
    )
    assert "确认评审结果" not in client_of(season.cast.county_officer).get("/desk/").content.decode()


def test_a_bureau_finds_the_filings_it_answers(season: making.Season, client_of: Log) -> None:
    filing = Filing.objects.create(
        session=season.session, kind=Filing.Kind.CALL, to=season.cast.organisations["city_bureau"], content={},
        content_hash="0" * 64, submitted_by=season.cast.office_officer, submitted_at=clock.now(),
    )  # fmt: skip
    address = reverse("planning:answer_filing", args=[filing.pk])
    assert address in client_of(season.cast.city_officer).get("/desk/").content.decode()
    assert address not in client_of(season.cast.county_officer).get("/desk/").content.decode()


def test_support_finds_locked_accounts_that_no_unit_can_unlock(cast: Cast, client_of: Log) -> None:
    place = Organisation.objects.create(name="技术支持", kind="support")
    helper = account("support-x", "何助")
    Membership.objects.create(account=helper, organisation=place, role="support", since=clock.now())
    assert "现在没有要办的事" in client_of(helper).get("/desk/").content.decode()
    alone = person("530102198808080816", "单独", None)
    for one in (alone.account, cast.applicant):  # the other one's unit unlocks it
        Account.objects.filter(pk=one.pk).update(locked_at=clock.now())
    page = client_of(helper).get("/desk/").content.decode()
    assert f"/account/support/{alone.account_id}/" in page
    assert "单独，2023年7月20日 12:00 锁定" in page
    assert f"/account/support/{cast.applicant.pk}/" not in page


def test_the_supervisor_sees_each_session_with_its_gate(season: making.Season, client_of: Log) -> None:
    page = client_of(season.cast.supervisor).get("/desk/").content.decode()
    assert "昆明市机电工程高级工程师评审委员会2023年度评审会" in page
    assert f"/sessions/{season.session.pk}/" in page


def test_late_sessions_stand_in_red(season: making.Season, client_of: Log) -> None:
    season.session.meeting_on = dt.date(2023, 7, 21)
    season.session.save()
    page = client_of(season.cast.supervisor).get("/desk/").content.decode()
    assert "项逾期" in page
    assert "tone-red" in page


def test_the_supervisors_seat_is_live_and_counts_without_names(season: making.Season, client_of: Log) -> None:
    row = making.application(season, State.READING)
    page = client_of(season.cast.supervisor).get("/desk/").content.decode()
    assert 'hx-trigger="every 30s"' in page and 'hx-select="#watched"' in page
    assert "申报 1" in page and "审阅 0 / 0 · 已表决 0" in page
    assert row.applicant_name not in page and str(row.number) not in page
    assert "个环节，完成" in page and page.count('class="cell ') == 4 + 21  # the legend, the gates


def test_the_supervisors_seat_costs_the_same_for_one_and_many(season: making.Season, client_of: Log) -> None:
    making.application(season, State.READING)
    supervisor = client_of(season.cast.supervisor)
    supervisor.get("/desk/")
    with CaptureQueriesContext(connection) as one:
        supervisor.get("/desk/")
    for number in range(6):
        another = Committee.objects.get(pk=season.committee.pk)
        another.pk, another.code, another.name = uuid4(), f"another-{number}", f"另一评委会{number}"
        another._state.adding = True
        another.save()
        Session.objects.create(
            committee=another, year=2023, meeting_on=dt.date(2023, 10, 20), seats=11, stand_ins=3,
            created_at=clock.now(),
        )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        page = supervisor.get("/desk/").content.decode()
    assert page.count('id="session-') == 7
    assert len(many) == len(one) <= 12

"""Roles are looked at once a year by the level above: confirmed, ended, or ending by themselves; a lost phone reset."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries, Settings

from tests.cast import NOON, PASSWORD, Cast
from zhicheng.almanac import clock
from zhicheng.clock import due
from zhicheng.inbox.models import Message
from zhicheng.people import queries
from zhicheng.people.access import roles_of
from zhicheng.people.actions import (
    appoint,
    confirm_role,
    end_role,
    end_unreviewed_roles,
    make_backup_codes,
    reset_second_factor,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
NEXT_YEAR = NOON + dt.timedelta(days=366)
LIST = "people:roles"


def role_of(account: Account) -> Membership:
    return Membership.objects.get(account=account)


def seen_by(cast: Cast, organisation: str) -> set[str]:
    rows = queries.roles_under(cast.organisations[organisation])
    return {row.account.display_name for row in rows}


def test_each_bureau_sees_the_roles_below(cast: Cast) -> None:
    assert seen_by(cast, "province") == {"马审核", "杨审核", "吴监督"}
    city = seen_by(cast, "city_bureau")
    assert {"陈主管", "刘审核", "郭审核", "钱办事", "抽取一"} <= city
    assert not {"杨审核", "马审核", "王人事"} & city
    assert seen_by(cast, "county_bureau") == set()
    local = Organisation.objects.create(
        kind="department", name="盘龙区工业局", place=cast.places["panlong"], registered_at=NOON
    )
    appoint(organisation=local, role="department", login="local", name="段主管")
    assert seen_by(cast, "county_bureau") == {"段主管"}
    assert seen_by(cast, "other_county_bureau") == set()


def test_a_year_without_a_look_is_overdue_and_a_look_mends_it(cast: Cast, client_of: ClientOf) -> None:
    city = cast.organisations["city_bureau"]
    client, row = client_of(cast.city_officer), role_of(cast.county_officer)
    assert queries.overdue_roles(city) == 0
    assert "已超期" not in client.get(reverse(LIST)).content.decode()
    with clock.at(NEXT_YEAR):
        client.force_login(cast.city_officer)
        late = queries.overdue_roles(city)
        assert late == queries.roles_under(city).count() > 5
        page = client.get(reverse(LIST)).content.decode()
        assert f"{late}个角色已超过一年" in page and "已超期" in page
        answer = client.post(reverse("people:confirm_role", args=[row.id]))
        assert answer["Location"] == reverse(LIST)
        assert queries.overdue_roles(city) == late - 1
        row.refresh_from_db()
        assert (row.reviewed_at, row.reviewed_by, row.until) == (NEXT_YEAR, cast.city_officer, None)
        assert queries.by_review(queries.roles_under(city)).last() == row
    assert Entry.objects.filter(act="confirm_role", subject=row.id, actor=cast.city_officer.id).count() == 1


def test_a_role_ends_with_a_reason_that_its_bearer_reads(cast: Cast, client_of: ClientOf) -> None:
    client, row = client_of(cast.city_officer), role_of(cast.county_officer)
    page = client.post(reverse("people:end_role", args=[row.id]), {"reason": "  "})
    assert page.status_code == 400 and role_of(cast.county_officer).until is None
    answer = client.post(reverse("people:end_role", args=[row.id]), {"reason": "调离岗位"})
    assert answer.status_code == 302
    assert roles_of(cast.county_officer) == set()
    told = Message.objects.get(recipient=cast.county_officer.id)
    assert "调离岗位" in told.body and "人社部门审核人" in told.subject
    assert client.get(reverse("people:role", args=[row.id])).status_code == 404
    with pytest.raises(Refused, match="已经结束"):
        end_role(row, reason="再次", by=cast.city_officer)
    assert Entry.objects.filter(act="end_role").count() == 1


@pytest.mark.parametrize("who", ["county_officer", "office_officer", "province_officer", "applicant"])
def test_nobody_else_looks_at_it(cast: Cast, client_of: ClientOf, who: str) -> None:
    row, client = role_of(cast.department_officer), client_of(cast.accounts[who])
    for name in ("confirm_role", "end_role", "reset_second_factor"):
        assert client.post(reverse(f"people:{name}", args=[row.id]), {"reason": "x"}).status_code == 404
    assert client.get(reverse("people:role", args=[row.id])).status_code == 404
    with pytest.raises(Refused):
        confirm_role(row, by=cast.accounts[who])
    row.refresh_from_db()
    assert (row.reviewed_at, row.until) == (None, None)


def test_nobody_confirms_his_own_role(cast: Cast, client_of: ClientOf) -> None:
    row, client = role_of(cast.province_officer), client_of(cast.province_officer)
    assert "由他人核对" in client.get(reverse(LIST)).content.decode()
    assert client.post(reverse("people:confirm_role", args=[row.id])).status_code == 403
    with pytest.raises(Refused, match="另一位"):
        end_role(row, reason="x", by=cast.province_officer)
    second = appoint(organisation=cast.organisations["province"], role="bureau", login="second", name="段二")
    assert confirm_role(row, by=second).reviewed_by == second


def test_what_nobody_looked_at_ends_by_itself_where_that_is_set(cast: Cast, settings: Settings) -> None:
    assert "roles" in due.JOBS
    row = role_of(cast.county_officer)
    with clock.at(NEXT_YEAR + dt.timedelta(days=60)):
        assert end_unreviewed_roles() == 0  # off unless set
        settings.ROLES_END_DAYS = 90
        assert end_unreviewed_roles() == 0
        confirm_role(role_of(cast.department_officer), by=cast.city_officer)
    with clock.at(NEXT_YEAR + dt.timedelta(days=90)):
        ended = end_unreviewed_roles()
        assert ended > 5 and end_unreviewed_roles() == 0
    row.refresh_from_db()
    assert row.until is not None and roles_of(cast.department_officer) == {"department"}
    assert roles_of(cast.unit_officer) == {"unit"}  # units look after their own
    assert roles_of(cast.province_officer) == {"bureau"}  # nobody stands above who could open it again
    assert "自动结束" in Message.objects.get(recipient=cast.county_officer.id).body
    assert Entry.objects.filter(act="end_unreviewed_role", actor=None).count() == ended


def test_a_lost_phone_is_reset_by_the_level_above(cast: Cast, client_of: ClientOf) -> None:
    make_backup_codes(cast.county_officer)
    phone = Client()
    code = phone.post(reverse("people:login"), {"login": "county_officer", "password": PASSWORD})
    assert code["Location"] == reverse("people:log_in_code")
    row, client = role_of(cast.county_officer), client_of(cast.city_officer)
    at = reverse("people:reset_second_factor", args=[row.id])
    assert client.post(at, {"reason": ""}).status_code == 400
    assert client.post(at, {"reason": "手机丢失，已电话核实"}).status_code == 302
    account = Account.objects.get(pk=cast.county_officer.pk)
    assert account.second_factor == "" and not account.backup_codes.exists()
    assert phone.get(reverse("people:log_in_code"))["Location"] == reverse("people:log_in_set_up")
    assert "手机丢失" in Message.objects.get(recipient=account.id).body
    assert Entry.objects.filter(act="reset_second_factor", subject=account.id).count() == 1


def test_a_reset_logs_out(cast: Cast) -> None:
    account = cast.county_officer
    account.devices.create(cookie_index="x", words="Edge", first_at=NOON, last_at=NOON, session_key="k")
    reset_second_factor(role_of(account), reason="手机丢失", by=cast.city_officer)
    assert account.devices.get().session_key == ""


def test_roles_are_found_by_name_login_and_organisation(cast: Cast) -> None:
    city = cast.organisations["city_bureau"]
    for text in ("刘审", "county_officer"[:3], "盘龙区人力"):
        assert role_of(cast.county_officer) in queries.roles_under(city, text), text
    assert not queries.roles_under(city, "没有这个人").exists()


def test_the_list_takes_few_queries(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(cast.city_officer)
    client.get(reverse(LIST))
    with django_assert_max_num_queries(9):
        client.get(reverse(LIST))

"""The second factor at log-in: nobody inside gets a session without it; wrong codes lock; paper codes; by choice."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import pyotp
import pytest
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from tests.cast import NOON, PASSWORD, SECOND_FACTOR, Cast
from zhicheng.almanac import clock
from zhicheng.people import devices, second_factor
from zhicheng.people.access import asks_second_factor
from zhicheng.people.actions import (
    appoint,
    ask_at_log_in,
    confirm_log_in,
    log_in,
    make_backup_codes,
    remember_device,
    reset_password,
    unlock_account,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, BackupCode
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
ROOT = Path(__file__).resolve().parents[2]
APPLICANT = "530102198505060023"
CODE_PAGE, SET_UP_PAGE = "people:log_in_code", "people:log_in_set_up"
INSIDE = (
    "department_officer", "county_officer", "city_officer", "province_officer", "office_officer",
    "drawer_1", "supervisor", "expert_1",
)  # fmt: skip
OUTSIDE = (APPLICANT, "unit_officer")


def code(at: dt.datetime = NOON, secret: str = SECOND_FACTOR) -> str:
    return pyotp.TOTP(secret).at(int(at.timestamp()))


def password_given(client: Client, login: str, **more: str) -> HttpResponse:
    return client.post(reverse("people:login"), {"login": login, "password": PASSWORD, **more})


def is_in(client: Client) -> bool:
    return client.get(reverse("people:security")).status_code == 200


def wrong_codes(times: int, account: Account, cookie: str = "") -> list[str]:
    said = []
    for _time in range(times):
        with pytest.raises(Refused) as refused:
            confirm_log_in(account, code="000000", cookie=cookie)
        said.append(refused.value.message)
    return said


@pytest.mark.parametrize("login", INSIDE)
def test_no_internal_role_gets_a_session_by_its_password(cast: Cast, client: Client, login: str) -> None:
    answer = password_given(client, login, next="/account/security/")
    assert answer["Location"] == reverse(CODE_PAGE)
    assert not is_in(client) and "_auth_user_id" not in client.session
    page = client.get(reverse(CODE_PAGE)).content.decode()
    assert "动态码" in page and "演示环境" not in page
    refused = client.post(reverse(CODE_PAGE), {"code": "000000"})
    assert refused.status_code == 400 and not is_in(client)
    answer = client.post(reverse(CODE_PAGE), {"code": f" {code()} "})
    assert (answer.status_code, answer["Location"]) == (302, "/account/security/")
    assert is_in(client) and devices.COOKIE in client.cookies
    assert client.get(reverse(CODE_PAGE))["Location"] == reverse("people:login")  # half a log-in no more


@pytest.mark.parametrize("login", INSIDE)
def test_the_door_itself_refuses(cast: Cast, login: str) -> None:
    account = Account.objects.by_login(login)
    assert account is not None
    request = RequestFactory().post("/")
    with pytest.raises(Refused, match="动态码"):
        devices.enter(request, account, HttpResponse())


def test_sessions_begin_at_one_door() -> None:
    """Nothing but devices.enter calls Django's log-in."""
    calls = re.compile(r"auth(\.base_user)? import[^\n]*\b(a?login)\b|auth\.a?login\(|SESSION_KEY")
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "zhicheng").rglob("*.py"))
        if calls.search(path.read_text("utf-8"))
    ]
    assert found == ["zhicheng/people/devices.py"]


@pytest.mark.parametrize("login", OUTSIDE)
def test_persons_and_units_need_the_password_alone(cast: Cast, client: Client, login: str) -> None:
    assert password_given(client, login)["Location"] == reverse("desks:home")
    assert is_in(client)


def test_an_account_without_any_role_is_asked(cast: Cast) -> None:
    cast.city_officer.memberships.update(until=clock.now())
    assert asks_second_factor(cast.city_officer)
    cast.unit_officer.memberships.update(until=clock.now())
    assert not asks_second_factor(cast.unit_officer)


def test_a_person_who_takes_on_a_role_logs_in_anew_with_the_code(cast: Cast, client: Client) -> None:
    password_given(client, APPLICANT)
    assert is_in(client)
    appoint(organisation=cast.organisations["department"], role="department", login=APPLICANT, name="李文静")
    assert not is_in(client)
    assert password_given(client, APPLICANT)["Location"] == reverse(CODE_PAGE)


def test_a_code_works_once(cast: Cast, client: Client) -> None:
    confirm_log_in(cast.city_officer, code=code())
    password_given(client, "city_officer")
    assert client.post(reverse(CODE_PAGE), {"code": code()}).status_code == 400


def test_wrong_codes_lock_like_wrong_passwords_and_the_password_forgives_none(cast: Cast) -> None:
    said = wrong_codes(2, cast.city_officer)
    log_in(login="city_officer", password=PASSWORD)  # a thief who knows the password starts no new count
    said += wrong_codes(2, cast.city_officer)
    assert all("动态码不正确" in one for one in said[:3]) and "已锁定" in said[3]
    with pytest.raises(Refused, match="已锁定"):
        confirm_log_in(cast.city_officer, code=code())
    with pytest.raises(Refused, match="已锁定"):
        log_in(login="city_officer", password=PASSWORD)
    assert Entry.objects.filter(act="lock_account").count() == 1


def test_a_right_code_forgets_wrong_tries_and_is_the_log_in_of_the_trail(cast: Cast) -> None:
    wrong_codes(3, cast.city_officer)
    log_in(login="city_officer", password=PASSWORD)
    assert not Entry.objects.filter(act="log_in").exists()
    confirm_log_in(cast.city_officer, code=code())
    assert Entry.objects.filter(act="log_in").count() == 1
    assert Account.objects.get(pk=cast.city_officer.pk).failed_logins == 0


def test_strangers_with_the_password_lock_out_no_known_browser(cast: Cast) -> None:
    remember_device(cast.city_officer, cookie="k" * 24, words="Edge", session_key="")
    wrong_codes(4, cast.city_officer)
    assert confirm_log_in(cast.city_officer, code=code(), cookie="k" * 24) == cast.city_officer


def test_half_a_log_in_lasts_ten_minutes(cast: Cast, client: Client) -> None:
    password_given(client, "city_officer")
    with clock.at(NOON + dt.timedelta(minutes=11)):
        assert client.get(reverse(CODE_PAGE))["Location"] == reverse("people:login")


def test_another_password_ends_half_a_log_in(cast: Cast, client: Client) -> None:
    password_given(client, "city_officer")
    account = Account.objects.get(pk=cast.city_officer.pk)
    account.set_password("neue-stadt-23")
    account.save()
    assert client.post(reverse(CODE_PAGE), {"code": code()})["Location"] == reverse("people:login")


def test_a_locked_account_does_not_finish(cast: Cast, client: Client) -> None:
    password_given(client, "city_officer")
    Account.objects.filter(pk=cast.city_officer.pk).update(locked_at=NOON)
    assert client.post(reverse(CODE_PAGE), {"code": code()}).status_code == 403
    assert not is_in(client)


def test_the_first_log_in_sets_it_up_and_gives_paper_codes(cast: Cast, client: Client) -> None:
    Account.objects.filter(pk=cast.city_officer.pk).update(second_factor="")
    password_given(client, "city_officer", next="/account/security/")
    assert client.get(reverse(CODE_PAGE))["Location"] == reverse(SET_UP_PAGE)
    page = client.get(reverse(SET_UP_PAGE)).content.decode()
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert secret is not None and "data:image/svg+xml" in page
    wrong = client.post(reverse(SET_UP_PAGE), {"secret": secret[1], "code": "000000"})
    assert wrong.status_code == 400 and secret[1] in wrong.content.decode() and not is_in(client)
    weak = client.post(reverse(SET_UP_PAGE), {"secret": "A", "code": code()})
    assert weak.status_code == 400 and not is_in(client)
    done = client.post(reverse(SET_UP_PAGE), {"secret": secret[1], "code": code(secret=secret[1])})
    text = done.content.decode()
    papers = re.findall(r"<code[^>]*>(\d{5} \d{5})</code>", text)
    assert len(papers) == 10 and "/account/security/" in text and "退出" in text
    assert is_in(client) and Account.objects.get(pk=cast.city_officer.pk).second_factor == secret[1]
    assert BackupCode.objects.count() == 10
    assert not BackupCode.objects.filter(digest__contains=papers[0].replace(" ", "")).exists()
    later = Client()
    password_given(later, "city_officer")
    assert later.get(reverse(SET_UP_PAGE))["Location"] == reverse(CODE_PAGE)
    assert later.post(reverse(CODE_PAGE), {"code": papers[3]}).status_code == 302 and is_in(later)
    again = Client()
    password_given(again, "city_officer")
    assert again.post(reverse(CODE_PAGE), {"code": papers[3]}).status_code == 400  # once


def test_fresh_paper_codes_void_the_old_ones(cast: Cast, client_of: ClientOf) -> None:
    old = make_backup_codes(cast.city_officer)
    client = client_of(cast.city_officer)
    page = client.post(reverse("people:backup_codes")).content.decode()
    fresh = re.findall(r"<code[^>]*>(\d{5} \d{5})</code>", page)
    assert "还有10个" in client.get(reverse("people:security")).content.decode()
    with pytest.raises(Refused):
        confirm_log_in(cast.city_officer, code=old[0])
    confirm_log_in(cast.city_officer, code=fresh[0])
    with pytest.raises(Refused):
        confirm_log_in(cast.province_officer, code=fresh[1])  # anothers'
    Account.objects.filter(pk=cast.applicant.pk).update(second_factor="")
    assert client_of(cast.applicant).post(reverse("people:backup_codes")).status_code == 409


def test_a_person_may_choose_to_be_asked(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.applicant)
    assert "登录时也要确认" in client.get(reverse("people:security")).content.decode()
    assert client.post(reverse("people:ask_at_log_in"), {"asked": "1", "code": "000000"}).status_code == 400
    assert client.post(reverse("people:ask_at_log_in"), {"asked": "1"}).status_code == 400
    assert client.post(reverse("people:ask_at_log_in"), {"asked": "1", "code": code()}).status_code == 302
    fresh = Client()
    assert password_given(fresh, APPLICANT)["Location"] == reverse(CODE_PAGE)
    later = NOON + dt.timedelta(minutes=2)
    with clock.at(later):
        ask_at_log_in(cast.applicant, asked=False, code=code(later))
    assert password_given(Client(), APPLICANT)["Location"] == reverse("desks:home")


def test_a_reset_by_the_unit_lets_in_who_has_lost_the_phone_too(cast: Cast) -> None:
    ask_at_log_in(cast.applicant, asked=True, code=code())
    reset_password(cast.applicant, by=cast.unit_officer)
    assert not asks_second_factor(Account.objects.get(pk=cast.applicant.pk))


def test_a_temporary_password_leads_to_the_code_too(cast: Cast, client: Client) -> None:
    Account.objects.filter(pk=cast.city_officer.pk).update(password_temporary=True)
    assert password_given(client, "city_officer")["Location"] == reverse("people:new_password")
    answer = client.post(
        reverse("people:new_password"), {"password": "neue-stadt-23", "again": "neue-stadt-23"}
    )
    assert answer["Location"] == reverse(CODE_PAGE) and not is_in(client)
    assert client.post(reverse(CODE_PAGE), {"code": code()}).status_code == 302 and is_in(client)


def test_a_demo_shows_the_code_beside_the_field(cast: Cast, client: Client, demo: None) -> None:
    password_given(client, "city_officer")
    page = client.get(reverse(CODE_PAGE)).content.decode()
    shown = second_factor.demo_code(cast.city_officer)
    assert shown and shown in page
    assert client.post(reverse(CODE_PAGE), {"code": shown}).status_code == 302
    assert Session.objects.count() == 1


def test_support_unlocks_who_mistyped_codes(cast: Cast) -> None:
    wrong_codes(4, cast.city_officer)
    appoint(organisation=cast.organisations["city_bureau"], role="support", login="helper", name="助手")
    helper = Account.objects.by_login("helper")
    assert helper is not None
    unlock_account(cast.city_officer, by=helper)
    assert confirm_log_in(cast.city_officer, code=code()) == cast.city_officer

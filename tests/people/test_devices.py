"""Known browsers: wrong tries count there, strangers lock out strangers alone, one logs out anywhere."""

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from tests.people.test_logging_in import LOGIN, WRONG, fail
from zhicheng.people import devices
from zhicheng.people.actions import log_in, remember_device, unlock_account
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Device
from zhicheng.vault.crypto import keyed_index

PHONE = (
    "Mozilla/5.0 (Linux; Android 13) AppleWebKit/537.36 Chrome/114.0 Mobile Safari/537.36 MicroMessenger/8.0"
)
DESK = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/114.0 Safari/537.36 Edg/114.0"
COOKIE = "k" * 24


def opened(agent: str) -> Client:
    """A browser in which the applicant has logged in."""
    client = Client(headers={"user-agent": agent})
    answer = client.post(reverse("people:login"), {"login": LOGIN, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get(reverse("people:security")).status_code == 200


@pytest.mark.clause("GUIDE-5.4.1")
def test_strangers_lock_out_strangers_alone(cast: Cast) -> None:
    remember_device(cast.applicant, cookie=COOKIE, words="Chrome", session_key="")
    fail(4)
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password=PASSWORD)
    assert log_in(login=LOGIN, password=PASSWORD, cookie=COOKIE) == cast.applicant
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password=PASSWORD, cookie="another-cookie-of-nobody")


@pytest.mark.clause("GUIDE-5.4.1")
def test_the_fourth_wrong_try_locks_a_known_browser_and_it_alone(cast: Cast) -> None:
    remember_device(cast.applicant, cookie=COOKIE, words="Chrome", session_key="")
    for _i in range(4):
        with pytest.raises(Refused):
            log_in(login=LOGIN, password=WRONG, cookie=COOKIE)
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password=PASSWORD, cookie=COOKIE)
    assert Account.objects.get(pk=cast.applicant.pk).locked_since is not None
    assert log_in(login=LOGIN, password=PASSWORD) == cast.applicant
    unlock_account(cast.applicant, by=cast.unit_officer)
    assert log_in(login=LOGIN, password=PASSWORD, cookie=COOKIE) == cast.applicant


def test_somebody_elses_cookie_opens_no_second_count(cast: Cast) -> None:
    remember_device(cast.other_applicant, cookie=COOKIE, words="Chrome", session_key="")
    fail(4)
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=LOGIN, password=PASSWORD, cookie=COOKIE)


def test_a_mobile_of_one_person_logs_in(cast: Cast) -> None:
    person = cast.people["applicant"]
    person.mobile_index = keyed_index("mobile", "13812345678")
    person.save()
    assert log_in(login="138 1234 5678", password=PASSWORD) == cast.applicant


def test_a_mobile_of_two_persons_opens_nobody(cast: Cast) -> None:
    assert len({one.mobile_index for one in cast.people.values()}) < len(cast.people)
    with pytest.raises(Refused, match="不正确"):
        log_in(login="13800000000", password=PASSWORD)


def test_browsers_are_named_in_words() -> None:
    assert devices.words_of(PHONE) == "微信 · 安卓手机"
    assert devices.words_of(DESK) == "Edge · Windows"
    assert devices.words_of("curl/8") == "其他浏览器"


def test_a_browser_is_remembered_by_its_cookie(cast: Cast) -> None:
    desk = opened(DESK)
    marked = desk.cookies[devices.COOKIE]
    assert marked["httponly"] and marked["samesite"] == "Lax"
    desk.post(reverse("people:logout"))
    assert desk.post(reverse("people:login"), {"login": LOGIN, "password": PASSWORD}).status_code == 302
    row = Device.objects.get(account=cast.applicant)
    assert row.words == "Edge · Windows" and marked.value not in row.cookie_index


def test_one_logs_out_in_another_browser_and_everywhere(cast: Cast) -> None:
    desk, phone, third = opened(DESK), opened(PHONE), opened("curl/8")
    page = desk.get(reverse("people:security")).content.decode()
    assert "微信 · 安卓手机" in page and page.count("退出登录") >= 2 and "本机" in page
    row = Device.objects.get(words="微信 · 安卓手机")
    assert desk.post(reverse("people:end_device", args=[row.id])).status_code == 302
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, True)
    desk.post(reverse("people:end_other_devices"))
    assert (is_in(desk), is_in(phone), is_in(third)) == (True, False, False)
    assert "已退出" in desk.get(reverse("people:security")).content.decode()
    assert Session.objects.count() == 1


def test_nobody_ends_anothers_browser(cast: Cast) -> None:
    row = remember_device(cast.other_applicant, cookie=COOKIE, words="Chrome", session_key="")
    assert opened(DESK).post(reverse("people:end_device", args=[row.id])).status_code == 404

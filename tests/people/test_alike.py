"""Whether an account exists is told to nobody at log-in and recovery; wrong codes while logged in lock, too."""

import datetime as dt
import re
import statistics
import time
from collections.abc import Callable

import pyotp
import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import NOON, PASSWORD, SECOND_FACTOR, Cast
from tests.making import Season
from tests.scene import build
from zhicheng.almanac import clock
from zhicheng.clock import due
from zhicheng.people.actions import log_in, remember_device, unlock_account
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, RecoveryCode, UnknownLogin
from zhicheng.signatures.actions import use_second_factor
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
KNOWN, UNKNOWN = "530102198505060023", "530102198505060058"
FRESH = {"password": "neue-stadt-23", "again": "neue-stadt-23"}


def seen(answer: HttpResponse, login: str) -> tuple[object, ...]:
    """What somebody outside observes: status, where it leads, which cookies, the text but for what was typed."""
    text = re.sub(r'value="\w{64}"', "", answer.content.decode()).replace(login, "")
    return answer.status_code, answer.get("Location"), tuple(sorted(answer.cookies)), text


def at_log_in(login: str) -> list[tuple[object, ...]]:
    client, address = Client(), reverse("people:login")
    said = {"login": login, "password": "falsch-falsch"}
    return [seen(client.post(address, said), login) for _try in range(6)]


def at_recovery(number: str) -> list[tuple[object, ...]]:
    client, found = Client(), []
    typed = {"number": number, "mobile": "13800000000"}
    found.append(seen(client.post(reverse("people:recover"), typed), number))
    found.append(seen(client.get(reverse("people:recover_code")), number))
    found += [
        seen(client.post(reverse("people:recover_code"), {"code": "abcdef", **FRESH}), number)
        for _try in range(7)
    ]
    found.append(seen(client.post(reverse("people:recover"), typed), number))  # too soon
    for later in range(1, 12):
        with clock.at(NOON + dt.timedelta(minutes=later)):
            found.append(seen(client.post(reverse("people:recover"), typed), number))
    return found


@pytest.mark.parametrize("ask", [at_log_in, at_recovery])
def test_known_and_unknown_look_the_same(cast: Cast, ask: Callable[[str], list[tuple[object, ...]]]) -> None:
    known, unknown = ask(KNOWN), ask(UNKNOWN)
    assert known == unknown
    assert len(set(known)) >= 2  # it does say more than one thing


def test_of_an_account_that_is_closed_or_has_no_password(cast: Cast) -> None:
    Account.objects.filter(pk=cast.applicant.pk).update(is_active=False)
    Account.objects.filter(pk=cast.other_applicant.pk).update(password="!")
    assert at_log_in(KNOWN) == at_log_in(UNKNOWN) == at_log_in("530102198611110042")


def test_a_locked_one_says_so_to_the_right_password_too(cast: Cast) -> None:
    at_log_in(KNOWN)
    with pytest.raises(Refused, match="已锁定"):
        log_in(login=KNOWN, password=PASSWORD)


@pytest.mark.parametrize("ask", [at_log_in, at_recovery])
def test_it_takes_as_long(
    cast: Cast, settings: Settings, ask: Callable[[str], list[tuple[object, ...]]]
) -> None:
    """Of the same class: the work of the processor, so that other programs do not matter."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    Account.objects.filter(pk=cast.applicant.pk).update(
        password=Argon2PasswordHasher().encode(PASSWORD, "a-salt-of-some-length")
    )

    def work(login: str) -> float:
        began = time.thread_time()
        ask(login)
        return time.thread_time() - began

    ask("warm-up")
    found: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for _round in range(3):
        for login, took in found.items():
            RecoveryCode.objects.all().delete()
            UnknownLogin.objects.all().delete()
            Account.objects.filter(pk=cast.applicant.pk).update(locked_at=None, failed_logins=0)
            took.append(work(login))
    known, unknown = (statistics.median(took) for took in found.values())
    assert 0.6 < known / unknown < 1.7, found


def test_what_was_kept_of_strangers_goes(cast: Cast) -> None:
    at_log_in(UNKNOWN)
    Client().post(reverse("people:recover"), {"number": UNKNOWN, "mobile": "13800000000"})
    assert due.JOBS["forgotten codes"]() == 0
    with clock.at(NOON + dt.timedelta(days=40)):
        assert due.JOBS["forgotten codes"]() == 2
    assert not UnknownLogin.objects.exists() and not RecoveryCode.objects.exists()


def right() -> str:
    return pyotp.TOTP(SECOND_FACTOR).at(clock.now())


def wrong() -> str:
    return "000000" if right() != "000000" else "111111"


@pytest.mark.parametrize("where", ["meeting:sign_minutes", "people:ask_at_log_in"])
def test_the_fourth_wrong_code_locks_and_logs_out(season: Season, client_of: ClientOf, where: str) -> None:
    build(season)
    account, said = season.cast.office_officer, {"asked": "1"}
    client = client_of(account)
    address = reverse(where, args=[season.session.id] if where.startswith("meeting") else [])
    session = client.session.session_key or ""
    remember_device(account, cookie="x" * 24, words="Edge", session_key=session)
    statuses = [client.post(address, said | {"code": wrong()}).status_code for _try in range(4)]
    assert statuses == [400, 400, 400, 403]
    row = Account.objects.get(pk=account.pk)
    assert row.failed_codes == 4 and row.locked_at is not None and row.devices.get().locked_at is not None
    assert client.get(reverse("people:security")).status_code == 302  # logged out
    for cookie in ("", "x" * 24):
        with pytest.raises(Refused, match="已锁定"):
            log_in(login="office_officer", password=PASSWORD, cookie=cookie)
    assert Entry.objects.filter(act="lock_account", subject=account.id).count() == 1
    with pytest.raises(Refused, match="已锁定"):
        use_second_factor(row, right())
    unlock_account(row, by=season.cast.support)
    assert log_in(login="office_officer", password=PASSWORD)


def test_a_right_code_forgets_wrong_ones(cast: Cast, client_of: ClientOf) -> None:
    account, said = cast.drawer_1, {"asked": "1"}
    client, address = client_of(account), reverse("people:ask_at_log_in")
    for _round in range(2):
        for _try in range(3):
            assert client.post(address, said | {"code": wrong()}).status_code == 400
        assert Account.objects.get(pk=account.pk).failed_codes == 3
        assert client.post(address, said | {"code": right()}).status_code == 302
        assert Account.objects.get(pk=account.pk).failed_codes == 0
        Account.objects.filter(pk=account.pk).update(second_factor_step=0)

"""The pages of passkeys: added, used at log-in, removed; a challenge once; garbled answers; where there are none."""

import datetime as dt
import json
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from tests.cast import NOON, PASSWORD, Cast
from tests.people.passkey_device import NAME, ORIGIN, Device, added, code, without_phone
from zhicheng.almanac import clock
from zhicheng.people.models import Account
from zhicheng.people.passkey_site import PasskeySite

ClientOf = Callable[[Account], Client]
OWN, ASK, ANSWER = "people:passkeys", "people:passkey_ask", "people:passkey_answer"


@pytest.fixture(autouse=True)
def _here(settings: Settings) -> None:
    settings.PASSKEYS = PasskeySite(NAME, (ORIGIN,))


def half_in(client: Client, login: str = "city_officer") -> None:
    client.post(reverse("people:login"), {"login": login, "password": PASSWORD})


def asked(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.post(reverse(ASK)).json()
    return found


def is_in(client: Client) -> bool:
    return client.get(reverse("people:security")).status_code == 200


def test_added_on_the_page_and_used_at_the_next_log_in(cast: Cast, client_of: ClientOf) -> None:
    client, device = client_of(cast.city_officer), Device()
    assert "还没有添加" in client.get(reverse(OWN)).content.decode()
    begun = client.post(reverse("people:passkey_begin"), {"name": "电脑", "code": code()})
    assert begun.status_code == 200 and begun.json()["rp"]["id"] == NAME
    said = device.made(begun.json())
    assert client.post(reverse(OWN), {"name": "电脑", "said": said}).status_code == 302
    again = client.post(reverse(OWN), {"name": "另一个", "said": said})
    assert (
        again.status_code == 400
        and "已经用过" in again.content.decode()
        and "另一个" in again.content.decode()
    )
    assert "电脑" in client.get(reverse(OWN)).content.decode()
    assert "已添加1个" in client.get(reverse("people:security")).content.decode()
    fresh = Client()
    half_in(fresh)
    page = fresh.get(reverse("people:log_in_code")).content.decode()
    assert "用通行密钥确认" in page and "people/passkeys.js" in page
    told = asked(fresh)
    assert len(told["allowCredentials"]) == 1
    given = fresh.post(reverse(ANSWER), {"said": device.answer(told)})
    assert not is_in(fresh)
    assert fresh.post(reverse("people:log_in_code"), {"code": given.json()["code"]}).status_code == 302
    assert is_in(fresh)


def test_a_challenge_is_used_once_and_not_for_long(cast: Cast, client_of: ClientOf) -> None:
    client, device = client_of(cast.city_officer), Device()
    added(cast.city_officer, device)
    said = device.answer(asked(client))
    assert client.post(reverse(ANSWER), {"said": said}).status_code == 200
    again = client.post(reverse(ANSWER), {"said": said})
    assert again.status_code == 400 and "已经用过" in again.json()["message"]
    told = asked(client)
    with clock.at(NOON + dt.timedelta(minutes=6)):
        late = client.post(reverse(ANSWER), {"said": device.answer(told)})
    assert late.status_code == 400 and "时间太长" in late.json()["message"]
    begun = client.post(reverse("people:passkey_begin"), {"name": "另一个", "code": code()})
    given = client.post(reverse(ANSWER), {"said": device.answer(begun.json())})  # asked to make one, not this
    assert given.status_code == 400
    assert Account.objects.get(pk=cast.city_officer.pk).failed_codes == 0  # nothing was guessed


def test_wrong_answers_while_logged_in_count_and_log_out(cast: Cast, client_of: ClientOf) -> None:
    client, device = client_of(cast.city_officer), Device(origin="http://elsewhere")
    added(cast.city_officer, Device(key=device.key))
    for _time in range(4):
        refused = client.post(reverse(ANSWER), {"said": device.answer(asked(client))})
        assert refused.status_code in {400, 403}
    assert not is_in(client)
    assert Account.objects.get(pk=cast.city_officer.pk).locked_at is not None


HOSTILE = (
    "", "{", "null", "[]", "7", '"x"', "{}", "[" * 3000, "x" * 30_000, "\x00", '{"rawId": 5}', '{"rawId": "é"}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    json.dumps({"id": "_", "rawId": "_", "type": "public-key", "response": {
        "clientDataJSON": "_", "attestationObject": "_", "authenticatorData": "_", "signature": "_"}}),
)  # fmt: skip


@pytest.mark.parametrize("said", HOSTILE)
def test_garbled_answers_are_refused(cast: Cast, client_of: ClientOf, said: str) -> None:
    client = client_of(cast.applicant)
    added(cast.applicant, Device())
    client.post(reverse("people:passkey_begin"), {"name": "新的", "code": code()})
    assert client.post(reverse(OWN), {"name": "新的", "said": said}).status_code == 400
    asked(client)
    assert client.post(reverse(ANSWER), {"said": said}).status_code == 400
    assert cast.applicant.passkeys.count() == 1


def test_the_first_log_in_may_set_up_a_passkey_instead(cast: Cast, client: Client) -> None:
    without_phone(cast.city_officer)
    half_in(client)
    assert reverse("people:log_in_passkey") in client.get(reverse("people:log_in_set_up")).content.decode()
    page = client.get(reverse("people:log_in_passkey")).content.decode()
    assert "添加通行密钥" in page and 'name="code"' not in page
    device = Device()
    begun = client.post(reverse("people:passkey_begin"), {"name": "电脑"})
    wrong = client.post(reverse("people:log_in_passkey"), {"name": "电脑", "said": "{}"})
    assert wrong.status_code == 400 and not is_in(client)
    begun = client.post(reverse("people:passkey_begin"), {"name": "电脑"})
    done = client.post(reverse("people:log_in_passkey"), {"name": "电脑", "said": device.made(begun.json())})
    assert "备用码" in done.content.decode() and is_in(client)
    assert cast.city_officer.backup_codes.count() == 10
    later = Client()
    half_in(later)
    assert later.get(reverse("people:log_in_passkey"))["Location"] == reverse("people:log_in_code")
    assert later.get(reverse("people:log_in_set_up"))["Location"] == reverse("people:log_in_code")
    given = later.post(reverse(ANSWER), {"said": device.answer(asked(later))}).json()["code"]
    later.post(reverse("people:log_in_code"), {"code": given})
    assert is_in(later)


def test_removed_on_its_page(cast: Cast, client_of: ClientOf) -> None:
    client, kept = client_of(cast.city_officer), added(cast.city_officer, Device())
    url = reverse("people:remove_passkey", args=[kept.pk])
    assert "移除以后" in client.get(url).content.decode()
    assert client.post(url, {"code": "000000"}).status_code == 400
    assert client_of(cast.province_officer).get(url).status_code == 404
    assert client.post(url, {"code": code()}).status_code == 302
    assert "已移除" in client.get(reverse(OWN)).content.decode()


def test_without_a_script_the_page_says_so(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.city_officer)
    page = client.get(reverse(OWN)).content.decode()
    assert "<noscript>" in page and "请用动态码" in page
    sent = client.post(reverse(OWN), {"name": "电脑", "code": code(), "said": ""})
    assert (
        sent.status_code == 400 and "JavaScript" in sent.content.decode() and "电脑" in sent.content.decode()
    )


@pytest.mark.parametrize(
    ("site", "words"),
    [
        (PasskeySite(), "数字地址"),
        (
            PasskeySite("localhost", ("http://localhost:8000",)),
            "http://localhost:8000/account/security/passkeys/",
        ),
    ],
)
def test_where_browsers_offer_none_the_page_says_why(
    cast: Cast, client_of: ClientOf, settings: Settings, site: PasskeySite, words: str
) -> None:
    client = client_of(cast.city_officer)
    added(cast.city_officer, Device())
    settings.PASSKEYS = site
    page = client.get(reverse(OWN)).content.decode()
    assert words in page and "data-begin" not in page
    assert client.post(reverse(ASK)).status_code == 409
    begun = client.post(reverse("people:passkey_begin"), {"name": "新的", "code": code()})
    assert begun.status_code == 409
    half = Client()
    half_in(half)
    told = half.get(reverse("people:log_in_code")).content.decode()
    assert "通行密钥" in told and "data-passkey" not in told


def test_a_closed_room_has_none(cast: Cast, client_of: ClientOf, settings: Settings) -> None:
    settings.ROOM = True
    assert "封闭会场" in client_of(cast.city_officer).get(reverse(OWN)).content.decode()


def test_who_has_none_sees_no_button(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.applicant)
    assert "data-passkey" not in client.get(reverse("people:security")).content.decode()
    assert client.post(reverse(ASK)).json()["message"] == "您还没有添加通行密钥。"

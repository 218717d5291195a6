"""基本信息, 选择单位, 账号安全 as pages."""

import re
from collections.abc import Callable
from typing import Any

import pyotp
import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import NOON, PASSWORD, SECOND_FACTOR, Cast
from tests.people.samples import CREDIT_CODE
from zhicheng.people import second_factor
from zhicheng.people.actions import choose_unit, set_up_second_factor
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, FormerName, Organisation, Person
from zhicheng.vault.crypto import keyed_index

ClientOf = Callable[[Account], Client]
BASICS = {"mobile": "139 0000 1111", "ethnicity": "彝族", "political_status": "群众", "email": "a@b.example"}


@pytest.mark.parametrize("name", ["basics", "choose_unit", "security", "second_factor"])
def test_visitors_are_sent_to_log_in(cast: Cast, client: Client, name: str) -> None:
    answer = client.get(reverse(f"people:{name}"))
    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("people:login"))


@pytest.mark.parametrize("name", ["basics", "choose_unit"])
def test_officers_are_no_persons(cast: Cast, client_of: ClientOf, name: str) -> None:
    assert client_of(cast.unit_officer).get(reverse(f"people:{name}")).status_code == 404


def test_basics_show_the_number_masked(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.applicant).get(reverse("people:basics")).content.decode()
    assert "530102********0023" in page
    assert "530102198505060023" not in page


def test_basics_are_kept(cast: Cast, client_of: ClientOf) -> None:
    Person.objects.update(id_number="11010519491231002X")
    client = client_of(cast.applicant)
    assert "38岁" in client.get(reverse("people:basics")).content.decode()
    answer = client.post(reverse("people:basics"), BASICS)
    assert answer.status_code == 302
    row = cast.applicant.person
    row.refresh_from_db()
    assert (row.mobile, row.ethnicity) == ("13900001111", "彝族")
    assert row.mobile_index == keyed_index("mobile", "13900001111")


@pytest.mark.parametrize(
    ("field", "value"),
    [("mobile", "1390000"), ("ethnicity", "火星族"), ("political_status", ""), ("email", "kein-at")],
)
def test_wrong_basics_keep_the_rest(cast: Cast, client_of: ClientOf, field: str, value: str) -> None:
    Person.objects.update(id_number="11010519491231002X")
    answer = client_of(cast.applicant).post(reverse("people:basics"), {**BASICS, field: value})
    assert answer.status_code == 400
    if field != "mobile":
        assert "139 0000 1111" in answer.content.decode()
    cast.applicant.person.refresh_from_db()
    assert cast.applicant.person.mobile == "13800000000"


def test_name_and_number_cannot_be_smuggled_in(cast: Cast, client_of: ClientOf) -> None:
    Person.objects.update(id_number="11010519491231002X")
    client_of(cast.applicant).post(reverse("people:basics"), {**BASICS, "name": "冒名", "id_number": "1"})
    row = Person.objects.get(account=cast.applicant)
    assert (row.name, row.id_number) == ("李文静", "11010519491231002X")


def test_a_passport_holder_tells_sex_and_birth(cast: Cast, client_of: ClientOf) -> None:
    Person.objects.filter(account=cast.applicant).update(identity="外籍", id_number="E12345678")
    client = client_of(cast.applicant)
    assert client.post(reverse("people:basics"), BASICS).status_code == 400
    told = {**BASICS, "sex": "男", "birth_date": "2030-01-01"}
    assert client.post(reverse("people:basics"), told).status_code == 400
    told["birth_date"] = "1980-02-29"
    assert client.post(reverse("people:basics"), told).status_code == 302


@pytest.mark.clause("GUIDE-5.2.1")
def test_units_are_found_by_name_code_and_former_name(cast: Cast, client_of: ClientOf) -> None:
    unit = cast.organisations["unit"]
    unit.credit_code = CREDIT_CODE
    unit.save()
    FormerName.objects.create(organisation=unit, name="昆明老机床厂", until=NOON)
    client = client_of(cast.unattached)
    page = reverse("people:choose_unit")
    for text in ("机电设计", CREDIT_CODE.lower(), "老机床"):
        assert "昆明机电设计研究院" in client.get(page, {"q": text}).content.decode(), text
    for text in ("", "昆", "工业和信息化局"):
        assert "昆明机电设计研究院" not in client.get(page, {"q": text}).content.decode(), text
    assert client.get(page, {"q": "\0机电设计" + "电" * 500}).status_code == 200
    missing = client.get(page, {"q": "没有这个单位"}).content.decode()
    assert "联系单位负责人注册单位账号" in missing


def test_a_unit_is_chosen(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.unattached)
    unit = cast.organisations["unit"]
    assert client.post(reverse("people:choose_unit"), {"unit": unit.id}).status_code == 302
    assert Person.objects.get(account=cast.unattached).unit == unit


@pytest.mark.parametrize("key", ["department", "city_bureau"])
def test_what_is_no_unit_cannot_be_chosen(cast: Cast, client_of: ClientOf, key: str) -> None:
    client = client_of(cast.unattached)
    assert client.post(reverse("people:choose_unit"), {"unit": cast.organisations[key].id}).status_code == 404
    for value in ("", "x", "0" * 32):
        assert client.post(reverse("people:choose_unit"), {"unit": value}).status_code == 404
    with pytest.raises(Refused):
        choose_unit(cast.unattached.person, unit=cast.organisations[key])
    assert Person.objects.get(account=cast.unattached).unit is None


def test_a_closed_unit_is_neither_found_nor_chosen(cast: Cast, client_of: ClientOf) -> None:
    Organisation.objects.filter(pk=cast.organisations["unit"].pk).update(active=False)
    client = client_of(cast.unattached)
    assert "机电设计研究院" not in client.get(reverse("people:choose_unit"), {"q": "机电"}).content.decode()
    answer = client.post(reverse("people:choose_unit"), {"unit": cast.organisations["unit"].id})
    assert answer.status_code == 404


def test_searching_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = client_of(cast.unattached)
    page = reverse("people:choose_unit")
    client.get(page, {"q": "机电"})
    with django_assert_max_num_queries(15) as one:
        client.get(page, {"q": "机电"})
    for number in range(2):
        Organisation.objects.create(
            kind="unit", name=f"机电{number}厂", unit_kind="社会组织", place=cast.places["panlong"]
        )
    with django_assert_max_num_queries(15) as three:
        assert "机电1厂" in client.get(page, {"q": "机电"}).content.decode()
    assert len(one) == len(three)


def test_the_password_changes_and_other_sessions_end(cast: Cast, client_of: ClientOf) -> None:
    here, elsewhere = client_of(cast.applicant), client_of(cast.applicant)
    page = reverse("people:change_password")
    assert here.get(page).status_code == 405
    wrong = here.post(page, {"old": "x", "password": "neue-stadt-23", "again": "neue-stadt-23"})
    assert wrong.status_code == 400 and "原密码不正确" in wrong.content.decode()
    right = here.post(page, {"old": PASSWORD, "password": "neue-stadt-23", "again": "neue-stadt-23"})
    assert right.status_code == 302
    assert here.get(reverse("people:security")).status_code == 200
    assert elsewhere.get(reverse("people:security")).status_code == 302


def test_the_second_factor_is_set_up_by_qr_code(cast: Cast, client_of: ClientOf) -> None:
    Account.objects.filter(pk=cast.applicant.pk).update(second_factor="")
    client = client_of(cast.applicant)
    page = client.get(reverse("people:second_factor")).content.decode()
    secret = re.search(r'name="secret" value="([A-Z2-7]{32})"', page)
    assert secret is not None and 'src="data:image/svg+xml' in page
    assert "演示环境动态码" not in page
    wrong = client.post(reverse("people:second_factor"), {"secret": secret[1], "code": "12345"})
    assert wrong.status_code == 400 and secret[1] in wrong.content.decode()
    assert Account.objects.get(pk=cast.applicant.pk).second_factor == ""
    code = pyotp.TOTP(secret[1]).at(int(NOON.timestamp()))
    assert (
        client.post(reverse("people:second_factor"), {"secret": secret[1], "code": code}).status_code == 302
    )
    assert Account.objects.get(pk=cast.applicant.pk).second_factor == secret[1]


def test_another_phone_takes_the_code_of_the_old_one(cast: Cast, client_of: ClientOf) -> None:
    client, secret = client_of(cast.city_officer), second_factor.new_secret()
    typed = {"secret": secret, "code": pyotp.TOTP(secret).at(int(NOON.timestamp())), "old": "000000"}
    refused = client.post(reverse("people:second_factor"), typed)
    assert refused.status_code == 400 and "原手机" in refused.content.decode()
    assert Account.objects.get(pk=cast.city_officer.pk).second_factor == SECOND_FACTOR
    typed["old"] = pyotp.TOTP(SECOND_FACTOR).at(int(NOON.timestamp()))
    assert client.post(reverse("people:second_factor"), typed).status_code == 302
    assert Account.objects.get(pk=cast.city_officer.pk).second_factor == secret


def test_a_foreign_secret_is_not_taken(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.applicant)
    typed = {"secret": "weak", "code": "123456", "old": "654321"}
    answer = client.post(reverse("people:second_factor"), typed)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'value="654321"' in page and "页面已失效" in page and 'value="weak"' not in page
    with pytest.raises(Refused):
        set_up_second_factor(cast.applicant, secret="weak", code="123456")
    assert Account.objects.get(pk=cast.applicant.pk).second_factor == SECOND_FACTOR


def test_the_demo_code_stands_in_a_demo_alone(cast: Cast, client_of: ClientOf) -> None:
    assert second_factor.demo_code(cast.applicant) is None
    assert "演示环境动态码" not in client_of(cast.applicant).get(reverse("people:security")).content.decode()


def test_a_demo_shows_a_code_that_is_accepted(cast: Cast, client_of: ClientOf, demo: None) -> None:
    code = second_factor.demo_code(cast.applicant)
    assert code is not None
    assert code in client_of(cast.applicant).get(reverse("people:security")).content.decode()
    used = second_factor.step_of(SECOND_FACTOR, code, after=0)
    assert used is not None
    Account.objects.filter(pk=cast.applicant.pk).update(second_factor_step=used)
    following = second_factor.demo_code(Account.objects.get(pk=cast.applicant.pk))
    assert following is not None
    assert second_factor.step_of(SECOND_FACTOR, following, after=used) == used + 1

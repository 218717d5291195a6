"""登录, 注册, 忘记密码, 退出 as pages: they work, keep what was typed, and never break."""

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast
from tests.people.samples import CREDIT_CODE, MOBILE, id_number
from tests.people.samples import PASSWORD as NEW
from zhicheng.inbox.models import Delivery
from zhicheng.people.actions import register_person, reset_password
from zhicheng.people.models import Account, Membership, Organisation, Person

LOGIN = "530102198505060023"
PERSON = {
    "name": "段一",
    "kind": "居民",
    "number": id_number(order="123"),
    "mobile": MOBILE,
    "password": NEW,
    "again": NEW,
}


def unit_data(cast: Cast) -> dict[str, Any]:
    return {
        "credit_code": CREDIT_CODE,
        "name": "滇池装备有限公司",
        "kind": "unit",
        "unit_kind": "非公有制经济组织",
        "place": "panlong",
        "head_name": "段负责",
        "head_phone": MOBILE,
        "password": NEW,
        "again": NEW,
    }


def sent_code(mobile: str = "") -> str:
    """The code of the last short message, to a mobile."""
    sent = list(Delivery.objects.select_related("message").order_by("queued_at", "id"))
    body = next(one.message.body for one in reversed(sent) if mobile in ("", one.address))
    return re.findall(r"\d{6}", body)[0]


@pytest.mark.parametrize("name", ["login", "register", "register_unit", "recover"])
def test_visitors_see_the_page(cast: Cast, client: Client, name: str) -> None:
    answer = client.get(reverse(f"people:{name}"))
    assert answer.status_code == 200
    assert "csrfmiddlewaretoken" in answer.content.decode()


def test_log_in_and_out(cast: Cast, client: Client) -> None:
    answer = client.post(
        reverse("people:login"), {"login": LOGIN, "password": PASSWORD, "next": "/account/basics/"}
    )
    assert (answer.status_code, answer["Location"]) == (302, "/account/basics/")
    assert client.get("/account/basics/").status_code == 200
    assert client.get(reverse("people:logout")).status_code == 405
    assert client.post(reverse("people:logout")).status_code == 302
    assert client.get("/account/basics/").status_code == 302


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_log_in_never_leads_away(cast: Cast, client: Client, wanted: str) -> None:
    answer = client.post(reverse("people:login"), {"login": LOGIN, "password": PASSWORD, "next": wanted})
    assert answer["Location"] == reverse("desks:home")


def test_a_wrong_password_keeps_the_login_but_not_the_password(cast: Cast, client: Client) -> None:
    answer = client.post(reverse("people:login"), {"login": LOGIN, "password": "falsch-falsch"})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert "不正确" in page and LOGIN in page and "falsch-falsch" not in page
    for _i in range(3):
        answer = client.post(reverse("people:login"), {"login": LOGIN, "password": "falsch-falsch"})
    assert answer.status_code == 403
    assert "0871-63108336" in answer.content.decode()


def test_a_person_registers_on_the_page(cast: Cast, client: Client) -> None:
    assert client.get(reverse("people:register_code"))["Location"] == reverse("people:register")
    answer = client.post(reverse("people:register"), PERSON)
    assert (answer.status_code, answer["Location"]) == (302, reverse("people:register_code"))
    assert not Person.objects.filter(name="段一").exists() and "_auth_user_id" not in client.session
    wrong = client.post(answer["Location"], {"code": "abc"})
    assert wrong.status_code == 400 and "验证码不正确" in wrong.content.decode()
    answer = client.post(answer["Location"], {"code": sent_code()})
    assert (answer.status_code, answer["Location"]) == (302, reverse("people:basics"))
    assert client.session["_auth_user_id"] == str(Person.objects.get(name="段一").account_id)


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("number", id_number(order="123")[:-1] + "?", "18位"),
        ("number", "530102198505060020", "校验码"),
        ("number", "1" * 31, "30"),
        ("name", "段" * 61, "60"),
        ("name", "", "必填"),
        ("mobile", "abc", "手机号码"),
        ("kind", "火星", "火星"),
        ("password", "12345678", "数字"),
        ("again", "anders-anders", "不一致"),
        ("name", "段\x00一", "空字符"),
    ],
)
def test_bad_input_is_explained_and_nothing_is_lost(
    cast: Cast, client: Client, field: str, value: str, says: str
) -> None:
    answer = client.post(reverse("people:register"), {**PERSON, field: value})
    page = answer.content.decode()
    assert answer.status_code == 400
    assert says in page
    for kept in {"name", "number", "mobile"} - {field}:
        assert f'value="{PERSON[kept]}"' in page
    assert not Person.objects.filter(mobile_index__isnull=False, name__startswith="段").exists()


@pytest.mark.clause("GUIDE-5.4.3")
def test_a_taken_number_on_the_page(cast: Cast, client: Client) -> None:
    register_person(**{key: PERSON[key] for key in ("name", "kind", "number")}, mobile="13700000000")
    free = {**PERSON, "number": id_number(order="321"), "mobile": "13900000009"}
    taken, other = client.post(reverse("people:register"), PERSON), Client()
    assert taken["Location"] == other.post(reverse("people:register"), free)["Location"]
    pages = [one.get(reverse("people:register_code")).content.decode() for one in (client, other)]
    texts = {re.sub(r"1\d\d\*+\d+|value=\"\w{64}\"", "", page) for page in pages}
    assert len(texts) == 1  # told to nobody yet
    code = sent_code(str(PERSON["mobile"]))
    answer = client.post(reverse("people:register_code"), {"code": code})
    assert answer.status_code == 409
    assert "已注册" in answer.content.decode()
    assert "失效" in client.post(reverse("people:register_code"), {"code": code}).content.decode()


def test_a_unit_registers_on_the_page(cast: Cast, client: Client) -> None:
    answer = client.post(reverse("people:register_unit"), unit_data(cast))
    assert (answer.status_code, answer["Location"]) == (302, reverse("people:unit_profile"))
    assert Organisation.objects.get(credit_code=CREDIT_CODE).institution is False
    assert client.get(reverse("people:unit_profile")).status_code == 200


@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("credit_code", CREDIT_CODE[:-1] + "I", 400),
        ("name", "昆明机电设计研究院", 409),
        ("unit_kind", "外星", 400),
        ("place", "nowhere", 400),
        ("place", "yunnan", 400),
        ("kind", "city_bureau", 400),
        ("head_phone", "0871-63135910", 400),
        ("name", "昆" * 121, 400),
    ],
)
def test_bad_units_are_refused(cast: Cast, client: Client, field: str, value: str, status: int) -> None:
    before = Organisation.objects.count()
    answer = client.post(reverse("people:register_unit"), {**unit_data(cast), field: value})
    assert answer.status_code == status
    assert MOBILE in answer.content.decode() or field == "head_phone"
    assert Organisation.objects.count() == before
    assert Membership.objects.filter(organisation__credit_code=CREDIT_CODE).count() == 0


def test_recovery_on_the_pages(cast: Cast, client: Client) -> None:
    assert client.get(reverse("people:recover_code"))["Location"] == reverse("people:recover")
    answer = client.post(reverse("people:recover"), {"number": LOGIN, "mobile": "13800000000"})
    assert answer["Location"] == reverse("people:recover_code")
    page = client.get(answer["Location"]).content.decode()
    assert "演示环境" not in page  # the code goes to the mobile alone
    answer = client.post(
        reverse("people:recover_code"),
        {"code": "abcdef", "password": "neue-stadt-23", "again": "neue-stadt-23"},
    )
    assert answer.status_code == 400
    assert "验证码不正确" in answer.content.decode()


def test_a_demo_shows_the_code(cast: Cast, client: Client, demo: None) -> None:
    answer = client.post(reverse("people:recover"), {"number": LOGIN, "mobile": "13800000000"}, follow=True)
    code = re.search(r"验证码是(\d{6})", answer.content.decode())
    assert code is not None
    answer = client.post(
        reverse("people:recover_code"),
        {"code": code[1], "password": "neue-stadt-23", "again": "neue-stadt-23"},
    )
    assert answer["Location"] == reverse("people:login")
    assert (
        client.post(reverse("people:login"), {"login": LOGIN, "password": "neue-stadt-23"}).status_code == 302
    )


def test_a_temporary_password_opens_nothing_but_its_own_change(cast: Cast, client: Client) -> None:
    temporary = reset_password(cast.applicant, by=cast.unit_officer)
    assert client.get(reverse("people:new_password"))["Location"] == reverse("people:login")
    answer = client.post(reverse("people:login"), {"login": LOGIN, "password": temporary})
    assert answer["Location"] == reverse("people:new_password")
    assert client.get(reverse("people:basics")).status_code == 302
    page = reverse("people:new_password")
    assert client.get(page).status_code == 200
    assert client.post(page, {"password": temporary, "again": temporary}).status_code == 400
    assert client.post(page, {"password": "neue-stadt-23", "again": "neue-stadt-23"}).status_code == 302
    assert client.get(reverse("people:basics")).status_code == 200
    assert not Account.objects.get(pk=cast.applicant.pk).password_temporary

"""Registration of persons and units: active at once, refused with a reason that helps."""

from typing import Any

import pytest

from tests.cast import Cast
from tests.people.samples import CREDIT_CODE, MOBILE, PASSWORD, id_number
from zhicheng.people.actions import appoint, load_reference, register_person, register_unit
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation, Person, Place
from zhicheng.trail.models import Entry
from zhicheng.vault.crypto import keyed_index


def unit(cast: Cast, **other: Any) -> Organisation:
    values = {
        "credit_code": CREDIT_CODE,
        "name": "滇池装备有限公司",
        "unit_kind": "非公有制经济组织",
        "place": cast.places["panlong"],
        "head_name": "段负责",
        "head_phone": MOBILE,
        "password": PASSWORD,
    }
    return register_unit(**{**values, **other})


def test_a_person_registers_and_can_log_in(cast: Cast) -> None:
    number = id_number(order="123").lower()
    person = register_person(name="段一", number=number, mobile=MOBILE, password=PASSWORD)
    assert (person.sex, person.birth_date.isoformat()) == ("男", "1985-05-06")
    assert person.account.check_password(PASSWORD)
    assert person.account.login_hint == f"530102********{number[-4:].upper()}"
    assert Account.objects.by_login(number.upper()) == person.account
    assert Entry.objects.get(act="register_person").subject == person.id


def test_numbers_do_not_stand_in_the_database(cast: Cast) -> None:
    person = register_person(name="段一", number=id_number(), mobile=MOBILE, password=PASSWORD)
    raw = Person.objects.filter(pk=person.pk).values_list("mobile_index", "id_index").get()
    assert raw == (keyed_index("mobile", MOBILE), keyed_index("id", person.id_number))
    assert person.id_number not in str(Account.objects.values().get(pk=person.account_id))


@pytest.mark.clause("GUIDE-5.2.1")
@pytest.mark.parametrize(
    ("field", "value", "says"),
    [("number", "530102198505060020", "校验码"), ("mobile", "123", "手机号码"), ("name", "段1", "姓名")],
)
def test_wrong_values_name_their_field(cast: Cast, field: str, value: str, says: str) -> None:
    before = Account.objects.count()
    values = {"name": "段一", "number": id_number(order="123"), "mobile": MOBILE, "password": PASSWORD}
    with pytest.raises(Refused, match=says) as refused:
        register_person(**{**values, field: value})
    assert refused.value.field == field
    assert Account.objects.count() == before


@pytest.mark.clause("GUIDE-5.4.3")
def test_a_taken_number_is_refused_with_the_phone(cast: Cast) -> None:
    number = id_number(order="123")
    register_person(name="段一", number=number, mobile=MOBILE, password=PASSWORD)
    with pytest.raises(Refused, match="0871-63108336") as refused:
        register_person(name="段二", number=number.lower(), mobile=MOBILE, password=PASSWORD)
    assert refused.value.field == "number"
    assert Person.objects.filter(name="段二").count() == 0


@pytest.mark.clause("GUIDE-5.3.1", "GUIDE-5.1.2")
def test_a_unit_registers_and_is_active_at_once(cast: Cast) -> None:
    row = unit(cast)
    officer = Account.objects.by_login(CREDIT_CODE)
    assert row.active and row.registered_at is not None and row.profile_completed_at is None
    assert officer is not None and officer.check_password(PASSWORD)
    assert Membership.objects.get(organisation=row).account == officer


@pytest.mark.clause("GUIDE-5.4.4")
@pytest.mark.parametrize(("other", "says"), [({"name": "另一公司"}, "已注册"), ({}, "已注册")])
def test_a_taken_credit_code_is_refused(cast: Cast, other: dict[str, str], says: str) -> None:
    unit(cast)
    with pytest.raises(Refused, match=says):
        unit(cast, **other)


@pytest.mark.clause("GUIDE-5.4.4")
def test_a_taken_name_is_refused_with_where_to_ask(cast: Cast) -> None:
    with pytest.raises(Refused, match=r"同名单位.*12333.*0871-63108336") as refused:
        unit(cast, name=" 昆明机电设计研究院 ")
    assert refused.value.field == "name"
    cast.organisations["unit"].active = False
    cast.organisations["unit"].save()
    assert unit(cast, name="昆明机电设计研究院").active


@pytest.mark.parametrize(
    ("unit_kind", "place", "right"),
    [
        ("非公有制经济组织", "panlong", True),
        ("非公有制经济组织", "kunming", False),
        ("非公有制经济组织", "yunnan", False),
        ("其他州市", "yunnan", True),
        ("其他州市", "panlong", False),
    ],
)
def test_a_unit_lies_where_a_bureau_serves_it(cast: Cast, unit_kind: str, place: str, right: bool) -> None:
    if right:
        assert unit(cast, unit_kind=unit_kind, place=cast.places[place]).place == cast.places[place]
        return
    with pytest.raises(Refused) as refused:
        unit(cast, unit_kind=unit_kind, place=cast.places[place])
    assert refused.value.field == "place"


def test_officers_are_appointed_once_in_a_role(cast: Cast) -> None:
    bureau = cast.organisations["city_bureau"]
    first = appoint(organisation=bureau, role="bureau", login="杨新", name="杨新", password=PASSWORD)
    again = appoint(organisation=bureau, role="supervisor", login="杨新", name="杨新")
    assert first == again
    assert first.memberships.count() == 2
    with pytest.raises(Refused):
        appoint(organisation=bureau, role="bureau", login="杨新", name="杨新")


def test_reference_rows_load_once(db: None) -> None:
    assert load_reference() > 80
    assert load_reference() == 0
    assert Place.objects.filter(kind="county").count() == 14
    assert Organisation.objects.filter(kind="county_bureau").count() == 21  # 22 rows less the metro company
    windows = Organisation.objects.filter(kind="county_bureau", place__name="西山区").order_by("code")
    assert [row.services["serves"] for row in windows] == ["institutions", "others"]
    metro = Organisation.objects.get(name="昆明地铁运营有限公司")
    assert (metro.kind, metro.code) == ("organiser", "organiser:昆明地铁运营有限公司")
    assert Organisation.objects.get(name="昆明市工业和信息化局").kind == "department"


def test_reference_mends_what_differs(db: None) -> None:
    load_reference()
    Organisation.objects.filter(code="bureau-07").update(name="改坏了")
    assert load_reference() == 1
    assert Organisation.objects.get(code="bureau-07").name == "东川区人力资源和社会保障局"

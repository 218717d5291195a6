"""The bureau's check of a unit's credit code: who may, what it says, what waits for it."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import Cast
from tests.people.samples import CREDIT_CODE
from tests.people.test_registering import unit as new_unit
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people.actions import check_credit_code, save_unit_profile
from zhicheng.people.area import checking_bureau, units_to_check
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation, Place
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.clause("GUIDE-5.4.4")


def check(
    unit: Organisation, cast: Cast, *, right: bool = True, words: str = "已核对营业执照"
) -> Organisation:
    bureau = cast.organisations["county_bureau"]
    return check_credit_code(unit, bureau, right=right, words=words, by=cast.county_officer)


def test_a_new_unit_waits_and_the_bureau_of_its_place_checks_it(cast: Cast, client_of: ClientOf) -> None:
    unit = new_unit(cast)
    assert (unit.checked_at, checking_bureau(unit)) == (None, cast.organisations["county_bureau"])
    client = client_of(cast.county_officer)
    assert "1个单位待核验" in client.get(reverse("desks:home")).content.decode()
    waiting = client.get(reverse("people:units"), {"state": "waiting"}).content.decode()
    assert unit.name in waiting and "昆明机电设计研究院" not in waiting
    page = reverse("people:unit", args=[unit.id])
    assert "段负责" in client.get(page).content.decode()
    wrong = client.post(page, {"right": "1", "words": " "})
    assert wrong.status_code == 400
    assert client.post(page, {"right": "1", "words": "已核对营业执照原件"}).status_code == 302
    row = Organisation.objects.get(pk=unit.pk)
    assert row.checked_at is not None
    assert (row.checked_by, row.checked_for) == (cast.county_officer, cast.organisations["county_bureau"])
    again = client.post(page, {"right": "1", "words": "再次"})
    assert again.status_code == 409 and "再次" in again.content.decode()
    assert Entry.objects.filter(act="check_credit_code", subject=unit.id).count() == 1
    officer = Account.objects.by_login(CREDIT_CODE)
    assert officer is not None and Message.objects.filter(recipient=officer.id).exists()
    assert "待核验" not in client_of(officer).get(reverse("people:unit_profile")).content.decode()


def test_a_refusal_says_what_to_do_and_saving_the_data_asks_again(cast: Cast, client_of: ClientOf) -> None:
    unit = check(new_unit(cast), cast, right=False, words="名称与营业执照不一致")
    assert (unit.checked_at, unit.check_refused_at) == (None, clock.now())
    officer = Account.objects.by_login(CREDIT_CODE)
    assert officer is not None
    client = client_of(officer)
    assert "名称与营业执照不一致" in client.get(reverse("people:unit_profile")).content.decode()
    assert "核验未通过" in client.get(reverse("desks:home")).content.decode()
    assert "名称与营业执照不一致" in Message.objects.get(recipient=officer.id).body
    saved = save_unit_profile(
        unit, name="滇池装备股份有限公司", unit_kind=unit.unit_kind, place=cast.places["panlong"],
        institution=False, address="北京路1号", contact_name="段负责", contact_phone="13987654321",
        competent_department=None, by=officer,
    )  # fmt: skip
    assert (saved.check_refused_at, saved.checked_by, saved.check_words) == (None, None, "")
    assert list(units_to_check(cast.organisations["county_bureau"])) == [saved]
    assert check(saved, cast).checked_at is not None
    assert (
        check(saved, cast, right=False, words="经查系冒名注册").checked_at is None
    )  # an impostor found later


@pytest.mark.parametrize("officer", ["wrong_county_officer", "province_officer", "unit_officer", "applicant"])
def test_others_check_nothing(cast: Cast, client_of: ClientOf, officer: str) -> None:
    unit = new_unit(cast)
    answer = client_of(cast.accounts.get(officer) or cast.people[officer].account).post(
        reverse("people:unit", args=[unit.id]), {"right": "1", "words": "已核对"}
    )
    assert answer.status_code == 404
    with pytest.raises(Refused):
        check_credit_code(
            unit,
            cast.organisations["other_county_bureau"],
            right=True,
            words="x",
            by=cast.wrong_county_officer,
        )
    assert Organisation.objects.get(pk=unit.pk).checked_at is None


def test_who_checks_units_of_the_city_and_of_places_without_a_bureau(cast: Cast) -> None:
    city, county = cast.organisations["city_bureau"], cast.organisations["county_bureau"]
    Organisation.objects.filter(pk=cast.organisations["unit"].pk).update(checked_at=None)
    outside = Organisation.objects.create(
        kind="unit", name="曲靖机械厂", unit_kind="其他州市", place=cast.places["yunnan"]
    )
    alone = Place.objects.create(code="alone", name="无局县", kind=Place.Kind.COUNTY)
    nobody = Organisation.objects.create(kind="unit", name="寻甸机械厂", unit_kind="社会组织", place=alone)
    own = {cast.organisations["unit"], outside, nobody}
    assert {checking_bureau(one) for one in own} == {city}
    assert set(units_to_check(city)) == own
    assert not units_to_check(county).exists() and not units_to_check(cast.organisations["province"]).exists()
    with pytest.raises(Refused):
        check(cast.organisations["unit"], cast)  # the city's own unit
    check_credit_code(outside, city, right=True, words="已核对", by=cast.city_officer)
    assert set(units_to_check(city)) == own - {outside}


def test_the_database_keeps_no_half_check(cast: Cast) -> None:
    rows = Organisation.objects.filter(pk=new_unit(cast).pk)
    for wrong in (
        {"check_refused_at": clock.now()},
        {"checked_by": cast.county_officer},
        {"checked_at": clock.now(), "check_refused_at": clock.now()},
        {
            "checked_by": cast.county_officer,
            "checked_for": cast.organisations["county_bureau"],
            "check_words": "x",
        },
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


def test_the_same_name_is_answered_with_the_bureau_of_the_place(cast: Cast) -> None:
    bureau = cast.organisations["county_bureau"]
    bureau.contact_phone = "0871-63108888"
    bureau.save()
    with pytest.raises(Refused, match="盘龙区人力资源和社会保障局（0871-63108888）"):
        new_unit(cast, name="云岭装备制造有限公司")


def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = client_of(cast.city_officer)
    client.get(reverse("people:units"))
    with django_assert_max_num_queries(15) as few:
        client.get(reverse("people:units"))
    for number in range(2):
        Organisation.objects.create(
            kind="unit", name=f"机电{number}厂", unit_kind="社会组织", place=cast.places["panlong"]
        )
    with django_assert_max_num_queries(15) as more:
        assert "机电1厂" in client.get(reverse("people:units")).content.decode()
    assert len(few) == len(more)

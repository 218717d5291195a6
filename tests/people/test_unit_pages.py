"""单位信息, 专业技术人员, 技术支持 as pages: own people alone."""

import datetime as dt
import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from tests.cast import Cast, person
from tests.people.samples import id_number
from tests.people.test_registering import unit as new_unit
from zhicheng.almanac import clock
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.actions import (
    appoint,
    ask_correction,
    decide_support_case,
    recover_password,
    remove_from_unit,
    save_unit_profile,
    send_notice,
    set_recovered_password,
    unlock_account,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, FormerName, Membership, Organisation, Person, SupportCase
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]


def profile(cast: Cast, **other: Any) -> dict[str, Any]:
    return {
        "name": "昆明机电设计研究院",
        "unit_kind": "市属国有",
        "place": "panlong",
        "address": "北京路1号",
        "competent_department": str(cast.organisations["department"].id),
        "contact_name": "段负责",
        "contact_phone": "13987654321",
        **other,
    }


@pytest.mark.parametrize("name", ["unit_profile", "unit_people", "notice"])
@pytest.mark.parametrize("role", ["applicant", "department_officer", "expert"])
def test_others_find_nothing(cast: Cast, client_of: ClientOf, name: str, role: str) -> None:
    assert client_of(getattr(cast, role)).get(reverse(f"people:{name}")).status_code == 404
    assert Client().get(reverse(f"people:{name}")).status_code == 302


@pytest.mark.clause("GUIDE-5.4.7")
def test_the_profile_is_kept_with_the_former_name(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.unit_officer)
    assert client.get(reverse("people:unit_profile")).status_code == 200
    answer = client.post(
        reverse("people:unit_profile"), profile(cast, name="昆明机电设计研究院有限公司", institution="on")
    )
    assert answer.status_code == 302
    row = Organisation.objects.get(pk=cast.organisations["unit"].pk)
    assert (row.name, row.institution, row.address) == ("昆明机电设计研究院有限公司", True, "北京路1号")
    assert FormerName.objects.get().name == "昆明机电设计研究院"
    assert "曾用名" in client.get(reverse("people:unit_profile")).content.decode()


@pytest.mark.clause("GUIDE-5.3.2")
@pytest.mark.parametrize(
    ("field", "value", "status"),
    [
        ("name", "云岭装备制造有限公司", 409),
        ("competent_department", "", 400),
        ("competent_department", "city_bureau", 400),
        ("place", "yunnan", 400),
        ("contact_phone", "12", 400),
        ("address", "路" * 201, 400),
    ],
)
def test_a_wrong_profile_is_explained(
    cast: Cast, client_of: ClientOf, field: str, value: str, status: int
) -> None:
    if value in cast.organisations:
        value = str(cast.organisations[value].id)
    answer = client_of(cast.unit_officer).post(
        reverse("people:unit_profile"), profile(cast, **{field: value})
    )
    assert answer.status_code == status
    assert "段负责" in answer.content.decode()
    assert Organisation.objects.get(pk=cast.organisations["unit"].pk).contact_name == ""


def test_the_credit_code_cannot_be_smuggled_in(cast: Cast, client_of: ClientOf) -> None:
    unit = cast.organisations["unit"]
    client_of(cast.unit_officer).post(
        reverse("people:unit_profile"), profile(cast, credit_code="X", kind="city_bureau")
    )
    row = Organisation.objects.get(pk=unit.pk)
    assert (row.credit_code, row.kind) == (unit.credit_code, "unit")


def test_another_units_officer_may_not_save(cast: Cast) -> None:
    with pytest.raises(Refused):
        save_unit_profile(
            cast.organisations["unit"],
            name="偷改",
            unit_kind="社会组织",
            place=cast.places["panlong"],
            institution=False,
            address="",
            contact_name="",
            contact_phone="13987654321",
            competent_department=None,
            by=cast.other_unit_officer,
        )


def test_the_list_shows_own_people_masked(cast: Cast, client_of: ClientOf) -> None:
    page = client_of(cast.unit_officer).get(reverse("people:unit_people")).content.decode()
    assert "李文静" in page and "530102********0023" in page and "138****0000" in page
    assert "赵云飞" not in page and "530102198505060023" not in page


def test_people_are_found_by_name_number_and_mobile(cast: Cast, client_of: ClientOf) -> None:
    client = client_of(cast.unit_officer)
    for text in ("文静", "530102198505060023", "138 0000 0000"):
        assert "李文静" in client.get(reverse("people:unit_people"), {"q": text}).content.decode(), text
    assert client.get(reverse("people:unit_people"), {"q": "\0文", "page": "x"}).status_code == 200
    assert "没有找到" in client.get(reverse("people:unit_people"), {"q": "赵云飞"}).content.decode()


def test_the_list_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, django_assert_max_num_queries: Callable[..., Any]
) -> None:
    client = client_of(cast.unit_officer)
    client.get(reverse("people:unit_people"))
    with django_assert_max_num_queries(15) as one:
        client.get(reverse("people:unit_people"))
    for order in ("111", "113"):
        person(id_number(order=order), "段" + order, cast.organisations["unit"])
    with django_assert_max_num_queries(15) as three:
        assert "段113" in client.get(reverse("people:unit_people")).content.decode()
    assert len(one) == len(three)


@pytest.mark.parametrize("act", ["unit_person", "unlock", "reset_password", "remove"])
def test_other_units_people_do_not_exist(cast: Cast, client_of: ClientOf, act: str) -> None:
    theirs = reverse(f"people:{act}", args=[cast.people["other_applicant"].id])
    client = client_of(cast.unit_officer)
    method = client.get if act == "unit_person" else client.post
    assert method(theirs).status_code == 404
    assert method(reverse(f"people:{act}", args=[uuid4()])).status_code == 404
    assert client_of(cast.applicant).post(theirs).status_code in {404, 405}
    if act != "unit_person":
        assert client.get(theirs).status_code == 405
        assert Client().post(theirs).status_code == 302


@pytest.mark.clause("GUIDE-5.3.3")
def test_unlock_reset_remove(cast: Cast, client_of: ClientOf) -> None:
    mine = cast.people["applicant"]
    client = client_of(cast.unit_officer)
    assert client.get(reverse("people:unit_person", args=[mine.id])).status_code == 200
    already = client.post(reverse("people:unlock", args=[mine.id]))
    assert already.status_code == 409 and "没有锁定" in already.content.decode()
    Account.objects.filter(pk=mine.account_id).update(locked_at=clock.now(), failed_logins=4)
    assert "已锁定" in client.get(reverse("people:unit_people")).content.decode()
    assert client.post(reverse("people:unlock", args=[mine.id])).status_code == 302
    assert Account.objects.get(pk=mine.account_id).locked_at is None
    page = client.post(reverse("people:reset_password", args=[mine.id])).content.decode()
    shown = re.search(r"<code>([a-z2-9]{10})</code>", page)
    assert shown is not None and Account.objects.get(pk=mine.account_id).check_password(shown[1])
    assert client.post(reverse("people:remove", args=[mine.id])).status_code == 302
    assert Person.objects.get(pk=mine.pk).unit is None
    assert Message.objects.filter(recipient=mine.account_id, subject__contains="移出").exists()
    assert client.post(reverse("people:remove", args=[mine.id])).status_code == 404
    with pytest.raises(Refused):
        remove_from_unit(mine, unit=cast.organisations["unit"], by=cast.unit_officer)


@pytest.mark.clause("GUIDE-5.3.3")
def test_a_notice_goes_to_the_ticked(cast: Cast, client_of: ClientOf) -> None:
    mine, theirs = cast.people["applicant"], cast.people["other_applicant"]
    client = client_of(cast.unit_officer)
    page = reverse("people:notice")
    assert "请先选择接收人" in client.get(page).content.decode()
    assert "李文静" in client.get(page, {"people": [mine.id]}).content.decode()
    data = {"people": [mine.id], "subject": "请补材料", "body": "周五前补齐承诺书。", "sms": "on"}
    assert client.post(page, {**data, "body": ""}).status_code == 400
    assert client.post(page, {**data, "people": []}).status_code == 400
    assert client.post(page, {**data, "people": [mine.id, theirs.id]}).status_code == 404
    assert client.post(page, {**data, "people": ["x"]}).status_code == 404
    assert not Message.objects.exists()
    assert client.post(page, data).status_code == 302
    assert Message.objects.get().recipient == mine.account_id
    assert Delivery.objects.get().address == "13800000000"
    with pytest.raises(Refused):
        send_notice([theirs], unit=cast.organisations["unit"], subject="x", body="y", by=cast.unit_officer)


@pytest.fixture
def support(cast: Cast) -> Account:
    """An account of technical support."""
    place = Organisation.objects.create(name="技术支持", kind="support")
    Membership.objects.create(account=cast.drawer_1, organisation=place, role="support", since=clock.now())
    return cast.drawer_1


@pytest.fixture
def other_support(cast: Cast, support: Account) -> Account:
    """Another person of technical support."""
    place = support.memberships.get(role="support").organisation
    return appoint(organisation=place, role="support", login="support-2", name="支持二")


@pytest.mark.clause("GUIDE-5.4.3")
def test_support_finds_and_two_correct(
    cast: Cast, client_of: ClientOf, support: Account, other_support: Account
) -> None:
    client = client_of(support)
    mine = cast.people["applicant"]
    assert client.get(reverse("people:support")).status_code == 200
    assert "没有找到" in client.get(reverse("people:support"), {"q": "x"}).content.decode()
    found = client.get(reverse("people:support"), {"q": "530102198505060023"})
    assert found["Location"] == reverse("people:support_account", args=[mine.account_id])
    assert client.get(found["Location"]).status_code == 200
    number = id_number(order="246")
    page = reverse("people:support_correct", args=[mine.account_id])
    wrong = client.post(page, {"name": "李文婧", "number": "1", "reason": "来电"})
    assert wrong.status_code == 400 and "李文婧" in wrong.content.decode()
    right = client.post(page, {"name": "李文婧", "number": number, "reason": "来电核对身份证"})
    assert right.status_code == 302
    assert Person.objects.get(pk=mine.pk).name == "李文静"  # not before a second person has looked
    case = SupportCase.objects.get()
    address = reverse("people:support_case", args=[case.id])
    assert "另一位工作人员" in client.get(address).content.decode()
    assert client.post(address, {"granted": "1"}).status_code == 403
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportCase.objects.update(decided_by=support, decided_at=clock.now(), granted=True)
    again = client.post(page, {"name": "李文婧", "number": number, "reason": "来电"})
    assert again.status_code == 409  # one waits already
    second = client_of(other_support)
    assert "李文婧" in second.get(address).content.decode()
    assert case.get_kind_display() in second.get(reverse("people:support")).content.decode()
    assert case.get_kind_display() in second.get(reverse("desks:home")).content.decode()
    assert second.post(address, {"granted": "1"}).status_code == 302
    assert second.post(address, {"granted": "1"}).status_code == 409
    assert Entry.objects.filter(act="decide_support_case", actor=other_support.id).count() == 1
    row = Person.objects.get(pk=mine.pk)
    assert (row.name, row.id_number) == ("李文婧", number)
    assert Account.objects.by_login(number) == row.account
    taken = client.post(
        reverse("people:support_correct", args=[cast.other_applicant.id]),
        {"name": "赵云飞", "number": number, "reason": "来电"},
    )
    assert taken.status_code == 409


def test_nobody_of_support_decides_on_the_own_account(cast: Cast, support: Account) -> None:
    mine, place = cast.people["applicant"], support.memberships.get(role="support").organisation
    appoint(organisation=place, role="support", login=mine.id_number, name=mine.name)
    case = ask_correction(mine, name="李文婧", number=id_number(order="246"), reason="来电", by=support)
    with pytest.raises(Refused, match="本人的账号"):
        decide_support_case(case, granted=True, by=mine.account)


def test_a_support_role_whose_last_day_is_over_unlocks_nobody(cast: Cast, support: Account) -> None:
    Account.objects.filter(pk=cast.unattached.pk).update(locked_at=clock.now())
    support.memberships.update(ends_at=clock.now() + dt.timedelta(minutes=1))
    with clock.at(clock.now() + dt.timedelta(minutes=1)), pytest.raises(Refused, match="只能管理"):
        unlock_account(cast.unattached, by=support)  # before any job has ended it
    assert unlock_account(cast.unattached, by=support)


@pytest.mark.clause("GUIDE-5.4.2")
def test_a_unit_gets_its_account_back_by_a_sealed_statement_and_two_persons(
    cast: Cast, client_of: ClientOf, support: Account, other_support: Account
) -> None:
    unit = new_unit(cast)
    officer = Account.objects.by_login(str(unit.credit_code))
    assert officer is not None
    client, second = client_of(support), client_of(other_support)
    assert client.post(reverse("people:support_reset", args=[officer.id])).status_code == 409  # by two alone
    address = reverse("people:support_unit", args=[officer.id])
    said = {"mobile": "13700000001", "reason": "邮件收到盖章说明，已回电核实"}
    without = client.post(address, said)
    assert without.status_code == 400 and "已回电核实" in without.content.decode()
    torn = SimpleUploadedFile("a.pdf", b"no pdf", "application/pdf")
    assert client.post(address, said | {"statement": torn}).status_code == 400
    paper = BytesIO()
    Image.new("RGB", (40, 40), "white").save(paper, "PNG")
    scan = SimpleUploadedFile("a.png", paper.getvalue(), "image/png")
    assert client.post(address, said | {"statement": scan}).status_code == 302
    case = SupportCase.objects.get()
    shown = second.get(reverse("people:support_statement", args=[case.id]))
    assert b"".join(shown.streaming_content) == paper.getvalue()
    assert client_of(cast.city_officer).get(reverse("people:support_case", args=[case.id])).status_code == 404
    with pytest.raises(IntegrityError), transaction.atomic():
        SupportCase.objects.update(statement=None)
    assert second.post(reverse("people:support_case", args=[case.id]), {"granted": "1"}).status_code == 302
    assert Organisation.objects.get(pk=unit.pk).contact_phone == "13700000001"
    row, code = recover_password(number=str(unit.credit_code), mobile="13700000001")
    assert set_recovered_password(recovery=row, code=code, password="neue-stadt-23") == officer


def test_support_unlocks_and_resets(cast: Cast, client_of: ClientOf, support: Account) -> None:
    client = client_of(support)
    officer = cast.unattached
    Account.objects.filter(pk=officer.pk).update(locked_at=clock.now())
    assert client.post(reverse("people:support_unlock", args=[officer.id])).status_code == 302
    assert client.post(reverse("people:support_reset", args=[officer.id])).status_code == 200
    assert Account.objects.get(pk=officer.pk).password_temporary


@pytest.mark.parametrize(
    "act", ["support_account", "support_unlock", "support_reset", "support_correct", "support_unit"]
)
def test_support_pages_are_for_support(cast: Cast, client_of: ClientOf, act: str) -> None:
    page = reverse(f"people:{act}", args=[cast.applicant.id])
    for role in (cast.unit_officer, cast.city_officer, cast.applicant):
        client = client_of(role)
        assert (client.get if act == "support_account" else client.post)(page).status_code == 404
    assert (Client().get if act == "support_account" else Client().post)(page).status_code == 302
    assert client_of(cast.city_officer).get(reverse("people:support")).status_code == 404

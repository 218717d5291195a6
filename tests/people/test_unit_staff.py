"""The named persons of a unit (requirements part 3.9): positions, who adds, changes and ends; the record."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.cast import PASSWORD, Cast, account, seat
from zhicheng.almanac import clock
from zhicheng.inbox.models import Message
from zhicheng.people import actions
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.people.unit_staff import looks_after, members_of
from zhicheng.trail.models import Entry

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Account], Client]
Position = Membership.Position


def add(cast: Cast, name: str = "林小芳", position: str = "handler") -> tuple[Account, str, str]:
    return actions.add_unit_member(
        cast.organisations["unit"], name=name, position=position, by=cast.unit_officer
    )


def row_of(who: Account) -> Membership:
    return Membership.objects.get(account=who)


def test_a_position_is_of_units_alone(cast: Cast) -> None:
    role = row_of(cast.unit_officer)
    for wrong in ({"position": ""}, {"position": "owner"}, {"role": "bureau"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Membership.objects.filter(pk=role.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        Membership.objects.filter(account=cast.city_officer).update(position="head")
    assert role.title == "负责人（法定代表人）" and row_of(cast.city_officer).title == "人社部门审核人"


def test_a_further_person_logs_in_with_an_own_account(cast: Cast, client: Client) -> None:
    made, login, password = add(cast)
    assert login == "91530100MA6K5N1X0A02" and row_of(made).position == Position.HANDLER
    assert add(cast, "李敏", "personnel")[1] == "91530100MA6K5N1X0A03"
    told = Message.objects.filter(recipient=made.pk, subject="单位新增经办人员")
    assert "王人事为本单位增加了人事部门负责人：李敏" in told.get().body
    entry = Entry.objects.get(act="appoint", subject=row_of(made).pk)
    assert entry.actor == cast.unit_officer.id
    typed = {"login": "91530100ma6k5n1x0a-02", "password": password}
    assert client.post(reverse("people:login"), typed).headers["Location"] == reverse("people:new_password")


@pytest.mark.parametrize(
    ("name", "position", "field"),
    [("", "handler", "name"), ("王人事", "handler", "name"), ("林小芳", "boss", "position")],
)
def test_what_is_typed_wrongly_is_refused_at_its_field(
    cast: Cast, name: str, position: str, field: str
) -> None:
    with pytest.raises(Refused) as refused:
        add(cast, name, position)
    assert refused.value.field == field and len(members_of(cast.organisations["unit"])) == 1


def test_who_stands_below_changes_nobody(cast: Cast) -> None:
    handler, _login, _password = add(cast)
    personnel, _login, _password = add(cast, "李敏", "personnel")
    for by in (handler, personnel):
        with pytest.raises(Refused, match="由王人事管理"):
            actions.add_unit_member(cast.organisations["unit"], name="某人", position="head", by=by)
        with pytest.raises(Refused, match="由王人事管理"):
            actions.change_position(row_of(by), position="head", by=by)
        with pytest.raises(Refused, match="由王人事管理"):
            actions.end_unit_member(row_of(cast.unit_officer), reason="换人", by=by)
        with pytest.raises(Refused):
            actions.reset_password(cast.unit_officer, by=by)
    with pytest.raises(Refused):
        actions.change_position(row_of(handler), position="head", by=cast.other_unit_officer)
    members = members_of(cast.organisations["unit"])
    assert [one.position for one in members] == ["head", "personnel", "handler"]
    assert looks_after(cast.unit_officer.pk, members) and not looks_after(personnel.pk, members)


def test_a_new_head_follows_the_old_one(cast: Cast) -> None:
    unit, old = cast.organisations["unit"], row_of(cast.unit_officer)
    with pytest.raises(Refused, match="本人不能结束自己"):
        actions.end_unit_member(old, reason="退休", by=cast.unit_officer)
    new = add(cast, "冯新任", "head")[0]
    with pytest.raises(Refused, match="请写明理由"):
        actions.end_unit_member(old, reason=" ", by=new)
    actions.end_unit_member(old, reason="退休", by=new)
    assert [one.account for one in members_of(unit)] == [new]
    with pytest.raises(Refused, match="已不在本单位"):
        actions.change_position(old, position="handler", by=new)
    assert Entry.objects.filter(act="end_unit_member", subject=old.pk, actor=new.id).exists()
    assert "退休" in Message.objects.filter(recipient=cast.unit_officer.pk).latest("sent_at").body


def test_a_position_changes_on_the_record(cast: Cast) -> None:
    handler = add(cast)[0]
    actions.change_position(row_of(handler), position="personnel", by=cast.unit_officer)
    actions.change_position(row_of(handler), position="personnel", by=cast.unit_officer)
    assert row_of(handler).position == "personnel"
    assert Entry.objects.filter(act="change_position", subject=row_of(handler).pk).count() == 1
    told = Message.objects.filter(recipient=handler.pk, subject="经办人员职务变更").get()
    assert told.body == "王人事将林小芳由经办人改为人事部门负责人。"


def test_a_forgotten_password_comes_back_by_the_units_telephone(cast: Cast) -> None:
    unit = cast.organisations["unit"]
    unit.contact_phone = "13888880000"
    unit.save()
    made, login, _password = add(cast)
    found, _code = actions.recover_password(number=login, mobile="13888880000")
    assert found.account == made
    other, _code = actions.recover_password(number="91530100MA6K5N2X1B02", mobile="13888880000")
    assert other.account is None


def test_the_pages(cast: Cast, client_of: ClientOf) -> None:
    head = client_of(cast.unit_officer)
    answer = head.post(reverse("people:add_unit_member"), {"name": "林小芳", "position": "handler"})
    page = answer.content.decode()
    made = Account.objects.by_login("91530100MA6K5N1X0A02")
    assert made is not None and "91530100MA6K5N1X0A02" in page and "只显示这一次" in page
    assert "no-store" in answer.headers["Cache-Control"]
    again = head.post(reverse("people:add_unit_member"), {"name": "林小芳", "position": "handler"})
    assert again.status_code == 409 and "已有同名" in again.content.decode()
    listed = head.get(reverse("people:unit_staff")).content.decode()
    assert "林小芳" in listed and "负责人（法定代表人）" in listed and "添加人员" in listed
    one = reverse("people:unit_member", args=[row_of(made).pk])
    assert head.post(one, {"position": "no"}).status_code == 400
    assert head.post(one, {"position": "personnel"}).status_code == 302
    assert row_of(made).position == "personnel"
    reset = head.post(reverse("people:reset_unit_member", args=[row_of(made).pk]))
    assert "临时密码" in reset.content.decode()
    Account.objects.filter(pk=made.pk).update(locked_at=clock.now())
    assert head.post(reverse("people:unlock_unit_member", args=[row_of(made).pk])).status_code == 302
    end = reverse("people:end_unit_member", args=[row_of(made).pk])
    assert head.post(end, {"reason": ""}).status_code == 400 and row_of(made).until is None
    assert head.post(end, {"reason": "调离"}).status_code == 302 and row_of(made).until is not None
    assert "以前的经办人员" in head.get(reverse("people:unit_staff")).content.decode()


def test_who_stands_below_only_looks(cast: Cast, client_of: ClientOf) -> None:
    handler = account("handler", "林小芳")
    role = seat(handler, cast.organisations["unit"], "unit", "handler")
    client = client_of(handler)
    listed = client.get(reverse("people:unit_staff")).content.decode()
    assert "人员和职务由王人事管理" in listed and "添加人员" not in listed
    assert "由负责人添加" in client.get(reverse("people:add_unit_member")).content.decode()
    assert "保存职务" not in client.get(reverse("people:unit_member", args=[role.pk])).content.decode()
    assert client.post(reverse("people:unit_member", args=[role.pk]), {"position": "head"}).status_code == 403
    stranger = client_of(cast.other_unit_officer)
    assert stranger.get(reverse("people:unit_member", args=[role.pk])).status_code == 404
    assert PASSWORD not in listed

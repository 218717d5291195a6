"""A person names a unit; the unit says whether the person is theirs, and nothing is submitted before."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import Cast, person
from tests.people.samples import id_number
from zhicheng.applications import casefile
from zhicheng.applications.checking import check_of
from zhicheng.applications.states import State
from zhicheng.inbox.models import Delivery, Message
from zhicheng.people.actions import (
    choose_unit,
    confirm_joining,
    refuse_joining,
    remove_from_unit,
    reset_password,
    send_notice,
)
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Person
from zhicheng.people.queries import locked_for_support
from zhicheng.trail.models import Entry
from zhicheng.vetting.checks import blockers

ClientOf = Callable[[Account], Client]
pytestmark = pytest.mark.clause("GUIDE-5.3.3")
JOINING = "?tab=joining"


@pytest.fixture
def newcomer(cast: Cast) -> Person:
    """Somebody who has chosen the unit and waits for its word."""
    return choose_unit(cast.people["unattached"], unit=cast.organisations["unit"])


def test_who_chooses_a_unit_waits_for_its_word(cast: Cast, client_of: ClientOf, newcomer: Person) -> None:
    client, people = client_of(cast.unit_officer), reverse("people:unit_people")
    assert newcomer.unit_confirmed_at is None
    assert "孙一鸣" not in client.get(people).content.decode()
    assert "1人选择了本单位" in client.get(reverse("desks:home")).content.decode()
    assert "孙一鸣" in client.get(people + JOINING).content.decode()
    assert "李文静" not in client.get(people + JOINING).content.decode()
    own = client_of(cast.unattached)
    assert "待单位确认" in own.get(reverse("people:basics")).content.decode()
    assert "单位确认后才能审核通过" in own.get(reverse("people:choose_unit")).content.decode()
    confirm = reverse("people:confirm_joining")
    assert client.post(confirm).status_code == 302  # nobody was ticked
    assert client.post(confirm, {"people": [newcomer.id]}).status_code == 302
    assert Person.objects.get(pk=newcomer.pk).unit_confirmed_at is not None
    assert Entry.objects.filter(act="confirm_joining", subject=newcomer.id).count() == 1
    assert Message.objects.filter(recipient=newcomer.account_id, subject="单位已确认").exists()
    assert "没有待确认的人员" in client.get(people + JOINING).content.decode()
    assert "孙一鸣" in client.get(people).content.decode()
    assert client.post(confirm, {"people": [newcomer.id]}).status_code == 404
    with pytest.raises(Refused, match="已经确认"):
        confirm_joining(newcomer, unit=cast.organisations["unit"], by=cast.unit_officer)


def test_a_refusal_needs_its_reason_which_the_person_reads(
    cast: Cast, client_of: ClientOf, newcomer: Person
) -> None:
    client = client_of(cast.unit_officer)
    assert "不是本单位人员" in client.get(reverse("people:unit_person", args=[newcomer.id])).content.decode()
    refuse = reverse("people:refuse_joining", args=[newcomer.id])
    assert client.post(refuse, {"reason": " "}).status_code == 400
    assert client.post(refuse, {"reason": "不在本单位花名册"}).status_code == 302
    row = Person.objects.get(pk=newcomer.pk)
    assert (row.unit, row.unit_chosen_at, row.unit_confirmed_at) == (None, None, None)
    message = Message.objects.get(recipient=newcomer.account_id)
    assert "不在本单位花名册" in message.body and Delivery.objects.filter(message=message).exists()
    assert client.post(refuse, {"reason": "再次"}).status_code == 404
    mine = cast.people["applicant"]
    with pytest.raises(Refused, match="已经确认"):
        refuse_joining(mine, unit=cast.organisations["unit"], reason="x", by=cast.unit_officer)


def test_another_units_officer_says_nothing(cast: Cast, client_of: ClientOf, newcomer: Person) -> None:
    client = client_of(cast.other_unit_officer)
    assert client.post(reverse("people:confirm_joining"), {"people": [newcomer.id]}).status_code == 404
    refuse = reverse("people:refuse_joining", args=[newcomer.id])
    assert client.post(refuse, {"reason": "x"}).status_code == 404
    with pytest.raises(Refused):
        confirm_joining(newcomer, unit=cast.organisations["unit"], by=cast.other_unit_officer)
    assert Person.objects.get(pk=newcomer.pk).unit_confirmed_at is None


def test_who_is_not_confirmed_is_not_managed_by_the_unit(cast: Cast, newcomer: Person) -> None:
    unit, officer = cast.organisations["unit"], cast.unit_officer
    with pytest.raises(Refused):
        reset_password(newcomer.account, by=officer)
    with pytest.raises(Refused):
        remove_from_unit(newcomer, unit=unit, by=officer)
    with pytest.raises(Refused):
        send_notice([newcomer], unit=unit, subject="x", body="y", by=officer)
    Account.objects.filter(pk=newcomer.account_id).update(locked_at=newcomer.unit_chosen_at)
    assert list(locked_for_support()) == [newcomer.account]


def test_what_is_handed_in_waits_at_the_unit_for_its_word(season: making.Season) -> None:
    """Nobody loses the window for waiting: it may be handed in, and is passed once the unit has confirmed."""
    draft = making.application(season, State.DRAFT)

    def advised() -> list[str]:
        now = type(draft).objects.get(pk=draft.pk)
        found = check_of(casefile.assemble(now))
        assert not [one for one in found.missing if "确认您是" in one.text]
        return [one.text for one in found.advice if "确认您是" in one.text]

    assert advised() == []
    Person.objects.filter(pk=draft.person_id).update(unit_confirmed_at=None)
    [words] = advised()
    assert draft.unit.name in words
    draft.delete()
    row = making.application(season, State.AT_UNIT)

    def waits() -> bool:
        return "joining" in {one.key for one in blockers(type(row).objects.get(pk=row.pk))}

    assert waits()
    confirm_joining(row.person, unit=row.unit, by=season.cast.unit_officer)
    assert not waits()
    remove_from_unit(row.person, unit=row.unit, by=season.cast.unit_officer)
    assert waits()


def test_changing_the_unit_asks_the_new_one(cast: Cast) -> None:
    mine = choose_unit(cast.people["applicant"], unit=cast.organisations["other_unit"])
    assert mine.unit_confirmed_at is None
    assert confirm_joining(mine, unit=cast.organisations["other_unit"], by=cast.other_unit_officer)


def test_the_database_confirms_nobody_without_a_unit(cast: Cast) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Person.objects.filter(pk=cast.people["applicant"].pk).update(unit=None)


def test_who_waits_costs_the_same_for_one_and_three(
    cast: Cast, client_of: ClientOf, newcomer: Person, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client, page = client_of(cast.unit_officer), reverse("people:unit_people") + JOINING
    client.get(page)
    for order in ("111", "113"):
        choose_unit(person(id_number(order=order), "段" + order, None), unit=cast.organisations["unit"])
    with django_assert_max_num_queries(9):
        assert "段113" in client.get(page).content.decode()

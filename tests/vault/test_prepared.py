"""Prepared queries: built once, bound to other ids, the same rows as the queryset itself."""

import datetime as dt
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.test.utils import CaptureQueriesContext

from tests.cast import Cast
from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.vault import prepared
from zhicheng.vault.prepared import FEW, Key, Prepared

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def _officers(organisation: UUID, role: str) -> QuerySet[Membership]:
    rows = Membership.objects.filter(organisation=organisation, role=role)
    return rows.select_related("account", "organisation").order_by("id")


def test_rows_are_those_of_the_queryset_for_each_id(cast: Cast) -> None:
    ask = Prepared(_officers)
    for one in Organisation.objects.all():
        found = ask(one.pk, Membership.Role.UNIT)
        assert found == list(_officers(one.pk, Membership.Role.UNIT))
        with CaptureQueriesContext(connection) as seen:
            assert all(row.organisation == one and row.account.display_name for row in found)
        assert not seen.captured_queries  # the related rows came along
    assert ask(uuid4(), Membership.Role.UNIT) == []


def test_the_statement_is_built_once_for_each_other_argument(cast: Cast) -> None:
    ask = Prepared(_officers)
    made: dict[str, set[int]] = {Membership.Role.UNIT: set(), Membership.Role.OFFICE: set()}
    for one in Organisation.objects.all()[:5]:
        for role, statements in made.items():
            statement, parameters = ask.bind(one.pk, role)
            statements.add(id(statement))
            assert {role, one.pk.hex} <= {getattr(value, "hex", value) for value in parameters}
    assert [len(statements) for statements in made.values()] == [1, 1]
    assert made[Membership.Role.UNIT] != made[Membership.Role.OFFICE]


def test_moments_are_bound_as_ids_are(cast: Cast) -> None:
    ask = Prepared(
        lambda since, last: Membership.objects.filter(since__gte=since, id__gt=last).order_by("id")
    )
    nobody, many = UUID(int=0), Membership.objects.count()
    now = Membership.objects.latest("since").since
    for since, wanted in ((now - dt.timedelta(days=9999), many), (now + dt.timedelta(microseconds=1), 0)):
        assert len(ask(since, nobody)) == wanted
    assert len(ask._made) == 1


def test_statements_do_not_pile_up(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 3)
    ask = Prepared(lambda day: Membership.objects.filter(since__date__lt=day))
    for number in range(1, 10):
        ask(dt.date(2023, 7, number))
    assert len(ask._made) <= 3


def test_collections_are_bound_by_their_length_and_long_ones_not_at_all(cast: Cast) -> None:
    ask = Prepared(lambda people: Person.objects.filter(pk__in=people).order_by("id"))
    everybody = list(Person.objects.order_by("id").values_list("pk", flat=True))
    assert len(everybody) > 2
    assert [one.pk for one in ask(everybody[:2])] == everybody[:2]
    assert [one.pk for one in ask(set(everybody[1:3]))] == everybody[1:3]
    assert ask([]) == []
    many = [*everybody, *(uuid4() for _more in range(FEW))]
    assert ask.bind(many) == (None, ())
    assert [one.pk for one in ask(many)] == everybody


def test_a_lock_is_taken_inside_of_a_transaction_alone(cast: Cast) -> None:
    ask = Prepared(lambda account: Account.objects.select_for_update().filter(pk=account))
    known = Account.objects.values_list("pk", flat=True)[0]
    with transaction.atomic():
        assert [one.pk for one in ask(known)] == [known]
    if connection.features.has_select_for_update:
        statement, _parameters = ask.bind(known)
        assert statement is not None
        assert "FOR UPDATE" in statement.sql


@pytest.mark.django_db(transaction=True)
def test_a_lock_outside_of_a_transaction_is_refused() -> None:
    ask = Prepared(lambda account: Account.objects.select_for_update().filter(pk=account))
    with transaction.atomic():
        ask(uuid4())
    with pytest.raises(TransactionManagementError):
        ask(uuid4())


@pytest.mark.parametrize(
    "build",
    [
        lambda _account: Account.objects.all(),  # an id that nothing asks for
        lambda account: Account.objects.filter(pk=account).prefetch_related("memberships"),
    ],
)
def test_what_cannot_be_prepared_is_said_at_the_first_call(cast: Cast, build: Any) -> None:
    with pytest.raises(TypeError):
        Prepared(build)(uuid4())


def test_a_text_is_bound_as_an_id_is(cast: Cast) -> None:
    ask = Prepared(lambda name: Account.objects.filter(display_name=name).order_by("id"))
    statements = set()
    for one in Account.objects.all():
        key = Key(one.display_name)
        assert one in ask(key)
        statements.add(id(ask.bind(key)[0]))
    assert ask(Key("nobody")) == []
    assert len(statements) == 1

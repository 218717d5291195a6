"""Who somebody is and for whom they may act. Strangers get 404."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from zhicheng.people.models import Account, Membership, Organisation, Person
from zhicheng.people.queries import by_review, roles_under
from zhicheng.people.read_log import Look
from zhicheng.people.reading import logged, opened_by
from zhicheng.vault.prepared import Prepared

User = Account | AnonymousUser
UNIT = Membership.Role.UNIT
View = Callable[..., HttpResponseBase]


def signed_in(view: View) -> View:
    """Send visitors who have not logged in to the log-in page, and back afterwards."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        opened_by(request.user.pk)
        return view(request, *args, **kwargs)

    return wrapped


def account_of(user: User) -> Account:
    """The logged-in account. Errors: Http404 for visitors."""
    if isinstance(user, Account):
        return user
    raise Http404


def person_of(user: User) -> Person:
    """The person behind the account. Errors: Http404 where the account is no person's."""
    person = Person.objects.select_related("unit", "account").filter(account=account_of(user)).first()
    if person is None:
        raise Http404
    return person


def organisations_of(user: User, role: Membership.Role) -> QuerySet[Organisation]:
    """The organisations for which the account acts in the role now."""
    return Organisation.objects.filter(
        memberships__account=account_of(user),
        memberships__role=role,
        memberships__until__isnull=True,
        active=True,
    )


def organisation_of(user: User, role: Membership.Role) -> Organisation:
    """The one organisation for which the account acts in the role. Errors: Http404."""
    organisation = organisations_of(user, role).first()
    if organisation is None:
        raise Http404
    return organisation


def acts_for(user: User, organisation: Organisation | None, role: Membership.Role) -> bool:
    """Whether the account acts for the organisation in the role now."""
    return (
        isinstance(user, Account)
        and organisation is not None
        and bool(_membership(user.pk, organisation.pk, role))
    )


@Prepared
def _membership(
    account: UUID, organisation: UUID, role: Membership.Role
) -> QuerySet[Membership, tuple[UUID]]:
    rows = Membership.objects.filter(
        account=account, organisation=organisation, role=role, until__isnull=True
    )
    return rows.values_list("pk")[:1]


def roles_of(user: User) -> set[str]:
    """The roles of the account ("person", "expert" aside): the values of Membership.Role."""
    if not isinstance(user, Account):
        return set()
    return set(Membership.objects.filter(account=user, until__isnull=True).values_list("role", flat=True))


def asks_second_factor(account: Account) -> bool:
    """Whether a log-in takes the second factor: for every account but those of persons and of units' officers.

    These are asked where they chose it, or act in another role besides.
    """
    if account.second_factor_at_log_in or roles_of(account) - {UNIT}:
        return True
    return not (
        account.memberships.filter(role=UNIT).exists() or Person.objects.filter(account=account).exists()
    )


def unit_of(user: User) -> Organisation:
    """The unit for which the account is officer. Errors: Http404."""
    return organisation_of(user, Membership.Role.UNIT)


@logged(lambda person: Look(person.pk, organisation=person.unit_id, role=UNIT))
def get_person_for_unit(user: User, person_id: UUID) -> Person:
    """A person of the unit for which the account is officer. Errors: Http404, also for strangers."""
    return get_object_or_404(
        Person.objects.select_related("account", "unit"), pk=person_id, unit__in=organisations_of(user, UNIT)
    )


@logged(lambda account: Look(owner=account.pk, role=Membership.Role.SUPPORT))
def get_account_for_support(user: User, account_id: UUID) -> Account:
    """Any account, for technical support only. Errors: Http404."""
    organisation_of(user, Membership.Role.SUPPORT)
    return get_object_or_404(Account, pk=account_id)


def get_unit_for_delegation(user: User, unit_id: UUID) -> tuple[Organisation, Organisation]:
    """Any unit with the bureau of city or province for which the account acts (KM2023-1.5). Errors: Http404."""
    above = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)
    bureau = organisations_of(user, Membership.Role.BUREAU).filter(kind__in=above).order_by("kind").first()
    if bureau is None:
        raise Http404
    unit = get_object_or_404(Organisation, pk=unit_id, kind=Organisation.Kind.UNIT, active=True)
    return unit, bureau


def get_role_for_bureau(user: User, role_id: UUID) -> Membership:
    """A role that a bureau of the account looks at once a year. Errors: Http404, also for strangers."""
    found = by_review(roles_under(organisation_of(user, Membership.Role.BUREAU))).filter(pk=role_id).first()
    if found is None:
        raise Http404
    return found


def request_account(request: HttpRequest) -> Account:
    """The logged-in account of a request behind @signed_in."""
    return account_of(request.user)


__all__ = [
    "User",
    "account_of",
    "acts_for",
    "asks_second_factor",
    "get_account_for_support",
    "get_person_for_unit",
    "get_role_for_bureau",
    "get_unit_for_delegation",
    "organisation_of",
    "organisations_of",
    "person_of",
    "request_account",
    "roles_of",
    "signed_in",
    "unit_of",
]

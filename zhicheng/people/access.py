"""Who somebody is and for whom they may act. Strangers get 404."""

import datetime as dt
from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.contrib.auth.views import redirect_to_login
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404

from zhicheng.almanac import clock
from zhicheng.people.area import units_near
from zhicheng.people.models import (
    Account,
    Competence,
    Delegation,
    Membership,
    Organisation,
    Passkey,
    Person,
    SupportCase,
)
from zhicheng.people.queries import by_review, in_force, roles_now, roles_under
from zhicheng.people.read_log import Look
from zhicheng.people.reading import logged, opened_by
from zhicheng.people.staffing import lines_of, roles_to_give
from zhicheng.vault.prepared import Prepared

User = Account | AnonymousUser
UNIT = Membership.Role.UNIT
OVER_ROLES = (Membership.Role.BUREAU, Membership.Role.SECURITY)  # who looks at the roles below
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
    mine = roles_now(account_of(user)).filter(role=role)
    return Organisation.objects.filter(pk__in=mine.values("organisation"), active=True)


def organisation_of(user: User, role: Membership.Role) -> Organisation:
    """The one organisation for which the account acts in the role. Errors: Http404."""
    organisation = organisations_of(user, role).first()
    if organisation is None:
        raise Http404
    return organisation


def acts_for(user: User, organisation: Organisation | None, role: Membership.Role) -> bool:
    """Whether the account acts for the organisation in the role now."""
    if not isinstance(user, Account) or organisation is None:
        return False
    return bool(_membership(user.pk, organisation.pk, role, clock.now()))


@Prepared
def _membership(
    account: UUID, organisation: UUID, role: Membership.Role, at: dt.datetime
) -> QuerySet[Membership, tuple[UUID]]:
    rows = Membership.objects.filter(in_force(at), account=account, organisation=organisation, role=role)
    return rows.values_list("id")[:1]


def roles_of(user: User) -> set[str]:
    """The roles of the account ("person", "expert" aside): the values of Membership.Role."""
    if not isinstance(user, Account):
        return set()
    return set(roles_now(user).values_list("role", flat=True))


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


def get_unit_member(user: User, member_id: UUID) -> Membership:
    """One of the people who act for the account's own unit now. Errors: Http404, also for strangers."""
    rows = Membership.objects.filter(in_force(clock.now()), role=UNIT, standing_in__isnull=True)
    rows = rows.select_related("account", "organisation")
    return get_object_or_404(rows, pk=member_id, organisation__in=organisations_of(user, UNIT))


@logged(lambda account: Look(owner=account.pk, role=Membership.Role.SUPPORT))
def get_account_for_support(user: User, account_id: UUID) -> Account:
    """Any account, for technical support only. Errors: Http404."""
    organisation_of(user, Membership.Role.SUPPORT)
    return get_object_or_404(Account, pk=account_id)


@logged(lambda case: Look(owner=case.account_id, role=Membership.Role.SUPPORT))
def get_support_case(user: User, case_id: UUID) -> SupportCase:
    """A case of technical support, for its people. Errors: Http404."""
    organisation_of(user, Membership.Role.SUPPORT)
    rows = SupportCase.objects.select_related("account", "asked_by", "decided_by", "statement")
    return get_object_or_404(rows, pk=case_id)


def bureau_that_lays_down(user: User) -> Organisation:
    """The bureau of city or province for which the account says who is competent. Errors: Http404."""
    above = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)
    bureau = organisations_of(user, Membership.Role.BUREAU).filter(kind__in=above).order_by("kind").first()
    if bureau is None:
        raise Http404
    return bureau


def get_unit_for_delegation(user: User, unit_id: UUID) -> tuple[Organisation, Organisation]:
    """Any unit with the bureau of city or province for which the account acts (KM2023-1.5). Errors: Http404."""
    bureau = bureau_that_lays_down(user)
    unit = get_object_or_404(Organisation, pk=unit_id, kind=Organisation.Kind.UNIT, active=True)
    return unit, bureau


def get_unit_for_bureau(user: User, unit_id: UUID) -> tuple[Organisation, Organisation]:
    """A unit account of the area of the account's bureau, and the bureau (GUIDE-5.4.4). Errors: Http404."""
    bureau = organisation_of(user, Membership.Role.BUREAU)
    return get_object_or_404(units_near(bureau), pk=unit_id), bureau


def get_competence_for_bureau(user: User, competence_id: UUID) -> tuple[Competence, Organisation]:
    """What was laid down on an organisation, with the bureau that may end it: the province's only 自主评审.

    Errors: Http404.
    """
    bureau = bureau_that_lays_down(user)
    rows = Competence.objects.filter(voided_at=None).select_related("organisation", "superior")
    if bureau.kind != Organisation.Kind.CITY_BUREAU:
        rows = rows.filter(kind=Competence.Kind.SELF_REVIEW)
    return get_object_or_404(rows, pk=competence_id), bureau


def bureau_over_roles(user: User) -> Organisation:
    """The bureau whose roles the account looks at: as its auditor, or as its security officer. Errors: Http404."""
    for role in OVER_ROLES:
        bureau = organisations_of(user, role).first()
        if bureau is not None:
            return bureau
    raise Http404


def get_role_for_bureau(user: User, role_id: UUID) -> Membership:
    """A role that a bureau of the account looks at once a year. Errors: Http404, also for strangers."""
    found = by_review(roles_under(bureau_over_roles(user))).filter(pk=role_id).first()
    if found is None:
        raise Http404
    return found


def get_organisation_to_staff(user: User, organisation_id: UUID) -> tuple[Organisation, dict[str, str]]:
    """An organisation for which the account makes accounts, with the roles that it gives there. Errors: Http404."""
    organisation = get_object_or_404(Organisation, pk=organisation_id, active=True)
    roles = roles_to_give(account_of(user), organisation)
    if not roles:
        raise Http404
    return organisation, {role: str(Membership.Role(role).label) for role in roles}


def get_role_to_delegate(user: User, role_id: UUID) -> Membership:
    """A role of the account's own that it may hand to a colleague for some days. Errors: Http404."""
    own = roles_now(account_of(user)).filter(standing_in__isnull=True).exclude(role__in=Membership.PERSONAL)
    return get_object_or_404(own.select_related("organisation"), pk=role_id)


def get_delegation_to_end(user: User, delegation_id: UUID) -> Delegation:
    """A delegation that the account gave or took. Errors: Http404."""
    account = account_of(user)
    rows = Delegation.objects.filter(Q(role__account=account) | Q(delegate=account))
    return get_object_or_404(rows, pk=delegation_id)


def get_passkey(user: User, passkey_id: UUID) -> Passkey:
    """A passkey of the account's own. Errors: Http404."""
    return get_object_or_404(account_of(user).passkeys, pk=passkey_id)


def must_staff(user: User) -> Account:
    """The account, which makes others. Errors: Http404 where it makes none."""
    account = account_of(user)
    if not lines_of(account):
        raise Http404
    return account


def must_audit(user: User) -> Organisation:
    """The organisation for which the account audits the record of accounts. Errors: Http404."""
    return organisation_of(user, Membership.Role.AUDIT)


def request_account(request: HttpRequest) -> Account:
    """The logged-in account of a request behind @signed_in."""
    return account_of(request.user)


__all__ = [
    "User",
    "account_of",
    "acts_for",
    "asks_second_factor",
    "bureau_over_roles",
    "bureau_that_lays_down",
    "get_account_for_support",
    "get_competence_for_bureau",
    "get_delegation_to_end",
    "get_organisation_to_staff",
    "get_passkey",
    "get_person_for_unit",
    "get_role_for_bureau",
    "get_role_to_delegate",
    "get_support_case",
    "get_unit_for_bureau",
    "get_unit_for_delegation",
    "get_unit_member",
    "must_audit",
    "must_staff",
    "organisation_of",
    "organisations_of",
    "person_of",
    "request_account",
    "roles_of",
    "signed_in",
    "unit_of",
]

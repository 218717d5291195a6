"""Reads: changes of employer, told by the applicant and waiting for the new unit."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from zhicheng.people.access import User, account_of, organisations_of
from zhicheng.people.models import Membership
from zhicheng.people.reading import logged, of_case
from zhicheng.vetting.models import EmployerChange

_SHOWN = ("application__person", "application__session__committee", "old", "new", "evidence", "answered_by")


def newcomers_of(user: User) -> QuerySet[EmployerChange]:
    """Who reports to be employed by a unit of the account now and waits for its word, the longest waiting first."""
    mine = organisations_of(user, Membership.Role.UNIT)
    return EmployerChange.objects.filter(new__in=mine, answer="open").select_related(*_SHOWN)


@logged(lambda change: of_case(change.application, change.new_id, Membership.Role.UNIT))
def get_newcomer_for_unit(user: User, change_id: UUID) -> EmployerChange:
    """A report that names a unit of the account, answered or not; never the account's own. Errors: Http404."""
    mine = organisations_of(user, Membership.Role.UNIT)
    rows = EmployerChange.objects.filter(new__in=mine).exclude(person__account=account_of(user))
    return get_object_or_404(rows.select_related(*_SHOWN), pk=change_id)


@logged(lambda change: of_case(change.application, change.new_id))
def get_change_for_evidence(user: User, change_id: UUID) -> EmployerChange:
    """A change for the person, the unit that receives and the bureau that told it. Errors: Http404."""
    account = account_of(user)
    mine = organisations_of(user, Membership.Role.UNIT)
    rows = EmployerChange.objects.filter(Q(person__account=account) | Q(new__in=mine) | Q(told_by=account))
    return get_object_or_404(rows.select_related(*_SHOWN), pk=change_id)

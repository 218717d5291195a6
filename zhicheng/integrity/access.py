"""Who keeps the integrity file and the suspended units: bureaus of city and province. Strangers: 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.integrity.models import Suspension, UnitCase
from zhicheng.people.access import User, organisations_of
from zhicheng.people.models import Membership, Organisation

OPENERS = (Membership.Role.BUREAU, Membership.Role.OFFICE)  # who may open a case against a unit (GUIDE-1.2.1)
KEEPERS = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)


def keeper_of(user: User) -> Organisation:
    """The bureau of city or province for which the account acts. Errors: Http404."""
    bureau = organisations_of(user, Membership.Role.BUREAU).filter(kind__in=KEEPERS).order_by("kind").first()
    if bureau is None:
        raise Http404
    return bureau


def openers_of(user: User) -> list[Organisation]:
    """The bureaus and committees' organisers for which the account acts. Errors: Http404 for who has none."""
    found = [one for role in OPENERS for one in organisations_of(user, role)]
    if not found:
        raise Http404
    return list({one.id: one for one in found}.values())


def get_case_for_opener(user: User, case_id: UUID) -> tuple[UnitCase, Organisation]:
    """A case with the organisation of the account that opened it. Errors: Http404."""
    mine = {one.id: one for one in openers_of(user)}
    row = get_object_or_404(UnitCase.objects.select_related("unit"), pk=case_id, opened_by__in=mine)
    return row, mine[row.opened_by_id]


def get_suspension_for_keeper(user: User, suspension_id: UUID) -> tuple[Suspension, Organisation]:
    """A suspension with the keeper's bureau. Errors: Http404."""
    bureau = keeper_of(user)
    rows = Suspension.objects.select_related("unit", "decided_by")
    return get_object_or_404(rows, pk=suspension_id), bureau

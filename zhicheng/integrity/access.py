"""Who keeps the integrity file and the suspended units: bureaus of city and province. Strangers: 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.integrity.models import Suspension
from zhicheng.people.access import User, organisations_of
from zhicheng.people.models import Membership, Organisation

KEEPERS = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)


def keeper_of(user: User) -> Organisation:
    """The bureau of city or province for which the account acts. Errors: Http404."""
    bureau = organisations_of(user, Membership.Role.BUREAU).filter(kind__in=KEEPERS).order_by("kind").first()
    if bureau is None:
        raise Http404
    return bureau


def get_suspension_for_keeper(user: User, suspension_id: UUID) -> tuple[Suspension, Organisation]:
    """A suspension with the keeper's bureau. Errors: Http404."""
    bureau = keeper_of(user)
    rows = Suspension.objects.select_related("unit", "decided_by")
    return get_object_or_404(rows, pk=suspension_id), bureau

"""What belongs to an office and not to one case: who may load it. Strangers get 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.people.access import User, account_of
from zhicheng.people.models import Organisation
from zhicheng.vetting.access import ROLE_OF_ACTOR
from zhicheng.vetting.models import CommonReason


def offices_of(user: User) -> list[Organisation]:
    """The organisations for which the account audits. Errors: Http404 where there is none."""
    rows = Organisation.objects.filter(
        memberships__account=account_of(user),
        memberships__role__in=list(ROLE_OF_ACTOR.values()),
        memberships__until__isnull=True,
        active=True,
    )
    found = list(rows.distinct().order_by("name"))
    if not found:
        raise Http404
    return found


def get_reason_for_office(user: User, reason_id: UUID) -> CommonReason:
    """A common reason in use at one of the account's offices. Errors: Http404."""
    rows = CommonReason.objects.select_related("organisation")
    return get_object_or_404(rows, pk=reason_id, organisation__in=offices_of(user), retired_at__isnull=True)

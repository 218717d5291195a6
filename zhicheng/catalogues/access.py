"""Who keeps the tables: officers of the bureaus of province and city. Strangers get 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.catalogues.models import Catalogue
from zhicheng.catalogues.queries import released
from zhicheng.people.access import User, organisations_of
from zhicheng.people.models import Membership, Organisation
from zhicheng.policy.tables.kept import TableKind

ABOVE = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)


def bureau_entering(user: User) -> Organisation:
    """The bureau of province or city for which the account keeps tables and standards. Errors: Http404."""
    bureau = _entering(user).order_by("-kind", "code").first()
    if bureau is None:
        raise Http404
    return bureau


def enters(user: User) -> bool:
    """Whether the account keeps tables and standards for a bureau of province or city."""
    return bool(user.is_authenticated and _entering(user).exists())


def get_draft_for_bureau(user: User, catalogue_id: UUID) -> tuple[Catalogue, Organisation]:
    """A version of the account's bureau that is not released, with the bureau. Errors: Http404."""
    found = Catalogue.objects.select_related("bureau", "prepared_by").filter(released_at__isnull=True)
    row = get_object_or_404(found, pk=catalogue_id, bureau__in=_entering(user))
    return row, row.bureau


def get_version_for_public(catalogue_id: UUID) -> Catalogue:
    """A released version, for everybody. Errors: Http404."""
    return get_object_or_404(released().select_related("bureau"), pk=catalogue_id)


def kind_named(name: str) -> TableKind:
    """The table that an address names. Errors: Http404."""
    try:
        return TableKind(name)
    except ValueError:
        raise Http404 from None


def _entering(user: User) -> QuerySet[Organisation]:
    return organisations_of(user, Membership.Role.BUREAU).filter(kind__in=ABOVE)

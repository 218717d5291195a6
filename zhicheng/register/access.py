"""Who may see and revoke which certificates; the public asks by number and name, or by token."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.people.access import User, account_of, organisations_of
from zhicheng.people.models import Membership, Organisation
from zhicheng.people.read_log import Look
from zhicheng.people.reading import logged
from zhicheng.register.models import Certificate, Replacement

ABOVE = (Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE)


def get_certificate_for_holder(user: User, certificate_id: UUID) -> Certificate:
    """The account's own certificate. Errors: Http404."""
    rows = Certificate.objects.select_related(
        "issuer", "file", "signature__account", "signature__organisation"
    )
    return get_object_or_404(rows, pk=certificate_id, person__account=account_of(user))


def may_revoke(bureau: Organisation, certificate: Certificate) -> bool:
    """Whether the bureau issued it or stands above those that do (GUIDE-1.1.1)."""
    return bureau.kind in ABOVE or bureau.id == certificate.issuer_id


def certificates_for_bureau(user: User) -> QuerySet[Certificate]:
    """The certificates that the account's bureaus may revoke. Errors: Http404 for who is at no bureau."""
    mine = list(organisations_of(user, Membership.Role.BUREAU))
    if not mine:
        raise Http404
    rows = Certificate.objects.select_related("issuer")
    return rows if any(one.kind in ABOVE for one in mine) else rows.filter(issuer__in=mine)


def replacements_for_bureau(user: User) -> QuerySet[Replacement]:
    """What the account's bureaus are asked to replace, the oldest first. Errors: Http404 as above."""
    rows = Replacement.objects.filter(certificate__in=certificates_for_bureau(user), granted_at__isnull=True)
    return rows.select_related("certificate").order_by("asked_at")


def get_replacement_for_bureau(user: User, replacement_id: UUID) -> tuple[Replacement, Organisation]:
    """An application for replacement with the bureau that may grant it. Errors: Http404."""
    found = get_object_or_404(Replacement, pk=replacement_id)
    _row, bureau = get_certificate_for_bureau(user, found.certificate_id)
    return found, bureau


def bureaus_of(user: User) -> list[Organisation]:
    """The bureaus for which the account collects titles. Errors: Http404 where it is no bureau's."""
    mine = list(organisations_of(user, Membership.Role.BUREAU).order_by("kind", "code"))
    if not mine:
        raise Http404
    return mine


@logged(lambda found: Look(found[0].person_id, None, found[1].pk, Membership.Role.BUREAU))
def get_certificate_for_bureau(user: User, certificate_id: UUID) -> tuple[Certificate, Organisation]:
    """A certificate with the bureau of the account that may revoke it. Errors: Http404."""
    row = get_object_or_404(Certificate.objects.select_related("issuer", "revoked_by"), pk=certificate_id)
    for bureau in organisations_of(user, Membership.Role.BUREAU):
        if may_revoke(bureau, row):
            return row, bureau
    raise Http404

"""Who may open a record or its evidence: the person whom the dossier is about; a phone adds by a signed link."""

from uuid import UUID

from django.core.signing import BadSignature, Signer
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.almanac import clock
from zhicheng.dossiers.models import PHONE_SALT, Arrival, EducationProof, Evidence, PhoneLink, Record
from zhicheng.dossiers.modules import BY_KEY, Module
from zhicheng.people.access import User, person_of


def get_record_for_owner(user: User, record_id: UUID) -> Record:
    """A record of the person's own dossier. Errors: Http404, also for other people's."""
    rows = Record.objects.select_related("person").prefetch_related("evidence__file")
    return get_object_or_404(rows, pk=record_id, person=person_of(user))


def get_evidence_for_owner(user: User, evidence_id: UUID) -> Evidence:
    """An image of the person's own dossier. Errors: Http404."""
    rows = Evidence.objects.select_related("file", "record", "person")
    return get_object_or_404(rows, pk=evidence_id, person=person_of(user))


def get_arrival_for_owner(user: User, arrival_id: UUID) -> Arrival:
    """A file on its way into the person's own dossier. Errors: Http404."""
    rows = Arrival.objects.select_related("incoming", "record", "person")
    return get_object_or_404(rows, pk=arrival_id, person=person_of(user))


def get_proof_for_owner(user: User, proof_id: UUID) -> EducationProof:
    """A unit's proof of the person's own education, asked for or written. Errors: Http404."""
    rows = EducationProof.objects.select_related("person", "unit", "record", "file")
    return get_object_or_404(rows, pk=proof_id, person=person_of(user))


def get_phone_link(token: str) -> PhoneLink:
    """The link of a signed address, while it is open. Errors: Http404 for a forged, closed or expired one."""
    try:
        pk = UUID(Signer(salt=PHONE_SALT).unsign(token))
    except (BadSignature, ValueError) as error:
        raise Http404 from error
    rows = PhoneLink.objects.select_related("record__person", "person")
    return get_object_or_404(rows, pk=pk, closed_at=None, expires_at__gt=clock.now())


def get_phone_arrival(link: PhoneLink, arrival_id: UUID) -> Arrival:
    """A file that came by the link: on its way to its record, since it was made. Errors: Http404."""
    rows = Arrival.objects.select_related("incoming", "record", "person")
    return get_object_or_404(rows, pk=arrival_id, record=link.record_id, added_at__gte=link.made_at)


def module_named(key: str) -> Module:
    """The module of an address. Errors: Http404."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]

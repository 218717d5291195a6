"""Who may open a record or its evidence: the person whom the dossier is about."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.dossiers.models import Evidence, Record
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


def module_named(key: str) -> Module:
    """The module of an address. Errors: Http404."""
    if key not in BY_KEY:
        raise Http404
    return BY_KEY[key]

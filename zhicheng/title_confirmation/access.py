"""Who may see and answer a list: the session's office and watchers, the bureau it went to. Strangers get 404."""

from uuid import UUID

from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.people.access import User, acts_for, organisations_of
from zhicheng.people.models import Membership, Organisation
from zhicheng.planning.access import get_session_for_office, get_session_for_reader
from zhicheng.title_confirmation.models import TitleList
from zhicheng.title_confirmation.queries import lists

Role = Membership.Role


def get_list_for_bureau(user: User, list_id: UUID) -> TitleList:
    """A list that the account's bureau answers. Errors: Http404."""
    return get_object_or_404(lists(), pk=list_id, bureau__in=organisations_of(user, Role.BUREAU))


def get_list_for_reader(user: User, list_id: UUID) -> TitleList:
    """A list, for the bureau that answers it and for whoever reads the session. Errors: Http404."""
    found = get_object_or_404(lists(), pk=list_id)
    if acts_for(user, found.bureau, Role.BUREAU):
        return found
    get_session_for_reader(user, found.session_id, drawers=False)
    return found


def bureaus_of(user: User) -> list[Organisation]:
    """The bureaus for which the account answers. Errors: Http404 where it is no bureau's."""
    mine = list(organisations_of(user, Role.BUREAU).order_by("kind", "code"))
    if not mine:
        raise Http404
    return mine


__all__ = [
    "bureaus_of",
    "get_list_for_bureau",
    "get_list_for_reader",
    "get_session_for_office",
    "get_session_for_reader",
]

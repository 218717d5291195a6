"""Who may act for a session, and who sits on it. Strangers get 404."""

from collections.abc import Set
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.experts.models import Expert, Seat
from zhicheng.meeting.models import Ballot, Reading
from zhicheng.people.access import User, account_of, acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.access import get_session_for_office
from zhicheng.planning.models import Session

Role = Membership.Role
BOX = ("sealed", "box_key", "box_opener")  # pages never load what lies in the box


@dataclass(frozen=True)
class Watched:
    """A session as its office (who acts) or a supervisor (who only watches) sees it."""

    session: Session
    office: bool


def must_be_office(by: Account, session: Session) -> None:
    """Errors: Refused (404) where the account does not act for the session's organiser."""
    if not acts_for(by, session.committee.organiser, Role.OFFICE):
        raise Refused(_("只有本评委会的办事机构可以进行此项操作。"), status=404)


def get_session_for_watcher(user: User, session_id: UUID) -> Watched:
    """The session, for its office, which acts, and for every supervisor, who watches. Errors: Http404."""
    account = account_of(user)
    rows = Session.objects.select_related("committee__organiser", "committee__place")
    session = get_object_or_404(rows, pk=session_id)
    at_office = Q(role=Role.OFFICE, organisation=session.committee.organiser_id)
    mine = Membership.objects.filter(
        at_office | Q(role=Role.SUPERVISOR), account=account, until__isnull=True
    ).values_list("role", flat=True)
    roles = set(mine)
    if not roles:
        raise Http404
    return Watched(session, Role.OFFICE in roles)


def get_seat_for_expert(user: User, session_id: UUID) -> Seat:
    """The account's seat as a member of the session's committee. Errors: Http404."""
    rows = Seat.objects.select_related(
        "draw__session__committee__organiser", "draw__session__committee__place", "expert__account"
    )
    return get_object_or_404(
        rows,
        draw__session_id=session_id,
        expert__account=account_of(user),
        status=Seat.Status.MEMBER,
        draw__supervisor_signature__isnull=False,
    )


def is_expert(user: User) -> bool:
    """Whether the account is an expert's."""
    return Expert.objects.filter(account=account_of(user), active=True).exists()


def get_chair(user: User, session_id: UUID) -> Seat:
    """The account's seat as the session's chair. Errors: Http404."""
    seat = get_seat_for_expert(user, session_id)
    if not seat.chair:
        raise Http404
    return seat


def get_reading_for_expert(user: User, reading_id: UUID) -> Reading:
    """A reading assigned to the account, unless it must keep away from the person. Errors: Http404."""
    reading = (
        Reading.objects.select_related(
            "application__session__committee", "application__unit", "application__person", "seat__expert"
        )
        .filter(pk=reading_id, seat__expert__account=account_of(user))
        .first()
    )
    if reading is None or must_keep_away(reading.seat.expert, reading.application):
        raise Http404
    return reading


def get_application_for_office(user: User, application_id: UUID) -> Application:
    """An application of a session whose organiser the account acts for. Errors: Http404."""
    row = (
        Application.objects.select_related("session__committee__organiser", "person", "unit")
        .filter(pk=application_id, session__isnull=False, submitted_at__isnull=False)
        .first()
    )
    organiser = row.session.committee.organiser if row is not None and row.session is not None else None
    if row is None or not acts_for(user, organiser, Role.OFFICE):
        raise Http404
    return row


def get_ballot_for_office(user: User, ballot_id: UUID) -> Ballot:
    """A ballot of the office's session. Errors: Http404."""
    ballot = get_object_or_404(
        Ballot.objects.select_related(
            "application__session__committee__organiser", "application__unit"
        ).defer(*BOX),
        pk=ballot_id,
    )
    session = ballot.application.session
    if session is None or not acts_for(user, session.committee.organiser, Role.OFFICE):
        raise Http404
    return ballot


def get_ballot_for_expert(user: User, ballot_id: UUID) -> tuple[Ballot, Seat]:
    """A ballot with the account's seat, unless it must keep away from the person. Errors: Http404."""
    ballot = get_object_or_404(
        Ballot.objects.select_related("application__session__committee", "application__unit").defer(*BOX),
        pk=ballot_id,
    )
    session = ballot.application.session
    if session is None:
        raise Http404
    seat = get_seat_for_expert(user, session.id)
    if must_keep_away(seat.expert, ballot.application):
        raise Http404
    return ballot, seat


def must_keep_away(
    expert: Expert, application: Application, away: Set[tuple[UUID, UUID]] | None = None
) -> bool:
    """Whether the expert keeps away from the applicant: declared or found, or of the same unit (order 40).

    `away`: all (expert, person) known already; None: ask the database.
    """
    if expert.unit_id is not None and expert.unit_id == application.unit_id:
        return True
    if application.unit.name == expert.unit_name:
        return True
    if away is not None:
        return (expert.id, application.person_id) in away
    return expert.avoidances.filter(person_id=application.person_id).exists()


__all__ = [
    "BOX",
    "Watched",
    "get_application_for_office",
    "get_ballot_for_expert",
    "get_ballot_for_office",
    "get_chair",
    "get_reading_for_expert",
    "get_seat_for_expert",
    "get_session_for_office",
    "get_session_for_watcher",
    "is_expert",
    "must_be_office",
    "must_keep_away",
]

"""Who may act for a session, and who sits on it. Strangers get 404."""

from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting.models import Reading
from zhicheng.people.access import User, account_of, acts_for, roles_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.planning.models import Session


def must_be_office(by: Account, session: Session) -> None:
    """Errors: Refused (404) where the account does not act for the session's organiser."""
    if not acts_for(by, session.committee.organiser, Membership.Role.OFFICE):
        raise Refused(_("只有本评委会的办事机构可以进行此项操作。"), status=404)


def get_session_for_office(user: User, session_id: UUID) -> Session:
    """The session, for an officer of its organiser. Errors: Http404."""
    session = _sessions().filter(pk=session_id).first()
    if session is None or not acts_for(user, session.committee.organiser, Membership.Role.OFFICE):
        raise Http404
    return session


def get_session_for_supervisor(user: User, session_id: UUID) -> Session:
    """The session, for a supervisor. Errors: Http404."""
    session = _sessions().filter(pk=session_id).first()
    if session is None or Membership.Role.SUPERVISOR not in roles_of(user):
        raise Http404
    return session


def get_seat_for_expert(user: User, session_id: UUID) -> Seat:
    """The account's seat as a member of the session's committee. Errors: Http404."""
    seat = (
        Seat.objects.select_related("draw__session__committee__organiser", "expert__account")
        .filter(
            draw__session_id=session_id,
            expert__account=account_of(user),
            status=Seat.Status.MEMBER,
        )
        .first()
    )
    if seat is None:
        raise Http404
    return seat


def get_reading_for_expert(user: User, reading_id: UUID) -> Reading:
    """A reading assigned to the account, unless it is recused from the person. Errors: Http404."""
    reading = (
        Reading.objects.select_related("application__session__committee", "seat__expert")
        .filter(pk=reading_id, seat__expert__account=account_of(user))
        .first()
    )
    if reading is None or is_recused(reading.seat, reading.application):
        raise Http404
    return reading


def get_application_for_office(user: User, application_id: UUID) -> Application:
    """An application of a session whose organiser the account acts for. Errors: Http404."""
    row = (
        Application.objects.select_related("session__committee__organiser", "person", "unit")
        .filter(pk=application_id, session__isnull=False)
        .first()
    )
    if (
        row is None
        or row.session is None
        or not acts_for(user, row.session.committee.organiser, Membership.Role.OFFICE)
    ):
        raise Http404
    return row


def is_recused(seat: Seat, application: Application) -> bool:
    """Whether the expert keeps away from the applicant: declared or found, or of the same unit."""
    return (
        seat.expert.avoidances.filter(person_id=application.person_id).exists()
        or (seat.expert.unit_id is not None and seat.expert.unit_id == application.unit_id)
        or (application.unit.name == seat.expert.unit_name)
    )


def _sessions() -> QuerySet[Session]:
    return Session.objects.select_related("committee__organiser", "committee__place")

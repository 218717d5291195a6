"""Who may act for a session, and who sits on it. Strangers get 404."""

from collections.abc import Set
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from zhicheng.applications.models import Application
from zhicheng.experts.models import Avoidance, Clue, Expert, Seat
from zhicheng.experts.queries import clues
from zhicheng.meeting.models import (
    Ballot,
    BallotKey,
    PlannedReading,
    Reading,
    SpotCheck,
    SpotFinding,
    Trustee,
)
from zhicheng.people.access import User, account_of, organisations_of, roles_of
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import roles_now
from zhicheng.people.reading import logged, of_case
from zhicheng.planning.access import acting_office, get_session_for_office, runs
from zhicheng.planning.away import must_be_here
from zhicheng.planning.models import Session
from zhicheng.vault.prepared import Prepared

Role = Membership.Role
EXPERT = "expert"  # the role of who reads for a committee, in the read log


@dataclass(frozen=True)
class Watched:
    """A session as its office (who acts) or a supervisor (who only watches) sees it."""

    session: Session
    office: bool
    supervisor: bool


def must_be_office(by: Account, session: Session) -> Organisation:
    """The organiser for whose office the account acts. Errors: Refused (404) for strangers; while the session is out."""
    office = acting_office(by, session.committee)
    must_be_here(session.pk)
    return office


def get_session_for_watcher(user: User, session_id: UUID) -> Watched:
    """The session, for its office, which acts, and for every supervisor, who watches. Errors: Http404."""
    account = account_of(user)
    rows = Session.objects.select_related("committee__organiser", "committee__place")
    session = get_object_or_404(rows, pk=session_id)
    at_office = Q(role=Role.OFFICE, organisation__in=session.committee.organisers)
    mine = roles_now(account).filter(at_office | Q(role=Role.SUPERVISOR))
    roles = set(mine.values_list("role", flat=True))
    if not roles:
        raise Http404
    return Watched(session, Role.OFFICE in roles, Role.SUPERVISOR in roles)


def get_session_for_supervisor(user: User, session_id: UUID) -> Session:
    """The session, for supervisors alone. Errors: Http404."""
    if Role.SUPERVISOR not in roles_of(user):
        raise Http404
    return get_object_or_404(Session.objects.select_related("committee"), pk=session_id)


def get_seat_for_expert(user: User, session_id: UUID) -> Seat:
    """The account's seat as a member of the session's committee. Errors: Http404."""
    rows = Seat.objects.select_related(
        "draw__session__committee__organiser",
        "draw__session__committee__place",
        "expert__account",
        "attendance",
    )
    return get_object_or_404(
        rows,
        draw__session_id=session_id,
        expert__account=account_of(user),
        status=Seat.Status.MEMBER,
        draw__supervisor_signature__isnull=False,
    )


def get_seat_to_give_up(user: User, session_id: UUID, seat_id: UUID) -> Seat:
    """A drawn seat, for its session's office; a member's own, once the draw is signed. Errors: Http404."""
    rows = Seat.objects.select_related("draw__session__committee__organiser", "expert__account")
    seat = get_object_or_404(rows, pk=seat_id, draw__session_id=session_id)
    if runs(user, seat.draw.session.committee):
        return seat
    if get_seat_for_expert(user, session_id).pk != seat.pk:
        raise Http404
    return seat


def is_expert(user: User) -> bool:
    """Whether the account is an expert's."""
    return Expert.objects.filter(account=account_of(user), active=True).exists()


def get_chair(user: User, session_id: UUID) -> Seat:
    """The account's seat as the session's chair. Errors: Http404."""
    seat = get_seat_for_expert(user, session_id)
    if not seat.chair:
        raise Http404
    return seat


@logged(lambda reading: of_case(reading.application, role=EXPERT))
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


@logged(lambda row: of_case(row.application))
def get_planned_for_office(user: User, planned_id: UUID) -> PlannedReading:
    """A proposed reading of a session whose organiser the account acts for. Errors: Http404."""
    rows = PlannedReading.objects.select_related(
        "application__session__committee__organiser", "application__unit", "seat__expert"
    )
    row = get_object_or_404(rows, pk=planned_id, application__session__isnull=False)
    session = row.application.session
    if session is None or not runs(user, session.committee):
        raise Http404
    return row


@logged(lambda found: of_case(found[1], role=Role.OFFICE))
def get_clue_for_office(user: User, session_id: UUID, clue_id: UUID) -> tuple[Clue, Application]:
    """A possible relation between a member and an applicant of the office's session. Errors: Http404."""
    session = get_session_for_office(user, session_id)
    clue = get_object_or_404(clues(session).select_related("expert", "person", "decided_by"), pk=clue_id)
    rows = Application.objects.filter(session=session, person=clue.person_id).order_by("-created_at")
    case = rows.select_related("unit", "session__committee__organiser").first()
    if case is None:
        raise Http404
    return clue, case


@dataclass(frozen=True)
class AtKey:
    """Somebody at the page of the ballots' key: the session, its key that counts, what this person is there."""

    session: Session
    key: BallotKey | None
    trustee: Trustee | None
    office: bool


def get_key_page(user: User, session_id: UUID) -> AtKey:
    """The key of a session, for its office, its trustees and every supervisor. Errors: Http404."""
    account = account_of(user)
    rows = Session.objects.select_related("committee__organiser", "committee__place")
    session = get_object_or_404(rows, pk=session_id)
    key = BallotKey.objects.filter(session=session, abandoned_at__isnull=True).first()
    mine = key.trustees.filter(account=account).first() if key else None
    if mine is not None:
        return AtKey(session, key, mine, runs(user, session.committee))
    return AtKey(session, key, None, get_session_for_watcher(user, session_id).office)


def get_trustee(user: User, session_id: UUID) -> Trustee:
    """The account's place among the trustees of the session's key. Errors: Http404."""
    return get_object_or_404(
        Trustee.objects.select_related("key__session__committee__organiser"),
        key__session_id=session_id,
        key__abandoned_at__isnull=True,
        account=account_of(user),
    )


def get_key_for_office(user: User, session_id: UUID) -> BallotKey:
    """The session's key that counts, for its office. Errors: Http404."""
    rows = BallotKey.objects.select_related("session__committee__organiser")
    return get_object_or_404(
        rows, session=get_session_for_office(user, session_id), abandoned_at__isnull=True
    )


@logged(lambda ballot: of_case(ballot.application, role=EXPERT))
def get_ballot_for_chair(user: User, ballot_id: UUID) -> Ballot:
    """A ballot of the session that the account chairs. Errors: Http404."""
    ballot = get_object_or_404(
        Ballot.objects.select_related("application__session__committee", "application__unit"), pk=ballot_id
    )
    if ballot.application.session_id is None:
        raise Http404
    get_chair(user, ballot.application.session_id)
    return ballot


def get_ballot_for_list(user: User, ballot_id: UUID) -> Ballot:
    """A ballot whose sealed choices may be listed: for members who see it, office and supervisors. Errors: Http404."""
    if is_expert(user):
        return get_ballot_for_expert(user, ballot_id)[0]
    return get_ballot_for_watcher(user, ballot_id)


@logged(lambda ballot: of_case(ballot.application))
def get_ballot_for_watcher(user: User, ballot_id: UUID) -> Ballot:
    """A ballot, for its session's office and every supervisor. Errors: Http404."""
    rows = Ballot.objects.select_related("application__session__committee", "application__unit")
    ballot = get_object_or_404(rows, pk=ballot_id)
    if ballot.application.session_id is None:
        raise Http404
    get_session_for_watcher(user, ballot.application.session_id)
    return ballot


@logged(lambda application: of_case(application, role=Role.OFFICE))
def get_application_for_office(user: User, application_id: UUID) -> Application:
    """An application of a session whose organiser the account acts for. Errors: Http404."""
    row = (
        Application.objects.select_related("session__committee__organiser", "person", "unit", "group")
        .filter(pk=application_id, session__isnull=False, submitted_at__isnull=False)
        .first()
    )
    if row is None or row.session is None or not runs(user, row.session.committee):
        raise Http404
    return row


@logged(lambda ballot: of_case(ballot.application, role=Role.OFFICE))
def get_ballot_for_office(user: User, ballot_id: UUID) -> Ballot:
    """A ballot of the office's session. Errors: Http404."""
    ballot = get_object_or_404(
        Ballot.objects.select_related("application__session__committee__organiser", "application__unit"),
        pk=ballot_id,
    )
    session = ballot.application.session
    if session is None or not runs(user, session.committee):
        raise Http404
    return ballot


@logged(lambda found: of_case(found[0].application, role=EXPERT))
def get_ballot_for_expert(user: User, ballot_id: UUID) -> tuple[Ballot, Seat]:
    """A ballot with the account's seat, unless it must keep away from the person. Errors: Http404."""
    ballot = get_object_or_404(
        Ballot.objects.select_related("application__session__committee", "application__unit"),
        pk=ballot_id,
    )
    session = ballot.application.session
    if session is None:
        raise Http404
    seat = get_seat_for_expert(user, session.id)
    if must_keep_away(seat.expert, ballot.application):
        raise Http404
    return ballot, seat


def get_ballot_to_cast(user: User, ballot_id: UUID) -> tuple[Ballot, Seat]:
    """As `get_ballot_for_expert`, with no more than a vote needs, in two statements: 25 vote at once. Errors: Http404."""
    rows = Ballot.objects.select_related("application__unit", "key").only(
        "key__public_key",
        "round",
        "application__session_id",
        "application__person_id",
        "application__unit_id",
        "application__unit__name",
    )
    ballot = get_object_or_404(rows, pk=ballot_id, application__session__isnull=False)
    application = ballot.application
    apart = Avoidance.objects.filter(expert=OuterRef("expert_id"), person=application.person_id)
    seats = Seat.objects.select_related("expert").annotate(apart=Exists(apart))
    seat: Any = get_object_or_404(
        seats.only("expert__account_id", "expert__unit_id", "expert__unit_name", "expert__past_units"),
        draw__session=application.session_id,
        expert__account=account_of(user),
        status=Seat.Status.MEMBER,
        draw__supervisor_signature__isnull=False,
    )
    known = {(seat.expert_id, application.person_id)} if seat.apart else set()
    if must_keep_away(seat.expert, application, known):
        raise Http404
    return ballot, seat


def city_of(user: User) -> Organisation | None:
    """The city's bureau, where the account acts for it."""
    return organisations_of(user, Role.BUREAU).filter(kind=Organisation.Kind.CITY_BUREAU).first()


@logged(lambda found: of_case(found[0].application, found[1].pk, Role.BUREAU))
def get_finding_for_city(user: User, finding_id: UUID) -> tuple[SpotFinding, Organisation]:
    """A person drawn for the spot check, for the city's bureau. Errors: Http404."""
    city = city_of(user)
    if city is None:
        raise Http404
    rows = SpotFinding.objects.select_related("check_of__session__committee", "application__unit")
    return get_object_or_404(rows, pk=finding_id), city


def get_spot_check(session: Session) -> SpotCheck:
    """The session's spot check with its findings. Errors: Http404 before it is drawn."""
    rows = SpotCheck.objects.select_related("session__committee", "drawn_by", "signature__account")
    rows = rows.select_related("signature__organisation")
    return get_object_or_404(
        rows.prefetch_related("findings__application__unit", "supplements__drawn_by"), session=session
    )


def must_keep_away(
    expert: Expert, application: Application, away: Set[tuple[UUID, UUID]] | None = None
) -> bool:
    """Whether the expert keeps away from the applicant: declared or found, or of the unit now or before (order 40).

    `away`: all (expert, person) known already; None: ask the database.
    """
    if expert.unit_id is not None and expert.unit_id == application.unit_id:
        return True
    if application.unit.name in (expert.unit_name, *expert.past_units):
        return True
    if away is not None:
        return (expert.id, application.person_id) in away
    return bool(_avoids(expert.pk, application.person_id))


@Prepared
def _avoids(expert: UUID, person: UUID) -> QuerySet[Avoidance, tuple[UUID]]:
    return Avoidance.objects.filter(expert=expert, person=person).values_list("pk")


__all__ = [
    "AtKey",
    "Watched",
    "city_of",
    "get_application_for_office",
    "get_ballot_for_chair",
    "get_ballot_for_expert",
    "get_ballot_for_list",
    "get_ballot_for_office",
    "get_ballot_to_cast",
    "get_chair",
    "get_clue_for_office",
    "get_finding_for_city",
    "get_key_for_office",
    "get_key_page",
    "get_planned_for_office",
    "get_reading_for_expert",
    "get_seat_for_expert",
    "get_seat_to_give_up",
    "get_session_for_office",
    "get_session_for_supervisor",
    "get_session_for_watcher",
    "get_spot_check",
    "get_trustee",
    "is_expert",
    "must_be_office",
    "must_keep_away",
]

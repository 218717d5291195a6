"""Who may read a case, and for which organisation somebody may act on it now. Strangers get 404."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from zhicheng.applications.models import Application, Station
from zhicheng.applications.states import STATION_ACTORS, STATION_STATES, Actor, State
from zhicheng.people.access import User, account_of, acts_for
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation

Role = Membership.Role
ROLE_OF_ACTOR: dict[Actor, Membership.Role] = {
    Actor.UNIT: Role.UNIT,
    Actor.DEPARTMENT: Role.DEPARTMENT,
    Actor.BUREAU: Role.BUREAU,
    Actor.OFFICE: Role.OFFICE,
}
ACTOR_OF_STATE: dict[State, Actor] = {
    **STATION_ACTORS,
    State.UNIT_NOTICE: Actor.UNIT,
    State.NOTICE_OBJECTION: Actor.UNIT,
}
PAPER_STATES = frozenset({State.AUDITED, State.PAPER_SENT})
# what the page of a case reads: few columns, so that it stays quick
_READ = (
    *(
        "number",
        "year",
        "kind",
        "level",
        "title",
        "state",
        "state_since",
        "due_on",
        "holder_id",
        "applicant_name",
    ),
    *("submitted_at", "first_unit_pass_at", "version", "person__account_id", "unit__name", "unit__place_id"),
    *("session__year", "session__paper_stage", "session__committee__name", "session__committee__tier"),
    *("session__committee__organiser_id", "session__committee__place_id"),
)
_READ_STATION = ("application_id", "name", "position", "arrived_at", "passed_at", "organisation__name")


@dataclass(frozen=True)
class Seat:
    """How somebody stands to a case: the organisation acted for now (`acting`), or none; supervisors read only."""

    application: Application
    stations: tuple[Station, ...]
    acting: Organisation | None
    actor: Actor | None
    as_unit: bool
    as_office: bool
    reads_only: bool = False

    def holder(self) -> Organisation:
        """The organisation acted for. Errors: Refused where the case is not with one of theirs now."""
        if self.acting is None:
            raise Refused(_("这份申报现在不在本单位办理。请刷新页面查看最新进度。"))
        return self.acting

    @property
    def may_decide(self) -> bool:
        """Whether 通过, 返回修改 and 重置流程 are this person's now."""
        return self.acting is not None and self.application.state != State.NOTICE_OBJECTION


def get_case_for_station(user: User, application_id: UUID) -> Seat:
    """The case for an officer of a station that has or had it, the committee's office, or a supervisor.

    Four SQL statements at most. Errors: Http404.
    """
    account = account_of(user)
    rows = Application.objects.filter(pk=application_id, submitted_at__isnull=False)
    shown = rows.select_related("person", "unit", "session__committee").only(*_READ)
    application = next(iter(shown), None)
    if application is None or application.person.account_id == account.id:
        raise Http404
    seats = Membership.objects.filter(account=account, until__isnull=True).values_list(
        "organisation_id", "role", "organisation__kind", "organisation__place_id"
    )
    supervised = [(kind, place) for _organisation, role, kind, place in seats if role == Role.SUPERVISOR]
    mine = {(organisation, role) for organisation, role, _kind, _place in seats}
    stations = tuple(application.stations.select_related("organisation").only(*_READ_STATION))
    organiser = application.session.committee.organiser_id if application.session else None
    seen = [station for station in stations if (station.organisation_id, _role_at(station)) in mine]
    reached = any(station.arrived_at is not None for station in seen)
    if not (reached or _supervises(application, supervised) or _decided(application, seen)):
        raise Http404
    actor = ACTOR_OF_STATE.get(State(application.state))
    holds = actor is not None and (application.holder_id, ROLE_OF_ACTOR[actor]) in mine
    holder = next(
        (one.organisation for one in stations if one.organisation_id == application.holder_id), None
    )
    return Seat(
        application,
        stations,
        acting=holder if holds else None,
        actor=actor,
        as_unit=(application.unit_id, Role.UNIT) in mine,
        as_office=(organiser, Role.OFFICE) in mine,
        reads_only=not seen,
    )


def get_case_for_decision(user: User, application_id: UUID) -> Seat:
    """The case for an officer of one of its stations; supervisors only read. Errors: Http404."""
    seat = get_case_for_station(user, application_id)
    if seat.reads_only:
        raise Http404
    return seat


def must_decide(application: Application, by: Account, organisation: Organisation) -> Actor:
    """As which kind of actor `by` may decide on the locked row for `organisation`. Errors: Refused."""
    actor = ACTOR_OF_STATE.get(State(application.state))
    if actor is None or application.holder_id != organisation.id:
        raise Refused(_("这份申报现在不在本单位办理。请刷新页面查看最新进度。"))
    if application.person.account_id == by.id or not acts_for(by, organisation, ROLE_OF_ACTOR[actor]):
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    return actor


def _role_at(station: Station) -> Membership.Role:
    return ROLE_OF_ACTOR[STATION_ACTORS[STATION_STATES[station.name]]]


def _decided(application: Application, seen: list[Station]) -> bool:
    """Whether one of the stations has decided on the case before it was sent back."""
    whom = {station.organisation_id for station in seen}
    return bool(whom) and application.decisions.filter(organisation__in=whom).exists()


def _supervises(application: Application, seats: Sequence[tuple[str, str | None]]) -> bool:
    """Supervisors of province and city see every case, those of a county the units of their place.

    `seats`: kind and place of the organisations for which somebody supervises.
    """
    local = application.unit.place_id
    return any(
        kind in {Organisation.Kind.CITY_BUREAU, Organisation.Kind.PROVINCE}
        or (kind == Organisation.Kind.COUNTY_BUREAU and local is not None and place == local)
        for kind, place in seats
    )

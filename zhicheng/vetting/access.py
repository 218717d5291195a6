"""Who may read a case, and for which organisation somebody may act on it now. Strangers get 404."""

import datetime as dt
import hashlib
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from zhicheng.almanac import clock
from zhicheng.applications.kinds import row_for
from zhicheng.applications.models import (
    Application,
    ChannelApproval,
    Company,
    Entrustment,
    Station,
)
from zhicheng.applications.states import ENDS, STATION_ACTORS, STATION_STATES, Actor, Event, State
from zhicheng.integrity.access import keeper_of
from zhicheng.people.access import User, account_of, acts_for, organisations_of
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.people.queries import in_force, roles_now, stood_in_for
from zhicheng.people.reading import logged, of_case
from zhicheng.planning.queries import bureau_of_level
from zhicheng.policy.routes import DISPATCH, SUPERIOR
from zhicheng.policy.rules.standard import LIFTED
from zhicheng.vault.prepared import Prepared
from zhicheng.vetting.case_rows import case_rows, stations_of
from zhicheng.vetting.models import Decision, Suspicion

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
@dataclass(frozen=True)
class Reader:
    """For which organisation and as what somebody reads a case; nothing where it is by another right than a station's."""

    organisation: UUID | None = None
    role: str = ""


@dataclass(frozen=True)
class Seat:
    """How somebody stands to a case: the organisation acted for now (`acting`), or none; supervisors read only."""

    application: Application
    stations: tuple[Station, ...]
    acting: Organisation | None
    actor: Actor | None
    as_unit: bool
    as_office: bool
    since: dt.datetime  # of the application's state
    reads_only: bool = False
    position: str = ""  # in the unit acted for
    companies: tuple[Company, ...] = ()
    as_company: bool = False
    reader: Reader = Reader()

    @property
    def audits_as_unit(self) -> bool:
        """Whether this is an officer of the unit, or of one of a dispatched person's two companies."""
        return self.as_unit or self.as_company

    def holder(self) -> Organisation:
        """The organisation acted for. Errors: Refused where the case is not with one of theirs now."""
        if self.acting is None:
            raise Refused(_("这份申报现在不在本单位办理。请刷新页面查看最新进度。"))
        return self.acting

    @property
    def approves(self) -> bool:
        """Whether the case is at its last station, which approves it instead of passing it on."""
        row = self.application
        ahead = sum(1 for one in self.stations if one.passed_at is None)
        last = row_for(row.kind, row.channel).last_event is Event.APPROVE and ahead == 1
        return self.may_decide and last and row.state not in (State.AT_UNIT, State.UNIT_NOTICE)

    @property
    def may_decide(self) -> bool:
        """Whether 通过, 返回修改 and 重置流程 are this person's now."""
        return self.acting is not None and self.application.state != State.NOTICE_OBJECTION


@logged(lambda seat: of_case(seat.application, seat.reader.organisation, seat.reader.role))
def get_case_for_station(user: User, application_id: UUID) -> Seat:
    """The case for an officer of a station that has or had it, the committee's office, or a supervisor.

    Four SQL statements at most. Errors: Http404.
    """
    account = account_of(user)
    application = next(iter(case_rows(application_id)), None)
    if application is None or application.person.account_id == account.id:
        raise Http404
    seats = _seats_of(account.pk, clock.now())
    supervised = [
        (kind, place) for _organisation, role, kind, place, _position in seats if role == Role.SUPERVISOR
    ]
    mine = {(organisation, role): position for organisation, role, _kind, _place, position in seats}
    stations = tuple(stations_of(application.pk))
    organiser = application.session.committee.organiser_id if application.session else None
    seen = [station for station in stations if (station.organisation_id, role_at(station.name)) in mine]
    companies = _companies(application, stations)
    own = next((one for one in companies if (one.organisation_id, Role.UNIT) in mine), None)
    reached = any(station.arrived_at is not None for station in seen) or own is not None
    if not (
        reached
        or _supervises(application, supervised)
        or _decided(application, seen)
        or _asked_about_channel(application, mine)
    ):
        raise Http404
    actor = ACTOR_OF_STATE.get(State(application.state))
    holds = actor is not None and (application.holder_id, ROLE_OF_ACTOR[actor]) in mine
    holder = next(
        (one.organisation for one in stations if one.organisation_id == application.holder_id), None
    )
    if not holds and own is not None and actor is Actor.UNIT:
        holds, holder = True, own.organisation
    return Seat(
        application,
        stations,
        acting=holder if holds else None,
        actor=actor,
        as_unit=(application.unit_id, Role.UNIT) in mine,
        as_office=(organiser, Role.OFFICE) in mine,
        since=application.state_since,
        reads_only=not seen and own is None,
        position=mine.get((holder.pk, Role.UNIT), "") if holds and holder else "",
        companies=companies,
        as_company=own is not None,
        reader=_reader(seen, own, reads_only=bool(supervised) and not seen and own is None),
    )


@Prepared
def _seats_of(account: UUID, at: dt.datetime) -> QuerySet[Membership, tuple[UUID, str, str, str | None, str]]:
    rows = Membership.objects.filter(in_force(at), account=account)
    return rows.values_list(
        "organisation_id", "role", "organisation__kind", "organisation__place_id", "position"
    )


@dataclass(frozen=True)
class ChannelSeat:
    """Who says the next word on a case's channel: the step, the organisation, and what was said before."""

    application: Application
    step: str
    organisation: Organisation
    said: tuple[ChannelApproval, ...]


@logged(lambda seat: of_case(seat.application, seat.organisation.pk))
def get_channel_for_word(user: User, application_id: UUID) -> ChannelSeat:
    """The case with a special channel, for the committee's office, later for the bureau of the level.

    Errors: Http404 for strangers, and where nothing is asked of them now.
    """
    account = account_of(user)
    row = (
        Application.objects.filter(pk=application_id, submitted_at__isnull=False, channel__in=sorted(LIFTED))
        .exclude(state__in=sorted(ENDS))
        .select_related("person", "unit", "session__committee__organiser", "session__committee__place")
        .first()
    )
    if row is None or row.session is None or row.person.account_id == account.id:
        raise Http404
    said = tuple(
        row.channel_approvals.filter(
            channel=row.channel, title=row.title, withdrawn_at__isnull=True
        ).select_related("organisation", "account", "signature__account", "signature__on_behalf_of")
    )
    organisation: Organisation | None
    if not said:
        step, organisation, role = ChannelApproval.Step.PROPOSAL, row.session.committee.organiser, Role.OFFICE
    elif len(said) == 1:
        step, organisation, role = (
            ChannelApproval.Step.DECISION,
            bureau_of_level(row.session.committee),
            Role.BUREAU,
        )
    else:
        raise Http404
    reached = step == ChannelApproval.Step.DECISION or (
        row.stations.filter(organisation=organisation, arrived_at__isnull=False).exists()
    )
    if organisation is None or not reached or not acts_for(account, organisation, role):
        raise Http404
    return ChannelSeat(row, step, organisation, said)


def waiting_for_channel(user: User) -> list[Application]:
    """The cases whose channel waits for the decision of a bureau of the account, oldest word first."""
    bureaus = set(organisations_of(user, Role.BUREAU).values_list("pk", flat=True))
    if not bureaus:
        raise Http404
    proposed = ChannelApproval.objects.filter(step=ChannelApproval.Step.PROPOSAL).values("application_id")
    rows = (
        Application.objects.filter(pk__in=proposed, channel__in=sorted(LIFTED))
        .exclude(state__in=sorted(ENDS))
        .select_related("unit", "session__committee__place")
        .prefetch_related("channel_approvals")
        .order_by("submitted_at")
    )
    return [row for row in rows if _waits_for(row, bureaus)]


def decided_channels(user: User) -> list[ChannelApproval]:
    """The standing decisions of the account's bureaus on running cases, the newest first."""
    rows = ChannelApproval.objects.filter(step=ChannelApproval.Step.DECISION, withdrawn_at__isnull=True)
    rows = rows.filter(organisation__in=organisations_of(user, Role.BUREAU))
    rows = rows.exclude(application__state__in=sorted(ENDS)).annotate(
        asked_for=stood_in_for("withdrawal_asked_by", "organisation", "withdrawal_asked_at")
    )
    return list(rows.select_related("application__unit", "application__session__committee").order_by("-at"))


@logged(lambda decision: of_case(decision.application, decision.organisation_id, Role.BUREAU))
def get_decision_for_bureau(user: User, decision_id: UUID) -> ChannelApproval:
    """A standing decision of the account's bureau on a running case, not on the account's own. Errors: Http404."""
    found = next((one for one in decided_channels(user) if one.pk == decision_id), None)
    if found is None or found.application.person.account_id == account_of(user).id:
        raise Http404
    return found


def _waits_for(row: Application, bureaus: set[UUID]) -> bool:
    said = [
        one
        for one in row.channel_approvals.all()
        if (one.channel, one.title) == (row.channel, row.title) and one.withdrawn_at is None
    ]
    bureau = bureau_of_level(row.session.committee) if row.session and len(said) == 1 else None
    return bureau is not None and bureau.pk in bureaus


def _asked_about_channel(application: Application, mine: Container[tuple[UUID, str]]) -> bool:
    """Whether the bureau of the level has or had to decide on the channel: it may read the case for that."""
    if application.channel not in LIFTED or application.session is None:
        return False
    if not application.channel_approvals.filter(step=ChannelApproval.Step.PROPOSAL).exists():
        return False
    bureau = bureau_of_level(application.session.committee)
    return bureau is not None and (bureau.pk, Role.BUREAU) in mine


def get_case_for_decision(user: User, application_id: UUID) -> Seat:
    """The case for an officer of one of its stations; supervisors only read. Errors: Http404."""
    seat = get_case_for_station(user, application_id)
    if seat.reads_only:
        raise Http404
    return seat


def must_decide(
    application: Application,
    by: Account,
    organisation: Organisation,
    actors: Mapping[State, Actor] = ACTOR_OF_STATE,
) -> Actor:
    """As which kind of actor `by` may decide on the locked row for `organisation`. Errors: Refused.

    `actors`: who has the say in which state; by default who passes, returns and resets.
    """
    actor = actors.get(State(application.state))
    holds = actor is not None and application.holder_id == organisation.id
    if actor is None or not (holds or (actor is Actor.UNIT and _company_of(application.pk, organisation.pk))):
        raise Refused(_("这份申报现在不在本单位办理。请刷新页面查看最新进度。"))
    if application.person.account_id == by.id or not acts_for(by, organisation, ROLE_OF_ACTOR[actor]):
        raise Refused(_("您不能代表这个单位办理这份申报。"), status=403)
    seat = (organisation.id, ROLE_OF_ACTOR[actor])
    if any(
        (where, role_at(station)) != seat for where, station in _said_by(application.pk, by.pk) if station
    ):
        raise Refused(
            _("您已以另一个身份办理过这份申报，一人不能在同一份申报中担任两个角色。请由本单位的同事办理。"),
            status=403,
        )
    return actor


@Prepared
def _company_of(application: UUID, organisation: UUID) -> QuerySet[Company, tuple[UUID]]:
    return Company.objects.filter(application=application, organisation=organisation).values_list("pk")


@Prepared
def _said_by(application: UUID, account: UUID) -> QuerySet[Decision, tuple[UUID, str]]:
    rows = Decision.objects.filter(application=application, account=account).order_by()
    return rows.values_list("organisation_id", "station_name").distinct()


def _reader(seen: Sequence[Station], own: Company | None, *, reads_only: bool) -> Reader:
    reached = next((one for one in seen if one.arrived_at is not None), next(iter(seen), None))
    if own is not None:
        return Reader(own.organisation_id, Role.UNIT)
    if reached is not None:
        return Reader(reached.organisation_id, role_at(reached.name))
    return Reader(role=Role.SUPERVISOR if reads_only else "")


def _companies(application: Application, stations: Sequence[Station]) -> tuple[Company, ...]:
    if not any(station.name == DISPATCH for station in stations):
        return ()
    return tuple(application.companies.select_related("organisation"))


def role_at(station: str) -> Membership.Role:
    """Who audits at the station of this name."""
    return ROLE_OF_ACTOR[STATION_ACTORS[STATION_STATES[station]]]


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


def get_entrusted_case_for_unit(user: User, application_id: UUID) -> Seat:
    """The case of somebody from elsewhere, for the officer of the unit (KM2023-2.3). Errors: Http404."""
    seat = get_case_for_station(user, application_id)
    if not seat.as_unit or not any(station.name == SUPERIOR for station in seat.stations):
        raise Http404
    return seat


@logged(lambda entrustment: of_case(entrustment.application, entrustment.authority_id))
def get_entrustment_by_link(token: str) -> Entrustment:
    """The entrustment that a one-time link opens: unknown, used and outdated links open nothing. Errors: Http404."""
    digest = hashlib.sha256(token.encode()).hexdigest()
    rows = Entrustment.objects.select_related("authority", "application__person").filter(
        link_digest=digest,
        link_until__gte=clock.today(),
        letter_at__isnull=True,
        declined_at__isnull=True,
        voided_at__isnull=True,
    )
    return get_object_or_404(rows)


def get_suspicion_for_person(user: User, suspicion_id: UUID) -> Suspicion:
    """A suspicion against the account's own application. Errors: Http404."""
    rows = Suspicion.objects.select_related(
        "application", "organisation", "evidence", "statement_file", "record"
    )
    return get_object_or_404(rows, pk=suspicion_id, person__account=account_of(user))


@logged(lambda found: of_case(found[0].application, found[1].pk, Role.BUREAU))
def get_suspicion_for_keeper(user: User, suspicion_id: UUID) -> tuple[Suspicion, Organisation]:
    """A suspicion for the bureaus of city and province that decide. Errors: Http404."""
    bureau = keeper_of(user)
    rows = Suspicion.objects.select_related(
        "application__unit", "organisation", "opened_by", "evidence", "statement_file", "record"
    )
    return get_object_or_404(rows, pk=suspicion_id), bureau


def organisation_at(user: User, seat: Seat) -> Organisation:
    """For which of the case's stations that it has reached the account acts. Errors: Http404."""
    if seat.acting is not None:
        return seat.acting
    seats = set(roles_now(account_of(user)).values_list("organisation_id", "role"))
    for station in seat.stations:
        if station.arrived_at and (station.organisation_id, role_at(station.name)) in seats:
            return station.organisation
    raise Http404

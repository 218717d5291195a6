"""move(): the only door through which an application's state changes."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Station, Step
from zhicheng.applications.states import ENDS, LABELS, MOVES, STATION_STATES, Actor, Event, Move, State
from zhicheng.applications.words import EVENT_WORDS
from zhicheng.inbox.actions import send
from zhicheng.people.models import Account, Organisation
from zhicheng.people.queries import acting_name
from zhicheng.planning.away import is_out, must_be_here
from zhicheng.trail.writing import write
from zhicheng.vault.prepared import Prepared


class MoveNotAllowed(Exception):
    """The application is not in a state from which this event leads on, or not for this actor."""

    def __init__(self, application: Application, event: Event) -> None:
        super().__init__(f"{event} from {application.state}")
        self.application, self.event = application, event

    @property
    def message(self) -> str:
        """What to tell the person, in Chinese."""
        label = LABELS[State(self.application.state)]
        return f"这份申报现在处于“{label}”，不能进行此项操作。请刷新页面查看最新进度。"


@dataclass(frozen=True)
class By:
    """Who makes a move: the kind of actor, the account (none for the clock), the organisation acted for."""

    actor: Actor
    account: Account | None = None
    organisation: Organisation | None = None


CLOCK = By(Actor.CLOCK)
STATION_PASSES = frozenset({Event.PASS_ON, Event.FINISH_AUDIT, Event.APPROVE})


def lock(application: Application) -> Application:
    """The row, locked until the transaction ends and read afresh; call it first in an act.

    Its person, unit, session and holder are the caller's where the caller has loaded them, else read when asked for.
    Errors: Refused while its session is out in a closed room.
    """
    row: Any = next(iter(_locked(application.pk)), None)
    if row is None:
        raise Application.DoesNotExist
    _must_be_here(row.session_id, row.out)
    for name in ("person", "unit", "session", "holder"):
        known = application._state.fields_cache.get(name)
        if known is not None and known.pk == getattr(row, f"{name}_id"):
            row._state.fields_cache[name] = known
    found: Application = row
    return found


def hold(application: Application) -> None:
    """Lock the row until the transaction ends, for an act that then reads what it needs by itself. Errors: as `lock`."""
    now = _locked_state(application.pk)
    if not now:
        raise Application.DoesNotExist
    _must_be_here(application.session_id, now[0][2])


def _must_be_here(session: UUID | None, out: bool) -> None:
    if out and session is not None:
        must_be_here(session)


@Prepared
def _locked(application: UUID) -> QuerySet[Application]:
    rows = Application.objects.select_for_update(no_key=True).filter(pk=application)
    return rows.annotate(out=is_out("session_id"))


@Prepared
def _locked_state(application: UUID) -> QuerySet[Application, tuple[str, int, bool]]:
    rows = Application.objects.select_for_update(no_key=True).filter(pk=application)
    return rows.annotate(out=is_out("session_id")).values_list("state", "version", "out")


def _still(application: Application) -> Application:
    """The caller's row, locked, where no move was made since it was read; else the row read afresh."""
    now = _locked_state(application.pk)
    if [one[:2] for one in now] != [(application.state, application.version)]:
        return lock(application)
    _must_be_here(application.session_id, now[0][2])
    return application


def allowed(application: Application, event: Event, by: By) -> Move:
    """The table's entry for the event in this state by this kind of actor. Errors: MoveNotAllowed."""
    entry = MOVES.get((State(application.state), event))
    if entry is None or by.actor not in entry.actors:
        raise MoveNotAllowed(application, event)
    return entry


def move(
    application: Application,
    event: Event,
    by: By,
    reason: str = "",
    *,
    saving: Collection[str] = (),
    told: str = "",
) -> Application:
    """Make one move: lock, look up, check the actor, save, write the step and the trail, tell the applicant.

    `saving` names further fields of `application` that the act has set and that go with the move; `told` is
    said to the applicant besides the reason.
    Errors: MoveNotAllowed. Call it inside the act's transaction.
    """
    with transaction.atomic(savepoint=False):
        row = _still(application)
        entry = allowed(row, event, by)
        for name in saving:
            setattr(row, name, getattr(application, name))
        before = State(row.state)
        if event in STATION_PASSES:
            _pass_station(row, event)
        target, holder = (entry.to, None) if entry.to is not None else _next_station(row, event)
        at = clock.now()
        row.state, row.state_since, row.version = target, at, row.version + 1
        row.holder = holder if holder is not None else _holder(row, target)
        row.ended_at = at if target in ENDS else None
        if "due_on" not in saving:
            row.due_on = None  # a term ends with the state it was set for
        row.save(
            update_fields=list({"state", "state_since", "version", "holder", "ended_at", "due_on", *saving})
        )
        _step(row, event, before, by, reason)
        write(
            event,
            "application",
            row.id,
            actor=by.account.id if by.account else None,
            organisation=by.organisation.id if by.organisation else None,
            facts={"from": before, "to": target, "reason": reason, "version": row.version},
        )
        if by.actor is not Actor.APPLICANT:
            send(
                row.person.account_id,
                f"申报进度:{LABELS[target]}",
                "\n".join(
                    part
                    for part in (reason or f"您申报的{row.title}已进入“{LABELS[target]}”。", told)
                    if part
                ),
                link=f"/apply/{row.id}/",
            )
        for name in ("state", "state_since", "version", "holder", "ended_at", "due_on"):
            setattr(application, name, getattr(row, name))
        return row


def note(application: Application, event: Event, by: By, reason: str) -> None:
    """A line of the record that leaves the state as it is, told to the applicant. Call it in the act's transaction."""
    _step(application, event, State(application.state), by, reason)
    send(application.person.account_id, str(EVENT_WORDS[event]), reason, link=f"/apply/{application.id}/")


def _step(row: Application, event: Event, before: State, by: By, reason: str) -> None:
    Step.objects.create(
        application=row,
        person_id=row.person_id,
        at=clock.now(),
        event=event,
        from_state=before,
        to_state=row.state,
        account=by.account,
        actor_name=acting_name(by.account, by.organisation, by.actor)[:60] if by.account else "",
        organisation=by.organisation,
        reason=reason,
    )


def _next_station(row: Application, event: Event) -> tuple[State, Organisation | None]:
    """State and organisation of the route's next station. A submission after the first starts it anew (AMB-02)."""
    if event is Event.SUBMIT and row.state != State.DRAFT:
        row.stations.update(passed_at=None, arrived_at=None)
        row.companies.filter(passed_at__isnull=False).update(passed_at=None)
    station = next(iter(_ahead(row.pk)), None)
    if station is None:
        if event is Event.CORRECT:  # the committee's office asked after the last station had passed
            return State.ACCEPTED, None
        raise MoveNotAllowed(row, event)
    station.arrived_at = clock.now()
    station.save(update_fields=["arrived_at"])
    return STATION_STATES[station.name], station.organisation


def _pass_station(row: Application, event: Event) -> None:
    """Mark the station that has it now as passed. Errors: MoveNotAllowed, where stations would be skipped."""
    ahead = _ahead(row.pk)
    if not ahead or (event is not Event.PASS_ON and len(ahead) > 1):
        raise MoveNotAllowed(row, event)
    ahead[0].passed_at = clock.now()
    ahead[0].save(update_fields=["passed_at"])


@Prepared
def _ahead(application: UUID) -> QuerySet[Station]:
    """The next two stations of the route."""
    rows = Station.objects.filter(application=application, passed_at__isnull=True)
    return rows.select_related("organisation")[:2]


def _holder(row: Application, target: State) -> Organisation | None:
    """Who has the application in a state that is no station: unit, committee's organiser, or nobody."""
    if target in {State.UNIT_NOTICE, State.NOTICE_OBJECTION}:
        return row.holder
    if target in ENDS or target in {State.DRAFT, State.RESET, State.RETURNED, State.CORRECTING}:
        return None
    return _organiser(row.session_id)[0] if row.session_id else row.holder


@Prepared
def _organiser(session: UUID) -> QuerySet[Organisation]:
    return Organisation.objects.filter(committees__sessions=session)

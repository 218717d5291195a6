"""The writer of the read log: takes what pages have shown from memory and adds it to the chain in batches."""

import atexit
import datetime as dt
import logging
import queue
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.db import close_old_connections, connection

from zhicheng.almanac import clock
from zhicheng.people.models import Membership, Person
from zhicheng.trail import reads
from zhicheng.trail.reads import Line

logger = logging.getLogger(__name__)

PAUSE = 0.5  # seconds between batches: what a killed process may lose
STOPPING = 5  # seconds in which the last batch is written when the process ends
MOST_WAITING = 100_000  # visits, while the database does not answer
OWN_STAGES = ("applications:", "dossiers:", "drafts:", "inbox:", "catalogues:")
OWN = frozenset(
    {
        "people:basics", "people:choose_unit", "people:security", "people:change_password",
        "people:second_factor", "people:backup_codes", "people:ask_at_log_in", "people:passkeys",
        "people:passkey_begin", "people:passkey_ask", "people:passkey_answer", "people:remove_passkey",
        "people:unit_profile", "register:mine", "register:pdf", "register:own_signed",
        "register:lost", "outcomes:result", "outcomes:ask_recheck", "vetting:statement", "vetting:own_thread",
        "desks:readers",
    }
)  # fmt: skip
HOME = "desks:home"  # one's own page for who acts for nobody


@dataclass(frozen=True, slots=True)
class Look:
    """Whose data somebody is let see; the organisation and role read for, where the access function knows them.

    `owner`: the account whose person it is, where only that is known.
    """

    person: UUID | None = None
    application: UUID | None = None
    organisation: UUID | None = None
    role: str = ""
    owner: UUID | None = None


@dataclass(frozen=True, slots=True)
class Visit:
    """A page that was answered: when, which, to whom, whose data it may have shown (nothing: a list)."""

    at: dt.datetime
    page: str
    account: UUID | None
    looks: tuple[Look, ...]


@dataclass(frozen=True, slots=True)
class _Seat:
    organisation: UUID
    role: str
    ends: tuple[dt.datetime, ...]

    def held_at(self, moment: dt.datetime) -> bool:
        return all(moment < end for end in self.ends)


def shows_own_alone(page: str) -> bool:
    """Whether a page that names nobody shows the visitor's own data, or nobody's."""
    return page in OWN or page.startswith(OWN_STAGES)


class Writer:
    """One a process, with one thread; the threads of several processes take turns at the chain's end."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Visit] = queue.Queue(MOST_WAITING)
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._stopping = threading.Event()

    def put(self, visit: Visit) -> None:
        """Take a visit over; never waits. Where the database has been away for long, the visit goes to the log."""
        try:
            self._waiting.put_nowait(visit)
        except queue.Full:
            logger.error("read log: no room for %s", visit)
        if settings.READS_BY_THREAD and (self._thread is None or not self._thread.is_alive()):
            self._start()

    def flush(self) -> int:
        """Write what waits, here and now; the number of visits. Errors: of the database."""
        visits = self._taken()
        write(visits)
        return len(visits)

    def stop(self) -> None:
        """Let the thread write what waits and end."""
        self._stopping.set()
        if self._thread is not None:
            self._thread.join(STOPPING)

    def _start(self) -> None:
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="read-log", daemon=True)
                self._thread.start()
                atexit.register(self.stop)

    def _run(self) -> None:
        visits: list[Visit] = []
        going = True
        while going:
            going = not self._stopping.wait(PAUSE)
            visits += self._taken()
            try:
                write(visits)
            except Exception:
                logger.exception("read log: %d visits wait for the database", len(visits))
                close_old_connections()
            else:
                visits = []
        connection.close()

    def _taken(self) -> list[Visit]:
        found: list[Visit] = []
        while True:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                return found


writer = Writer()


def write(visits: Sequence[Visit]) -> int:
    """Add the visits to the chain, without looks at one's own data; the number of lines. Errors: of the database."""
    if not visits:
        return 0
    seats = _seats_of({one.account for one in visits if one.account})
    owners = _owners_of([look for one in visits for look in one.looks])
    lines = [line for one in visits for line in _lines(one, seats.get(one.account, []), owners)]
    if lines:
        reads.append(lines)
    return len(lines)


def forget() -> int:
    """Drop lines older than the settings' term; the number dropped."""
    return reads.forget(clock.now() - dt.timedelta(days=settings.READS_KEPT_DAYS))


def _lines(visit: Visit, all_seats: Sequence[_Seat], owners: dict[UUID, UUID]) -> Iterable[Line]:
    seats = [one for one in all_seats if one.held_at(visit.at)]
    if not visit.looks:
        if visit.page != HOME or seats:
            yield _line(visit, Look(), None, seats)
        return
    accounts = {account: person for person, account in owners.items()}
    for look in visit.looks:
        person = look.person or (accounts.get(look.owner) if look.owner else None)
        own = visit.account is not None and (owners.get(person) if person else look.owner) == visit.account
        if not own:
            yield _line(visit, look, person, seats)


def _line(visit: Visit, look: Look, person: UUID | None, seats: Sequence[_Seat]) -> Line:
    fits = [
        one
        for one in seats
        if look.organisation in (None, one.organisation) and (not look.role or look.role == one.role)
    ]
    seat = next(iter(fits), None)
    organisation = look.organisation or (seat.organisation if seat else None)
    role = look.role or (seat.role if seat else "")
    return Line(visit.at, visit.account, organisation, role, visit.page, person, look.application)


def _seats_of(accounts: set[UUID]) -> dict[UUID | None, list[_Seat]]:
    found: dict[UUID | None, list[_Seat]] = {}
    for one in Membership.objects.filter(account__in=accounts).order_by("since", "id"):
        ends = tuple(end for end in (one.until, one.ends_at) if end is not None)
        found.setdefault(one.account_id, []).append(_Seat(one.organisation_id, one.role, ends))
    return found


def _owners_of(looks: Sequence[Look]) -> dict[UUID, UUID]:
    """Person and account of everybody looked at."""
    persons = {look.person for look in looks if look.person}
    accounts = {look.owner for look in looks if look.owner}
    rows = list(Person.objects.filter(pk__in=persons).values_list("pk", "account_id")) if persons else []
    if accounts:
        rows += Person.objects.filter(account__in=accounts).values_list("pk", "account_id")
    return dict(rows)

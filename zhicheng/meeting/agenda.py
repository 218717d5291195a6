"""Reads of the meeting's and the experts' pages: attendance, agenda, ballots. Never what was chosen."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery

from zhicheng.applications.law import book_of
from zhicheng.applications.models import Application
from zhicheng.applications.states import LABELS, State
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import avoidances, waiting_clues
from zhicheng.meeting import counting
from zhicheng.meeting.access import must_keep_away
from zhicheng.meeting.faces import incomplete, panels_of
from zhicheng.meeting.models import Absence, Attendance, Ballot, Break, Meeting, Reading, VoterMark
from zhicheng.meeting.peers import without_opinion
from zhicheng.planning.models import Session
from zhicheng.planning.settings import faced


@dataclass(frozen=True, slots=True)
class Line:
    """One application on the agenda: readings in, who may vote, its ballot and how many have voted."""

    application: Application
    label: str
    read: int
    needed: int
    voters: int
    quorate: bool
    ballot: Ballot | None
    cast: int
    away: tuple[str, ...]
    counts_shown: bool
    holds: tuple[str, ...]  # what else the vote waits for: "clue", "faces", "peers"

    @property
    def ready(self) -> bool:
        """Whether its ballot may be opened."""
        return self.ballot is None and self.read >= self.needed and self.quorate and not self.holds

    @property
    def open(self) -> bool:
        """Whether its ballot is open."""
        return self.ballot is not None and self.ballot.ended_at is None and self.ballot.closed_at is None

    @property
    def full(self) -> bool:
        """Whether its ballot is open and all have voted."""
        return self.open and self.ballot is not None and self.cast == self.ballot.present

    @property
    def waits(self) -> bool:
        """Whether the voting has ended and two trustees have to count."""
        return self.ballot is not None and self.ballot.ended_at is not None and self.ballot.closed_at is None

    @property
    def counts(self) -> Ballot | None:
        """The ballot with the counts that a page may show: not while they would tell what each has chosen."""
        ballot = self.ballot
        if ballot is None or ballot.closed_at is None or not self.counts_shown:
            return None
        sums = {"agree": ballot.agree or 0, "against": ballot.against or 0, "abstain": ballot.abstain or 0}
        return None if counting.is_telling(sums) else ballot


@dataclass(frozen=True, slots=True)
class Agenda:
    """The meeting as its page shows it."""

    meeting: Meeting | None
    seats: list[Seat]
    present: int
    least: int
    rule: counting.Rule
    lines: list[Line]

    @property
    def quorate(self) -> bool:
        """Whether enough members are present."""
        return self.present >= self.least > 0

    @property
    def chair(self) -> Seat | None:
        """The chair, once appointed."""
        return next((seat for seat in self.seats if seat.chair), None)

    @property
    def voted(self) -> int:
        """How many people have a result."""
        return sum(line.ballot is not None and line.ballot.closed_at is not None for line in self.lines)


@dataclass(frozen=True, slots=True)
class Item:
    """An open ballot as one member sees it."""

    ballot: Ballot
    mine: bool
    late: bool


def agenda_of(session: Session) -> Agenda:
    """The whole agenda by group and number, in a constant number of SQL statements (ten, with panels and groups 17)."""
    book = book_of(session.year, session)
    rule = counting.rule(book)
    meeting = (
        meetings()
        .filter(session=session)
        .select_related("opened_by", "signature", "recorder_signature", "seal_signature")
        .first()
    )
    seats = list(
        Seat.objects.filter(draw__session=session, status=Seat.Status.MEMBER)
        .select_related("expert", "attendance")
        .prefetch_related("attendance__absences")
        .order_by("position")
    )
    present = [seat for seat in seats if hasattr(seat, "attendance") and seat.attendance.left_at is None]
    members = meeting.members if meeting else len(seats)
    away = avoidances(seats)
    rows = list(
        Application.objects.filter(session=session)
        .filter(Q(state__in=[State.FILED, State.READING]) | Q(ballot__isnull=False))
        .select_related("unit", "ballot", "group")
        .prefetch_related(
            Prefetch(
                "readings",
                Reading.objects.filter(handed_in_at__isnull=False).only("seat_id", "application_id"),
            )
        )
        .annotate(cast=Count("ballot__marks", distinct=True))
        .order_by(F("group__position").asc(nulls_last=True), "number")
    )
    needed = book.value("readings.per_application").number
    shown = book.value("vote.counts_shown").flag
    holds = _holds(session, rows)
    lines = [_line(row, seats, present, away, holds[row.pk], needed, members, rule, shown) for row in rows]
    return Agenda(meeting, seats, len(present), counting.least(members, rule), rule, lines)


def in_turn(agenda: Agenda) -> list[Line]:
    """The agenda as the meeting works through it: what is voted on now, then group by group what may be, the rest.

    A meeting that is over keeps to groups and numbers.
    """
    if agenda.meeting is None or agenda.meeting.closed_at is not None:
        return agenda.lines
    places = list(dict.fromkeys(line.application.group_id for line in agenda.lines))
    return sorted(
        agenda.lines,
        key=lambda line: (not line.open, places.index(line.application.group_id), not line.ready),
    )


def decided(agenda: Agenda) -> list[tuple[UUID | None, bool]]:
    """Group and result of everybody whose ballot is counted."""
    return [
        (line.application.group_id, bool(line.ballot.passed))
        for line in agenda.lines
        if line.ballot is not None and line.ballot.closed_at is not None
    ]


def _line(
    row: Application,
    seats: list[Seat],
    present: list[Seat],
    away: set[tuple[UUID, UUID]],
    holds: tuple[str, ...],
    needed: int,
    members: int,
    rule: counting.Rule,
    shown: bool,
) -> Line:
    apart = {seat.id for seat in seats if must_keep_away(seat.expert, row, away)}
    voters = sum(seat.id not in apart for seat in present)
    return Line(
        application=row,
        label=LABELS[State(row.state)],
        read=sum(one.seat_id not in apart for one in row.readings.all()),
        needed=needed,
        voters=voters,
        quorate=counting.is_quorate(voters, members, rule),
        ballot=getattr(row, "ballot", None),
        cast=getattr(row, "cast", 0),
        away=tuple(seat.expert.name for seat in seats if seat.id in apart),
        counts_shown=shown,
        holds=holds,
    )


def _holds(session: Session, rows: Sequence[Application]) -> dict[UUID, tuple[str, ...]]:
    """What the vote on each waits for besides readings and quorum: the gates of open_ballot."""
    related = set(waiting_clues(session).values_list("person_id", flat=True))
    ways = faced(session)
    found = {
        "clue": {row.pk for row in rows if row.person_id in related},
        "faces": incomplete(panels_of(session), rows, ways) if ways else set(),
        "peers": without_opinion(session, rows),
    }
    return {row.pk: tuple(name for name, held in found.items() if row.pk in held) for row in rows}


def open_for(seat: Seat) -> list[Item]:
    """The open ballots that this member may see, by number, each with whether it is done."""
    session = seat.draw.session
    attendance = getattr(seat, "attendance", None)
    away = avoidances([seat])
    voted = set(VoterMark.objects.filter(seat=seat).values_list("ballot_id", flat=True))
    rows = (
        Ballot.objects.filter(application__session=session, ended_at__isnull=True, closed_at__isnull=True)
        .select_related("application__unit", "application__group")
        .order_by("application__number")
    )
    out = list(attendance.absences.all()) if attendance else []
    return [
        Item(row, row.id in voted, _late(attendance, out, row.opened_at))
        for row in rows
        if not must_keep_away(seat.expert, row.application, away)
    ]


def _late(attendance: Attendance | None, out: list[Absence], opened_at: dt.datetime) -> bool:
    """Whether the member was not in the room when the ballot was opened."""
    if attendance is None or attendance.arrived_at > opened_at:
        return True
    return any(one.left_at <= opened_at < one.returned_at for one in out)


def meetings() -> QuerySet[Meeting]:
    """Meetings with `broken_off`: the reason of the break that they are in, None while they go on."""
    now = Break.objects.filter(meeting=OuterRef("pk"), ended_at__isnull=True)
    return Meeting.objects.annotate(broken_off=Subquery(now.values("reason")[:1]))


def repeatable(seat: Seat) -> list[Ballot]:
    """For the chair: the ballots without a result, which may be repeated by a recorded decision; by number."""
    if not seat.chair:
        return []
    rows = Ballot.objects.filter(application__session=seat.draw.session, closed_at__isnull=True)
    return list(rows.select_related("application").order_by("application__number"))


def to_vote(seat: Seat) -> int:
    """How many open ballots wait for this member's vote; no SQL statement unless the meeting is running."""
    meeting = getattr(seat.draw.session, "meeting", None)
    if meeting is None or meeting.opened_at is None or meeting.closed_at is not None:
        return 0
    return sum(not item.mine and not item.late for item in open_for(seat))


def kept_away_from(seat: Seat) -> list[str]:
    """The numbers of the session's applications from which this member keeps away."""
    away = avoidances([seat])
    rows = Application.objects.filter(session=seat.draw.session).filter(
        Q(state__in=[State.FILED, State.READING]) | Q(ballot__isnull=False)
    )
    return [
        row.number or ""
        for row in rows.select_related("unit").order_by("number")
        if must_keep_away(seat.expert, row, away)
    ]


def present_seats(session: Session) -> list[Seat]:
    """The members who are in the room, in order."""
    rows = Seat.objects.filter(
        draw__session=session, attendance__isnull=False, attendance__left_at__isnull=True
    )
    return list(rows.select_related("expert", "draw__session__committee__organiser").order_by("position"))


def opinions_on(application: Application) -> list[Reading]:
    """The readings handed in by members who need not keep away, in an order that tells nothing."""
    rows = list(
        Reading.objects.filter(application=application, handed_in_at__isnull=False)
        .select_related("seat__expert")
        .order_by("seat__position")
    )
    away = avoidances([row.seat for row in rows])
    fit = [row for row in rows if not must_keep_away(row.seat.expert, application, away)]
    return sorted(fit, key=lambda row: row.opinion)


def seats_of(account_id: UUID) -> list[Seat]:
    """The committees on which the account sits, once their draw is signed, the next meeting first."""
    rows = Seat.objects.filter(
        expert__account=account_id, status=Seat.Status.MEMBER, draw__supervisor_signature__isnull=False
    ).select_related("draw__session__committee", "draw__session__meeting")
    return list(rows.order_by("-draw__session__meeting_on"))

"""Bring a season as far as the open meeting, by the stages' own acts; what comes before as rows."""

import itertools
from collections.abc import Sequence
from uuid import UUID

from django.urls import reverse

from tests import cast as casting
from tests import making
from tests.experts import ready as drawing
from tests.making import Season, day
from tests.outcomes import after_vote
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import appoint_chair
from zhicheng.experts.models import Seat
from zhicheng.experts.queries import members
from zhicheng.meeting import actions
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.ballots.sealed import DIGITS
from zhicheng.meeting.models import Ballot, PlannedReading, Reading
from zhicheng.people.models import Account
from zhicheng.rehearsal.secret_vote import Holders, sealed_for

SCORES = dict.fromkeys(EMPHASES, 85)
OPINION = "业绩突出，达到评价标准条件。"
READ_DAY, MEETING = day(2023, 10, 16, 9), day(2023, 10, 20, 9)
ANY = "a" * DIGITS  # looks like a sealed ballot
HOLDERS: dict[UUID, Holders] = {}
_births = itertools.count(1)


def people(season: Season, count: int, state: State = State.FILED) -> list[Application]:
    """`count` applications in the state, each of another person of the cast's unit."""
    unit = season.cast.organisations["unit"]
    rows = []
    for _number in range(count):
        number = next(_births)
        login = f"5301021985{number // 28 % 12 + 1:02d}{number % 28 + 1:02d}{number % 1000:03d}X"
        someone = casting.person(login, f"申报人{number}", unit)
        rows.append(making.application(season, state, person=someone))
    return rows


def second_officer(season: Season) -> Account:
    """Another officer of the organiser, for what takes two."""
    return after_vote.second_officer(season.cast, season.committee.organiser)


def qualified(season: Season, *rows: Application) -> None:
    """The audit passed by two."""
    for officer in (season.cast.office_officer, second_officer(season)):
        for row in rows:
            actions.qualify(row, officer)


def disqualified(season: Season, row: Application, reason: str) -> Application:
    """The audit failed by two."""
    actions.disqualify(row, reason, season.cast.office_officer)
    return actions.disqualify(row, reason, second_officer(season))


def seated(season: Season, seats: int = 5) -> list[Seat]:
    """The signed draw of a small committee with a chair, trained; call it on a day in time for the draw."""
    season.session.seats, season.session.stand_ins = seats, 1
    season.session.save()
    with clock.at(drawing.DRAW_DAY):
        drawing.signed(season)
        chair = members(season.session)[0]
        appoint_chair(chair, season.cast.office_officer)
        actions.record_training(season.session, season.cast.office_officer)
    return list(
        Seat.objects.filter(draw__session=season.session, status=Seat.Status.MEMBER).select_related(
            "expert__account", "draw__session__committee__organiser"
        )
    )


def assign(season: Season) -> int:
    """Readings proposed and confirmed as they are."""
    actions.plan_readings(season.session, season.cast.office_officer)
    if not PlannedReading.objects.filter(application__session=season.session).exists():
        return 0
    return actions.confirm_readings(season.session, season.cast.office_officer)


def read_all(season: Season) -> None:
    """Every assigned reading handed in."""
    for reading in Reading.objects.filter(handed_in_at__isnull=True).select_related("seat__expert__account"):
        actions.hand_in_reading(reading, SCORES, OPINION, reading.seat.expert.account)


def opened(season: Season, count: int = 1, seats: int = 5, present: int | None = None) -> list[Seat]:
    """The meeting open with everything read; the first `present` members (all) have checked in.

    Call it with the clock on the meeting day.
    """
    people(season, count)
    at_table = seated(season, seats)
    with clock.at(READ_DAY):
        assign(season)
        read_all(season)
    for seat in at_table[:present]:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, season.cast.office_officer)
    keyed(season)
    return at_table


def keyed(season: Season) -> Holders:
    """The ballots' key, made by chair, supervisor and an appointee of the organiser; also found by `holders`."""
    cast = season.cast
    key = actions.begin_key(season.session, cast.supervisor, cast.drawer_1, cast.office_officer)
    HOLDERS[key.pk] = Holders(key)
    return HOLDERS[key.pk]


def holders(ballot: Ballot) -> Holders:
    """Who can open this ballot's sums."""
    assert ballot.key_id is not None
    return HOLDERS[ballot.key_id]


def cast_all(ballot: Ballot, choices: Sequence[tuple[Seat, str]]) -> None:
    """Vote for each seat."""
    for seat, choice in choices:
        cast(ballot, seat, choice)


def cast(ballot: Ballot, seat: Seat, choice: str) -> None:
    """One vote."""
    actions.cast_ballot(ballot, seat, sealed_for(ballot, seat.id, choice), seat.expert.account)


def count(season: Season, *ballots: Ballot) -> list[Ballot]:
    """The voting ends, two trustees open the sums."""
    actions.end_ballots(ballots, season.cast.office_officer)
    return holders(ballots[0]).open(ballots)


def page(name: str, season: Season) -> str:
    """The address of a page of the season's meeting."""
    return reverse(f"meeting:{name}", args=[season.session.id])

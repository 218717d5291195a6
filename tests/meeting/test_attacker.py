"""An attacker with database, logs, a backup, one share and every request body guesses votes no better than chance."""

import io
import json
import logging
import math
import random
import zlib
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from tests.making import Season
from tests.meeting import ready
from zhicheng.applications.models import Application
from zhicheng.experts.models import Seat
from zhicheng.meeting import actions
from zhicheng.meeting.ballot_rows import deals_of, place_of, shares_of
from zhicheng.meeting.ballots import group, sealed
from zhicheng.meeting.ballots.sealed import CHOICES, Place
from zhicheng.meeting.models import Ballot, VoterMark
from zhicheng.rehearsal.ballot_client import seal

SIGMAS = 4.5  # of chance; sixteen guessers at once stay within it but for one run in ten thousand
Features = Mapping[str, float]


class Kept(logging.Handler):
    """Everything that is logged."""

    def __init__(self) -> None:
        super().__init__(0)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        self.lines.append(record.getMessage() + str(record.__dict__))


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Every line of every logger, down to the lowest level."""
    handler, root = Kept(), logging.getLogger()
    before, root.level = root.level, 0
    root.addHandler(handler)
    yield handler.lines
    root.removeHandler(handler)
    root.level = before


@pytest.mark.django_db
@pytest.mark.usefixtures("meeting_day")
def test_two_meetings_alike_but_for_the_choices_leave_the_same_words(season: Season, log: list[str]) -> None:
    """Database, trail, messages and log hold no choice; what was posted holds none either."""
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    bodies = [_post(ballot, seat, CHOICES[number % 2 + 1]) for number, seat in enumerate(seats)]
    dump = io.StringIO()
    call_command(
        "dumpdata", "meeting", "trail", "inbox", "applications", "signatures", "sessions", stdout=dump
    )
    everything = dump.getvalue() + "\n".join(log) + "\n".join(bodies)
    for word in ("against", "abstain", "反对", "弃权"):
        lines = [line for line in everything.replace(",", "\n").splitlines() if word in line]
        assert not [line for line in lines if "null" not in line], lines
    marks = VoterMark.objects.all()
    assert {field.name for field in VoterMark._meta.fields} == {"id", "ballot", "seat", "sealed"}
    assert {mark.id.version for mark in marks} == {4}, "ids that grow with time would tell the order"
    assert {len(mark.sealed) for mark in marks} == {sealed.DIGITS}


@pytest.mark.long
@pytest.mark.django_db
@pytest.mark.usefixtures("meeting_day")
def test_guesses_stay_within_the_interval_around_chance(season: Season, log: list[str]) -> None:
    """1,000 ballots; half teach sixteen guessers what there is to see, they guess the other half."""
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    posted = _post(ballot, seats[0], "agree")
    place, draws = place_of(ballot), random.Random()
    holders = ready.holders(ballot)
    rows = holders.rows()
    stolen = holders.clients[2].share(deals_of(rows), shares_of(rows))
    dump = io.StringIO()
    call_command("dumpdata", stdout=dump)
    seen = dump.getvalue() + "\n".join(log) + posted  # the whole database, a backup of it, and the logs
    votes = [(one, draws.choice(CHOICES)) for one in (f"voter-{number}" for number in range(1000))]
    ballots = [(seal(choice, place, voter), choice) for voter, choice in votes]
    told = [(_features(one, place, stolen, seen), choice) for one, choice in ballots]
    assert max(_hits(told).values()) <= _most(len(told) // 2), _hits(told)
    # the same guessers find a choice where a ballot gives it away: the test can fail
    weak = [({**found, "length": float(len(choice))}, choice) for found, choice in told]
    assert max(_hits(weak).values()) > _most(len(weak) // 2)
    with_two = [(_features(one, place, _whole(ballot), seen), choice) for one, choice in ballots[:60]]
    assert all((found["masked"] == 1) == (choice == "agree") for found, choice in with_two)


def _whole(ballot: Ballot) -> int:
    """The whole secret, which takes two holders."""
    holders = ready.holders(ballot)
    rows = holders.rows()
    first, second = (holders.clients[at].share(deals_of(rows), shares_of(rows)) for at in (1, 2))
    return (2 * first - second) % group.ORDER


def _features(one: str, place: Place, share: int, seen: str) -> Features:
    """What the attacker can see or compute of a ballot; numbers that may depend on the choice."""
    raw = group.words(one, sealed.WORDS)
    found = {f"byte-{at}": float(raw[at][0]) for at in range(6)}
    found |= {f"number-{at}": float(raw[at][31]) for at in (6, 7, 10, 11)}
    found["length"] = float(len(one))
    found["packed"] = float(len(zlib.compress(bytes.fromhex(one))))
    found["known"] = float(sum(word.hex() in seen for word in raw))
    found["order"] = float(raw[0] < raw[2])
    mask = group.times(share, raw[0])
    found["masked"] = float(group.minus(raw[1], mask) == group.base(1))
    found["key"] = float(group.minus(raw[1], bytes.fromhex(place.key))[0])
    return found


def _hits(told: list[tuple[Features, str]]) -> dict[str, int]:
    """By guesser: how many of the second half it guesses, having learnt from the first."""
    half = len(told) // 2
    return {name: _learnt(name, told[:half], told[half:]) for name in told[0][0]}


def _learnt(name: str, lesson: list[tuple[Features, str]], test: list[tuple[Features, str]]) -> int:
    ordered = sorted(found[name] for found, _choice in lesson)
    edges = sorted({ordered[len(ordered) * part // 8] for part in range(1, 8)})

    def bucket(found: Features) -> int:
        return sum(found[name] >= edge for edge in edges)

    seen: dict[int, dict[str, int]] = {}
    for found, choice in lesson:
        counts = seen.setdefault(bucket(found), dict.fromkeys(CHOICES, 0))
        counts[choice] += 1
    best = {where: max(CHOICES, key=lambda one: counts[one]) for where, counts in seen.items()}
    return sum(best.get(bucket(found), CHOICES[0]) == choice for found, choice in test)


def _most(many: int) -> float:
    """The upper end of the interval around chance for three choices alike."""
    return many / 3 + SIGMAS * math.sqrt(many * 2 / 9)


def _post(ballot: Ballot, seat: Seat, choice: str) -> str:
    """Cast a vote by the page; the request's body."""
    client = Client()
    client.force_login(seat.expert.account)
    body: dict[str, Any] = {"sealed": seal(choice, place_of(ballot), str(seat.id))}
    assert client.post(reverse("meeting:vote", args=[ballot.id]), body).status_code == 302
    return json.dumps(body)

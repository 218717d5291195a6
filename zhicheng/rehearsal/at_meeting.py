"""The secret ballots of a rehearsed meeting: the key, the sealed votes, the count by two trustees."""

import datetime as dt
import json
from pathlib import Path
from typing import TYPE_CHECKING

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Avoidance, Seat
from zhicheng.meeting import actions as meeting
from zhicheng.meeting.models import Ballot
from zhicheng.people.models import Account
from zhicheng.rehearsal import at_panel
from zhicheng.rehearsal.secret_vote import Holders, sealed_for

if TYPE_CHECKING:
    from zhicheng.rehearsal.committee_year import CommitteeYear

CHOICE_SHARE = (("agree", 92), ("against", 5), ("abstain", 3))
TALK = dt.timedelta(minutes=3)
LOT = 10  # ballots that are counted together


def make_key(year: "CommitteeYear", appointee: Account) -> None:
    """Chair, a supervisor from elsewhere and an appointee of the organiser make the ballots' key."""
    supervisor, officer = year.world.watcher(year.committee.organiser), year.office.officer
    named = (year.session, supervisor, appointee, officer)
    key = meeting.begin_key(*named)
    year.stage.must_refuse("a second key beside the first", meeting.begin_key, *named)
    year.holders = Holders(key)


def open_vote(year: "CommitteeYear", row: Application, present: list[Seat], seats: list[Seat]) -> None:
    """Open one ballot; the experts talk for three minutes before they vote."""
    at_panel.before_vote(year, row)
    ballot = meeting.open_ballot(row, year.office.officer)
    year.stage.plan(clock.now() + TALK, vote, year, ballot, row, present, seats)


def vote(
    year: "CommitteeYear", ballot: Ballot, row: Application, present: list[Seat], seats: list[Seat]
) -> None:
    """One ballot, sealed by each expert; every tenth time the trustees count what is waiting."""
    stage, random, officer = year.stage, year.world.inventor.random, year.office.officer
    against = year.fate_of(row) == "fails_vote"
    keep_away = set(Avoidance.objects.filter(person_id=row.person_id).values_list("expert_id", flat=True))
    for seat in present:
        if seat.expert_id in keep_away:
            stage.must_refuse(
                "a recused expert votes", meeting.cast_ballot, ballot, seat, "", seat.expert.account
            )
            continue
        choice = random.choices([c for c, _w in CHOICE_SHARE], [w for _c, w in CHOICE_SHARE])[0]
        if against and random.random() < 0.7:
            choice = "against"
        if year.fate_of(row) == "fails_clearly":
            choice = "against"
        meeting.cast_ballot(ballot, seat, sealed_for(ballot, seat.id, choice), seat.expert.account)
    first, away = present[0], seats[-1]
    stage.must_refuse("a second vote", meeting.cast_ballot, ballot, first, "", first.expert.account)
    stage.must_refuse(
        "a vote of an absent expert", meeting.cast_ballot, ballot, away, "", away.expert.account
    )
    year.ended.append(meeting.end_ballot(ballot, officer))
    if len(year.ended) == LOT:
        count(year)


def count(year: "CommitteeYear") -> None:
    """Two trustees open the sums of the ballots that have ended."""
    assert year.holders is not None
    for closed in year.holders.open(year.ended) if year.ended else ():
        year.stage.saw("reading:AMB-14")
        year.stage.saw(f"ballot:{'passed' if closed.passed else 'not passed'}")
    year.ended = []


def write_key_files(year: "CommitteeYear", folder: Path, passphrase: str) -> None:
    """The three holders' files of an invented meeting, so that whoever tries the demo can open its ballots."""
    assert year.holders is not None
    folder.mkdir(parents=True, exist_ok=True)
    for position, client in year.holders.clients.items():
        file = folder / f"{year.plan.code}-{position}.json"
        file.write_text(json.dumps(client.file(passphrase)), encoding="utf-8")

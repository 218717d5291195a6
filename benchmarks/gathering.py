"""A meeting of 25 experts and 300 applicants in an empty database: ballots open, votes sealed, sums opened.

`votes`: rows, key and open ballots; prints one prepared POST for each vote. `tally`: ends the voting, two trustees
open all sums, chair and file; prints what was counted and the seconds.
"""

import datetime as dt
import json
import random
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.urls import reverse
from django.utils.crypto import get_random_string

from benchmarks.meeting import APPLICANTS, EXPERTS
from benchmarks.visitors import NOW, log_in, set_clock
from zhicheng.almanac import clock, workdays
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.models import Draw, Seat
from zhicheng.meeting import actions, tally
from zhicheng.meeting.ballot_rows import ceremony_of
from zhicheng.meeting.ballots.sealed import CHOICES
from zhicheng.meeting.ballots.verifier import check
from zhicheng.meeting.models import Attendance, Ballot, BallotKey, Meeting, VoterMark
from zhicheng.people.models import Account, Membership, Person
from zhicheng.planning.models import Committee, Session
from zhicheng.register.records import written
from zhicheng.rehearsal.ballot_client import Trustee
from zhicheng.rehearsal.committee_year import code_now
from zhicheng.rehearsal.secret_vote import Holders, sealed_for
from zhicheng.rehearsal.world import World, build, staff_experts
from zhicheng.signatures.actions import sign
from zhicheng.signatures.models import Signature
from zhicheng.vault.crypto import keyed_index

DAY = dt.timedelta(days=1)
CODE = "committee-senior-04"
SEEDS = "trustees.json"


def main(arguments: list[str]) -> int:
    """`votes` or `tally`."""
    if arguments == ["votes"]:
        call_command("migrate", verbosity=0, interactive=False)
    set_clock(NOW)
    print(json.dumps({"votes": votes()} if arguments == ["votes"] else counted()))
    return 0


def votes() -> list[dict[str, str]]:
    """Rows of the meeting, then every vote as a request, applicant by applicant as in a meeting."""
    workdays.seed()
    world = build(7, [CODE], units=1)
    staff_experts(world, "工程技术", "机械工程", EXPERTS)
    session, seats = _session(world)
    appointee = world.drawers[CODE][0]
    office = world.desk(session.committee.organiser, Membership.Role.OFFICE).officer
    supervisor = world.watcher(session.committee.organiser)
    holders = Holders(actions.begin_key(session, supervisor, appointee, office))
    seeds = [holders.clients[at].seed.hex() for at in (1, 2, 3)]
    (Path(settings.DATA_DIR) / SEEDS).write_text(json.dumps(seeds))
    visitors = log_in(seat.expert.account for seat in seats)
    token, draws = get_random_string(32), random.Random(7)
    tail = f"; {settings.CSRF_COOKIE_NAME}={token}"
    return [
        {
            "path": reverse("meeting:vote", args=[ballot.pk]),
            "cookies": visitor["cookies"] + tail,
            "form": f"csrfmiddlewaretoken={token}&sealed={sealed_for(ballot, seat.pk, draws.choice(CHOICES))}",
        }
        for ballot in _ballots(world, session, holders.key)
        for seat, visitor in zip(seats, visitors, strict=True)
    ]


def counted() -> dict[str, Any]:
    """`tally_s`: end, two openings, counts, the record; `check_s`: the whole file checked; `bytes`: its size."""
    key = BallotKey.objects.select_related("session__committee", "begun_by").get()
    ballots = list(Ballot.objects.all())
    cast = VoterMark.objects.count()
    holders = Holders(key, upto=0)
    seeds = json.loads((Path(settings.DATA_DIR) / SEEDS).read_text())
    which = ceremony_of(key)
    holders.clients = {at: Trustee(which, at, bytes.fromhex(one)) for at, one in enumerate(seeds, start=1)}
    begun = time.perf_counter()
    actions.end_ballots(ballots, key.begun_by)
    opened = holders.open(ballots)
    chair = Seat.objects.select_related("expert__account").get(chair=True)
    meeting = actions.close_meeting(key.session, code_now(), chair.expert.account)
    file = tally.file_of(meeting)
    tally_s = time.perf_counter() - begun
    if file is None:
        raise SystemExit("the rows are not what was signed")
    begun = time.perf_counter()
    raw = written(file)
    check(raw)
    check_s = time.perf_counter() - begun
    return {"counted": len(opened), "cast": cast, "tally_s": tally_s, "check_s": check_s, "bytes": len(raw)}


def _session(world: World) -> tuple[Session, list[Seat]]:
    """A running meeting: the draw as rows, everybody present."""
    at = clock.now()
    committee = Committee.objects.select_related("organiser").get(code=CODE)
    session = Session.objects.create(
        committee=committee,
        year=NOW.year,
        meeting_on=NOW.date(),
        opens_at=at - DAY,
        closes_at=at,
        created_at=at,
    )
    office = world.desk(committee.organiser, Membership.Role.OFFICE).officer
    draw = Draw.objects.create(
        session=session,
        roster=[],
        roster_hash="0" * 64,
        seats=EXPERTS,
        stand_ins=0,
        supervisor=world.supervisors[0],
        opened_by=office,
        opened_at=at,
        supervisor_signature=sign(
            office,
            organisation=committee.organiser,
            content={"session": str(session.pk)},
            method=Signature.Method.ORGANISATION_KEY,
            purpose="draw",
        ),
    )
    meeting = Meeting.objects.create(
        session=session, members=EXPERTS, training_at=at, opened_at=at, opened_by=office
    )
    seats = []
    for position, expert in enumerate(world.experts["工程技术"][:EXPERTS], start=1):
        seat = Seat.objects.create(
            draw=draw, expert=expert, position=position, status=Seat.Status.MEMBER, chair=position == 1
        )
        Attendance.objects.create(meeting=meeting, seat=seat, arrived_at=at)
        seats.append(seat)
    return session, seats


def _ballots(world: World, session: Session, key: BallotKey) -> list[Ballot]:
    """An open ballot on each of the applicants."""
    at, unit = clock.now(), world.units[0].organisation
    found = []
    for number in range(1, APPLICANTS + 1):
        login = f"bench-{number}"
        account = Account.objects.create(
            login_index=keyed_index("login", login), login_hint=login, display_name=login, created_at=at,
            password=world.hashed,
        )  # fmt: skip
        person = Person.objects.create(
            account=account, name=f"申报人{number}", id_number=login, id_index=keyed_index("id", login),
            mobile="13800000000", mobile_index=keyed_index("mobile", login), sex="女", unit=unit, registered_at=at,
        )  # fmt: skip
        row = Application.objects.create(
            person=person, number=f"KM2023-{number:06d}", year=NOW.year, kind="晋升评审", unit=unit, session=session,
            series="工程技术", track="工程技术", profession="机械工程", level="副高级", title="高级工程师",
            state=State.READING, state_since=at, applicant_name=person.name, submitted_at=at, audited_at=at,
            first_unit_pass_at=at, holder=session.committee.organiser, created_at=at,
        )  # fmt: skip
        found.append(
            Ballot.objects.create(
                application=row, person=person, key=key, opened_at=at, members=EXPERTS, present=EXPERTS
            )
        )
    return found

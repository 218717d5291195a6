"""One meeting from the last reading to the minutes, by pages where people sit before them: held here or in a room."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from django.test import Client
from django.urls import reverse

from tests.making import day
from tests.room import panels
from tests.room.people import client_of, code, post
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.models import Clue, Seat
from zhicheng.experts.queries import members
from zhicheng.meeting import actions
from zhicheng.meeting.actions.reading import EMPHASES
from zhicheng.meeting.models import Appearance, Ballot, Mark, Meeting, PeerOpinion, Reading, VoterMark
from zhicheng.people import read_log
from zhicheng.people.models import Account, Membership
from zhicheng.planning.models import GateReached, Session
from zhicheng.rehearsal.secret_vote import Holders, sealed_for
from zhicheng.room.result import session_here

MEETING, MINUTE = day(2023, 10, 20, 9), dt.timedelta(minutes=1)
SCORES = {f"score_{number}": "85" for number in range(len(EMPHASES))}


def hold(session: Session, choices: Sequence[Sequence[str]], office_by: str = "钱办事") -> None:
    """Readings that are open, check-in, key, one ballot for each row of `choices`, counts, closing, minutes.

    `office_by`: the officer's name.
    """
    office = Account.objects.get(display_name=office_by)
    seats = [seat for seat in members(session) if seat.expert.account.is_active]
    at = MEETING
    with clock.at(at):
        for reading in Reading.objects.filter(handed_in_at__isnull=True).select_related(
            "seat__expert__account"
        ):
            words = {**dict.fromkeys(EMPHASES, 85), "opinion": "会场补审，符合条件。"}
            _hand_in(reading, words)
        for seat in seats:
            post(seat.expert.account, "meeting:check_in", session.pk)
        post(office, "meeting:open_meeting", session.pk)
        holders = _key(session, office)
    ballots = []
    for number, row in enumerate(Application.objects.filter(session=session).order_by("number")):
        at = MEETING + 5 * MINUTE * (number + 1)
        with clock.at(at):
            post(office, "meeting:open_ballots", session.pk, application=[str(row.pk)])
            ballot = Ballot.objects.select_related("key", "application").get(application=row)
            _vote(ballot, seats, choices[number])
            ballots.append(ballot)
    with clock.at(at + MINUTE):
        actions.end_ballots(ballots, office)
        holders.open(ballots)
    chair = next(seat for seat in seats if seat.chair)
    with clock.at(at + 2 * MINUTE):
        post(chair.expert.account, "meeting:close_meeting", session.pk, code=code())
    with clock.at(at + 3 * MINUTE):
        post(office, "meeting:sign_minutes", session.pk, code=code())
    read_log.writer.flush()


def outcome(session: Session) -> dict[str, Any]:
    """What came of it, to be compared."""
    meeting = Meeting.objects.get(session=session)
    ballots = Ballot.objects.filter(application__session=session).order_by("application__number")
    return {
        "states": list(
            Application.objects.filter(session=session).order_by("number").values_list("number", "state")
        ),
        "counts": list(
            ballots.values_list(
                "members", "present", "agree", "against", "abstain", "passed", "opened_at", "closed_at"
            )
        ),
        "votes": VoterMark.objects.filter(ballot__application__session=session).count(),
        "present": meeting.attendance.count(),
        "marks": sorted(Mark.objects.values_list("seat__position", "score", "given_at")),
        "appeared": sorted(
            Appearance.objects.values_list("application__number", "way", "outcome", "marked_at")
        ),
        "said": sorted(PeerOpinion.objects.values_list("application__number", "words", "handed_in_at")),
        "seats": list(Seat.objects.order_by("position").values_list("status", "chair")),
        "clues": sorted(Clue.objects.values_list("words", "outcome", "decided_at")),
        "times": [meeting.opened_at, meeting.closed_at],
        "signed": [meeting.signature_id is not None, meeting.recorder_signature_id is not None],
        "read": list(
            Reading.objects.filter(application__session=session).order_by("id").values_list("handed_in_at")
        ),
        "gates": sorted(GateReached.objects.filter(session=session).values_list("gate", flat=True)),
    }


def in_the_room(told: Mapping[str, Any]) -> dict[str, Any]:
    """Log in with a slip, try other pages, hold the meeting; what was seen."""
    session, seen = session_here(), {}
    with clock.at(MEETING - dt.timedelta(hours=1)):
        client, (login, password) = Client(), told["slip"]
        client.post(reverse("people:login"), {"login": login, "password": password})
        answer = client.post(reverse("people:log_in_code"), {"code": code()})
        seen["after_log_in"] = [answer.status_code, client.get("/", follow=True).request["PATH_INFO"]]
        page = client.get(reverse("meeting:seat", args=[session.pk])).content.decode()
        seen["banner"] = "封闭会场" in page
        seen["elsewhere"] = [
            client.get(one).status_code for one in ("/apply/", reverse("desks:law"), "/sessions/", "/inbox/")
        ]
        away = reverse("meeting:move_meeting", args=[session.pk])
        seen["settled"] = client_of(Account.objects.get(display_name="钱办事")).post(away).status_code
        seen["logins"] = Account.objects.filter(is_active=True).count()
    if told.get("panels"):
        panels.on_the_day(session)
        hold(session, told["choices"], panels.CO_OFFICER)
    else:
        hold(session, told["choices"])
    seen["outcome"] = outcome(session) if told.get("tell") else None
    seen["supervisors"] = Membership.objects.filter(role="supervisor").count()
    return seen


def _hand_in(reading: Reading, words: Mapping[str, Any]) -> None:
    scores = dict.fromkeys(EMPHASES, 85)
    actions.hand_in_reading(reading, scores, words["opinion"], reading.seat.expert.account)


def _key(session: Session, office: Account) -> Holders:
    appointee = Account.objects.filter(memberships__role="drawer", is_active=True).order_by("display_name")[0]
    supervisor = Account.objects.filter(memberships__role="supervisor", is_active=True)[0]
    return Holders(actions.begin_key(session, supervisor, appointee, office))


def _vote(ballot: Ballot, seats: Sequence[Seat], choices: Sequence[str]) -> None:
    for seat, choice in zip(seats, choices, strict=True):
        post(seat.expert.account, "meeting:vote", ballot.pk, sealed=sealed_for(ballot, seat.pk, choice))

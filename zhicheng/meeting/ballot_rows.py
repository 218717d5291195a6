"""What the sealed ballots are bound to and look like, from their rows: for acts, pages and the tally file."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from zhicheng.meeting.ballots.ceremony import Ceremony
from zhicheng.meeting.ballots.sealed import Place
from zhicheng.meeting.models import Ballot, BallotKey, Trustee


def ceremony_of(key: BallotKey) -> Ceremony:
    """Which key it is, as the proofs name it."""
    return Ceremony(str(key.session_id), str(key.id))


def place_of(ballot: Ballot) -> Place:
    """What a sealed choice in this ballot is bound to. The ballot has a key; `key` and `application` are loaded."""
    assert ballot.key is not None
    return Place(
        str(ballot.application.session_id), str(ballot.application_id), ballot.round, ballot.key.public_key
    )


def sealed_rows() -> QuerySet[Ballot]:
    """Ballots with everything that `place_of` and `ballot_record` read."""
    return Ballot.objects.select_related("application", "key").prefetch_related("marks", "openings__trustee")


def deals_of(trustees: Iterable[Trustee]) -> dict[int, str]:
    """The trustees' first messages by position."""
    return {one.position: one.deal for one in trustees}


def shares_of(trustees: Iterable[Trustee]) -> dict[int, str]:
    """The trustees' second messages by position."""
    return {one.position: one.shares for one in trustees}


def ballot_record(ballot: Ballot) -> dict[str, Any]:
    """One ballot as the tally file holds it. With marks, openings (with trustees), key and application loaded."""
    return {
        "application": str(ballot.application_id),
        "number": ballot.application.number or "",
        "round": ballot.round,
        "key": str(ballot.key_id),
        "members": ballot.members,
        "present": ballot.present,
        "rule": ballot.rule,
        "votes": {str(mark.seat_id): mark.sealed for mark in ballot.marks.all()},
        "openings": {str(one.trustee.position): one.part for one in ballot.openings.all()},
        "counts": _counts(ballot),
        "passed": ballot.passed,
    }


def _counts(ballot: Ballot) -> dict[str, int] | None:
    if ballot.closed_at is None:
        return None
    return {"agree": ballot.agree or 0, "against": ballot.against or 0, "abstain": ballot.abstain or 0}

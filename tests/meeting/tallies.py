"""Tally files without a database: random keys, votes and openings, signed by a key of their own."""

import base64
import random
from typing import Any
from uuid import UUID

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from zhicheng.meeting.ballots import ceremony, sealed
from zhicheng.meeting.ballots.ceremony import Ceremony
from zhicheng.meeting.ballots.sealed import CHOICES, Place
from zhicheng.meeting.ballots.verifier import FORMAT, PURPOSE
from zhicheng.register.offline import content_hash, statement
from zhicheng.register.records import written
from zhicheng.rehearsal.ballot_client import Trustee, open_with, seal


class Meeting:
    """A key with its three trustees."""

    def __init__(self, draws: random.Random) -> None:
        self.draws = draws
        self.session = self.id()
        self.which = Ceremony(self.session, self.id())
        self.trustees = {at: Trustee(self.which, at) for at in ceremony.TRUSTEES}
        self.deals = {at: one.deal() for at, one in self.trustees.items()}
        self.shares = {at: one.shares(self.deals) for at, one in self.trustees.items()}
        self.key = ceremony.joint_key(self.deals)

    def id(self) -> str:
        """Some identifier."""
        return str(UUID(int=self.draws.getrandbits(128), version=4))

    def ballot(self, choices: list[str], present: int, **more: Any) -> dict[str, Any]:
        """A counted ballot with these votes; with `reason`: an annulled one."""
        place = Place(self.session, self.id(), self.draws.randint(1, 2), self.key)
        voters = [self.id() for _choice in choices]
        votes = {voter: seal(choice, place, voter) for voter, choice in zip(voters, choices, strict=True)}
        counts = {one: choices.count(one) for one in CHOICES}
        found = {
            "application": place.application,
            "number": f"KM2023-{self.draws.randint(1, 999999):06d}",
            "round": place.round,
            "key": self.which.key,
            "members": present,
            "present": present,
            "rule": {"quorum": "2/3", "threshold": "2/3", "clauses": ["YN2023-2.2b"]},
            "votes": votes,
            "openings": {},
            "counts": counts,
            "passed": counts["agree"] * 3 >= present * 2,
        }
        if "reason" in more:
            return {**found, "counts": None, "passed": None, **more}
        sums = sealed.sums(votes.values())
        for at in self.draws.sample(ceremony.TRUSTEES, 2):
            share = self.trustees[at].share(self.deals, self.shares)
            public = ceremony.public_share(self.deals, at)
            found["openings"][str(at)] = open_with(share, public, at, place, sums)
        return found

    def content(self, ballots: list[dict[str, Any]], annulled: list[dict[str, Any]]) -> dict[str, Any]:
        """What the chair signs."""
        trustees = [
            {
                "position": at,
                "role": role,
                "name": f"持有人{at}",
                "organisation": f"单位{at}",
                "deal": self.deals[at],
                "shares": self.shares[at],
                "confirmation": one.confirmation(self.deals, self.shares),
            }
            for (at, one), role in zip(
                self.trustees.items(), ("chair", "supervisor", "appointee"), strict=True
            )
        ]
        return {
            "format": FORMAT,
            "session": self.session,
            "committee": "评审委员会",
            "year": 2023,
            "keys": [{"id": self.which.key, "key": self.key, "trustees": trustees}],
            "ballots": ballots,
            "annulled": annulled,
        }


def signed(content: dict[str, Any]) -> bytes:
    """The file with somebody's signature."""
    key = Ed25519PrivateKey.generate()
    signature = {
        "algorithm": "Ed25519",
        "purpose": PURPOSE,
        "content_hash": content_hash(content),
        "account": "chair",
        "organisation": "",
        "method": "second_factor",
        "signed_at": "2023-10-20T17:00:00+08:00",
        "scan": "",
        "public_key": base64.b64encode(key.public_key().public_bytes_raw()).decode(),
    }
    signature["value"] = base64.b64encode(key.sign(statement(signature))).decode()
    return written({"content": content, "signature": signature})


def some(draws: random.Random, most: int = 4) -> dict[str, Any]:
    """A meeting with one ballot of three to `most` votes; now and then an annulled one before it."""
    meeting = Meeting(draws)
    present = draws.randint(3, most)
    choices = draws.choices(CHOICES, (6, 2, 1), k=draws.randint(3, present))
    annulled = [meeting.ballot(["agree"], present, reason="停电")] if draws.random() < 0.2 else []
    return meeting.content([meeting.ballot(choices, present)], annulled)

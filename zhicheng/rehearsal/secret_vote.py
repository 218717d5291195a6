"""Rehearsed trustees and experts at the ballot: what their browsers send, through the acts of the pages."""

from collections.abc import Sequence

from zhicheng.meeting import actions
from zhicheng.meeting.ballot_rows import ceremony_of, deals_of, place_of, sealed_rows, shares_of
from zhicheng.meeting.ballots import ceremony, sealed
from zhicheng.meeting.models import Ballot, BallotKey
from zhicheng.meeting.models import Trustee as Holder
from zhicheng.rehearsal.ballot_client import Trustee, open_with, seal


def sealed_for(ballot: Ballot, seat_id: object, choice: str) -> str:
    """A member's vote as the member's browser seals it. With key and application loaded."""
    return seal(choice, place_of(ballot), str(seat_id))


class Holders:
    """The three trustees of a key, each with a file of their own."""

    def __init__(self, key: BallotKey, upto: int = 3) -> None:
        """Make the key by the acts, the first `upto` of its three steps (all)."""
        self.key = key
        self.clients = {at: Trustee(ceremony_of(key), at) for at in ceremony.TRUSTEES}
        for step in range(upto):
            rows = self.rows()
            deals, shares = deals_of(rows), shares_of(rows)
            for row in rows:
                actions.send_key_message(row, self._message(step, row.position, deals, shares), row.account)
        key.refresh_from_db()

    def _message(self, step: int, position: int, deals: dict[int, str], shares: dict[int, str]) -> str:
        client = self.clients[position]
        if step == 0:
            return client.deal()
        return client.shares(deals) if step == 1 else client.confirmation(deals, shares)

    def rows(self) -> list[Holder]:
        """The trustees' rows by position."""
        return list(self.key.trustees.select_related("account").order_by("position"))

    def parts(self, position: int, ballots: Sequence[Ballot]) -> dict[str, str]:
        """A trustee's partial decryptions of these ballots' sums, by ballot id."""
        rows = self.rows()
        share = self.clients[position].share(deals_of(rows), shares_of(rows))
        public = ceremony.public_share(deals_of(rows), position)
        found = {}
        for ballot in sealed_rows().filter(pk__in=[one.pk for one in ballots]):
            sums = sealed.sums(mark.sealed for mark in ballot.marks.all())
            found[str(ballot.pk)] = open_with(share, public, position, place_of(ballot), sums)
        return found

    def open(self, ballots: Sequence[Ballot], positions: Sequence[int] = (1, 2)) -> list[Ballot]:
        """The trustees at these positions open the ballots, one after the other; those that are counted by it."""
        counted: list[Ballot] = []
        for row in self.rows():
            if row.position in positions:
                counted += actions.open_sums(row, self.parts(row.position, ballots), row.account)
        return counted

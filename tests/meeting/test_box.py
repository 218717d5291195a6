"""The ballot box: sums come out right, nothing else comes out; quorum and threshold at their edges."""

import base64
import io
import logging
from collections.abc import Iterator

import pytest
from cryptography.exceptions import InvalidTag
from django.core.management import call_command

from tests.making import Season
from tests.meeting import ready
from zhicheng.applications.models import Application
from zhicheng.meeting import actions, ballots, counting
from zhicheng.meeting.models import Ballot, VoterMark
from zhicheng.policy.book import open_book

RULE = counting.Rule((2, 3), (2, 3), ())


def test_what_goes_in_is_counted() -> None:
    public, private = ballots.new_box()
    sealed: list[str] = []
    for choice in ["agree"] * 5 + ["against"] * 3 + ["abstain"]:
        sealed = ballots.put(sealed, public, choice)
    assert ballots.tally(sealed, private) == {"agree": 5, "against": 3, "abstain": 1}
    with pytest.raises(ValueError, match="unknown choice"):
        ballots.put(sealed, public, "yes")


def test_ciphertexts_are_sorted_of_one_length_and_never_the_same() -> None:
    public, _private = ballots.new_box()
    sealed: list[str] = []
    for number in range(12):
        sealed = ballots.put(sealed, public, ballots.CHOICES[number % 3])
        assert sealed == sorted(sealed)
    assert len(set(sealed)) == 12
    assert len({len(base64.b64decode(one)) for one in sealed}) == 1


def test_another_box_s_key_opens_nothing() -> None:
    public, _private = ballots.new_box()
    _other, wrong = ballots.new_box()
    with pytest.raises(InvalidTag):
        ballots.tally(ballots.put([], public, "agree"), wrong)


@pytest.mark.clause("YN2023-2.2b")
@pytest.mark.parametrize(
    ("present", "members", "enough"),
    [(6, 9, True), (5, 9, False), (8, 11, True), (7, 11, False), (0, 0, False), (3, 3, True), (2, 3, True)],
)
def test_the_quorum_s_edge(present: int, members: int, enough: bool) -> None:
    assert counting.is_quorate(present, members, RULE) is enough
    assert (present >= counting.least(members, RULE) > 0) is enough


@pytest.mark.parametrize(
    ("agree", "present", "passes"), [(4, 6, True), (3, 6, False), (6, 8, True), (5, 8, False), (0, 0, False)]
)
def test_the_threshold_s_edge(agree: int, present: int, passes: bool) -> None:
    assert counting.has_passed(agree, present, RULE) is passes


def test_the_shares_come_from_the_law() -> None:
    rule = counting.rule(open_book(2023, "昆明市"))
    assert (rule.quorum, rule.threshold) == ((2, 3), (2, 3))
    assert rule.clauses == ("YN2023-2.2b", "MOHRSS-40")


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
def test_no_choice_stands_in_database_trail_or_log(season: Season, log: list[str]) -> None:
    """Two meetings alike but for the choices leave the same words behind."""
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    ready.cast_all(ballot, [(seat, "against" if number else "abstain") for number, seat in enumerate(seats)])
    dump = io.StringIO()
    call_command("dumpdata", "meeting", "trail", "inbox", "applications", stdout=dump)
    everything = dump.getvalue() + "\n".join(log)
    for word in ("against", "abstain", "反对", "弃权"):
        found = [line for line in everything.replace(",", "\n").splitlines() if word in line]
        assert not [line for line in found if "null" not in line], found
    kept = Ballot.objects.get()
    assert len(kept.sealed) == len(seats) and kept.sealed == sorted(kept.sealed)
    marks = VoterMark.objects.all()
    assert {field.name for field in VoterMark._meta.fields} == {"id", "ballot", "seat"}
    assert {mark.id.version for mark in marks} == {4}, "ids that grow with time would tell the order"


@pytest.mark.django_db
@pytest.mark.usefixtures("meeting_day")
def test_the_key_is_destroyed_by_the_count(season: Season) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    ready.cast_all(ballot, [(seat, "agree") for seat in seats])
    assert Ballot.objects.get().box_opener
    closed = actions.close_ballot(ballot, season.cast.office_officer)
    kept = Ballot.objects.get()
    assert (closed.passed, kept.agree, kept.against, kept.abstain, kept.box_opener) == (True, 5, 0, 0, "")
    assert kept.rule["threshold"] == "2/3"

"""Every address × role: no page that shows somebody else's data can skip the read log (tests/test_addresses.py)."""

import pytest

from tests.roles import EVERYBODY, ROLES, who
from tests.test_addresses import TABLE
from tests.visiting import Visited, visited
from zhicheng.people import read_log, reading
from zhicheng.people.models import Account, Person
from zhicheng.trail.models import Read

__all__ = ["visited"]  # the fixture
pytestmark = pytest.mark.django_db
BEHIND_LOG_IN = [name for name, one in TABLE.items() if one.reads and one.sees and one.sees != who(EVERYBODY)]


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> read_log.Writer:
    """A writer of the test's own, written by hand."""
    fresh = read_log.Writer()
    monkeypatch.setattr(reading, "writer", fresh)
    return fresh


def subject(row: object) -> object:
    """The person whom a row of the scene is about; None where it is nobody's alone."""
    if isinstance(row, Person):
        return row.pk
    if isinstance(row, Account):
        return row.person.pk if hasattr(row, "person") else None
    for path in (
        "person_id",
        "application.person_id",
        "entry.application.person_id",
        "certificate.person_id",
    ):
        found = row
        for part in path.split("."):
            found = getattr(found, part, None)
        if found is not None:
            return found
    return None


@pytest.mark.parametrize("name", BEHIND_LOG_IN)
def test_no_page_that_shows_others_skips_the_log(
    visited: Visited, writer: read_log.Writer, name: str
) -> None:
    address = TABLE[name]
    names = dict(Person.objects.values_list("pk", "name"))
    rows = [visited.scene.rows[one.partition(".")[0]] for one in address.arguments.values() if one[0] != "="]
    about = {found for found in map(subject, rows) if found is not None}
    for role in (one for one in ROLES if one in address.sees and one != "anonymous"):
        answer = visited.clients[role].get(visited.url(name, address.arguments))
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        answer.close()
        writer.flush()
        account = visited.scene.cast.accounts[role]
        own = Person.objects.filter(account=account).values_list("pk", flat=True).first()
        others = {one for one, words in names.items() if one != own and words.encode() in body}
        lines = Read.objects.filter(page=name, account=account.pk)
        assert lines or not (others or about - {own}), f"{role} read {name}, and no line tells"
        assert about - {own} <= set(lines.values_list("person", flat=True)), (
            f"{role}: whose data {name} showed"
        )
        assert own is None or own not in lines.values_list("person", flat=True), "one's own data is no look"


def test_whoever_opens_a_one_time_link_is_logged_without_account(
    visited: Visited, writer: read_log.Writer
) -> None:
    visited.clients["anonymous"].get(visited.url("vetting:letter", TABLE["vetting:letter"].arguments))
    writer.flush()
    line = Read.objects.get(page="vetting:letter", account=None)
    assert line.person is not None and line.organisation is not None

"""The read log: access functions fill it by construction, and no page waits for it."""

import inspect
import re
import time
from collections.abc import Callable, Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests import making
from zhicheng.applications.states import State
from zhicheng.people import read_log, reading
from zhicheng.people.models import Account
from zhicheng.trail import reads
from zhicheng.trail.models import Read, ReadBatch

pytestmark = pytest.mark.django_db


@pytest.fixture
def writer(monkeypatch: pytest.MonkeyPatch) -> read_log.Writer:
    """A writer of the test's own, written by hand."""
    fresh = read_log.Writer()
    monkeypatch.setattr(reading, "writer", fresh)
    return fresh


OWN_WORDS = re.compile(
    r"for_(applicant|owner|holder|person|recipient|public)\b|^get_(own|phone|material|spot_check)"
)
OF_NOBODY = {  # access functions of rows that are nobody's alone: their pages count as lists
    "get_role_for_bureau", "get_organisation_to_staff", "get_role_to_delegate",
    "get_delegation_to_end", "get_import_for_office", "get_leave_for_office",
    "get_competence_for_bureau",
    "get_unit_for_delegation", "get_draft_for_bureau", "get_session_for_office", "get_session_for_reader",
    "get_committee_for_office", "get_committee_for_bureau", "get_filing_for_bureau", "get_filing_for_reader",
    "get_filing_for_office", "get_petition_for_bureau", "get_standard_for_bureau", "get_case_for_opener",
    "get_suspension_for_keeper", "get_list_for_bureau", "get_list_for_reader", "get_session_for_organiser",
    "get_session_for_watcher", "get_draw_for_watcher", "get_open_draw", "get_expert_for_office",
    "get_notice_for_publisher", "get_session_for_issuer", "get_session_for_confirmer", "get_document_for_reader",
    "get_seat_for_expert", "get_chair", "get_key_page", "get_trustee", "get_key_for_office",
    "get_draw_for_keeper", "get_published_draw", "get_session_for_keeper", "get_archive_for_office",
    "get_session_for_supervisor", "get_ballot_to_cast", "get_seat_to_give_up", "get_room_to_cancel",
    "get_announcement_for_office", "get_enclosure_for_reader", "get_passkey",
    "get_unit_member", "get_unit_for_bureau",
}  # fmt: skip
BY_ANOTHER = {  # they load by one that logs
    "get_case_for_decision", "get_evidence_for_handler", "get_entrusted_case_for_unit", "get_ballot_for_list",
    "get_replacement_for_bureau",
}  # fmt: skip


def access_functions() -> Iterator[tuple[str, Callable[..., object]]]:
    for config in apps.get_app_configs():
        if config.name.startswith("zhicheng."):
            try:
                module = import_module(f"{config.name}.access")
            except ModuleNotFoundError:
                continue
            for name, function in inspect.getmembers(module, inspect.isfunction):
                if name.startswith("get_") and function.__module__ == module.__name__:
                    yield name, function


def test_an_access_function_of_somebodys_data_logs_or_says_why_not() -> None:
    found = dict(access_functions())
    silent = {
        name for name, one in found.items() if not hasattr(one, "__wrapped__") and not OWN_WORDS.search(name)
    }
    assert silent == OF_NOBODY | BY_ANOTHER


def test_a_case_is_logged_with_organisation_and_role(
    season: making.Season, client_of: Callable[[Account], Client], writer: read_log.Writer
) -> None:
    row = making.application(season, State.AT_UNIT)
    client_of(season.cast.unit_officer).get(f"/vetting/{row.pk}/")
    assert not Read.objects.exists(), "the page has not waited for it"
    assert writer.flush() == 1
    line = Read.objects.get()
    assert (line.person, line.application) == (row.person_id, row.pk)
    assert (line.organisation, line.role) == (row.unit_id, "unit")
    assert (line.account, line.page) == (season.cast.unit_officer.pk, "vetting:case")


def test_a_stranger_who_finds_nothing_has_read_nothing(
    season: making.Season, client_of: Callable[[Account], Client], writer: read_log.Writer
) -> None:
    row = making.application(season, State.AT_UNIT)
    client_of(season.cast.accounts["other_unit_officer"]).get(f"/vetting/{row.pk}/")
    assert writer.flush() == 0


def test_a_list_is_logged_without_a_person(season: making.Season, writer: read_log.Writer) -> None:
    writer.put(read_log.Visit(season.session.opens_at, "desks:home", season.cast.unit_officer.pk, ()))
    writer.put(read_log.Visit(season.session.opens_at, "desks:home", season.cast.applicant.pk, ()))
    assert writer.flush() == 2
    assert reads.verify() == reads.Report(1, 1, 0), "an applicant's own desk is no look"


@pytest.mark.database
@pytest.mark.django_db(transaction=True)
def test_the_thread_writes_after_the_answer(
    season: making.Season,
    client_of: Callable[[Account], Client],
    writer: read_log.Writer,
    settings: Settings,
) -> None:
    if connection.vendor == "sqlite":
        pytest.skip("the test's SQLite lies in memory, where a thread cannot reach it")
    settings.READS_BY_THREAD = True
    row = making.application(season, State.AT_UNIT)
    client_of(season.cast.unit_officer).get(f"/vetting/{row.pk}/")
    until = time.monotonic() + 10
    while not ReadBatch.objects.exists() and time.monotonic() < until:
        time.sleep(0.1)
    writer.stop()
    assert Read.objects.get().application == row.pk

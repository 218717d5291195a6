"""Multiplied rows keep every constraint and every invariant; nothing that hangs on a person is forgotten."""

import datetime as dt

import pytest
from django.apps import apps
from django.db import connection

from benchmarks import checking
from benchmarks.multiplying import COPIED, Multiplier, batches
from tests.cast import Cast
from tests.making import Season, application
from zhicheng.almanac import clock
from zhicheng.applications.models import Application, Station, Submission
from zhicheng.applications.states import State
from zhicheng.people.models import Account, Person
from zhicheng.rehearsal import invariants
from zhicheng.rehearsal.season import play

# What points to copied rows and is not copied, with the reason.
LEFT_OUT = {
    "people.Membership": "officers are shared",
    "vetting.PaperStamp": "noted by officers",
    "people.Organisation": "units are shared",
    "people.RecoveryCode": "lives for minutes",
    "people.BackupCode": "each account has its own",
    "people.Delegation": "officers are shared",
    "people.Competence": "laid down by bureaus",
    "people.OutsideIdentity": "each account has its own",
    "people.Passkey": "each account has its own",
    "people.SupportCase": "few, and each of its account",
    "people.Device": "each browser is its account's own",
    "dossiers.Arrival": "lives until the worker has taken the file in",
    "dossiers.PhoneLink": "lives for half an hour",
    "dossiers.Verification": "names a record by its id; copies are self-declared",
    "dossiers.EducationProof": "asked for anew, of the unit",
    "dossiers.Export": "made anew when asked for",
    "applications.NamedFile": "lives until it has arrived or its grace is over",
    "applications.MaterialRequest": "answered while the case lasts",
    "drafts.Draft": "lives until it is handed in",
    "public_notice.ObjectionEvidence": "read by one handler alone",
    "meeting.Panel": "made by officers",
    "meeting.PeerGroup": "made by officers",
    "meeting.PlannedReading": "lives until it is confirmed",
    "meeting.Look": "read by supervisors alone",
    "planning.ClosedRoom": "made by officers",
    "planning.Enclosure": "made by officers",
    "planning.PlanEntry": "proposed by officers",
    "signatures.RoomKey": "made by officers",
    "planning.Reminder": "read by the clock alone",
    "register.TitleRecord": "made by officers",
    "catalogues.Catalogue": "made by officers",
    "planning.Standard": "made by officers",
    "vetting.CommonReason": "made by officers",
    "vetting.Death": "copies live on",
    "vetting.EmployerChange": "few people change their employer in mid-season",
    "desks.SavedFilter": "officers are shared",
    "desks.ListFile": "officers are shared",
    "vetting.MessageTemplate": "made by officers",
    "vetting.CaseMessage": "its message lies in the inbox, which is not copied",
    "vetting.Batch": "made by officers",
    "vetting.BatchCase": "of a batch, which an officer made",
    "vetting.OwnMark": "read by its officer alone",
    "planning.Petition": "made by officers",
    "planning.SettingChange": "made by officers",
    "planning.Forwarding": "made by officers",
    "planning.InspectionNote": "made by officers",
    "title_confirmation.TitleList": "made by officers",
    "meeting.SpotCheck": "made by officers",
    "meeting.SpotSupplement": "made by officers",
    "meeting.MeetingNotice": "made by officers",
    "planning.CommitteeTerm": "made by officers",
    "planning.Filing": "made by officers",
    "signatures.Signature": "shared: its content names the original",
    "experts.Expert": "experts are shared",
    "experts.Leave": "experts are shared",
    "experts.PoolImport": "made by officers",
    "experts.Draw": "made by officers",
    "experts.DrawerShare": "made by officers",
    "experts.Withdrawal": "made by experts and officers",
    "meeting.Meeting": "made by officers",
    "meeting.Recheck": "made by officers",
    "meeting.Break": "made by officers",
    "meeting.BallotKey": "of a session",
    "meeting.Trustee": "of a session",
    "outcomes.Archive": "made anew when asked for",
    "public_notice.Posting": "of the page that hung, which is not copied",
    "outcomes.Reason": "written by officers, of the session's release",
    "outcomes.Release": "made by officers",
    "outcomes.TitleDocument": "shared: its signature names the holders",
}


@pytest.mark.django_db
def test_copies_keep_constraints_and_invariants(cast: Cast, season: Season) -> None:
    application(season, State.AT_UNIT)
    application(season, State.DRAFT, person=cast.people["other_applicant"])
    before = {name for name, check in invariants.CHECKS.items() if check()}
    people, accounts = Person.objects.count(), Account.objects.count()
    Multiplier().run(1, 2)
    connection.check_constraints()
    assert Person.objects.count() == 3 * people
    assert Account.objects.count() == accounts + 2 * people  # officers are not copied
    assert Application.objects.count() == 6
    assert Station.objects.count() == 6 * 3
    assert {name for name, check in invariants.CHECKS.items() if check()} == before
    assert checking.broken() == {}


@pytest.mark.django_db
def test_copies_have_ids_names_numbers_and_dates_of_their_own(cast: Cast, season: Season) -> None:
    row = application(season, State.AT_UNIT)
    Multiplier().run(1, 1)
    copy = Application.objects.exclude(pk=row.pk).select_related("person__account").get()
    assert str(copy.pk).startswith("00000001-")
    assert copy.number == f"{row.number}00000001"
    assert copy.person.account != row.person.account
    assert len(copy.applicant_name) == 3
    assert copy.applicant_name == copy.person.name == copy.person.account.display_name
    assert copy.state_since - row.state_since == dt.timedelta(minutes=7)
    assert copy.unit == row.unit
    assert Submission.objects.get(application=copy).content == Submission.objects.get(application=row).content


@pytest.mark.django_db
def test_only_the_wanted_people_are_copied(cast: Cast, season: Season) -> None:
    row = application(season, State.DRAFT)
    people = Person.objects.count()
    Multiplier(Person.objects.filter(applications=row)).run(1, 3)
    assert Person.objects.count() == people + 3
    assert Application.objects.count() == 4


@pytest.mark.django_db
def test_broken_rows_are_noticed(cast: Cast, season: Season) -> None:
    row = application(season, State.AT_UNIT)
    Station.objects.filter(application=row).delete()
    Submission.objects.filter(application=row).update(content_hash="0" * 64)
    assert checking.broken() == {
        "every_submitted_application_has_a_route": 1,
        "snapshots_are_what_was_hashed": 1,
    }


def test_no_model_of_a_person_is_forgotten() -> None:
    forgotten = {
        model._meta.label
        for model in apps.get_models()
        if model not in COPIED
        and any(field.is_relation and field.related_model in COPIED for field in model._meta.concrete_fields)
    }
    assert forgotten == set(LEFT_OUT)


def test_a_row_follows_what_it_points_to() -> None:
    order = list(COPIED)
    for model in order:
        for field in model._meta.concrete_fields:
            if field.related_model in COPIED and field.related_model is not model:
                assert order.index(field.related_model) < order.index(model), (model, field)


def test_batches_cover_every_copy_once() -> None:
    assert list(batches(5, 2)) == [(1, 2), (3, 4), (5, 5)]
    assert list(batches(0, 2)) == []


@pytest.mark.long
@pytest.mark.database
@pytest.mark.django_db
def test_a_rehearsed_season_is_multiplied() -> None:
    stops = dt.datetime(2023, 8, 16, 10, tzinfo=clock.CHINA)
    with clock.at(stops):
        play(count=120, year=2023, seed=7, until=stops)  # all kinds have a certificate
    there = Application.objects.count()
    Multiplier().run(1, 2)
    assert Application.objects.count() == 3 * there
    assert checking.broken() == {}
    not_copied = {"trail_is_intact"}  # a chain cannot be multiplied
    assert {name for name, check in invariants.CHECKS.items() if check()} <= not_copied

"""The death of an applicant: told with proof, confirmed by a second officer; declarations end uncounted, nothing leaves."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import account
from tests.files import hostile
from zhicheng.almanac import clock
from zhicheng.applications import ledger
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.actions import send
from zhicheng.inbox.models import Delivery
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions
from zhicheng.vetting.models import Death

ClientOf = Callable[[Account], Client]
DAY = dt.date(2023, 7, 19)


@pytest.fixture
def second(season: making.Season) -> Account:
    made = account("second_unit", "董复核")
    unit = season.cast.organisations["unit"]
    made.memberships.create(organisation=unit, role="unit", position="handler", since=clock.now())
    return made


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("证明.pdf", hostile.paper("proof"))


def tell(season: making.Season, row: Application, **more: object) -> Death:
    given = {"died_on": DAY, "words": "家属告知", "evidence": proof(), "by": season.cast.unit_officer}
    return actions.tell_death(row, **{**given, "organisation": row.unit, **more})


def test_two_officers_close_what_is_open_and_nothing_leaves_any_more(
    season: making.Season, client_of: ClientOf, second: Account
) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    person = row.person
    own = client_of(person.account)
    send(person.account_id, "申报进度", "请查看", mobile=person.mobile)
    at = reverse("vetting:death", args=[row.pk])
    officer = client_of(season.cast.unit_officer)
    assert at in officer.get(f"/vetting/{row.pk}/").content.decode()
    typed = {"died_on": "2023-07-19", "words": "家属告知"}
    assert officer.post(at, typed).status_code == 400
    assert officer.post(at, {**typed, "evidence": proof()}).status_code == 302
    row.refresh_from_db()
    assert row.state == State.AT_DEPARTMENT  # nothing ends at one officer's word
    answer = officer.post(at)
    assert answer.status_code == 403
    assert "另一人确认" in answer.content.decode()
    assert client_of(second).post(at).status_code == 302
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN
    step = row.steps.get(event="end_by_death")
    assert "2023年7月19日去世" in step.reason
    assert "谨致哀悼" in officer.get(f"/vetting/{row.pk}/").content.decode()
    assert ledger.used(person, 2023) == 0
    assert own.get("/desk/").status_code == 302  # nobody is logged in to the account any more
    assert not Delivery.objects.exists()
    send(person.account_id, "申报进度", "请查看", mobile=person.mobile)
    assert not Delivery.objects.exists()
    send(season.cast.unit_officer.pk, "通知", "请查看", mobile="13800000001")
    assert Delivery.objects.count() == 1
    acts = set(Entry.objects.filter(subject=person.pk).values_list("act", flat=True))
    assert {"tell_death", "confirm_death"} <= acts


def test_what_was_voted_on_takes_its_way(season: making.Season, second: Account) -> None:
    row = making.application(season, State.PASSED)
    tell(season, row)
    actions.confirm_death(row, second, row.unit)
    row.refresh_from_db()
    assert row.state == State.PASSED
    assert "按程序办理" in row.steps.get(event="end_by_death").reason


@pytest.mark.parametrize("state", [State.DRAFT, State.RETURNED, State.FILED, State.READING])
def test_a_bureau_on_the_way_may_confirm(season: making.Season, state: State) -> None:
    orgs, cast = season.cast.organisations, season.cast
    route = [("用人单位", orgs["unit"]), ("县区人社", orgs["county_bureau"]), ("评委会", orgs["department"])]
    row = making.application(season, state, route=route)
    tell(season, row)
    actions.confirm_death(row, cast.county_officer, orgs["county_bureau"])
    row.refresh_from_db()
    assert row.state == State.WITHDRAWN


def test_others_tell_and_confirm_nothing(season: making.Season, client_of: ClientOf) -> None:
    cast, orgs = season.cast, season.cast.organisations
    row = making.application(season, State.AT_DEPARTMENT)
    at = reverse("vetting:death", args=[row.pk])
    for who in (cast.department_officer, cast.other_unit_officer, row.person.account, cast.office_officer):
        assert client_of(who).get(at).status_code == 404
    for who, where in ((cast.department_officer, "department"), (cast.county_officer, "county_bureau")):
        with pytest.raises(Refused):
            tell(season, row, by=who, organisation=orgs[where])
    with pytest.raises(Refused, match="晚于今天"):
        tell(season, row, died_on=dt.date(2023, 7, 29))
    with pytest.raises(Refused, match="没有等待确认"):
        actions.confirm_death(row, cast.unit_officer, row.unit)
    death = tell(season, row)
    with pytest.raises(Refused, match="已经登记"):
        tell(season, row)
    with pytest.raises(IntegrityError), transaction.atomic():
        Death.objects.filter(pk=death.pk).update(confirmed_by=cast.unit_officer, confirmed_at=clock.now())

"""A unit merged or dissolved in mid-season: its open declarations are handed over, wait for a new unit, or go on."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making, scene_routes
from tests.cast import NOON, person
from tests.files import hostile
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.review_form import form_of
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Organisation
from zhicheng.public_notice.actions import close_unit_notice, open_unit_notice
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions
from zhicheng.vetting.models import EmployerChange

ClientOf = Callable[[Account], Client]
DAY = dt.date(2023, 7, 19)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


def scan() -> SimpleUploadedFile:
    return SimpleUploadedFile("批复.pdf", hostile.paper("decision"))


def ending(successor: Organisation | None) -> actions.Ending:
    return actions.Ending(successor, DAY, "昆国资〔2023〕5号", scan())


def end(season: making.Season, successor: Organisation | None) -> int:
    orgs = season.cast.organisations
    return actions.end_unit(orgs["unit"], ending(successor), season.cast.city_officer, orgs["city_bureau"])


def test_the_successor_sees_and_acts_with_the_running_notice(
    season: making.Season, client_of: ClientOf
) -> None:
    cast, into = season.cast, season.cast.organisations["other_unit"]
    row = ready.at_unit(season)
    with clock.at(NOON):
        notice = open_unit_notice([row], row.unit, "一楼公告栏", False, cast.unit_officer)
        assert end(season, into) == 1
        assert client_of(cast.unit_officer).get(f"/vetting/{row.pk}/").status_code == 404
    with clock.at(AFTER_NOTICE):
        notice.refresh_from_db()
        close_unit_notice(notice, "无异议", cast.other_unit_officer)
        row = Application.objects.get(pk=row.pk)
        assert (row.state, row.unit, row.holder) == (State.UNIT_NOTICE, into, into)
        page = client_of(cast.other_unit_officer).get(f"/vetting/{row.pk}/").content.decode()
        assert "并入云岭装备制造有限公司" in page
        actions.write_opinion(row, GOOD, cast.other_unit_officer, into)
        actions.pass_on(row, "同意", POINTS, cast.other_unit_officer, into)
    assert Application.objects.get(pk=row.pk).state == State.AT_DEPARTMENT
    person = Application.objects.get(pk=row.pk).person
    assert person.unit == into
    unit = cast.organisations["unit"]
    unit.refresh_from_db()
    assert (unit.active, unit.merged_into, unit.ended_on) == (False, into, DAY)
    assert into.former_names.get().name == "昆明机电设计研究院"
    change = EmployerChange.objects.get()
    assert (change.kind, change.restarted, change.evidence.media_type) == ("merged", False, "application/pdf")
    assert Entry.objects.filter(act="end_unit", subject=unit.pk).exists()


def test_what_the_old_unit_decided_stays_with_it(season: making.Season, now: None) -> None:
    cast, into = season.cast, season.cast.organisations["other_unit"]
    row = ready.prepared(season)
    actions.pass_on(row, "同意", POINTS, cast.unit_officer, row.unit)
    end(season, into)
    assert row.decisions.get().organisation == cast.organisations["unit"]
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.unit) == (State.AT_DEPARTMENT, into)
    actions.pass_on(
        row, "同意", [], cast.department_officer, cast.organisations["department"]
    )  # nothing restarts


@pytest.mark.parametrize("state", [State.AT_UNIT, State.UNIT_NOTICE, State.RETURNED])
def test_without_a_successor_what_was_not_recommended_waits_for_a_new_unit(
    season: making.Season, client_of: ClientOf, state: State, now: None
) -> None:
    row = making.application(season, state)
    assert end(season, None) == 1
    row = Application.objects.get(pk=row.pk)
    assert (row.state, row.person.unit) == (State.RESET, None)
    assert row.due_on is not None
    assert EmployerChange.objects.get().restarted is True
    page = client_of(row.person.account).get(reverse("vetting:employer", args=[row.pk])).content.decode()
    assert "单位撤销" in page


@pytest.mark.parametrize("state", [State.AT_DEPARTMENT, State.AUDITED, State.CORRECTING])
def test_what_it_had_recommended_goes_on(season: making.Season, state: State, now: None) -> None:
    row = making.application(season, state)
    end(season, None)
    assert Application.objects.get(pk=row.pk).state == state
    assert EmployerChange.objects.get().restarted is False


def test_from_the_filing_on_nothing_changes(season: making.Season, now: None) -> None:
    row = making.application(season, State.FILED)
    assert end(season, season.cast.organisations["other_unit"]) == 0
    assert Application.objects.get(pk=row.pk).unit == season.cast.organisations["unit"]


def test_an_objection_is_answered_before_the_unit_is_dissolved(season: making.Season, now: None) -> None:
    making.application(season, State.NOTICE_OBJECTION)
    with pytest.raises(Refused, match="异议"):
        end(season, None)
    assert Organisation.objects.get(pk=season.cast.organisations["unit"].pk).active


def test_two_companies_that_become_one_are_reset_first(season: making.Season, now: None) -> None:
    row = scene_routes.dispatched_application(season, season.cast.people["applicant"])
    with pytest.raises(Refused, match="劳务派遣"):
        end(season, season.cast.organisations["other_unit"])
    assert Application.objects.get(pk=row.pk).unit == season.cast.organisations["unit"]
    assert not EmployerChange.objects.exists()


def test_reports_to_the_unit_go_along_or_end(season: making.Season, now: None) -> None:
    orgs = season.cast.organisations
    other = person("530102198707070188", "严新到", orgs["other_unit"])
    row = making.application(season, State.AT_DEPARTMENT, person=other)
    change = actions.report_employer(
        row, orgs["unit"], happened_on=DAY, words="签订合同", evidence=scan(), by=other.account
    )
    end(season, None)
    change.refresh_from_db()
    assert (change.answer, change.refusal) == ("refused", "昆明机电设计研究院已撤销。")


def test_the_page_of_the_bureau(season: making.Season, client_of: ClientOf, now: None) -> None:
    row = making.application(season, State.AT_UNIT)
    unit = season.cast.organisations["unit"]
    at = reverse("vetting:end_unit", args=[unit.pk])
    for who in (season.cast.wrong_county_officer, season.cast.unit_officer, season.cast.department_officer):
        assert client_of(who).get(at).status_code == 404
    client = client_of(season.cast.county_officer)
    assert at in client.get(reverse("people:unit", args=[unit.pk])).content.decode()
    assert "李文静" in client.get(at).content.decode()
    typed = {"kind": "merged", "happened_on": "2023-07-19", "words": "昆国资〔2023〕5号", "sure": "on"}
    answer = client.post(at, {**typed, "evidence": scan()})
    assert answer.status_code == 400
    assert "请填写并入的单位" in answer.content.decode()
    answer = client.post(at, {**typed, "successor": unit.name, "evidence": scan()})
    assert answer.status_code == 409
    assert "另一个在用的单位" in answer.content.decode()
    answer = client.post(at, {**typed, "successor": "91530100MA6K5N2X1B", "evidence": scan()})
    assert answer.status_code == 302
    assert client.get(at).status_code == 404  # closed
    row.refresh_from_db()
    assert row.unit == season.cast.organisations["other_unit"]
    with pytest.raises(Refused, match="已经合并或撤销"):
        end(season, None)


def test_the_review_form_shows_the_name_of_then_and_of_now(season: making.Season, now: None) -> None:
    row = making.application(season, State.AT_DEPARTMENT)
    content = row.submissions.get().content
    content["cover"] |= {"unit": row.unit.name, "credit_code": row.unit.credit_code}
    assert form_of(row, content, version="第1版")["cover"]["unit"] == "昆明机电设计研究院"
    Organisation.objects.filter(pk=row.unit.pk).update(name="昆明机电院有限公司")
    assert (
        form_of(row, content, version="第1版")["cover"]["unit"]
        == "昆明机电设计研究院（现名昆明机电院有限公司）"
    )
    Organisation.objects.filter(pk=row.unit.pk).update(name="昆明机电设计研究院")
    end(season, season.cast.organisations["other_unit"])
    told = form_of(row, content, version="第1版")["cover"]["unit"]
    assert told == "昆明机电设计研究院（已并入云岭装备制造有限公司）"


def test_an_ended_unit_is_closed_in_the_database(season: making.Season) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=season.cast.organisations["unit"].pk).update(ended_on=DAY)

"""A hidden title or other fraud: found at a station, the person heard, decided by another bureau's officer."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from tests import making, scene_ground
from tests.files import hostile
from zhicheng.almanac import clock
from zhicheng.applications import guards
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.integrity.models import IntegrityRecord
from zhicheng.people.errors import Refused
from zhicheng.register.models import Certificate
from zhicheng.vetting import actions, queries
from zhicheng.vetting.models import Suspicion


def proof() -> SimpleUploadedFile:
    return SimpleUploadedFile("证据.pdf", hostile.paper("evidence"))


@pytest.fixture
def row(season: making.Season) -> Application:
    return making.application(season, State.AT_DEPARTMENT)


@pytest.fixture
def case(season: making.Season, row: Application) -> Suspicion:
    cast = season.cast
    return actions.open_suspicion(
        row, "hidden_title", "隐瞒经济师", proof(), cast.department_officer, cast.organisations["department"]
    )


def certificate(season: making.Season, row: Application) -> None:
    cast = season.cast
    Certificate.objects.create(
        person=row.person,
        number="530120220000009",
        token="abcdefghijklmnopqrstuvwz",
        holder_name=row.applicant_name,
        id_masked="530102********0023",
        series="经济",
        profession="工商管理",
        level="中级",
        title="经济师",
        obtained_on=dt.date(2022, 12, 1),
        way="评审",
        document_number="昆人社职〔2021〕3号",
        issuer=cast.organisations["city_bureau"],
        committee_name="经济中评委",
        application_number="KM2021-000001",
        audit_hash="0" * 64,
        signature=scene_ground.seal(cast, "city_officer", cast.organisations["city_bureau"], "certificate"),
        issued_at=clock.now(),
    )


@pytest.mark.clause("KM2023-4.1c")
def test_a_hidden_title_is_found_heard_and_put_on_record(season: making.Season, row: Application) -> None:
    cast = season.cast
    certificate(season, row)
    found = queries.hidden_titles(row)
    assert len(found) == 1
    assert "经济师" in found[0]
    officer = Client()
    officer.force_login(cast.department_officer)
    assert "与证书库比对不一致" in officer.get(reverse("vetting:case", args=[row.pk])).content.decode()
    at = reverse("vetting:suspect", args=[row.pk])
    assert found[0] in officer.get(at).content.decode()
    typed = {"kind": "hidden_title", "facts": found[0], "sure": "on"}
    assert officer.post(at, typed).status_code == 400  # without evidence
    assert officer.post(at, {**typed, "evidence": proof()}).status_code == 302
    case = Suspicion.objects.get()
    person = Client()
    person.force_login(cast.applicant)
    link = Message.objects.filter(recipient=cast.applicant.pk).latest("sent_at").link
    assert person.post(link, {"statement": "忘记填写，不是有意隐瞒。"}).status_code == 302
    bureau = Client()
    bureau.force_login(cast.city_officer)
    decided = bureau.post(
        reverse("vetting:finding", args=[case.pk]), {"outcome": "upheld", "finding": "经核实属实。"}
    )
    assert decided.status_code == 302
    row.refresh_from_db()
    assert row.state == State.STOPPED
    record = IntegrityRecord.objects.get(person=row.person)
    assert record.until == dt.date(2026, 7, 19)
    assert "经济师" in record.facts
    with pytest.raises(Refused, match="诚信档案"):
        guards.check_person(row.person, 2023)


@pytest.mark.clause("KM2023-4.1c")
def test_nobody_passes_it_while_it_is_open_and_it_goes_on_when_dismissed(
    season: making.Season, row: Application, case: Suspicion
) -> None:
    cast, city = season.cast, season.cast.organisations["city_bureau"]
    department = cast.organisations["department"]
    with pytest.raises(Refused, match="弄虚作假"):
        actions.pass_on(row, "同意", (), cast.department_officer, department)
    with pytest.raises(Refused, match="已经立案"):
        actions.open_suspicion(row, "improper", "再立", proof(), cast.department_officer, department)
    actions.state_own_side(case, "没有隐瞒。", cast.applicant)
    actions.decide_suspicion(case, False, "原证书已注销。", cast.city_officer, city)
    assert not IntegrityRecord.objects.exists()
    actions.pass_on(row, "同意", (), cast.department_officer, department)
    assert row.state == State.AT_COMMITTEE


@pytest.mark.clause("KM2023-4.1c")
def test_the_person_is_heard_first_and_two_decide(season: making.Season, case: Suspicion) -> None:
    cast, city = season.cast, season.cast.organisations["city_bureau"]
    with pytest.raises(Refused, match="陈述"):
        actions.decide_suspicion(case, True, "属实。", cast.city_officer, city)
    with pytest.raises(Refused):
        actions.state_own_side(case, "替他说", cast.other_applicant)
    with pytest.raises(Refused):
        actions.decide_suspicion(case, True, "属实", cast.county_officer, cast.organisations["county_bureau"])
    Suspicion.objects.filter(pk=case.pk).update(opened_by=cast.city_officer)
    with clock.at(making.day(2023, 7, 28, 9)):
        with pytest.raises(Refused, match="不同的人"):
            actions.decide_suspicion(case, True, "属实。", cast.city_officer, city)
        Suspicion.objects.filter(pk=case.pk).update(opened_by=cast.department_officer)
        with pytest.raises(Refused, match="结论"):
            actions.decide_suspicion(case, True, " ", cast.city_officer, city)
        actions.decide_suspicion(case, True, "属实，逾期未陈述。", cast.city_officer, city)
    with pytest.raises(Refused):
        actions.state_own_side(case, "迟到", cast.applicant)

"""What the applicant's act really submits is what stations read, units publish and notices compare."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.test import Client

from tests import making
from tests.applications.conftest import REQUIRED, choose, fill_dossier, pdf
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import casefile, ledger
from zhicheng.applications.actions import add_attachment, save_cover, submit
from zhicheng.applications.checking import check_of
from zhicheng.applications.models import Application
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.dossiers.models import Record
from zhicheng.dossiers.modules import MODULES
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.vetting import actions, checks

ClientOf = Callable[[Account], Client]


@pytest.fixture
def submitted(season: making.Season) -> Application:
    making.issued_standard()
    person = season.cast.people["applicant"]
    fill_dossier(person)
    row = save_cover(person, choose(season), by=person.account)
    for key in REQUIRED:
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    row.refresh_from_db()
    return row


def keys(row: Application) -> list[str]:
    return [blocker.key for blocker in checks.blockers(row)]


def test_every_section_is_readable(
    submitted: Application, season: making.Season, client_of: ClientOf
) -> None:
    client = client_of(season.cast.unit_officer)
    pages = {
        key: client.get(f"/vetting/{submitted.id}/", {"section": key})
        for key in ("cover", "basics", "attachments", *(module.key for module in MODULES))
    }
    assert {page.status_code for page in pages.values()} == {200}
    assert "矿山提升机改造" in pages["tasks"].content.decode()
    assert "昆明理工大学" in pages["education"].content.decode()
    attachments = pages["attachments"].content.decode()
    assert "社会保险参保证明" in attachments
    sha256 = submitted.submissions.get().content["attachments"][0]["sha256"]
    file = client.get(f"/vetting/{submitted.id}/files/{sha256}/")
    assert file["Content-Type"] == "application/pdf"
    assert b"".join(file).startswith(b"%PDF")
    assert season.cast.people["applicant"].id_number not in "".join(
        page.content.decode() for page in pages.values()
    )


def test_the_living_dossier_changes_nothing(
    submitted: Application, season: making.Season, client_of: ClientOf
) -> None:
    Record.objects.filter(module="tasks").update(data={"name": "改过的工作"})
    page = client_of(season.cast.unit_officer).get(f"/vetting/{submitted.id}/", {"section": "tasks"})
    assert "矿山提升机改造" in page.content.decode()


@pytest.mark.clause("GUIDE-1.3.1")
def test_from_submission_to_the_audit_with_one_return(submitted: Application, season: making.Season) -> None:
    row, cast = submitted, season.cast
    department = cast.organisations["department"]
    ready.publish(season, row)
    extract = row.notice_entries.get().extract
    assert "昆明理工大学" in extract["education"][0]
    assert "矿山提升机改造" in extract["achievements"][0]
    with clock.at(AFTER_NOTICE):
        actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        actions.send_back(row, "请核对", cast.department_officer, department, defects=FOUND)
        submit(row, by=row.person.account)
        row.refresh_from_db()
        assert keys(row) == ["opinion"]  # the same facts: the notice holds
        actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        actions.send_back(row, "请补充成效", cast.department_officer, department, defects=FOUND)
        Record.objects.filter(module="tasks").update(
            data={"name": "矿山提升机改造", "role": "参加", "content": "成效很好"}
        )
        submit(row, by=row.person.account)
        row.refresh_from_db()
        assert keys(row) == ["notice", "opinion"]  # other facts: they are published anew
    assert row.state == State.AT_UNIT


@pytest.mark.clause("KM2023-4.2")
def test_a_correction_goes_back_to_its_station_and_uses_up_no_return(
    submitted: Application, season: making.Season
) -> None:
    row, cast = submitted, season.cast
    department = cast.organisations["department"]
    ready.publish(season, row)
    found = [actions.Found(Place("papers"), words="缺论文")]
    with clock.at(AFTER_NOTICE):
        actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        due = dt.date(2023, 8, 10)
        notice = actions.demand_correction(
            row, "请补齐", due, cast.department_officer, department, defects=found
        )
        assert not check_of(casefile.load(row.pk)).closed
    with clock.at(making.day(2023, 8, 11, 1)), pytest.raises(Refused, match="期限"):
        submit(row, by=row.person.account)
    with clock.at(making.day(2023, 8, 10, 23)):
        sent = submit(row, by=row.person.account)
        row.refresh_from_db()
        notice.refresh_from_db()
        assert (row.state, row.holder, row.due_on) == (State.AT_DEPARTMENT, department, None)
        assert (sent.version, notice.answer, ledger.used(row.person, 2023)) == (2, sent, 0)
        actions.pass_on(row, "审核通过", (), cast.department_officer, department)
        assert row.state == State.AT_COMMITTEE


@pytest.mark.clause("GUIDE-5.4.5")
def test_a_reset_lets_the_cover_be_chosen_again(
    submitted: Application, season: making.Season, client_of: ClientOf
) -> None:
    row, cast = submitted, season.cast
    actions.reset(row, "申报单位选错", cast.unit_officer, row.unit, defects=FOUND)
    person = row.person
    person.unit = cast.organisations["other_unit"]
    person.save()
    person.qualification.insured_unit = person.unit.name
    person.qualification.save()
    again = save_cover(person, choose(season), by=person.account)
    assert (again.pk, again.unit) == (row.pk, cast.organisations["other_unit"])
    submit(again, by=person.account)
    again.refresh_from_db()
    assert again.holder == cast.organisations["other_unit"]
    assert keys(again) == ["notice", "opinion"]
    address = f"/vetting/{again.id}/"
    assert client_of(cast.other_unit_officer).get(address).status_code == 200
    assert client_of(cast.unit_officer).get(address).status_code == 404  # no longer theirs to read

"""A second kind of application is a second row of the table, not new code."""

from dataclasses import replace

import pytest

from tests.applications.conftest import fill_dossier, pdf
from tests.making import Season
from zhicheng.applications import flow
from zhicheng.applications.actions import Choice, add_attachment, save_cover, submit
from zhicheng.applications.guards import Target
from zhicheng.applications.kinds import KINDS, Kind
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.dossiers.modules import BY_KEY


@pytest.fixture
def recognition(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Kind.RECOGNITION, replace(KINDS[Kind.RECOGNITION], enabled=True))


def test_rows_name_modules_and_states_that_exist() -> None:
    for kind, row in KINDS.items():
        assert row.kind is kind
        assert set(row.sections) <= set(BY_KEY)


@pytest.mark.clause("GUIDE-Q18-1")
def test_recognition_walks_its_stations(season: Season, recognition: None) -> None:
    person, orgs = season.cast.people["applicant"], season.cast.organisations
    fill_dossier(person, titles=None, tasks=None, assessments=None)
    person.qualification.first_application = True
    person.qualification.more = {"employed_from": "2010-03-01", "unit_assessment": "合格"}
    person.qualification.save()
    target = Target("工程技术", "工程技术", "机械工程", "助理级", "助理工程师")
    row = save_cover(person, Choice(Kind.RECOGNITION, target), by=person.account)
    assert (row.session, row.year) == (None, 2023)
    for key in ("employment_form", "education_proof"):
        add_attachment(row, key=key, upload=pdf(f"{key}.pdf"), by=person.account)
    submit(row, by=person.account)
    row.refresh_from_db()
    assert [one.name for one in row.stations.all()] == ["用人单位", "主管部门"]
    flow.move(row, Event.PASS_ON, flow.By(Actor.UNIT, season.cast.unit_officer, orgs["unit"]), "合格")
    assert row.state == State.AT_DEPARTMENT
    officer = season.cast.department_officer
    flow.move(
        row,
        KINDS[Kind.RECOGNITION].last_event,
        flow.By(Actor.DEPARTMENT, officer, orgs["department"]),
        "核准",
    )
    assert row.state == State.APPROVED
    flow.move(row, Event.CERTIFY, flow.CLOCK)
    assert row.state == KINDS[Kind.RECOGNITION].end


def test_recognition_is_no_promotion_of_the_year(
    season: Season, recognition: None, ready: Application
) -> None:
    person = season.cast.people["applicant"]
    target = Target("工程技术", "工程技术", "机械工程", "助理级", "助理工程师")
    other = save_cover(person, Choice(Kind.RECOGNITION, target), by=person.account)
    assert other.pk != ready.pk

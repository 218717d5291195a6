"""申报: everything complete goes to the first station, frozen and numbered; everything else is refused in words."""

import pytest

from tests.making import Season
from zhicheng.applications.actions import submit
from zhicheng.applications.models import Application
from zhicheng.applications.states import State


@pytest.mark.clause("GUIDE-5.2.3-1")
def test_a_complete_draft_goes_to_the_unit(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submission = submit(ready, by=person.account)
    ready.refresh_from_db()
    assert ready.state == State.AT_UNIT
    assert ready.holder == person.unit
    assert ready.number == "KM2023-000001"
    assert [(one.name, one.organisation.name) for one in ready.stations.all()] == [
        ("用人单位", "昆明机电设计研究院"),
        ("主管部门", "昆明市工业和信息化局"),
        ("评委会", "昆明市工业和信息化局"),
    ]
    assert submission.verdict == "eligible", submission.findings

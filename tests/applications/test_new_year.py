"""A new year starts from the lifelong dossier; what was submitted the year before stays as it was."""

import datetime as dt

import pytest

from tests.applications.conftest import REQUIRED, choose, pdf
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.actions import add_attachment, confirm_guide, save_cover, submit
from zhicheng.applications.models import Application, Attachment
from zhicheng.applications.states import State
from zhicheng.dossiers.actions import save_record
from zhicheng.dossiers.models import Record
from zhicheng.planning.models import Session
from zhicheng.signatures.actions import content_hash


@pytest.mark.clause("GUIDE-5.2.2")
def test_the_next_year_begins_with_every_record_and_fact(season: Season, ready: Application) -> None:
    person, by = season.cast.people["applicant"], season.cast.applicant
    first = submit(ready, by=by)
    Application.objects.filter(pk=ready.pk).update(state=State.NOT_PASSED, ended_at=clock.now(), holder=None)
    before = {one.pk: (one.data, one.version) for one in Record.objects.filter(person=person)}
    told = person.qualification.version
    Session.objects.filter(pk=season.session.pk).update(
        year=2024, opens_at=day(2024, 7, 1), closes_at=day(2024, 9, 1), meeting_on=dt.date(2024, 10, 20)
    )
    with clock.at(day(2024, 7, 20, 12)):
        confirm_guide(person, 2024, by=by)
        second = save_cover(person, choose(season), by=by)
        assert second.pk != ready.pk and second.year == 2024
        case = casefile.load(second.pk)
        assert {one.pk: (one.data, one.version) for rows in case.records.values() for one in rows} == before
        assert case.qualification is not None and case.qualification.version == told
        assert not Attachment.objects.filter(application=second).exists()  # proofs are of their year
        assert [one.pk for one in case.failures] == [ready.pk]
        task = Record.objects.get(person=person, module="tasks")
        save_record(
            person, module="tasks", data={**task.data, "to": "2024-03"}, record=task, expected_version=1
        )
        for key in (*REQUIRED, "new_results"):
            add_attachment(second, key=key, upload=pdf(f"{key}-2024.pdf"), by=by)
        fresh = submit(second, by=by)
    assert fresh.content["records"]["tasks"][0]["data"]["to"] == "2024-03"
    first.refresh_from_db()
    assert first.content["records"]["tasks"][0]["data"]["to"] == "2019-06"
    assert first.content_hash == content_hash(first.content)

"""申报: what is complete goes to the first station, frozen and numbered; all else is refused in words."""

import datetime as dt
from collections.abc import Callable
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tests.applications.conftest import choose, fill_dossier
from tests.making import Season, day
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.actions import Incomplete, Ineligible, save_cover, submit
from zhicheng.applications.ledger import return_application
from zhicheng.applications.models import Application, Return, Station, Submission
from zhicheng.applications.states import Actor, Event, State
from zhicheng.dossiers.models import Record
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Organisation
from zhicheng.planning.models import Filing, Standard
from zhicheng.trail.models import Entry


@pytest.mark.clause("GUIDE-5.2.3-1")
def test_a_complete_draft_goes_to_the_unit(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submission = submit(ready, by=person.account)
    ready.refresh_from_db()
    assert ready.state == State.AT_UNIT
    assert ready.holder == person.unit
    assert ready.number == "KM2023-000001"
    assert ready.submitted_at == submission.submitted_at == clock.now()
    assert [(one.name, one.organisation.name) for one in ready.stations.all()] == [
        ("用人单位", "昆明机电设计研究院"),
        ("主管部门", "昆明市工业和信息化局"),
        ("评委会", "昆明市工业和信息化局"),
    ]
    assert submission.verdict == "eligible", submission.findings
    assert {finding["rule"] for finding in submission.findings} >= {"E-02", "E-08", "E-11", "E-50"}


def test_the_snapshot_is_frozen_masked_and_hashed(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submission = submit(ready, by=person.account)
    text = str(submission.content)
    assert person.id_number not in text
    assert person.mobile not in text
    assert submission.content["basics"]["id_index"] == person.id_index
    assert len(submission.content["attachments"]) == 3
    assert len(submission.content_hash) == len(submission.policy_version) == 64
    Record.objects.filter(person=person).delete()
    submission.refresh_from_db()
    assert submission.content["records"]["titles"][0]["data"]["title"] == "工程师"


def test_the_act_is_in_the_trail_and_the_applicant_is_told(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submission = submit(ready, by=person.account)
    assert Entry.objects.filter(act=Event.SUBMIT, subject=ready.id, actor=person.account_id).count() == 1
    message = Message.objects.get(recipient=person.account_id, subject__contains="KM2023-000001")
    assert submission.content_hash[:16] in message.body


def test_a_form_that_is_sent_again_gets_its_receipt_and_does_nothing(
    season: Season, ready: Application
) -> None:
    """Even when the file has come back meanwhile: a retry that was under way all the time hands in nothing new."""
    by, key = ready.person.account, uuid4()
    first = submit(ready, by=by, key=key)
    assert submit(Application.objects.get(pk=ready.pk), by=by, key=key) == first
    return_application(
        Application.objects.get(pk=ready.pk), Return.Kind.SEND_BACK, by=season.cast.unit_officer,
        organisation=season.cast.organisations["unit"], opinion="请补充。",
    )  # fmt: skip
    assert submit(Application.objects.get(pk=ready.pk), by=by, key=key) == first
    row = Application.objects.get(pk=ready.pk)
    assert (row.state, row.submissions.count()) == (State.RETURNED, 1)
    second = submit(row, by=by, key=uuid4())
    assert second.version == 2
    with pytest.raises(IntegrityError), transaction.atomic():
        Submission.objects.filter(pk=second.pk).update(key=key)


def test_nobody_gets_anothers_receipt_by_its_key(season: Season, ready: Application) -> None:
    key = uuid4()
    submit(ready, by=ready.person.account, key=key)
    with pytest.raises(flow.MoveNotAllowed):
        submit(ready, by=season.cast.people["other_applicant"].account, key=key)


@pytest.mark.clause("GUIDE-5.2.3-1")
def test_everything_missing_is_listed_at_once(season: Season, draft: Callable[..., Application]) -> None:
    person = season.cast.people["applicant"]
    person.qualification.civil_servant = None
    person.qualification.save()
    row = draft(attached=("commitment",))
    with pytest.raises(Incomplete) as refused:
        submit(row, by=person.account)
    where = [item.where for item in refused.value.items]
    assert where[:7] == [
        "qualification",
        "module:titles",
        "module:education",
        "module:work",
        "module:summary",
        "module:tasks",
        "module:assessments",
    ]
    assert {"attachment:education_proof", "attachment:insurance_proof"} <= set(where)
    assert "attachment:commitment" not in where
    row.refresh_from_db()
    assert (row.state, row.number, row.submissions.count(), row.stations.count()) == (State.DRAFT, None, 0, 0)


@pytest.mark.clause("KM2023-2.1b")
def test_a_civil_servant_is_refused_with_the_clause(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    person.qualification.civil_servant = True
    person.qualification.save()
    with pytest.raises(Ineligible) as refused:
        submit(ready, by=person.account)
    assert refused.value.clause == "KM2023-2.1b"
    assert "公务员" in refused.value.message


@pytest.mark.clause("KM2023-2.4")
def test_insurance_that_began_too_late_is_refused(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    person.qualification.insured_from = dt.date(2023, 2, 1)
    person.qualification.save()
    with pytest.raises(Ineligible) as refused:
        submit(ready, by=person.account)
    assert "E-08" in {finding.rule for finding in refused.value.findings}


def test_too_few_years_by_the_standard_are_refused(
    season: Season, draft: Callable[..., Application], standard: Standard
) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(
        person,
        titles={
            "series": "工程技术系列",
            "profession": "机械工程",
            "level": "中级",
            "title": "工程师",
            "obtained_on": "2020-12-30",
            "obtained_by": "评审",
            "origin": "云南省",
        },
    )
    with pytest.raises(Ineligible) as refused:
        submit(draft(), by=person.account)
    assert [finding.rule for finding in refused.value.findings] == ["E-11"]


def test_an_empty_module_is_missing_not_a_refusal(
    season: Season, draft: Callable[..., Application], standard: Standard
) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(person, education=None)
    with pytest.raises(Incomplete) as refused:
        submit(draft(), by=person.account)
    assert [item.where for item in refused.value.items] == ["module:education"]


def test_a_bar_is_told_although_something_is_missing(
    season: Season, draft: Callable[..., Application], standard: Standard
) -> None:
    person = season.cast.people["applicant"]
    row = draft()
    person.qualification.civil_servant = True
    person.qualification.save()
    with pytest.raises(Ineligible) as refused:
        submit(row, by=person.account)
    assert [finding.rule for finding in refused.value.findings] == ["E-02"]


def test_without_a_standard_people_check_the_ladder(
    season: Season, draft: Callable[..., Application]
) -> None:
    person = season.cast.people["applicant"]
    fill_dossier(person)
    submission = submit(draft(), by=person.account)
    assert submission.verdict == "incomplete"
    ladder = next(finding for finding in submission.findings if finding["rule"] == "LADDER")
    assert "由审核人员核对" in ladder["remedy"]


@pytest.mark.clause("GUIDE-1.4")
def test_the_window_closes_hard_at_24_00(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    with clock.at(day(2023, 9, 1)), pytest.raises(Refused) as refused:
        submit(ready, by=person.account)
    assert "2023年8月31日" in refused.value.message
    with clock.at(day(2023, 9, 1) - dt.timedelta(seconds=1)):
        assert submit(ready, by=person.account).version == 1


def test_a_second_tab_submits_nothing(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    stale = Application.objects.get(pk=ready.pk)
    submit(ready, by=person.account)
    with pytest.raises(flow.MoveNotAllowed):
        submit(stale, by=person.account)
    assert ready.submissions.count() == 1


def test_nobody_submits_for_somebody_else(season: Season, ready: Application) -> None:
    with pytest.raises(flow.MoveNotAllowed):
        submit(ready, by=season.cast.other_applicant)
    assert ready.submissions.count() == 0


@pytest.mark.clause("GUIDE-5.3.4")
def test_a_returned_file_keeps_number_and_route_and_comes_back_to_the_unit(
    season: Season, ready: Application
) -> None:
    person = season.cast.people["applicant"]
    submit(ready, by=person.account)
    _at_department(season, ready)
    return_application(
        ready,
        Return.Kind.SEND_BACK,
        by=season.cast.department_officer,
        organisation=season.cast.organisations["department"],
        opinion="请补充学历证明。",
    )
    stations = set(ready.stations.values_list("id", flat=True))
    with clock.at(day(2023, 9, 10)):  # after the window: corrections are admitted
        second = submit(ready, by=person.account)
    ready.refresh_from_db()
    assert (ready.state, ready.number, second.version) == (State.AT_UNIT, "KM2023-000001", 2)
    assert set(ready.stations.values_list("id", flat=True)) == stations
    assert [one.passed_at for one in ready.stations.all()] == [None, None, None]


def test_corrections_end_with_the_pre_meeting_filing(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submit(ready, by=person.account)
    _at_department(season, ready)
    return_application(
        ready,
        Return.Kind.SEND_BACK,
        by=season.cast.department_officer,
        organisation=season.cast.organisations["department"],
        opinion="请补充。",
    )
    Filing.objects.create(
        session=season.session,
        kind=Filing.Kind.PRE_MEETING,
        to=season.cast.organisations["city_bureau"],
        content={},
        content_hash="0" * 64,
        submitted_by=season.cast.office_officer,
        submitted_at=clock.now(),
    )
    with clock.at(day(2023, 9, 25)), pytest.raises(Refused, match="会前备案"):
        submit(ready, by=person.account)


@pytest.mark.clause("GUIDE-5.4.5")
def test_after_a_reset_another_unit_gives_another_route(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    submit(ready, by=person.account)
    return_application(
        ready,
        Return.Kind.RESET,
        by=season.cast.unit_officer,
        organisation=season.cast.organisations["unit"],
        opinion="单位选错了。",
    )
    person.unit = season.cast.organisations["other_unit"]
    person.save()
    person.qualification.insured_unit = person.unit.name
    person.qualification.save()
    with pytest.raises(Incomplete) as refused:
        submit(ready, by=person.account)
    assert [item.where for item in refused.value.items] == ["cover"]
    save_cover(person, choose(season), by=person.account)
    submit(ready, by=person.account)
    assert [one.name for one in ready.stations.all()] == ["用人单位", "县区人社", "评委会"]
    ready.refresh_from_db()
    assert (ready.holder, ready.number) == (person.unit, "KM2023-000001")


def test_a_unit_without_department_is_a_missing_item(season: Season, ready: Application) -> None:
    person = season.cast.people["applicant"]
    Organisation.objects.filter(pk=person.unit_id).update(competent_department=None)
    with pytest.raises(Incomplete) as refused:
        submit(ready, by=person.account)
    assert [item.where for item in refused.value.items] == ["unit"]
    assert "主管部门" in refused.value.items[0].text


def test_numbers_count_up_and_do_not_repeat(season: Season, draft: Callable[..., Application]) -> None:
    numbers = []
    for key in ("applicant", "other_applicant"):
        person = season.cast.people[key]
        fill_dossier(person)
        row = draft(person)
        submit(row, by=person.account)
        row.refresh_from_db()
        numbers.append(row.number)
    assert numbers == ["KM2023-000001", "KM2023-000002"]


def test_a_submission_costs_a_fixed_number_of_statements(
    season: Season, ready: Application, draft: Callable[..., Application]
) -> None:
    person = season.cast.people["applicant"]
    with CaptureQueriesContext(connection) as few:
        submit(ready, by=person.account)
    other = season.cast.people["other_applicant"]
    for _ in range(3):
        fill_dossier(other)
    row = draft(other)
    with CaptureQueriesContext(connection) as many:
        submit(row, by=other.account)
    # the county bureau is looked up for a non-public unit; the year's counter is there already
    assert len(many) <= len(few) + 1
    assert len(few) <= 40, [query["sql"][:90] for query in few.captured_queries]


def _at_department(season: Season, row: Application) -> None:
    officer = season.cast.unit_officer
    unit = season.cast.organisations["unit"]
    flow.move(row, Event.OPEN_NOTICE, flow.By(Actor.UNIT, officer, unit))
    row.first_unit_pass_at = clock.now()
    flow.move(row, Event.PASS_ON, flow.By(Actor.UNIT, officer, unit), "同意", saving=["first_unit_pass_at"])
    assert Station.objects.filter(application=row, passed_at__isnull=False).count() == 1


@pytest.mark.clause("YN2020-2.3")
@pytest.mark.parametrize(
    ("result", "marked"), [("合格", True), ("优秀", True), ("基本合格", False), ("", False)]
)
def test_assessed_service_in_poverty_relief_marks_the_application(
    ready: Application, result: str, marked: bool
) -> None:
    told = ready.person.qualification
    told.more = {"relief_service": {"years": 2}, "relief_assessment": result}
    told.save()
    submit(ready, by=ready.person.account)
    ready.refresh_from_db()
    assert ready.priority is marked


@pytest.mark.clause("KM2023-3.8")
@pytest.mark.parametrize(("until", "ready_to_go"), [("2023-07-19", False), ("2023-07-20", True)])
def test_an_online_code_that_has_run_out_is_to_be_renewed_first(
    season: Season, ready: Application, until: str, ready_to_go: bool
) -> None:
    record = Record.objects.get(person=ready.person, module="education")
    record.data |= {"verification": "A1B2C3", "verified_until": until}
    record.save()
    if ready_to_go:
        submit(ready, by=season.cast.applicant)
        return
    with pytest.raises(Incomplete) as refused:
        submit(ready, by=season.cast.applicant)
    assert [item.where for item in refused.value.items] == ["module:education"]
    assert "过期" in refused.value.items[0].text

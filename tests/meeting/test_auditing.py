"""The qualification audit by two: opinion and confirmation, back to the first, corrected in between, one by setting."""

import pytest
from django.db import IntegrityError, transaction

from tests.making import Season
from tests.meeting import ready
from zhicheng.applications import flow
from zhicheng.applications.models import Application
from zhicheng.applications.states import Actor, Event, State
from zhicheng.inbox.models import Message
from zhicheng.meeting import actions
from zhicheng.meeting.models import QualificationAudit
from zhicheng.people.errors import Refused

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.clause("KM2023-4.4c")]
Outcome = QualificationAudit.Outcome


def accepted(season: Season) -> Application:
    return ready.people(season, 1, State.ACCEPTED)[0]


def fresh(row: Application) -> Application:
    return Application.objects.get(pk=row.pk)


def test_nobody_passes_or_fails_by_one(season: Season) -> None:
    first, row = season.cast.office_officer, accepted(season)
    assert actions.qualify(row, first, "年限、论文均已核对。").state == State.ACCEPTED
    opinion = row.audits.get()
    assert (opinion.outcome, opinion.passed, opinion.reasons) == ("waiting", True, "年限、论文均已核对。")
    for act in (
        lambda: actions.qualify(row, first),
        lambda: actions.disqualify(row, "不符合", first),
        lambda: actions.return_audit(row, "再看", first),
    ):
        with pytest.raises(Refused, match="另一人复核"):
            act()
    assert fresh(row).state == State.ACCEPTED


def test_the_second_agrees_or_sends_it_back_but_does_not_overrule(season: Season) -> None:
    first, second, row = season.cast.office_officer, ready.second_officer(season), accepted(season)
    actions.disqualify(row, "履职年限不足", first)
    with pytest.raises(Refused, match="退回初审"):
        actions.qualify(row, second)
    with pytest.raises(Refused, match="退回初审的原因"):
        actions.return_audit(row, " ", second)
    actions.return_audit(row, "聘书从2018年起，请重新计算。", second)
    assert Message.objects.filter(recipient=first.id, body__contains="请重新计算").exists()
    with pytest.raises(Refused, match="没有待复核"):
        actions.return_audit(row, "再退", second)
    actions.qualify(row, first)
    assert actions.qualify(row, second).state == State.LISTED
    assert [one.outcome for one in row.audits.all()] == [Outcome.SENT_BACK, Outcome.CONFIRMED]


def test_a_failure_keeps_the_first_auditors_reasons(season: Season) -> None:
    row = accepted(season)
    actions.disqualify(row, "履职年限不足", season.cast.office_officer)
    failed = actions.disqualify(row, "", ready.second_officer(season))
    assert failed.state == State.UNQUALIFIED and failed.steps.get().reason == "履职年限不足"


def test_what_was_corrected_since_is_audited_anew(season: Season) -> None:
    first, second, row = season.cast.office_officer, ready.second_officer(season), accepted(season)
    actions.qualify(row, first)
    office = flow.By(Actor.OFFICE, first, season.committee.organiser)
    flow.move(fresh(row), Event.DEMAND_CORRECTION, office, "请补正")
    Application.objects.filter(pk=row.pk).update(state=State.ACCEPTED)
    assert actions.qualify(row, second).state == State.ACCEPTED, "an opinion on what stands there now"
    assert [one.outcome for one in row.audits.all()] == [Outcome.OVERTAKEN, Outcome.WAITING]
    assert actions.qualify(row, first).state == State.LISTED


def test_a_session_may_be_set_to_one_auditor(season: Season) -> None:
    season.session.audit_people = 1
    season.session.save()
    row = accepted(season)
    assert actions.qualify(row, season.cast.office_officer).state == State.LISTED
    assert row.audits.get().outcome == Outcome.ALONE
    with pytest.raises(IntegrityError), transaction.atomic():
        season.session.audit_people = 3
        season.session.save()


def test_the_database_holds_to_two_different_people(season: Season) -> None:
    row = accepted(season)
    actions.qualify(row, season.cast.office_officer)
    waiting = QualificationAudit.objects.filter(application=row)
    at = waiting.get().first_at
    wrong = (
        {"outcome": "confirmed", "second_by": season.cast.office_officer, "second_at": at},
        {"outcome": "confirmed"},
        {"outcome": "sent_back", "second_by": ready.second_officer(season), "second_at": at},
        {"reasons": ""},
    )
    for facts in wrong:
        with pytest.raises(IntegrityError), transaction.atomic():
            waiting.update(**facts)
    with pytest.raises(IntegrityError), transaction.atomic():
        QualificationAudit.objects.create(
            application=row, person_id=row.person_id, version=0, passed=True, reasons="又一份",
            first_by=ready.second_officer(season), first_at=at,
        )  # fmt: skip

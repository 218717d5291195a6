"""A mistaken decision is withdrawn, a return that breached the one-time notice is given back: by two, on record."""

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import account, seat
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import ledger
from zhicheng.applications.actions import tick_defect
from zhicheng.applications.models import Application, Defect
from zhicheng.applications.places import Place
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions
from zhicheng.vetting.models import Decision, Undoing

ClientOf = Callable[[Account], Client]
DEFECT = (actions.Found(Place(), words="请核对"),)


@pytest.fixture
def now() -> Iterator[None]:
    with clock.at(AFTER_NOTICE):
        yield


def second(season: making.Season, role: str = "department") -> Account:
    made = account(f"{role}_second", "董复核")
    seat(made, season.cast.organisations[role], role)
    return made


def at_department(season: making.Season) -> Application:
    row = ready.prepared(season)
    actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)
    return row


def sent_back(
    season: making.Season, row: Application, *found: actions.Found, knowing: bool = True
) -> Decision:
    department = season.cast.organisations["department"]
    made = actions.send_back(
        row, "请修改", season.cast.department_officer, department, defects=found, knowing=knowing
    )
    assert isinstance(made, Decision)
    return made


def withdrawn(decision: Decision, first: Account, other: Account) -> Undoing:
    asked = actions.ask_undoing(decision, "withdrawn", "点错了", first)
    return actions.confirm_undoing(asked, other)


def test_a_mistaken_return_is_withdrawn_by_two_and_counts_no_more(season: making.Season, now: None) -> None:
    row = at_department(season)
    decision = sent_back(season, row, *DEFECT)
    assert ledger.used(row.person, 2023) == 1
    first, other = season.cast.department_officer, second(season)
    asked = actions.ask_undoing(decision, "withdrawn", "点错了", first)
    with pytest.raises(Refused, match="另一人"):
        actions.confirm_undoing(asked, first)
    with pytest.raises(Refused, match="已有人提出"):
        actions.ask_undoing(decision, "withdrawn", "再提", other)
    row.refresh_from_db()
    assert row.state == State.RETURNED
    actions.confirm_undoing(asked, other)
    row.refresh_from_db()
    assert (row.state, row.holder) == (State.AT_DEPARTMENT, season.cast.organisations["department"])
    assert ledger.used(row.person, 2023) == 0
    assert row.returns.get().given_back_at == AFTER_NOTICE
    told = Message.objects.filter(recipient=season.cast.applicant.id).latest("id").body
    assert "点错了" in told
    assert Entry.objects.filter(act__in=["ask_undoing", "confirm_undoing"]).count() == 2
    with pytest.raises(Refused):
        actions.confirm_undoing(asked, other)
    with pytest.raises(Refused):
        tick_defect(row, Defect.objects.get().pk, True, by=season.cast.applicant)
    with clock.at(AFTER_NOTICE + dt.timedelta(hours=1)):  # no breach: the return before was none
        sent_back(season, row, actions.Found(Place("papers"), words="缺论文"), knowing=False)


def test_a_mistaken_pass_is_withdrawn_while_nobody_has_gone_on(season: making.Season, now: None) -> None:
    row = at_department(season)
    decision = row.decisions.get()
    other = second(season, "unit")
    withdrawn(decision, season.cast.unit_officer, other)
    row.refresh_from_db()
    assert (row.state, row.first_unit_pass_at) == (State.AT_UNIT, None)
    assert [one.arrived_at is not None for one in row.stations.all()][:2] == [True, False]
    actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)
    assert row.state == State.AT_DEPARTMENT
    again = row.decisions.order_by("version").last()
    sent_back(season, row, *DEFECT)
    with pytest.raises(Refused, match="新的办理"):
        actions.ask_undoing(again, "withdrawn", "点错了", season.cast.unit_officer)


def test_a_refusal_and_a_reset_are_withdrawn_too(season: making.Season, now: None) -> None:
    row, officer = ready.prepared(season), season.cast.unit_officer
    other = second(season, "unit")
    withdrawn(
        actions.refuse_recommendation(row, "业绩不足", officer, row.unit, defects=FOUND), officer, other
    )
    row.refresh_from_db()
    assert (row.state, row.ended_at) == (State.AT_UNIT, None)
    with clock.at(clock.now() + dt.timedelta(minutes=5)):  # no two decisions on a submission at one moment
        decision = actions.reset(row, "单位选错", officer, row.unit, defects=DEFECT)
    assert row.notice_entries.filter(voided_at__isnull=False).exists()
    assert isinstance(decision, Decision)
    withdrawn(decision, officer, other)
    row.refresh_from_db()
    assert row.state == State.AT_UNIT
    assert not row.notice_entries.filter(voided_at__isnull=False).exists()
    actions.pass_on(row, "同意", POINTS, officer, row.unit)


def test_not_after_the_term_and_not_by_others(season: making.Season, now: None) -> None:
    row = at_department(season)
    decision = sent_back(season, row, *DEFECT)
    with pytest.raises(Refused) as refused:
        actions.ask_undoing(decision, "withdrawn", "点错了", season.cast.unit_officer)
    assert refused.value.status == 403
    with pytest.raises(Refused, match="理由"):
        actions.ask_undoing(decision, "withdrawn", " ", season.cast.department_officer)
    with clock.at(dt.datetime(2023, 8, 2, 23, tzinfo=clock.CHINA)):  # the third working day
        asked = actions.ask_undoing(decision, "withdrawn", "点错了", season.cast.department_officer)
    with clock.at(dt.datetime(2023, 8, 3, 0, tzinfo=clock.CHINA)), pytest.raises(Refused, match="期限已过"):
        actions.confirm_undoing(asked, second(season))
    with pytest.raises(IntegrityError, match="by_two"), transaction.atomic():
        Undoing.objects.update(confirmed_by=asked.asked_by, confirmed_at=clock.now())


@pytest.mark.clause("KM2023-4.2")
def test_a_return_that_breached_the_one_time_notice_is_given_back(
    season: making.Season, client_of: ClientOf, now: None
) -> None:
    row = at_department(season)
    sent_back(season, row, actions.Found(Place("papers"), words="缺论文"))
    back_at_department(season, row)
    breach = sent_back(season, row, actions.Found(Place("awards"), words="缺证书"))
    assert ledger.standing(row).left == 1
    first, other = client_of(season.cast.department_officer), client_of(second(season))
    page = first.get(reverse("vetting:returns", args=[row.pk])).content.decode()
    address = reverse("vetting:undo", args=[row.pk, breach.pk, "given_back"])
    assert address in page and "已用 2 次" in page
    assert first.post(address, {"reason": "上次已有，漏告知"}).status_code == 302
    assert "您已提出" in first.get(address).content.decode()
    assert first.post(address).status_code == 403
    assert "漏告知" in other.get(address).content.decode()
    assert other.post(address).status_code == 302
    assert (ledger.standing(row).used, ledger.standing(row).left) == (1, 2)
    row.refresh_from_db()
    assert row.state == State.RETURNED
    told = Message.objects.filter(recipient=season.cast.applicant.id).latest("id").body
    assert "还剩2次" in told
    mine = client_of(season.cast.applicant)
    page = mine.get(reverse("applications:returns", args=[row.pk])).content.decode()
    assert "已返还" in page and "还剩 2 次" in page
    assert other.post(address).status_code == 404  # nothing left to do
    assert first.post(reverse("vetting:undo", args=[row.pk, breach.pk, "nonsense"])).status_code == 404
    assert client_of(season.cast.unit_officer).get(address).status_code == 404


def test_a_return_that_told_everything_in_time_is_not_given_back(season: making.Season, now: None) -> None:
    row = at_department(season)
    decision = sent_back(season, row, *DEFECT)
    with pytest.raises(Refused, match="不违反一次性告知"):
        actions.ask_undoing(decision, "given_back", "申报人要求", season.cast.department_officer)


@pytest.mark.clause("KM2023-4.2")
def test_a_closed_year_opens_again_with_the_chance_that_is_given_back(
    season: making.Season, now: None
) -> None:
    row = at_department(season)
    first, other = season.cast.department_officer, second(season)
    department = season.cast.organisations["department"]
    sent_back(season, row, actions.Found(Place("papers"), words="缺论文"))
    back_at_department(season, row)
    breach = sent_back(season, row, actions.Found(Place("awards"), words="缺证书"))
    back_at_department(season, row)
    sent_back(season, row, actions.Found(Place("books"), words="缺著作"))
    back_at_department(season, row)
    for by in (first, other):
        actions.send_back(row, "仍有问题", by, department, defects=DEFECT, knowing=True)
    assert row.state == State.CLOSED_FOR_YEAR
    closing = row.decisions.order_by("version").last()
    with pytest.raises(Refused, match="使本年度不再受理"):
        actions.ask_undoing(closing, "given_back", "x", first)
    actions.confirm_undoing(actions.ask_undoing(breach, "given_back", "漏告知", first), other)
    row.refresh_from_db()
    assert (row.state, row.ended_at) == (State.RETURNED, None)
    assert (ledger.standing(row).used, ledger.standing(row).left) == (3, 0)
    assert ledger.preview(row).exhausted


def back_at_department(season: making.Season, row: Application) -> None:
    """Submitted again and passed by the unit."""
    ready.submit_again(row)
    station = row.stations.get(name="主管部门")
    Application.objects.filter(pk=row.pk).update(
        state=State.AT_DEPARTMENT, holder=station.organisation, version=row.version + 3
    )
    row.refresh_from_db()

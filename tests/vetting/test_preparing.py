"""经办与审核分开: one person of a unit prepares, another in a position that may passes (KM2023-6.1)."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests import making
from tests.cast import SECOND_FACTOR, account, seat
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, GOOD, POINTS
from tests.vetting.ticked import code
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.people import actions as people
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions, checks
from zhicheng.vetting.batching import carry_out
from zhicheng.vetting.form_parts import opinions_of
from zhicheng.vetting.models import Batch, BatchCase, Decision, Preparation

ClientOf = Callable[[Account], Client]


@pytest.fixture
def handler(season: making.Season) -> Account:
    """林小芳, 经办人 of the unit, which has preparing and passing apart."""
    made, unit = account("handler", "林小芳"), season.cast.organisations["unit"]
    seat(made, unit, "unit", "handler")
    people.separate_passing(unit, on=True, by=season.cast.unit_officer)
    unit.refresh_from_db()
    return made


@pytest.fixture
def case(season: making.Season, handler: Account) -> Application:
    return ready.prepared(season)


def keys(row: Application) -> list[str]:
    return [one.key for one in checks.blockers(row)]


def prepared(row: Application, by: Account) -> Preparation:
    return actions.prepare(row, "材料齐全，同意推荐", POINTS, by, row.unit)


def test_one_prepares_and_another_passes(season: making.Season, case: Application, handler: Account) -> None:
    head, unit = season.cast.unit_officer, case.unit
    with clock.at(AFTER_NOTICE):
        assert keys(case) == ["prepare"]
        with pytest.raises(Refused, match="还没有人送审"):
            actions.pass_on(case, "同意", POINTS, head, unit)
        made = prepared(case, handler)
        told = Message.objects.get(recipient=head.pk, subject="有一份申报等待您通过")
        assert "林小芳已审核李文静的申报并送审" in told.body and keys(case) == []
        assert Entry.objects.get(act="prepare", subject=case.pk).actor == handler.pk
        with pytest.raises(Refused, match="由林小芳送审，请由王人事通过"):
            actions.pass_on(case, "同意", POINTS, handler, unit)
        decision = actions.pass_on(case, "同意推荐", POINTS, head, unit)
    assert case.state == State.AT_DEPARTMENT
    assert (decision.preparation, decision.prepared_by, decision.account) == (made, handler, head)
    assert decision.position == "head"
    assert opinions_of(case)["unit_opinion"]["named"] == "负责人（法定代表人）：王人事　经办人：林小芳"


def test_the_database_holds_that_two_acted(case: Application, handler: Account) -> None:
    with clock.at(AFTER_NOTICE):
        prepared(case, handler)
        head = Membership.objects.get(organisation=case.unit, position="head").account
        decision = actions.pass_on(case, "同意推荐", POINTS, head, case.unit)
    for wrong in ({"prepared_by": head}, {"prepared_by": None}, {"preparation": None}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Decision.objects.filter(pk=decision.pk).update(**wrong)


def test_who_prepares_never_passes_also_as_head(
    season: making.Season, case: Application, handler: Account
) -> None:
    head = season.cast.unit_officer
    with clock.at(AFTER_NOTICE):
        prepared(case, head)
        with pytest.raises(Refused, match="没有其他负责人可以通过"):
            actions.pass_on(case, "同意", POINTS, head, case.unit)
        with pytest.raises(Refused, match="没有其他负责人可以通过"):
            actions.pass_on(case, "同意", POINTS, handler, case.unit)
        personnel = account("personnel", "李敏")
        seat(personnel, case.unit, "unit", "personnel")
        assert actions.pass_on(case, "同意", POINTS, personnel, case.unit).position == "personnel"


def test_what_is_written_anew_is_prepared_anew(
    season: making.Season, case: Application, handler: Account
) -> None:
    with clock.at(AFTER_NOTICE):
        prepared(case, handler)
    with clock.at(AFTER_NOTICE + dt.timedelta(minutes=5)):
        actions.write_opinion(case, GOOD, season.cast.unit_officer, case.unit)
        assert keys(case) == ["prepare"] and not checks.prepared_at(case.unit).exists()
        prepared(case, handler)
        assert keys(case) == [] and checks.prepared_at(case.unit).count() == 1


def test_all_that_passing_asks_for_is_asked_before(case: Application, handler: Account) -> None:
    with clock.at(AFTER_NOTICE):
        with pytest.raises(Refused, match="请逐项核对"):
            actions.prepare(case, "同意", POINTS[:2], handler, case.unit)
        with pytest.raises(Refused, match="请填写审核意见"):
            actions.prepare(case, " ", POINTS, handler, case.unit)
        case.opinions.all().delete()
        with pytest.raises(Refused, match="基层单位意见"):
            prepared(case, handler)
    assert not Preparation.objects.exists()


def test_without_the_switch_all_is_as_before(season: making.Season) -> None:
    row = ready.prepared(season)
    with clock.at(AFTER_NOTICE):
        with pytest.raises(Refused, match="不用送审"):
            prepared(row, season.cast.unit_officer)
        decision = actions.pass_on(row, "同意", POINTS, season.cast.unit_officer, row.unit)
    assert decision.preparation is None and decision.prepared_by is None


def test_a_batch_obeys(season: making.Season, case: Application, handler: Account) -> None:
    head = season.cast.unit_officer
    role = Membership.objects.get(account=head)
    Account.objects.filter(pk=head.pk).update(second_factor=SECOND_FACTOR)
    head.refresh_from_db()

    def passed(minutes: int) -> BatchCase:
        with clock.at(AFTER_NOTICE + dt.timedelta(minutes=minutes)):
            batch = actions.prepare_batch(role, Batch.Act.PASS, {case.pk: None})
            actions.start_batch(batch, head, opinion="同意", checked=POINTS, code=code())
            carry_out(batch.pk)
            return BatchCase.objects.get(batch=batch)

    assert "还没有人送审" in passed(1).reason
    with clock.at(AFTER_NOTICE + dt.timedelta(minutes=2)):
        prepared(case, handler)
    assert passed(3).outcome == "done" and Decision.objects.get().prepared_by == handler


class TestTheSwitch:
    def test_takes_two_people_and_a_head(self, season: making.Season) -> None:
        cast, unit = season.cast, season.cast.organisations["unit"]
        with pytest.raises(Refused, match="至少要有两个人"):
            people.separate_passing(unit, on=True, by=cast.unit_officer)
        made = people.add_unit_member(unit, name="林小芳", position="handler", by=cast.unit_officer)[0]
        for by in (made, cast.other_unit_officer):
            with pytest.raises(Refused, match="由单位负责人设置"):
                people.separate_passing(unit, on=True, by=by)
        assert people.separate_passing(unit, on=True, by=cast.unit_officer).separates_passing
        people.separate_passing(unit, on=True, by=cast.unit_officer)
        assert Entry.objects.filter(act="separate_passing", subject=unit.pk).count() == 1

    def test_holds_the_people_that_it_needs(self, season: making.Season, handler: Account) -> None:
        head = Membership.objects.get(account=season.cast.unit_officer)
        other = Membership.objects.get(account=handler)
        with pytest.raises(Refused, match="至少要有两个人"):
            people.change_position(head, position="handler", by=season.cast.unit_officer)
        with pytest.raises(Refused, match="至少要有两个人"):
            people.end_unit_member(other, reason="调离", by=season.cast.unit_officer)
        assert Membership.objects.get(pk=head.pk).position == "head"
        people.separate_passing(head.organisation, on=False, by=season.cast.unit_officer)
        people.end_unit_member(other, reason="调离", by=season.cast.unit_officer)

    def test_on_its_page(self, season: making.Season, handler: Account, client_of: ClientOf) -> None:
        head, unit = client_of(season.cast.unit_officer), season.cast.organisations["unit"]
        assert "取消分开" in head.get("/account/unit/staff/").content.decode()
        below = client_of(handler)
        assert "取消分开" not in below.get("/account/unit/staff/").content.decode()
        assert below.post("/account/unit/staff/separation/", {"on": "no"}).status_code == 403
        assert head.post("/account/unit/staff/separation/", {"on": "no"}).status_code == 302
        unit.refresh_from_db()
        assert not unit.separates_passing


def test_the_pages(season: making.Season, case: Application, handler: Account, client_of: ClientOf) -> None:
    head, below = client_of(season.cast.unit_officer), client_of(handler)
    at = f"/vetting/{case.pk}/"
    with clock.at(AFTER_NOTICE):
        page = below.get(at).content.decode()
        assert f"{at}prepare/" in page and f"{at}pass/" not in page and "未送审" in page
        page = below.get(f"{at}prepare/").content.decode()
        assert "送审后由王人事通过" in page
        refused = below.post(
            f"{at}prepare/", {"version": case.version, "opinion": "齐全", "checked": POINTS[:1]}
        )
        assert refused.status_code == 409 and "齐全" in refused.content.decode()
        sent = {"version": case.version, "opinion": "材料齐全", "checked": POINTS}
        assert below.post(f"{at}prepare/", sent).status_code == 302
        page = below.get(at).content.decode()
        assert "重新送审" in page and f"{at}pass/" not in page
        assert "通过已送审的申报" not in below.get("/desk/").content.decode()
        assert "林小芳" in head.get("/desk/").content.decode()
        page = head.get(at).content.decode()
        assert f"{at}pass/" in page and "请您通过" in page and f"{at}prepare/" not in page
        page = head.get(f"{at}pass/").content.decode()
        assert "材料齐全</textarea>" in page and "林小芳" in page
        assert below.post(f"{at}pass/", sent).status_code == 403
        assert head.post(f"{at}pass/", sent).status_code == 302
        page = head.get(at).content.decode()
    assert "林小芳 2023年7月28日 09:00送审" in page and "负责人（法定代表人） 王人事" in page
    assert head.get(f"{at}prepare/").status_code == 404

"""Stations pass, return, reset and refuse; each decision is signed and only one wins."""

import datetime as dt

import pytest

from tests import making
from tests.cast import account, seat
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, GOOD, NOT_RECOMMENDED, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import flow
from zhicheng.applications.models import Application, Return
from zhicheng.applications.states import Actor, Event, State
from zhicheng.integrity.models import Suspension
from zhicheng.people.actions import check_credit_code
from zhicheng.people.errors import Refused
from zhicheng.people.models import Membership, Organisation
from zhicheng.public_notice.actions import object_to, open_unit_notice, uphold_objection
from zhicheng.signatures.actions import holds
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions, checks
from zhicheng.vetting.actions.deciding import Outdated
from zhicheng.vetting.models import Decision, LastReturn


def keys(row: Application) -> list[str]:
    return [blocker.key for blocker in checks.blockers(row)]


def resubmit(row: Application, content: dict[str, object] | None = None) -> None:
    ready.submit_again(row, content)
    flow.move(row, Event.SUBMIT, flow.By(Actor.APPLICANT, row.person.account))


@pytest.mark.clause("GUIDE-5.3.4", "GUIDE-1.2.1")
def test_the_unit_passes_when_everything_holds(season: making.Season) -> None:
    row, officer = ready.prepared(season), season.cast.unit_officer
    with clock.at(AFTER_NOTICE):
        decision = actions.pass_on(row, "同意推荐", POINTS, officer, row.unit)
    assert row.state == State.AT_DEPARTMENT
    assert row.first_unit_pass_at == AFTER_NOTICE
    row.refresh_from_db()
    assert (row.state, row.first_unit_pass_at) == (State.AT_DEPARTMENT, AFTER_NOTICE)
    assert decision.checked == POINTS
    assert decision.station_name == "用人单位"
    assert holds(decision.signature)
    assert decision.signature.organisation == row.unit
    assert Entry.objects.filter(subject=row.id, act="pass_on").exists()


@pytest.mark.clause("GUIDE-5.4.4")
def test_the_first_recommendation_waits_for_the_check_of_the_credit_code(season: making.Season) -> None:
    row, officer = ready.prepared(season), season.cast.unit_officer
    units = Organisation.objects.filter(pk=row.unit_id)
    units.update(checked_at=None)
    row = Application.objects.get(pk=row.pk)
    with clock.at(AFTER_NOTICE):
        [left] = checks.blockers(row)
        assert left.key == "unchecked" and "昆明市人力资源和社会保障局" in left.sentence
        with pytest.raises(Refused, match="信用代码"):
            actions.pass_on(row, "同意推荐", POINTS, officer, row.unit)
        city = season.cast.organisations["city_bureau"]
        check_credit_code(row.unit, city, right=False, words="名称不符", by=season.cast.city_officer)
        row = Application.objects.get(pk=row.pk)
        assert "名称不符" in checks.blockers(row)[0].sentence
        check_credit_code(row.unit, city, right=True, words="已核对", by=season.cast.city_officer)
        row = Application.objects.get(pk=row.pk)
        assert checks.blockers(row) == [] and actions.pass_on(row, "同意推荐", POINTS, officer, row.unit)


@pytest.mark.clause("KM2023-3.6", "GUIDE-5.3.4")
def test_what_is_missing_is_said_step_by_step(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    assert keys(row) == ["notice", "opinion"]
    notice = open_unit_notice([row], row.unit, "公告栏", False, officer)
    assert keys(row) == ["notice_running", "opinion"]
    objection = object_to(notice.entries.get(), "有异议")
    row.refresh_from_db()
    assert keys(row) == ["objection", "notice_running", "opinion"]
    from_the_unit = actions.write_opinion(row, NOT_RECOMMENDED, officer, row.unit)
    assert keys(row) == ["objection", "notice_running", "refused"]
    assert not from_the_unit.recommends
    assert objection.outcome == "open"
    with clock.at(AFTER_NOTICE):
        assert keys(row) == ["objection", "notice_open", "refused"]
    for blocker in checks.blockers(row):
        assert blocker.sentence.endswith("。")
        assert blocker.clause


def test_nothing_passes_while_something_is_missing(season: making.Season) -> None:
    officer = season.cast.unit_officer
    row = ready.at_unit(season)
    with pytest.raises(Refused, match="公示") as refusal:
        actions.pass_on(row, "同意", POINTS, officer, row.unit)
    assert refusal.value.clause == "KM2023-3.6"
    ready.publish(season, row)
    with clock.at(AFTER_NOTICE):
        with pytest.raises(Refused, match="基层单位意见"):
            actions.pass_on(row, "同意", POINTS, officer, row.unit)
        actions.write_opinion(row, GOOD, officer, row.unit)
        with pytest.raises(Refused, match="真实性"):
            actions.pass_on(row, "同意", ["合法性", "完整性", "有效性"], officer, row.unit)
        with pytest.raises(Refused, match="审核意见"):
            actions.pass_on(row, "  ", POINTS, officer, row.unit)
        Suspension.objects.create(
            unit=row.unit, year=2023, reason="审核失职", decided_by=season.cast.organisations["city_bureau"],
            decided_at=clock.now(),
        )  # fmt: skip
        with pytest.raises(Refused, match="暂停推荐"):
            actions.pass_on(row, "同意", POINTS, officer, row.unit)
    row.refresh_from_db()
    assert row.state == State.UNIT_NOTICE
    assert not Decision.objects.exists()


def test_a_suspension_of_another_year_does_not_bind(season: making.Season) -> None:
    row = ready.prepared(season)
    Suspension.objects.create(
        unit=row.unit, year=2024, reason="审核失职", decided_by=season.cast.organisations["city_bureau"],
        decided_at=clock.now(),
    )  # fmt: skip
    assert keys(row) == []


@pytest.mark.parametrize(
    "who", ["other_unit_officer", "department_officer", "county_officer", "office_officer", "applicant"]
)
def test_strangers_decide_nothing(season: making.Season, who: str) -> None:
    row, by = ready.prepared(season), getattr(season.cast, who)
    for organisation in (row.unit, season.cast.organisations["department"]):
        for act in (actions.send_back, actions.reset, actions.refuse_recommendation):
            with pytest.raises(Refused):
                act(row, "意见", by, organisation)
        with pytest.raises(Refused):
            actions.pass_on(row, "意见", POINTS, by, organisation)
        with pytest.raises(Refused):
            actions.write_opinion(row, GOOD, by, organisation)
    row.refresh_from_db()
    assert row.state == State.UNIT_NOTICE


def test_no_officer_decides_on_the_own_application(season: making.Season) -> None:
    row = ready.prepared(season)
    account = row.person.account
    seat(account, row.unit, "unit")
    with clock.at(AFTER_NOTICE), pytest.raises(Refused, match="不能代表"):
        actions.pass_on(row, "同意", POINTS, account, row.unit)


@pytest.mark.clause("GUIDE-5.2.3-2", "GUIDE-Q5a")
def test_unit_then_department_then_committee(season: making.Season) -> None:
    row, cast = ready.prepared(season), season.cast
    department = cast.organisations["department"]
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意上报", [], cast.department_officer, department)
        assert row.state == State.AT_COMMITTEE
        with pytest.raises(Refused):  # the same house, another role
            actions.pass_on(row, "审核通过", [], cast.department_officer, department)
        last = actions.pass_on(row, "审核通过", [], cast.office_officer, department)
    assert row.state == State.AUDITED
    assert row.audited_at == AFTER_NOTICE
    assert [one.station_name for one in row.decisions.all()] == ["用人单位", "主管部门", "评委会"]
    assert all(station.passed_at for station in row.stations.all())
    assert last.checked == []


def test_unit_then_county_bureau_then_committee(season: making.Season) -> None:
    orgs, cast = season.cast.organisations, season.cast
    route = [("用人单位", orgs["unit"]), ("县区人社", orgs["county_bureau"]), ("评委会", orgs["department"])]
    row = ready.prepared(season, route=route)
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        assert row.state == State.AT_COUNTY
        with pytest.raises(Refused):
            actions.pass_on(row, "同意", [], cast.wrong_county_officer, orgs["other_county_bureau"])
        actions.pass_on(row, "同意上报", [], cast.county_officer, orgs["county_bureau"])
        actions.pass_on(row, "审核通过", [], cast.office_officer, orgs["department"])
    assert row.state == State.AUDITED


def test_a_kind_without_a_notice_passes_without_one(season: making.Season) -> None:
    orgs = season.cast.organisations
    row = ready.at_unit(season, route=[("用人单位", orgs["unit"]), ("市人社", orgs["city_bureau"])])
    Application.objects.filter(pk=row.pk).update(kind="考核认定")
    row.refresh_from_db()
    parts = actions.Assessed(True, dt.date(2021, 7, 5), dt.date(2022, 7, 5), "考核合格")
    actions.assess(row, parts, season.cast.unit_officer, row.unit)
    actions.pass_on(row, "考核合格", POINTS, season.cast.unit_officer, row.unit)
    assert row.state == State.AT_CITY
    city = (season.cast.city_officer, orgs["city_bureau"])
    with pytest.raises(Refused, match="核准文号"):
        actions.pass_on(row, "核准", [], *city)
    actions.approve(row, "核准", "昆人社认〔2023〕1号", dt.date(2022, 7, 5), *city)
    assert row.state == State.APPROVED


@pytest.mark.clause("KM2023-4.1d")
def test_returns_of_2023_count_from_the_first_pass_until_the_year_is_closed(season: making.Season) -> None:
    row, cast = ready.at_unit(season), season.cast
    department = cast.organisations["department"]
    free = actions.send_back(row, "补充论文检索页", cast.unit_officer, row.unit, defects=FOUND)
    assert row.state == State.RETURNED
    assert not row.returns.get().counts  # before the unit has passed
    assert isinstance(free, Decision)
    assert free.outcome == Decision.Outcome.SEND_BACK
    resubmit(row)
    ready.publish(season, row)
    with clock.at(AFTER_NOTICE):
        for used in (1, 2, 3):
            actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
            actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
            actions.send_back(row, f"第{used}次退回", cast.department_officer, department, defects=FOUND)
            assert row.state == State.RETURNED
            assert row.returns.last().used_after == used
            resubmit(row)
            assert keys(row) == ["opinion"]  # the notice holds: what was published is the same
        actions.write_opinion(row, GOOD, cast.unit_officer, row.unit)
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        second = account("department_second", "董复核")
        Membership.objects.create(
            account=second, organisation=department, role="department", since=clock.now()
        )
        proposed = actions.send_back(row, "仍有问题", cast.department_officer, department, defects=FOUND)
        assert isinstance(proposed, LastReturn)
        assert (
            actions.send_back(row, "仍有问题，复看过", cast.department_officer, department, defects=FOUND)
            == proposed
        )
        assert row.state == State.AT_DEPARTMENT  # one officer alone ends nobody's year
        actions.send_back(row, "复核同意", second, department, defects=FOUND)
    proposed.refresh_from_db()
    assert (proposed.proposed_by, proposed.confirmed_by) == (cast.department_officer, second)
    assert row.state == State.CLOSED_FOR_YEAR
    assert row.ended_at is not None
    with pytest.raises(flow.MoveNotAllowed):
        resubmit(row)


def test_changed_facts_must_be_published_again(season: making.Season) -> None:
    row, cast = ready.prepared(season), season.cast
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        actions.send_back(
            row, "补充获奖证书", cast.department_officer, cast.organisations["department"], defects=FOUND
        )
        content = dict(row.submissions.get().content)
        content["records"] = {"awards": [{"id": "1", "data": {"name": "市科技进步奖"}, "evidence": []}]}
        resubmit(row, content)
        assert keys(row) == ["notice", "opinion"]
        assert "有变化" in checks.blockers(row)[0].sentence
        notice = open_unit_notice([row], row.unit, "公告栏", False, cast.unit_officer)
    assert notice.posted_on == AFTER_NOTICE.date()
    assert keys(row) == ["notice_running", "opinion"]


@pytest.mark.clause("GUIDE-5.4.5")
def test_a_reset_voids_publicity_and_opinions(season: making.Season) -> None:
    row, cast = ready.prepared(season), season.cast
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        actions.reset(
            row,
            "申报单位选错，请重新选择",
            cast.department_officer,
            cast.organisations["department"],
            defects=FOUND,
        )
        assert row.state == State.RESET
        resubmit(row)
        assert keys(row) == ["notice", "opinion"]
    assert row.returns.get().kind == Return.Kind.RESET
    assert [entry.void_reason for entry in row.notice_entries.all()] == ["流程已重置"]


def test_a_return_needs_words(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    for act in (actions.send_back, actions.reset, actions.refuse_recommendation):
        with pytest.raises(Refused, match="审核意见"):
            act(row, " \n", officer, row.unit)
    assert not Decision.objects.exists()


@pytest.mark.clause("KM2023-4.2")
def test_a_return_names_at_least_one_thing(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    for act in (actions.send_back, actions.reset, actions.refuse_recommendation):
        with pytest.raises(Refused, match="至少一项") as refused:
            act(row, "请修改", officer, row.unit)
        assert refused.value.clause == "KM2023-4.2"
    assert not Decision.objects.exists()


@pytest.mark.clause("GUIDE-5.3.0")
def test_the_unit_alone_refuses_to_recommend(season: making.Season) -> None:
    row, cast = ready.prepared(season), season.cast
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        with pytest.raises(Refused, match="用人单位决定"):
            actions.refuse_recommendation(
                row, "不同意", cast.department_officer, cast.organisations["department"], defects=FOUND
            )
        actions.send_back(
            row, "请核实", cast.department_officer, cast.organisations["department"], defects=FOUND
        )
        resubmit(row)
        actions.refuse_recommendation(row, "材料不真实", cast.unit_officer, row.unit, defects=FOUND)
    assert row.state == State.NOT_RECOMMENDED


def test_of_two_decisions_on_one_version_exactly_one_wins(season: making.Season) -> None:
    row, cast = ready.prepared(season), season.cast
    seen_by_the_second = Application.objects.get(pk=row.pk)
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意推荐", POINTS, cast.unit_officer, row.unit)
        with pytest.raises(Outdated, match="没有执行"):
            actions.send_back(seen_by_the_second, "请补充", cast.unit_officer, row.unit, defects=FOUND)
        with pytest.raises(Outdated):
            actions.send_back(row, "请补充", cast.department_officer, row.unit, version=1, defects=FOUND)
    assert row.decisions.count() == 1
    assert not row.returns.exists()


def test_a_bad_opinion_is_refused_with_its_field(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    for field, value in (("way", " "), ("formed", ""), ("headcount", 0)):
        bad = {**vars(GOOD), field: value}
        with pytest.raises(Refused) as refusal:
            actions.write_opinion(row, actions.Recommendation(**bad), officer, row.unit)
        assert refusal.value.field == field
        assert refusal.value.clause == "GUIDE-5.3.5"


def test_the_opinion_may_be_rewritten_until_the_unit_passes(season: making.Season) -> None:
    row, officer = ready.prepared(season), season.cast.unit_officer
    with clock.at(AFTER_NOTICE):
        again = actions.write_opinion(row, GOOD, officer, row.unit)
        assert row.opinions.get() == again
        actions.pass_on(row, "同意推荐", POINTS, officer, row.unit)
        with pytest.raises(Refused):
            actions.write_opinion(row, GOOD, officer, row.unit)


class TestPaper:
    @pytest.fixture
    def audited(self, season: making.Season) -> Application:
        return making.application(season, State.AUDITED)

    @pytest.mark.clause("GUIDE-Q24", "DC2022-2.10")
    def test_sent_by_the_unit_and_accepted_by_the_office(
        self, season: making.Season, audited: Application
    ) -> None:
        cast = season.cast
        with pytest.raises(flow.MoveNotAllowed):
            actions.accept_paper(audited, True, True, cast.office_officer)
        with pytest.raises(Refused, match="申报单位报送"):
            actions.send_paper(audited, cast.other_unit_officer, cast.organisations["other_unit"])
        actions.send_paper(audited, cast.unit_officer, audited.unit)
        assert audited.state == State.PAPER_SENT
        with pytest.raises(flow.MoveNotAllowed):
            actions.send_paper(audited, cast.unit_officer, audited.unit)
        with pytest.raises(Refused, match="原件"):
            actions.accept_paper(audited, False, True, cast.office_officer)
        with pytest.raises(Refused, match="复印件"):
            actions.accept_paper(audited, True, False, cast.office_officer)
        with pytest.raises(Refused, match="办事机构"):
            actions.accept_paper(audited, True, True, cast.other_office_officer)
        paper = actions.accept_paper(audited, True, True, cast.office_officer, "原件已退回")
        assert audited.state == State.ACCEPTED
        assert paper.received_by == cast.office_officer

    @pytest.mark.clause("GUIDE-5.0")
    def test_a_session_without_paper(self, season: making.Season, audited: Application) -> None:
        office = season.cast.office_officer
        with pytest.raises(Refused, match="要求报送纸质材料"):
            actions.accept_without_paper(audited, office)
        season.session.paper_stage = False
        season.session.save()
        audited.refresh_from_db()
        with pytest.raises(Refused, match="不收纸质材料"):
            actions.send_paper(audited, season.cast.unit_officer, audited.unit)
        with pytest.raises(Refused, match="办事机构"):
            actions.accept_without_paper(audited, season.cast.unit_officer)
        actions.accept_without_paper(audited, office)
        assert audited.state == State.ACCEPTED


def test_an_objection_upheld_meanwhile_keeps_the_unit_from_passing(season: making.Season) -> None:
    row, officer = ready.at_unit(season), season.cast.unit_officer
    notice = open_unit_notice([row], row.unit, "公告栏", False, officer)
    actions.send_back(row, "补充论文检索页", officer, row.unit, defects=FOUND)
    uphold_objection(object_to(notice.entries.get(), "业绩为他人完成"), "属实", officer)
    row.refresh_from_db()
    assert row.state == State.RETURNED  # with the applicant: the answer waits for the next submission
    resubmit(row)
    assert keys(row) == ["upheld", "notice_running", "opinion"]

"""劳务派遣: both companies publish, audit and seal, in any order; the proof comes from their records."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import making, scene_routes
from tests.applications.conftest import SENIOR_ENGINEER
from tests.vetting import ready
from tests.vetting.ready import AFTER_NOTICE, FOUND, GOOD, POINTS
from zhicheng.almanac import clock
from zhicheng.applications import casefile, flow
from zhicheng.applications.facts import facts_of
from zhicheng.applications.models import Application, Company
from zhicheng.applications.states import Actor, Event, State
from zhicheng.applications.stationing import road_of
from zhicheng.desks.agenda import tasks_of
from zhicheng.inbox.models import Message
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership, Organisation
from zhicheng.policy.facts import CommitteeLevel
from zhicheng.public_notice.actions import close_unit_notice, open_unit_notice
from zhicheng.public_notice.queries import candidates
from zhicheng.vetting import actions, checks, dispatch_proof


@pytest.fixture
def row(season: making.Season) -> Application:
    """Submitted by a dispatched person: `unit` dispatches, `other_unit` uses."""
    someone = season.cast.people["applicant"]
    someone.qualification.employment = "劳务派遣"
    someone.qualification.more = {"dispatch": {"user_unit": "云岭装备制造有限公司"}}
    someone.qualification.save()
    return scene_routes.dispatched_application(season, someone)


def sides(season: making.Season) -> dict[str, tuple[Organisation, Account]]:
    cast = season.cast
    return {
        "dispatcher": (cast.organisations["unit"], cast.unit_officer),
        "user": (cast.organisations["other_unit"], cast.other_unit_officer),
    }


def publish(row: Application, organisation: Organisation, officer: Account) -> None:
    assert row in candidates([organisation])
    notice = open_unit_notice([row], organisation, "公告栏", False, officer)
    assert row not in candidates([organisation])
    with clock.at(AFTER_NOTICE):
        close_unit_notice(notice, "无异议", officer)


@pytest.mark.clause("KM2023-3.7", "GUIDE-Q14")
@pytest.mark.parametrize("order", [("dispatcher", "user"), ("user", "dispatcher")])
def test_both_publish_audit_and_seal_in_any_order(
    order: tuple[str, str], season: making.Season, row: Application
) -> None:
    for name in order:
        publish(row, *sides(season)[name])
    row.refresh_from_db()
    assert row.state == State.UNIT_NOTICE
    assert dispatch_proof.pdf(row).startswith(b"%PDF")
    with clock.at(AFTER_NOTICE):
        unit, officer = sides(season)["dispatcher"]
        actions.write_opinion(row, GOOD, officer, unit)
        first, second = (sides(season)[name] for name in order)
        assert facts_of(casefile.load(row.pk)).person.dispatch.both_sealed is None
        actions.pass_on(row, "同意", POINTS, first[1], first[0])
        row.refresh_from_db()
        assert (row.state, row.first_unit_pass_at) == (State.UNIT_NOTICE, None)
        assert Message.objects.filter(recipient=second[1].pk, link=f"/vetting/{row.pk}/").exists()
        with pytest.raises(Refused, match="另一家"):
            actions.pass_on(row, "同意", POINTS, first[1], first[0])
        actions.pass_on(row, "同意", POINTS, second[1], second[0])
        row.refresh_from_db()
        assert row.state == State.AT_COUNTY
        assert row.first_unit_pass_at == AFTER_NOTICE
        told = facts_of(casefile.load(row.pk)).person.dispatch
        assert told is not None
        assert (told.user_unit, told.both_published, told.both_audited, told.both_sealed) == (
            "云岭装备制造有限公司", True, True, True,
        )  # fmt: skip
        assert dispatch_proof.pdf(row).startswith(b"%PDF")


@pytest.mark.clause("KM2023-3.7")
def test_each_company_answers_for_its_own_notice_alone(season: making.Season, row: Application) -> None:
    unit, officer = sides(season)["dispatcher"]
    user, user_officer = sides(season)["user"]
    publish(row, unit, officer)
    keys = [one.key for one in checks.blockers(row, company=user)]
    assert keys == ["notice"]
    with clock.at(AFTER_NOTICE), pytest.raises(Refused, match="公示"):
        actions.pass_on(row, "同意", POINTS, user_officer, user)
    with pytest.raises(Refused):
        open_unit_notice([row], unit, "公告栏", False, officer)
    stranger = season.cast.organisations["department"]
    with pytest.raises(Refused):
        actions.pass_on(row, "同意", POINTS, season.cast.department_officer, stranger)


@pytest.mark.clause("KM2023-3.7")
def test_a_new_submission_asks_both_again(season: making.Season, row: Application) -> None:
    user, user_officer = sides(season)["user"]
    publish(row, user, user_officer)
    with clock.at(AFTER_NOTICE):
        actions.pass_on(row, "同意", POINTS, user_officer, user)
        unit, officer = sides(season)["dispatcher"]
        row.refresh_from_db()
        actions.send_back(row, "请补充", officer, unit, defects=FOUND)
        ready.submit_again(row)
        flow.move(row, Event.SUBMIT, flow.By(Actor.APPLICANT, row.person.account))
    assert not Company.objects.filter(passed_at__isnull=False).exists()
    assert [one.key for one in checks.blockers(row, company=user)] == []


@pytest.mark.clause("KM2023-3.7")
def test_the_user_unit_finds_it_on_its_desk_and_sees_the_case(
    season: making.Season, row: Application
) -> None:
    user, officer = sides(season)["user"]
    seat = Membership.objects.select_related("organisation").get(account=officer, organisation=user)
    assert [task.url for task in tasks_of(seat)] == [f"/vetting/{row.pk}/"]
    client = Client()
    client.force_login(officer)
    page = client.get(reverse("vetting:case", args=[row.pk])).content.decode()
    assert "双公示、双审核、双盖章" in page
    assert "开始公示" in page
    proof = client.get(reverse("vetting:dispatch_proof", args=[row.pk]))
    assert proof.content.startswith(b"%PDF")


@pytest.mark.clause("KM2023-1.5", "KM2023-3.7")
def test_a_user_units_own_committee_takes_dispatched_people(season: making.Season, row: Application) -> None:
    user = sides(season)["user"][0]
    user.self_review_series = ["工程技术"]
    user.save()
    row.companies.all().delete()
    season.committee.tier = "unit"
    season.committee.save()
    row.series = SENIOR_ENGINEER.series
    case = casefile.load(row.pk)
    assert case.user_unit == user
    assert facts_of(case).application.committee_level is CommitteeLevel.SELF_REVIEW
    told = facts_of(case).person.dispatch
    assert told is not None
    assert told.user_unit_self_review_series == ("工程技术",)
    road = road_of(case)
    assert [stop.name for stop in road.stops] == ["派遣公司与用人单位", "自主评委会"]
    assert road.companies == (row.unit, user)


@pytest.mark.clause("KM2023-3.7")
def test_a_user_unit_that_is_not_registered_is_asked_for(season: making.Season, row: Application) -> None:
    row.companies.all().delete()
    told = row.person.qualification
    told.more = {"dispatch": {"user_unit": "不存在的公司"}}
    told.save()
    road = road_of(casefile.load(row.pk))
    assert road.stops == ()
    assert "用人单位" in road.problem

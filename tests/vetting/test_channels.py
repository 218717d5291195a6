"""破格 and 绿色通道: the organiser's word, the bureau's decision, and the finding that waits for them."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests import making
from tests.cast import account
from zhicheng.almanac import clock
from zhicheng.applications import casefile
from zhicheng.applications.judging import against_the_meeting, verdict_of
from zhicheng.applications.models import Application, ChannelApproval
from zhicheng.applications.states import State
from zhicheng.inbox.models import Message
from zhicheng.people.actions import appoint, delegate_role
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.people.queries import stands_in_for
from zhicheng.signatures.actions import content_hash
from zhicheng.trail.models import Entry
from zhicheng.vetting import actions

pytestmark = pytest.mark.django_db
ClientOf = Callable[[Account], Client]


def special(
    season: making.Season, channel: str = "绿色通道", state: State = State.AT_COMMITTEE
) -> Application:
    row = making.application(season, state)
    Application.objects.filter(pk=row.pk).update(channel=channel)
    row.refresh_from_db()
    return row


def outcome(row: Application, rule: str) -> str:
    found = {one.rule: one for one in verdict_of(casefile.load(row.pk), window=False).findings}
    return found[rule].outcome.value


@pytest.mark.clause("KM2023-5.1a", "KM2023-5.3a")
@pytest.mark.parametrize(("channel", "rule"), [("绿色通道", "E-37"), ("破格", "E-36")])
def test_the_channel_stays_open_until_the_bureau_approves(
    season: making.Season, channel: str, rule: str
) -> None:
    row, cast = special(season, channel), season.cast
    assert outcome(row, rule) == "unknown"
    assert rule in {one.rule for one in against_the_meeting(verdict_of(casefile.load(row.pk), window=False))}
    with pytest.raises(Refused):
        actions.decide_channel(row, True, "同意", cast.province_officer)  # the organiser has said nothing yet
    actions.propose_channel(row, True, "解决了重大工程技术难题", cast.office_officer)
    assert outcome(row, rule) == "unknown"
    made = actions.decide_channel(row, True, "经核实，情况属实", cast.province_officer)
    assert outcome(row, rule) == "passes"
    assert made.organisation == cast.organisations["province"]
    assert made.signature.content_hash == content_hash(
        {
            "application": str(row.id),
            "channel": channel,
            "title": row.title,
            "step": "decision",
            "granted": True,
            "opinion": "经核实，情况属实",
        }
    )
    assert Entry.objects.filter(act="decision_on_channel", subject=row.id).count() == 1
    assert Message.objects.filter(recipient=cast.applicant.pk, subject__contains="已批准").count() == 1
    with pytest.raises(Refused):
        actions.decide_channel(row, False, "再议", cast.province_officer)


def test_a_refused_channel_bars(season: making.Season) -> None:
    row, cast = special(season), season.cast
    actions.propose_channel(row, False, "材料不足", cast.office_officer)
    actions.decide_channel(row, False, "不属于绿色通道情形", cast.province_officer)
    assert outcome(row, "E-37") == "fails"


def test_an_approval_holds_for_the_cover_that_it_was_given_on(season: making.Season) -> None:
    row, cast = special(season), season.cast
    actions.propose_channel(row, True, "同意", cast.office_officer)
    actions.decide_channel(row, True, "同意", cast.province_officer)
    Application.objects.filter(pk=row.pk).update(title="正高级工程师")
    assert outcome(row, "E-37") == "unknown"


def test_who_may_say_what(season: making.Season) -> None:
    row, cast = special(season), season.cast
    for who in (cast.other_office_officer, cast.unit_officer, cast.province_officer):
        with pytest.raises(Refused):
            actions.propose_channel(row, True, "同意", who)
    with pytest.raises(Refused):
        actions.propose_channel(row, True, "  ", cast.office_officer)
    actions.propose_channel(row, True, "同意", cast.office_officer)
    for who in (cast.city_officer, cast.office_officer):
        with pytest.raises(Refused):
            actions.decide_channel(row, True, "同意", who)
    ordinary = making.application(season, State.AT_COMMITTEE, person=cast.people["other_applicant"])
    with pytest.raises(Refused):
        actions.propose_channel(ordinary, True, "同意", cast.office_officer)


def test_the_pages_from_the_office_to_the_bureau(season: making.Season, client_of: ClientOf) -> None:
    row, cast = special(season), season.cast
    url, waiting = reverse("vetting:channel", args=[row.id]), reverse("vetting:channels")
    office, bureau = client_of(cast.office_officer), client_of(cast.province_officer)
    assert url in office.get(reverse("vetting:case", args=[row.id])).content.decode()
    assert bureau.get(url).status_code == 404
    assert bureau.get(reverse("vetting:case", args=[row.id])).status_code == 404
    empty = office.post(url, {"opinion": "突出贡献属实"})
    assert empty.status_code == 400
    assert "突出贡献属实" in empty.content.decode() and "请选择同意或不同意" in empty.content.decode()
    assert office.post(url, {"granted": "yes", "opinion": "突出贡献属实"}).status_code == 302
    assert office.get(url).status_code == 404
    assert row.applicant_name in bureau.get(waiting).content.decode()
    assert bureau.get(reverse("vetting:case", args=[row.id])).status_code == 200
    page = bureau.get(url).content.decode()
    assert "突出贡献属实" in page and "KM2023-5.3a" in page
    assert bureau.post(url, {"granted": "yes", "opinion": "批准"}).headers["Location"] == waiting
    assert url not in bureau.get(waiting).content.decode()
    assert bureau.get(url).status_code == 404
    record = office.get(reverse("vetting:case", args=[row.id])).content.decode()
    assert "绿色通道：人社部门审批" in record
    assert ChannelApproval.objects.count() == 2


@pytest.fixture
def second(season: making.Season) -> Account:
    row = account("province_second", "复核人")
    province = season.cast.organisations["province"]
    Membership.objects.create(account=row, organisation=province, role="bureau", since=clock.now())
    return row


@pytest.mark.clause("KM2023-5.1a", "KM2023-5.3a")
def test_a_wrong_decision_is_withdrawn_by_two_and_stays_on_record(
    season: making.Season, second: Account
) -> None:
    row, cast = special(season), season.cast
    actions.propose_channel(row, True, "同意", cast.office_officer)
    wrong = actions.decide_channel(row, False, "看错了人", cast.province_officer)
    assert outcome(row, "E-37") == "fails"
    with pytest.raises(Refused, match="还没有人提出"):
        actions.withdraw_decision(wrong, second)
    with pytest.raises(Refused, match="理由"):
        actions.ask_withdrawal(wrong, " ", cast.province_officer)
    for stranger in (cast.city_officer, cast.office_officer, cast.applicant):
        with pytest.raises(Refused):
            actions.ask_withdrawal(wrong, "误", stranger)
    actions.ask_withdrawal(wrong, "核对有误", cast.province_officer)
    with pytest.raises(Refused, match="另一人"):
        actions.withdraw_decision(wrong, cast.province_officer)
    assert outcome(row, "E-37") == "fails"
    actions.withdraw_decision(wrong, second)
    assert outcome(row, "E-37") == "unknown", "open again"
    assert Message.objects.filter(recipient=row.person.account_id, body__contains="核对有误").exists()
    with pytest.raises(Refused, match="已经撤回"):
        actions.ask_withdrawal(wrong, "再次", cast.province_officer)
    actions.decide_channel(row, True, "情况属实", second)
    assert outcome(row, "E-37") == "passes"
    kept = ChannelApproval.objects.filter(application=row, step="decision").order_by("at")
    assert [(one.granted, one.withdrawn_at is not None) for one in kept] == [(False, True), (True, False)]
    acts = set(Entry.objects.filter(subject=row.id).values_list("act", flat=True))
    assert {"ask_channel_withdrawal", "withdraw_channel_decision"} <= acts


def test_the_database_wants_two_people_for_a_withdrawal(season: making.Season) -> None:
    row, cast = special(season), season.cast
    actions.propose_channel(row, True, "同意", cast.office_officer)
    wrong = actions.decide_channel(row, False, "看错了人", cast.province_officer)
    actions.ask_withdrawal(wrong, "核对有误", cast.province_officer)
    with pytest.raises(IntegrityError), transaction.atomic():
        ChannelApproval.objects.filter(pk=wrong.pk).update(
            withdrawn_at=clock.now(), withdrawn_by=cast.province_officer
        )


def test_the_pages_of_a_withdrawal(season: making.Season, second: Account, client_of: ClientOf) -> None:
    row, cast = special(season), season.cast
    actions.propose_channel(row, True, "同意", cast.office_officer)
    wrong = actions.decide_channel(row, False, "看错了人", cast.province_officer)
    url, desk = reverse("vetting:withdraw_channel", args=[wrong.pk]), reverse("vetting:channels")
    first, other = client_of(cast.province_officer), client_of(second)
    assert url in first.get(desk).content.decode()
    assert client_of(cast.city_officer).get(url).status_code == 404
    assert first.post(url, {"reason": ""}).status_code == 400
    assert first.post(url, {"reason": "核对有误"})["Location"] == desk
    assert first.post(url).status_code == 403
    assert "您已提出撤回" in first.get(url).content.decode()
    assert "确认撤回" in other.get(url).content.decode()
    assert other.post(url)["Location"] == desk
    assert other.get(url).status_code == 404
    assert "已撤回：核对有误" in other.get(reverse("vetting:case", args=[row.pk])).content.decode()


def test_who_stands_in_and_has_an_own_role_there_decides_for_the_absent(season: making.Season) -> None:
    row, cast = special(season), season.cast
    province = cast.organisations["province"]
    colleague = appoint(organisation=province, role="office", login="colleague", name="齐代理")
    absent = cast.province_officer.memberships.get()
    today = clock.today()
    delegate_role(
        absent, delegate=colleague, first_day=today, last_day=today, reason="年休假", by=cast.province_officer
    )
    actions.propose_channel(row, True, "同意", cast.office_officer)
    made = actions.decide_channel(row, True, "经核实，情况属实", colleague)
    assert made.signature.on_behalf_of == cast.province_officer and "代" in made.signature.signer
    tomorrow = dt.datetime.combine(today + dt.timedelta(days=1), dt.time(0), tzinfo=clock.CHINA)
    with clock.at(tomorrow):  # over, before any job has run
        assert stands_in_for(colleague, province, "bureau") is None

"""The ballots' key: three people of three organisations, in turn, none alone; lost shares; destroyed at the end."""

import datetime as dt
from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from tests.outcomes.after_vote import AfterVote
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import appoint_chair
from zhicheng.meeting import actions
from zhicheng.meeting.models import Annulment, Ballot, BallotKey, Opening, Trustee, VoterMark
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account, Membership
from zhicheng.rehearsal.ballot_client import Trustee as Client_
from zhicheng.rehearsal.secret_vote import Holders

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]
LATER = ready.MEETING + dt.timedelta(days=120)


def begun(season: Season) -> BallotKey:
    """The key of a seated committee, named but not made."""
    cast = season.cast
    return actions.begin_key(season.session, cast.supervisor, cast.drawer_1, cast.office_officer)


def test_the_trustees_come_from_three_organisations(season: Season) -> None:
    cast = season.cast
    with pytest.raises(Refused, match="指定主任委员"):
        begun(season)
    ready.seated(season)
    name = (season.session, cast.supervisor, cast.drawer_1)
    with pytest.raises(Refused) as stranger:
        actions.begin_key(*name, cast.other_office_officer)
    assert stranger.value.status == 404
    with pytest.raises(Refused, match="监督人员"):
        actions.begin_key(season.session, cast.drawer_2, cast.drawer_1, cast.office_officer)
    with pytest.raises(Refused, match="指定的人员"):
        actions.begin_key(season.session, cast.supervisor, cast.unit_officer, cast.office_officer)
    Membership.objects.filter(account=cast.supervisor).update(organisation=cast.organisations["department"])
    with pytest.raises(Refused, match="三个不同的单位"):
        begun(season)
    Membership.objects.filter(account=cast.supervisor).update(organisation=cast.organisations["city_bureau"])
    key = begun(season)
    assert [one.role for one in key.trustees.all()] == ["chair", "supervisor", "appointee"]
    with pytest.raises(Refused, match="已有表决密钥"):
        begun(season)
    with pytest.raises(IntegrityError), transaction.atomic():
        BallotKey.objects.create(session=season.session, begun_at=clock.now(), begun_by=cast.office_officer)


def test_the_key_is_made_in_three_steps_by_their_owners_alone(season: Season) -> None:
    ready.seated(season)
    holders = Holders(begun(season), upto=0)
    first, second, third = holders.rows()
    deal = holders.clients[1].deal()
    with pytest.raises(Refused) as other:
        actions.send_key_message(first, deal, second.account)
    assert other.value.status == 404
    for wrong in (
        "",
        "x" * len(deal),
        deal[:-1],
        deal.upper(),
        holders.clients[2].deal(),
        deal[:-2] + ("01" if deal.endswith("00") else "00"),
    ):
        with pytest.raises(Refused, match="核对不符"):
            actions.send_key_message(first, wrong, first.account)
    actions.send_key_message(first, deal, first.account)
    with pytest.raises(Refused, match="第一步"):
        actions.send_key_message(first, "00" * 64, first.account)
    for row in (second, third):
        actions.send_key_message(row, holders.clients[row.position].deal(), row.account)
    deals = {row.position: row.deal for row in holders.rows()}
    for row in holders.rows():
        actions.send_key_message(row, holders.clients[row.position].shares(deals), row.account)
    shares = {row.position: row.shares for row in holders.rows()}
    with pytest.raises(Refused, match="核对不符"):
        actions.send_key_message(first, holders.clients[2].confirmation(deals, shares), first.account)
    for row in holders.rows():
        assert BallotKey.objects.get().made_at is None
        actions.send_key_message(row, holders.clients[row.position].confirmation(deals, shares), row.account)
    key = BallotKey.objects.get()
    assert key.made_at and len(key.public_key) == 64
    with pytest.raises(Refused, match="都已完成"):
        actions.send_key_message(first, deal, first.account)
    secrets = [client.share(deals, shares) for client in holders.clients.values()]
    kept = str(list(Trustee.objects.values())) + str(list(BallotKey.objects.values()))
    assert not any(one.to_bytes(32, "little").hex() in kept for one in secrets)


def test_a_share_that_does_not_fit_its_deal_is_noticed(season: Season) -> None:
    ready.seated(season)
    holders = Holders(begun(season), upto=1)
    deals = {row.position: row.deal for row in holders.rows()}
    shares = {at: client.shares(deals) for at, client in holders.clients.items()}
    shares[2] = Client_(holders.clients[2].which, 2).shares(deals)  # of another line
    with pytest.raises(ValueError, match="trustee 2"):
        holders.clients[1].confirmation(deals, shares)
    row = actions.abandon_key(holders.key, "监督人员的数据不符", season.cast.office_officer)
    assert row.abandoned_at
    with pytest.raises(Refused, match="已经作废"):
        actions.send_key_message(holders.rows()[0], "", holders.rows()[0].account)
    assert ready.keyed(season).key.made_at


def test_two_of_three_open_and_one_alone_learns_nothing(season: Season) -> None:
    seats = ready.opened(season, count=2)
    ballots = [
        actions.open_ballot(row, season.cast.office_officer) for row in Application.objects.order_by("number")
    ]
    for ballot in ballots:
        ready.cast_all(ballot, list(zip(seats, ["agree", "agree", "agree", "agree", "against"], strict=True)))
    holders = ready.holders(ballots[0])
    first, second, third = holders.rows()
    with pytest.raises(Refused, match="名单有变化"):
        actions.open_sums(first, holders.parts(1, ballots), first.account)  # the voting has not ended
    actions.end_ballots(ballots, season.cast.office_officer)
    parts = holders.parts(3, ballots)
    with pytest.raises(Refused, match="没有通过核对"):
        actions.open_sums(first, parts, first.account)
    for wrong in ({}, {"x": "y"}, {str(ballots[0].id): parts[str(ballots[1].id)]}):
        with pytest.raises(Refused):
            actions.open_sums(third, wrong, third.account)
    assert actions.open_sums(third, parts, third.account) == []
    assert set(Ballot.objects.values_list("agree", flat=True)) == {None}
    with pytest.raises(Refused, match="已经为这些表决开过票"):
        actions.open_sums(third, parts, third.account)
    with pytest.raises(Refused) as other:
        actions.open_sums(second, holders.parts(2, ballots), third.account)
    assert other.value.status == 404
    counted = actions.open_sums(second, holders.parts(2, ballots), second.account)
    assert [(one.agree, one.against, one.abstain, one.passed) for one in counted] == [(4, 1, 0, True)] * 2
    assert Opening.objects.count() == 4


def test_with_a_lost_share_the_other_two_open(season: Season) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    ready.cast_all(ballot, [(seat, "agree") for seat in seats])
    actions.end_ballot(ballot, season.cast.office_officer)
    holders = ready.holders(ballot)
    first, second = holders.rows()[:2]
    with pytest.raises(Refused, match="写明"):
        actions.report_lost(first, " ", first.account)
    with pytest.raises(Refused) as other:
        actions.report_lost(first, "丢失", second.account)
    assert other.value.status == 404
    actions.report_lost(first, "U盘损坏", first.account)
    with pytest.raises(Refused, match="登记为遗失"):
        actions.open_sums(first, holders.parts(1, [ballot]), first.account)
    assert holders.open([ballot], (2, 3))[0].passed is True


def test_with_two_lost_shares_the_chair_has_the_ballot_repeated(season: Season) -> None:
    office, seats = season.cast.office_officer, ready.opened(season)
    chair = next(seat for seat in seats if seat.chair).expert.account
    row = Application.objects.get()
    ballot = actions.open_ballot(row, office)
    ready.cast_all(ballot, [(seat, "against") for seat in seats])
    with pytest.raises(Refused, match="没有计票"):
        actions.abandon_key(ready.holders(ballot).key, "两份丢失", office)
    with pytest.raises(Refused) as other:
        actions.order_revote(ballot, "密钥遗失两份", drawing.code(), office)
    assert other.value.status == 404
    with pytest.raises(Refused, match="写明"):
        actions.order_revote(ballot, "", drawing.code(), chair)
    with pytest.raises(Refused, match="动态码"):
        actions.order_revote(ballot, "密钥遗失两份", "000000", chair)
    actions.order_revote(ballot, "密钥遗失两份", drawing.code(), chair)
    kept = Annulment.objects.get()
    assert len(kept.record["votes"]) == 5 and kept.record["counts"] is None
    assert not Ballot.objects.exists() and not VoterMark.objects.exists()
    with pytest.raises(Refused, match="重新进行"):
        actions.end_ballot(ballot, office)
    actions.abandon_key(ready.holders(ballot).key, "两份丢失", office)
    with pytest.raises(Refused, match="还没有生成"):
        actions.open_ballot(row, office)
    ready.keyed(season)
    again = actions.open_ballot(row, office)
    assert again.round == 2
    old = kept.record["votes"][str(seats[0].id)]
    with pytest.raises(Refused, match="没有通过核对"):
        actions.cast_ballot(again, seats[0], old, seats[0].expert.account)
    ready.cast_all(again, [(seat, "agree") for seat in seats])
    assert ready.count(season, again)[0].passed is True
    with pytest.raises(Refused, match="已经计票"):
        actions.order_revote(again, "不满意", drawing.code(), chair)


def test_a_new_chair_needs_a_new_key(season: Season) -> None:
    seats = ready.opened(season)
    row = Application.objects.get()
    other = next(seat for seat in seats if not seat.chair)
    type(other).objects.filter(draw=other.draw, chair=True).update(chair=False)
    type(other).objects.filter(pk=other.pk).update(chair=True)
    with pytest.raises(Refused, match="主任委员已经更换"):
        actions.open_ballot(row, season.cast.office_officer)


def test_a_broken_off_meeting_goes_on_where_it_stopped(season: Season) -> None:
    office, seats = season.cast.office_officer, ready.opened(season, count=2)
    first, second = Application.objects.order_by("number")
    ballot = actions.open_ballot(first, office)
    ready.cast(ballot, seats[0], "agree")
    with pytest.raises(Refused, match="写明"):
        actions.break_off(season.session, "", office)
    actions.break_off(season.session, "停电", office)
    with pytest.raises(Refused, match="已经休会"):
        actions.break_off(season.session, "停电", office)
    for act in (
        lambda: ready.cast(ballot, seats[1], "agree"),
        lambda: actions.open_ballot(second, office),
        lambda: actions.end_ballot(ballot, office),
    ):
        with pytest.raises(Refused, match="正在休会"):
            act()
    with clock.at(ready.MEETING + dt.timedelta(days=1)):
        actions.resume(season.session, office)
        with pytest.raises(Refused, match="没有休会"):
            actions.resume(season.session, office)
        ready.cast_all(ballot, [(seat, "agree") for seat in seats[1:]])
        assert ready.count(season, ballot)[0].agree == 5


def test_shares_are_destroyed_after_the_recheck_period(season: Season) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    ready.cast_all(ballot, [(seat, "agree") for seat in seats[:3]])
    ready.count(season, ballot)
    chair = next(seat for seat in seats if seat.chair)
    holder = ready.holders(ballot).rows()[1]
    with clock.at(LATER), pytest.raises(Refused, match="复查期满"):
        actions.destroy_share(holder, holder.account)  # the meeting is not over
    actions.close_meeting(season.session, drawing.code(), chair.expert.account)
    assert Application.objects.get().state == State.VOTED
    with clock.at(LATER), pytest.raises(Refused, match="复查期满"):
        actions.destroy_share(holder, holder.account)  # nobody knows the result
    AfterVote(season, [], [Application.objects.get()]).release()
    with pytest.raises(Refused, match="复查期满"):
        actions.destroy_share(holder, holder.account)
    with clock.at(LATER):
        actions.destroy_share(holder, holder.account)
        with pytest.raises(Refused, match="已经登记销毁"):
            actions.destroy_share(holder, holder.account)
    assert Trustee.objects.filter(destroyed_at__isnull=False).count() == 1


def test_the_page_of_the_key_by_who_looks_at_it(season: Season, client_of: ClientOf) -> None:
    ready.seated(season)
    cast = season.cast
    office = client_of(cast.office_officer)
    page = at("key", season)
    assert "指定密钥持有人" in office.get(page).content.decode()
    assert "还没有表决密钥" in client_of(cast.supervisor).get(page).content.decode()
    assert client_of(cast.drawer_1).get(page).status_code == 404
    assert office.post(page, {}).status_code == 400
    named = {"supervisor": str(cast.supervisor.id), "appointee": str(cast.drawer_1.id)}
    assert client_of(cast.supervisor).post(page, named).status_code == 404
    assert office.post(page, named).status_code == 302
    assert office.post(page, named).status_code == 409
    holders = Holders(BallotKey.objects.get(), upto=0)
    appointee = client_of(cast.drawer_1)
    assert "生成我的密钥文件" in appointee.get(page).content.decode()
    state = appointee.get(at("key_state", season)).json()
    assert (state["position"], state["deals"]) == (3, {})
    message = at("key_message", season)
    refused = appointee.post(message, {"message": "x"})
    assert refused.status_code == 400 and "核对不符" in refused.json()["error"]
    assert appointee.post(message, {"message": holders.clients[3].deal()}).status_code == 200
    lost = at("key_lost", season)
    assert appointee.post(lost, {}).status_code == 400
    assert appointee.post(lost, {"reason": "U盘丢失"}).status_code == 302
    assert "U盘丢失" in office.get(page).content.decode()
    for wrong in ("", "[]", "{", '{"a": 1}', "[" * 100_000):
        assert appointee.post(at("key_open", season), {"parts": wrong}).status_code in (400, 409)
    abandon = at("key_abandon", season)
    assert office.post(abandon, {"reason": ""}).status_code == 400
    assert office.post(abandon, {"reason": "有一位持有人丢失文件"}).status_code == 302
    assert office.get(abandon).status_code == 404


def test_the_chair_appointed_before_the_key_holds_it(season: Season) -> None:
    seats = ready.seated(season)
    appoint_chair(seats[2], season.cast.office_officer)
    assert begun(season).trustees.get(role="chair").account_id == seats[2].expert.account_id

"""Pages of the meeting: check-in, votes, counts, minutes; none shows how a ballot stands."""

import html
import json
import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Seat
from zhicheng.meeting import actions
from zhicheng.meeting.ballot_rows import place_of
from zhicheng.meeting.ballots.sealed import Place, tracking_code
from zhicheng.meeting.ballots.verifier import check
from zhicheng.meeting.models import Attendance, Ballot, Reading, VoterMark
from zhicheng.people.models import Account
from zhicheng.rehearsal.ballot_client import seal

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
ClientOf = Callable[[Account], Client]


def test_a_meeting_from_check_in_to_the_minutes(season: Season, client_of: ClientOf) -> None:
    cast = season.cast
    rows, seats = ready.people(season, 2), ready.seated(season)
    with clock.at(ready.READ_DAY):
        ready.assign(season)
        ready.read_all(season)
    office, supervisor = client_of(cast.office_officer), client_of(cast.supervisor)
    assert office.post(at("chair", season), {"seat": ""}).status_code == 302
    assert office.post(at("chair", season), {"seat": str(seats[1].id)}).status_code == 302
    assert "不足评委会5人的2/3" in office.post(at("open_meeting", season)).content.decode()
    members = [client_of(seat.expert.account) for seat in seats]
    for member in members:
        assert member.get(at("check_in", season)).status_code == 405
        assert member.post(at("check_in", season)).status_code == 302
    assert Attendance.objects.count() == 5
    assert "<small> / 5</small>" in supervisor.get(at("session", season)).content.decode()
    assert office.post(at("open_meeting", season)).status_code == 302
    ticked = {"application": [str(row.id) for row in rows]}
    assert supervisor.post(at("open_ballots", season), ticked).status_code == 404
    assert office.post(at("open_ballots", season), {}).status_code == 409
    assert office.post(at("open_ballots", season), ticked).status_code == 409  # no key yet
    ready.keyed(season)
    assert office.post(at("open_ballots", season), ticked).status_code == 302
    assert "应投" in office.get(at("session", season)).content.decode()
    for ballot in Ballot.objects.all():
        page = reverse("meeting:vote", args=[ballot.id])
        for member in members:
            assert str(ballot.application.number) in member.get(page).content.decode()
            sealed = seal_as(member, ballot, "agree")
            assert member.post(page, {"sealed": sealed}).status_code == 302
    assert VoterMark.objects.count() == 10
    shown = office.get(at("session", season)).content.decode()
    assert shown.count("5 / 5") == 2 and "结束全部已投满的投票" in shown
    first, second = Ballot.objects.all()
    page = reverse("meeting:end_ballot", args=[first.id])
    assert "已投 5 票" in office.get(page).content.decode()
    assert supervisor.post(page).status_code == 404
    assert office.post(page).status_code == 302
    assert office.post(page).status_code == 409
    assert supervisor.post(at("end_full_ballots", season)).status_code == 404
    assert office.post(at("end_full_ballots", season)).status_code == 302
    assert office.post(at("end_full_ballots", season)).status_code == 409
    assert office.get(at("session", season)).content.decode().count("待开票") == 2
    holders = ready.holders(first)
    for position, counted in ((1, 0), (3, 2)):
        trustee = client_of(holders.rows()[position - 1].account)
        waiting = trustee.get(at("key_waiting", season)).json()["waiting"]
        assert [len(one["ballots"]) for one in waiting] == [5, 5]
        parts = json.dumps(holders.parts(position, [first, second]))
        answer = trustee.post(at("key_open", season), {"parts": parts})
        assert (answer.status_code, answer.json()) == (200, {"counted": counted})
    shown = office.get(at("session", season)).content.decode()
    assert "待开票" not in shown and "同意 5" not in shown, (
        "all chose alike: the counts would tell what each chose"
    )
    closing = at("close_meeting", season)
    assert members[0].get(closing).status_code == 404
    assert office.get(closing).status_code == 404
    assert members[1].post(closing, {"code": "000000"}).status_code == 400
    assert office.get(at("minutes", season)).status_code == 404
    assert office.get(at("tally", season)).status_code == 404
    assert members[1].post(closing, {"code": drawing.code()}).status_code == 302
    signing = at("sign_minutes", season)
    assert supervisor.get(signing).status_code == 404
    assert office.post(signing, {"code": "000000"}).status_code == 400
    assert office.post(signing, {"code": drawing.code()}).status_code == 302
    assert office.post(signing, {"code": drawing.code()}).status_code == 409
    assert "记录人签字" not in office.get(at("session", season)).content.decode()
    tally = supervisor.get(at("tally", season))
    assert tally.status_code == 200 and check(tally.content)["ballots"][0]["counts"]["agree"] == 5
    assert members[0].get(at("tally", season)).status_code == 404
    for account in (cast.office_officer, cast.supervisor):
        pdf = client_of(account).get(at("minutes", season))
        assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")
    assert members[0].get(at("minutes", season)).status_code == 404


def seal_as(member: Client, ballot: Ballot, choice: str) -> str:
    """What the member's browser makes of the vote page."""
    page = member.get(reverse("meeting:vote", args=[ballot.id])).content.decode()
    found = dict(re.findall(r'data-(place|voter)="([^"]+)"', page))
    place = Place(**json.loads(html.unescape(found["place"])))
    return seal(choice, place, found["voter"])


def test_the_vote_page_sends_no_choice_and_takes_no_other_ballot(season: Season, client_of: ClientOf) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    member, page = client_of(seats[0].expert.account), reverse("meeting:vote", args=[ballot.id])
    first = member.get(page)
    shown = first.content.decode()
    assert shown.count('class="choice"') == 3 and ready.OPINION in shown
    assert 'name="choice"' not in shown and "<noscript>" in shown and "meeting/ballot/vote.js" in shown
    assert first["Cache-Control"] == "private, no-store"
    own = seal_as(member, ballot, "against")
    others = seal_as(client_of(seats[1].expert.account), ballot, "agree")
    flipped = own[:-1] + ("0" if own[-1] != "0" else "1")
    for wrong in ({}, {"choice": "agree"}, {"sealed": "agree"}, {"sealed": own[:-1]}, {"sealed": own.upper()},
                  {"sealed": others}, {"sealed": flipped}, {"sealed": "0" * len(own)}):  # fmt: skip
        answer = member.post(page, wrong)
        assert answer.status_code == 400 and "没有计入" in answer.content.decode(), wrong
    assert not VoterMark.objects.exists()
    assert member.post(page, {"sealed": own}).status_code == 302
    again = member.post(page, {"sealed": seal("agree", place_of(ballot), str(seats[0].id))})
    assert again.status_code == 409 and "已经对这份申报投过票" in again.content.decode()
    assert VoterMark.objects.get().sealed == own
    code = tracking_code(own)
    assert code in member.get(page).content.decode()
    listed = reverse("meeting:sealed_list", args=[ballot.id])
    assert "我的" in member.get(listed).content.decode()
    other = client_of(seats[1].expert.account).get(listed).content.decode()
    assert code in other and own in other and "我的" not in other.split("<main")[1].split("crumb")[-1]


def test_an_expert_s_first_page_says_that_a_vote_is_awaited(season: Season, client_of: ClientOf) -> None:
    seats = ready.opened(season, seats=9, present=8)
    readers = set(Reading.objects.values_list("seat", flat=True))
    voter, apart = [seat for seat in seats[:8] if seat.pk not in readers][:2]
    page, waits = reverse("meeting:mine"), "1 份正在等您表决"
    row = Application.objects.get()
    assert "等您表决" not in client_of(voter.expert.account).get(page).content.decode()
    declare_avoidance(apart.expert, row.person, "同门", apart.expert.account)
    ballot = actions.open_ballot(row, season.cast.office_officer)
    assert waits in client_of(voter.expert.account).get(page).content.decode()
    assert waits not in client_of(apart.expert.account).get(page).content.decode()
    assert waits not in client_of(seats[8].expert.account).get(page).content.decode()  # not checked in
    ready.cast(ballot, voter, "agree")
    assert waits not in client_of(voter.expert.account).get(page).content.decode()


def test_only_members_who_need_not_keep_away_reach_a_ballot(
    season: Season, client_of: ClientOf, client: Client
) -> None:
    seats = ready.opened(season, seats=9, present=8)
    row = Application.objects.get()
    apart = next(s for s in seats[:8] if s.pk not in set(Reading.objects.values_list("seat", flat=True)))
    declare_avoidance(apart.expert, row.person, "同门", apart.expert.account)
    ballot = actions.open_ballot(row, season.cast.office_officer)
    page = reverse("meeting:vote", args=[ballot.id])
    absent = seats[8]
    assert client_of(absent.expert.account).post(page, {"sealed": ready.ANY}).status_code == 409
    assert client_of(apart.expert.account).get(page).status_code == 404
    assert client_of(apart.expert.account).post(page, {"sealed": ready.ANY}).status_code == 404
    seat_page = client_of(apart.expert.account).get(at("seat", season)).content.decode()
    assert row.applicant_name not in seat_page and str(row.number) in seat_page
    cast = season.cast
    for account in (cast.office_officer, cast.supervisor, cast.applicant):
        assert client_of(account).get(page).status_code == 404
        assert client_of(account).get(at("seat", season)).status_code == 404
    stand_in = Seat.objects.get(status=Seat.Status.STAND_IN).expert.account
    assert client_of(stand_in).get(at("seat", season)).status_code == 404
    assert client_of(stand_in).get(page).status_code == 404
    assert client.get(page).status_code == 302
    assert not VoterMark.objects.exists()


def test_no_page_shows_how_a_ballot_stands(season: Season, client_of: ClientOf) -> None:
    """Everybody voting against looks like everybody agreeing, until it is closed."""
    seats = ready.opened(season, count=2)
    first, second = [
        actions.open_ballot(row, season.cast.office_officer) for row in Application.objects.order_by("number")
    ]
    ready.cast_all(first, [(seat, "agree") for seat in seats])
    ready.cast_all(second, [(seat, "against") for seat in seats])
    shown = client_of(season.cast.office_officer).get(at("session", season)).content.decode()
    assert shown.count("5 / 5") == 2 and "未通过" not in shown
    for ballot in (first, second):
        page = reverse("meeting:end_ballot", args=[ballot.id])
        text = client_of(season.cast.office_officer).get(page).content.decode()
        assert "应投 5 票" in text and "已投 5 票" in text


@pytest.mark.parametrize("who", ["office_officer", "supervisor"])
def test_the_meeting_s_page_costs_the_same_for_a_hundred(
    who: str, season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    ready.opened(season, count=3)
    actions.open_ballot(Application.objects.order_by("number")[0], season.cast.office_officer)
    client = client_of(getattr(season.cast, who))
    client.get(at("session", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        client.get(at("session", season))
    ready.people(season, 30)
    ready.assign(season)
    ready.read_all(season)
    for row in Application.objects.order_by("number")[1:20]:
        actions.open_ballot(row, season.cast.office_officer)
    with django_assert_num_queries(len(counted)):
        assert "可以表决" in client.get(at("session", season)).content.decode()


def test_the_member_s_page_costs_the_same_for_more_ballots(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats = ready.opened(season, count=4)
    rows = list(Application.objects.order_by("number"))
    actions.open_ballot(rows[0], season.cast.office_officer)
    member = client_of(seats[0].expert.account)
    member.get(at("seat", season))  # what is asked once in a while
    with django_assert_num_queries(15, exact=False) as counted:
        member.get(at("seat", season))
    for row in rows[1:]:
        actions.open_ballot(row, season.cast.office_officer)
    with django_assert_num_queries(len(counted)):
        assert member.get(at("seat", season)).content.decode().count("投票</a>") == 4


def test_pages_do_not_load_the_sealed_ballots(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    pages = [
        (season.cast.office_officer, at("session", season)),
        (season.cast.office_officer, reverse("meeting:end_ballot", args=[ballot.id])),
        (seats[0].expert.account, at("seat", season)),
        (seats[0].expert.account, at("close_meeting", season)),
    ]
    for account, page in pages:
        client = client_of(account)
        with django_assert_num_queries(30, exact=False) as counted:
            assert client.get(page).status_code == 200
        assert not [q for q in counted.captured_queries if '."sealed"' in q["sql"]], page


def test_a_vote_sends_fifteen_statements(
    season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    """25 members vote at once: what a vote asks is asked in short statements, each built in a moment."""
    seats = ready.opened(season)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    member, page = client_of(seats[0].expert.account), reverse("meeting:vote", args=[ballot.id])
    sealed = ready.sealed_for(ballot, seats[0].id, "agree")
    with django_assert_num_queries(15):  # with session, account, and the two of the savepoint
        assert member.post(page, {"sealed": sealed}).status_code == 302

"""Readings, attendance, ballots: independent, quorate, secret, counted as the law says."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.experts.actions import declare_avoidance
from zhicheng.experts.models import Avoidance, Expert
from zhicheng.meeting import actions, agenda, queries
from zhicheng.meeting.models import Ballot, Meeting, Reading, VoterMark
from zhicheng.people.errors import Refused
from zhicheng.planning.models import GateReached

pytestmark = [pytest.mark.django_db, pytest.mark.database]
MINUTE = dt.timedelta(minutes=1)


@pytest.mark.clause("KM2023-6.2")
def test_no_readings_before_the_draw_is_signed_and_the_standards_are_studied(season: Season) -> None:
    office = season.cast.office_officer
    ready.people(season, 1)
    with pytest.raises(Refused, match="签字"):
        actions.plan_readings(season.session, office)
    with pytest.raises(Refused, match="签字"):
        actions.record_training(season.session, office)
    season.session.seats = 5
    season.session.save()
    with clock.at(drawing.DRAW_DAY):
        drawing.signed(season)
        with pytest.raises(Refused, match="集中学习"):
            actions.plan_readings(season.session, office)
        actions.record_training(season.session, office)
        with pytest.raises(Refused, match="已经登记"):
            actions.record_training(season.session, office)
        assert ready.assign(season) == 3


@pytest.mark.clause("KM2023-4.4g")
@pytest.mark.usefixtures("meeting_day")
def test_three_readers_each_evenly(season: Season) -> None:
    rows, seats = ready.people(season, 10), ready.seated(season)
    assert ready.assign(season) == 30
    assert [Reading.objects.filter(application=row).count() for row in rows] == [3] * 10
    assert [Reading.objects.filter(seat=seat).count() for seat in seats] == [6] * 5
    assert ready.assign(season) == 0
    assert set(Application.objects.values_list("state", flat=True)) == {State.READING}


@pytest.mark.usefixtures("meeting_day")
def test_colleagues_and_those_who_declared_do_not_read(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    declare_avoidance(seats[0].expert, row.person, "导师", seats[0].expert.account)
    seats[1].expert.unit_name = row.unit.name
    seats[1].expert.save()
    ready.assign(season)
    assert set(Reading.objects.values_list("seat", flat=True)) == {seat.pk for seat in seats[2:]}


@pytest.mark.usefixtures("meeting_day")
def test_who_worked_at_the_applicant_s_unit_before_does_not_read(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    for seat in seats[:2]:
        seat.expert.past_units = ["另一单位", row.unit.name]
        seat.expert.save()
    ready.assign(season)
    assert set(Reading.objects.values_list("seat", flat=True)) == {seat.pk for seat in seats[2:]}


@pytest.mark.usefixtures("meeting_day")
def test_former_colleagues_are_found_in_what_was_submitted_and_keep_their_reason(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    submission = row.submissions.get()
    submission.content["records"]["work"] = [
        {
            "id": "1",
            "data": {"unit": seats[0].expert.unit_name, "from": "2009-07", "to": "2012-01"},
            "evidence": [],
        },
        {"id": "2", "data": {"unit": "云南旧厂", "from": "2007-07", "to": "2009-06"}, "evidence": []},
    ]
    submission.save()
    Expert.objects.filter(pk=seats[1].expert_id).update(past_units=["云南旧厂"])
    declare_avoidance(seats[1].expert, row.person, "师生", seats[1].expert.account)
    ready.assign(season)
    assert set(Reading.objects.values_list("seat", flat=True)) == {seat.pk for seat in seats[2:]}
    found = {one.expert_id: one.reason for one in Avoidance.objects.filter(person=row.person)}
    assert found == {
        seats[0].expert_id: f"系统核对：与申报人现在或者曾经同在{seats[0].expert.unit_name}工作",
        seats[1].expert_id: "师生",
    }
    ready.assign(season)
    assert Avoidance.objects.count() == 2


@pytest.mark.usefixtures("meeting_day")
def test_too_few_readers_left_are_named(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    for seat in seats[:3]:
        declare_avoidance(seat.expert, row.person, "同事", seat.expert.account)
    with pytest.raises(Refused, match=row.applicant_name):
        ready.assign(season)
    assert not Reading.objects.exists()


@pytest.mark.usefixtures("meeting_day")
def test_a_draft_is_the_reader_s_own_and_handing_in_is_final(season: Season) -> None:
    ready.people(season, 1)
    ready.seated(season)
    ready.assign(season)
    reading, other = Reading.objects.select_related("seat__expert__account")[:2]
    account, stranger = reading.seat.expert.account, other.seat.expert.account
    name = next(iter(ready.SCORES))
    actions.save_reading(reading, {name: 70}, "草稿", account)
    assert Reading.objects.get(pk=reading.pk).scores == {name: 70}
    with pytest.raises(Refused, match="没有分配给您"):
        actions.save_reading(reading, {}, "", stranger)
    for scores in ({name: 101}, {name: -1}, {"美观": 50}):
        with pytest.raises(Refused, match="0到100"):
            actions.save_reading(reading, scores, "", account)
    with pytest.raises(Refused, match="还没有打分"):
        actions.hand_in_reading(reading, {name: 70}, "好", account)
    with pytest.raises(Refused, match="审阅意见"):
        actions.hand_in_reading(reading, ready.SCORES, " ", account)
    actions.hand_in_reading(reading, ready.SCORES, ready.OPINION, account)
    with pytest.raises(Refused, match="不能再改"):
        actions.save_reading(reading, {}, "改", account)
    assert not GateReached.objects.filter(gate="readings").exists()
    assert queries.other_readings(Reading.objects.get(pk=reading.pk)) == []
    ready.read_all(season)
    assert GateReached.objects.filter(gate="readings").exists()
    assert len(queries.other_readings(Reading.objects.get(pk=reading.pk))) == 2


@pytest.mark.usefixtures("meeting_day")
def test_a_reader_who_keeps_away_is_replaced_and_the_draft_is_gone(season: Season) -> None:
    ready.people(season, 1)
    ready.seated(season)
    ready.assign(season)
    reading = Reading.objects.select_related("seat__expert__account").first()
    assert reading is not None
    before = set(Reading.objects.values_list("seat", flat=True))
    assert actions.keep_away(reading, "近亲属", reading.seat.expert.account)
    after = set(Reading.objects.values_list("seat", flat=True))
    assert len(after) == 3 and reading.seat_id not in after and len(after - before) == 1
    assert not Reading.objects.filter(pk=reading.pk).exists()


@pytest.mark.usefixtures("meeting_day")
def test_a_gap_found_later_is_filled_by_assigning_again(season: Season) -> None:
    row = ready.people(season, 1)[0]
    ready.seated(season)
    ready.assign(season)
    ready.read_all(season)
    found = Reading.objects.select_related("seat__expert").first()
    assert found is not None
    declare_avoidance(found.seat.expert, row.person, "经查为师生", season.cast.office_officer)
    assert ready.assign(season) == 1


@pytest.mark.usefixtures("meeting_day")
def test_members_check_in_themselves_on_the_day(season: Season) -> None:
    ready.people(season, 1)
    seats = ready.seated(season)
    with clock.at(ready.READ_DAY), pytest.raises(Refused, match="当天"):
        actions.check_in(seats[0], seats[0].expert.account)
    with pytest.raises(Refused) as found:
        actions.check_in(seats[0], seats[1].expert.account)
    assert found.value.status == 404
    first = actions.check_in(seats[0], seats[0].expert.account)
    assert actions.check_in(seats[0], seats[0].expert.account).pk == first.pk


@pytest.mark.clause("YN2023-2.2b")
@pytest.mark.usefixtures("meeting_day")
def test_exactly_two_thirds_open_the_meeting(season: Season) -> None:
    office = season.cast.office_officer
    ready.people(season, 1)
    seats = ready.seated(season, 9)
    for seat in seats[:5]:
        actions.check_in(seat, seat.expert.account)
    with pytest.raises(Refused, match="到会5人，不足评委会9人的2/3"):
        actions.open_meeting(season.session, office)
    actions.check_in(seats[5], seats[5].expert.account)
    with pytest.raises(Refused) as found:
        actions.open_meeting(season.session, season.cast.other_office_officer)
    assert found.value.status == 404
    with clock.at(ready.READ_DAY), pytest.raises(Refused, match="还没有到评审会日期"):
        actions.open_meeting(season.session, office)
    assert actions.open_meeting(season.session, office).opened_at
    with pytest.raises(Refused, match="已经开始"):
        actions.open_meeting(season.session, office)


@pytest.mark.usefixtures("meeting_day")
def test_a_meeting_needs_a_chair(season: Season) -> None:
    ready.people(season, 1)
    seats = ready.seated(season)
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    chair = seats[0]
    chair.chair = False
    chair.save(update_fields=["chair"])
    with pytest.raises(Refused, match="主任委员"):
        actions.open_meeting(season.session, season.cast.office_officer)


@pytest.mark.clause("KM2023-4.4g")
@pytest.mark.usefixtures("meeting_day")
def test_a_missing_third_reading_blocks_the_ballot(season: Season) -> None:
    office = season.cast.office_officer
    ready.opened(season, present=5)
    row = Application.objects.get()
    last = Reading.objects.select_related("seat__expert")[0]
    Reading.objects.filter(pk=last.pk).update(handed_in_at=None)
    with pytest.raises(Refused, match="只有2名专家"):
        actions.open_ballot(row, office)
    Reading.objects.filter(pk=last.pk).update(handed_in_at=clock.now())
    declare_avoidance(last.seat.expert, row.person, "经查为师生", office)
    with pytest.raises(Refused, match="只有2名专家"):
        actions.open_ballot(row, office)


@pytest.mark.clause("YN2023-2.2b")
@pytest.mark.usefixtures("meeting_day")
def test_the_quorum_holds_at_each_ballot_without_those_who_keep_away(season: Season) -> None:
    office = season.cast.office_officer
    seats = ready.opened(season, seats=9, present=6)
    row = Application.objects.get()
    readers = set(Reading.objects.values_list("seat", flat=True))
    free = next(seat for seat in seats[:6] if seat.pk not in readers)
    declare_avoidance(free.expert, row.person, "同门", free.expert.account)
    line = agenda.agenda_of(season.session).lines[0]
    assert (line.voters, line.quorate, line.ready) == (5, False, False)
    with pytest.raises(Refused, match="除去回避的评委，到会5人"):
        actions.open_ballot(row, office)
    actions.check_in(seats[6], seats[6].expert.account)
    ballot = actions.open_ballot(row, office)
    assert (ballot.present, ballot.members) == (6, 9)


@pytest.mark.clause("YN2023-2.2c")
@pytest.mark.usefixtures("meeting_day")
def test_one_vote_each_in_person_and_while_it_is_open(season: Season) -> None:
    office = season.cast.office_officer
    seats = ready.opened(season, seats=9, present=7)
    row = Application.objects.get()
    apart = next(s for s in seats[:7] if s.pk not in set(Reading.objects.values_list("seat", flat=True)))
    declare_avoidance(apart.expert, row.person, "同门", apart.expert.account)
    ballot = actions.open_ballot(row, office)
    voters = [seat for seat in seats[:7] if seat.pk != apart.pk]
    first, absent, late = voters[0], seats[7], seats[8]
    ready.cast(ballot, first, "agree")
    with pytest.raises(Refused, match="已经对这份申报投过票"):
        ready.cast(ballot, first, "against")
    with pytest.raises(Refused, match="不能代他人"):
        actions.cast_ballot(ballot, voters[1], "", first.expert.account)
    with pytest.raises(Refused, match="签到"):
        ready.cast(ballot, absent, "agree")
    with pytest.raises(Refused, match="回避"):
        ready.cast(ballot, apart, "agree")
    with pytest.raises(Refused, match="只有1人投票"):
        actions.end_ballot(ballot, office)
    ready.cast_all(ballot, [(voters[2], "agree"), (voters[3], "against")])
    with clock.at(ready.MEETING + MINUTE):
        actions.check_in(late, late.expert.account)
        with pytest.raises(Refused, match="签到之前已经开始"):
            ready.cast(ballot, late, "agree")
        actions.end_ballot(ballot, office)
        with pytest.raises(Refused, match="已经结束"):
            ready.cast(ballot, voters[1], "agree")
        with pytest.raises(Refused, match="已经结束"):
            actions.end_ballot(ballot, office)
    assert VoterMark.objects.count() == 3
    with pytest.raises(IntegrityError), transaction.atomic():
        VoterMark.objects.create(ballot=ballot, seat=first)


@pytest.mark.usefixtures("meeting_day")
@pytest.mark.parametrize(
    ("choices", "passes"),
    [
        (["agree"] * 4 + ["against"] * 2, True),
        (["agree"] * 3 + ["against"] * 3, False),
        (["agree"] * 4 + ["abstain"] * 2, True),
        (["agree"] * 4, True),  # two of six did not vote
        (["agree"] * 3, False),  # all who voted agreed, but they are half of those present
    ],
)
def test_two_thirds_of_those_present_must_agree(season: Season, choices: list[str], passes: bool) -> None:
    """AMB-14, order 40: abstentions and missing votes do not agree."""
    seats = ready.opened(season, seats=9, present=6)
    ballot = actions.open_ballot(Application.objects.get(), season.cast.office_officer)
    ready.cast_all(ballot, list(zip(seats, choices, strict=False)))
    closed = ready.count(season, ballot)[0]
    assert closed.passed is passes
    assert closed.agree == choices.count("agree") and closed.against == choices.count("against")
    row = Application.objects.get()
    assert row.state == State.VOTED  # the same of everybody, until the results are released


@pytest.mark.usefixtures("meeting_day")
def test_the_chair_closes_with_a_signature_after_the_last_ballot(season: Season) -> None:
    office = season.cast.office_officer
    seats = ready.opened(season, count=2)
    chair = next(seat for seat in seats if seat.chair)
    rows = list(Application.objects.order_by("number"))
    assert actions.open_ballots(rows, office) == 2
    with pytest.raises(Refused, match="勾选"):
        actions.open_ballots([], office)
    ballots = list(Ballot.objects.all())
    for ballot in ballots:
        ready.cast_all(ballot, [(seat, "agree") for seat in seats])
    ready.count(season, ballots[0])
    with pytest.raises(Refused, match="没有完成表决"):
        actions.close_meeting(season.session, drawing.code(), chair.expert.account)
    ready.count(season, ballots[1])
    with pytest.raises(Refused) as found:
        actions.close_meeting(season.session, drawing.code(), seats[1].expert.account)
    assert found.value.status == 404
    with pytest.raises(Refused, match="动态码"):
        actions.close_meeting(season.session, "000000", chair.expert.account)
    closed = actions.close_meeting(season.session, drawing.code(), chair.expert.account)
    assert closed.signature is not None and Meeting.objects.get().closed_at
    assert GateReached.objects.filter(gate="meeting").exists()
    with pytest.raises(Refused, match="没有在进行"):
        actions.close_meeting(season.session, drawing.code(), chair.expert.account)

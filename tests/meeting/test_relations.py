"""Relations between members and applicants: certain ones keep away, possible ones are settled before reading and vote."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.making import Season
from tests.meeting import ready
from zhicheng.applications.models import Application
from zhicheng.experts import actions as experts
from zhicheng.experts.models import Avoidance, Clue, Expert, Seat
from zhicheng.meeting import actions, queries
from zhicheng.meeting.agenda import agenda_of
from zhicheng.meeting.models import Ballot, PlannedReading, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
WHY = "电话询问第一作者单位，是同一人"
ClientOf = Callable[[Account], Client]


def submitted(row: Application, module: str, **data: str) -> None:
    submission = row.submissions.get()
    submission.content["records"][module] = [{"id": "1", "data": data, "evidence": []}]
    submission.save()


def named(seat: Seat, name: str = "何一一", **told: Any) -> Seat:
    Expert.objects.filter(pk=seat.expert_id).update(name=name, **told)
    seat.refresh_from_db()
    return seat


def readers_of(row: Application) -> set[object]:
    return set(Reading.objects.filter(application=row).values_list("seat", flat=True))


def test_a_certain_relation_keeps_away_by_itself_with_its_reason(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    seat = named(seats[0])
    unit = seat.expert.unit_name
    submitted(row, "papers", name="变压器损耗研究", participants=f"何一一（{unit}）")
    ready.assign(season)
    found = Avoidance.objects.get(expert=seat.expert, person=row.person)
    assert found.reason == "系统核对：“变压器损耗研究”（撰写论文情况）的参加人与专家姓名、单位一致"
    assert seats[0].pk not in readers_of(row) and len(readers_of(row)) == 3
    assert not Clue.objects.exists()
    assert Entry.objects.filter(act="find_avoidance").count() == 1


def test_what_the_expert_has_declared_is_compared(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    account = seats[0].expert.account
    with pytest.raises(Refused):
        experts.save_own(
            seats[0].expert, past_units=[], mobile="", works=["2019KY07"], by=seats[1].expert.account
        )
    experts.save_own(seats[0].expert, past_units=[], mobile="", works=["2019-KY-07"], by=account)
    experts.save_own(
        seats[1].expert, past_units=[], mobile="", relatives=[f"{row.applicant_name}（{row.unit.name}）"],
        by=seats[1].expert.account,
    )  # fmt: skip
    submitted(row, "projects", name="别的题目", number="2019KY07")
    ready.assign(season)
    assert readers_of(row) == {seat.pk for seat in seats[2:]}
    assert Avoidance.objects.filter(person=row.person).count() == 2


def test_nothing_is_shared_out_or_confirmed_before_possible_relations_are_settled(season: Season) -> None:
    rows, seats = ready.people(season, 2), ready.seated(season)
    office = season.cast.office_officer
    for number, name in enumerate(("何一一", "何二二")):
        named(seats[number], name)
    submitted(rows[0], "papers", name="变压器损耗研究", participants="何一一、何二二")
    assert actions.plan_readings(season.session, office) == 0
    assert not PlannedReading.objects.exists()
    real, other = Clue.objects.order_by("expert__name").all()[1], Clue.objects.order_by("expert__name")[0]
    assert real.expert.name == "何二二" or other.expert.name == "何二二"
    with pytest.raises(Refused, match="请写明怎样核实"):
        actions.settle_relation(real, season.session, " ", office, away=True)
    for stranger in (season.cast.supervisor, seats[0].expert.account):
        with pytest.raises(Refused) as found:
            actions.settle_relation(real, season.session, WHY, stranger, away=True)
        assert found.value.status == 404
    actions.settle_relation(other, season.session, "不是同一人", office, away=False)
    assert actions.plan_readings(season.session, office) == 0  # one still waits
    actions.settle_relation(real, season.session, WHY, office, away=True)
    with pytest.raises(Refused, match="已经核实"):
        actions.settle_relation(real, season.session, WHY, office, away=False)
    assert actions.plan_readings(season.session, office) == 6
    assert not PlannedReading.objects.filter(application=rows[0], seat__expert=real.expert).exists()
    Clue.objects.create(expert=seats[2].expert, person=rows[0].person, words="又一条", found_at=ready.MEETING)
    with pytest.raises(Refused, match="回避线索"):
        actions.confirm_readings(season.session, office)
    reason = Avoidance.objects.get(expert=real.expert).reason
    assert WHY in reason and "同名" in reason
    with pytest.raises(IntegrityError), transaction.atomic():
        Clue.objects.filter(pk=real.pk).update(reason="")


def test_a_relation_found_later_blocks_the_vote_on_that_person_alone(season: Season) -> None:
    at_table = ready.opened(season, 2)
    rows = list(Application.objects.filter(session=season.session).order_by("number"))
    clue = Clue.objects.create(
        expert=at_table[0].expert, person=rows[0].person, words="同名", found_at=ready.MEETING
    )
    office = season.cast.office_officer
    with pytest.raises(Refused, match="回避线索"):
        actions.open_ballot(rows[0], office)
    assert [line.ready for line in agenda_of(season.session).lines] == [False, True]
    actions.open_ballot(rows[1], office)
    actions.settle_relation(clue, season.session, "不是同一人", office, away=False)
    assert actions.open_ballot(rows[0], office).present == 5


def test_relations_are_looked_for_once_more_when_the_meeting_opens(season: Season) -> None:
    row = ready.people(season, 1)[0]
    seats = ready.seated(season)
    ready.assign(season)
    ready.read_all(season)
    submitted(row, "patents", name="某专利", number="ZL1", participants="何一一")
    named(seats[0], works="ZL-1")
    named(seats[1])
    for seat in seats:
        actions.check_in(seat, seat.expert.account)
    actions.open_meeting(season.session, season.cast.office_officer)
    assert Avoidance.objects.filter(expert=seats[0].expert, person=row.person).exists()
    assert Clue.objects.get().expert_id == seats[1].expert_id


def test_who_is_found_to_be_related_loses_the_draft_and_another_member_reads(season: Season) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    ready.assign(season)
    mine = Reading.objects.filter(application=row).select_related("seat__expert__account").first()
    assert mine is not None
    assert actions.find_avoidance(mine.seat, row, "师生", season.cast.office_officer)
    assert not Reading.objects.filter(pk=mine.pk).exists()
    assert len(readers_of(row)) == 3 and mine.seat_id not in readers_of(row)
    for seat in seats:
        if seat.pk != mine.seat_id and len(readers_of(row)) == 3:
            whole = actions.find_avoidance(
                seat, Application.objects.get(pk=row.pk), "亲属", season.cast.office_officer
            )
    assert not whole  # too few are left, and the office is told
    stranger = Seat.objects.exclude(pk__in=[seat.pk for seat in seats]).first()
    if stranger is not None:
        with pytest.raises(Refused, match="本次评审会的评委"):
            actions.find_avoidance(stranger, row, "师生", season.cast.office_officer)


def test_a_recused_member_sees_nothing_of_the_case_at_any_address(
    season: Season, client_of: ClientOf
) -> None:
    """Every address that a member may open, before and after the avoidance, with the reading handed in."""
    at_table = ready.opened(season, 2)
    rows = list(Application.objects.filter(session=season.session).order_by("number"))
    actions.open_ballots(rows, season.cast.office_officer)
    chair = next(seat for seat in at_table if seat.chair)
    mine = Reading.objects.filter(seat=chair, application=rows[0]).first()
    if mine is None:  # who reads what follows from the draw: the chair reads this file too
        mine = Reading.objects.create(
            application=rows[0], person=rows[0].person, seat=chair, assigned_at=ready.READ_DAY, opinion="好",
            handed_in_at=ready.READ_DAY,
        )  # fmt: skip
    client, ballot = client_of(chair.expert.account), Ballot.objects.get(application=rows[0])
    sha = "0" * 64
    own = {
        "reading": [mine.id], "avoid": [mine.id], "vote": [ballot.id], "sealed_list": [ballot.id],
    }  # fmt: skip
    shared = {name: [season.session.id] for name in ("seat", "close_meeting")} | {
        "mine": [],
        "revote": [ballot.id],
    }
    pages = {name: reverse(f"meeting:{name}", args=args) for name, args in (own | shared).items()}
    told = (rows[0].applicant_name, str(mine.id))
    for name, page in pages.items():
        answer = client.get(page)
        assert answer.status_code == 200, name
        assert any(word in answer.content.decode() for word in told) or name == "seat", name
    Avoidance.objects.create(
        expert=chair.expert, person=rows[0].person, reason="师生", declared_by=season.cast.office_officer,
        declared_at=ready.MEETING,
    )  # fmt: skip
    for name in own:
        assert client.get(pages[name]).status_code == 404, name
        assert client.post(pages[name], {"sealed": ready.ANY, "reason": "?"}).status_code in {404, 405}, name
    assert client.get(reverse("meeting:evidence", args=[mine.id, sha])).status_code == 404
    assert client.post(reverse("meeting:look", args=[mine.id]), {"item": "work"}).status_code == 404
    for name in shared:
        answer = client.get(pages[name])
        assert answer.status_code == 200, name
        assert not any(word in answer.content.decode() for word in told), name
    assert (
        str(rows[0].number) in client.get(pages["seat"]).content.decode()
    )  # the number alone: what one keeps away from
    assert rows[1].applicant_name in client.get(pages["close_meeting"]).content.decode()
    assert mine not in queries.readings_of(chair.expert.account)
    for page in ("/", "/desk/"):
        assert rows[0].applicant_name not in client.get(page, follow=True).content.decode()


def test_on_the_pages(season: Season, client_of: ClientOf) -> None:
    row, seats = ready.people(season, 1)[0], ready.seated(season)
    named(seats[0])
    submitted(row, "papers", name="变压器损耗研究", participants="何一一")
    office, supervisor = client_of(season.cast.office_officer), client_of(season.cast.supervisor)
    shared = office.post(ready.page("assign", season), follow=True).content.decode()
    clue = Clue.objects.get()
    page = reverse("meeting:clue", args=[season.session.id, clue.id])
    assert "变压器损耗研究" in shared and page in shared  # led to where it is settled
    assert page not in supervisor.get(ready.page("readings", season)).content.decode()
    assert clue.words in office.get(page).content.decode()
    for stranger in (season.cast.supervisor, seats[0].expert.account):
        assert client_of(stranger).get(page).status_code == 404
    empty = office.post(page, {"outcome": "away", "reason": ""})
    assert empty.status_code == 400 and "checked" in empty.content.decode()
    done = office.post(page, {"outcome": "away", "reason": WHY}, follow=True).content.decode()
    assert "回避已登记" in done and WHY in done
    assert office.post(page, {"outcome": "away", "reason": WHY}).status_code == 409
    assert "方案待确认" in office.post(ready.page("assign", season), follow=True).content.decode()

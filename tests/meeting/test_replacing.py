"""A drawn expert withdraws: who steps in follows from the draw; readings that are not done are handed on."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from tests.experts import ready as drawing
from tests.making import Season
from tests.meeting import ready
from zhicheng.almanac import clock
from zhicheng.experts import actions as experts
from zhicheng.experts import queries, records, verifier
from zhicheng.experts.actions import declare_avoidance, withdraw_seat
from zhicheng.experts.draw import FOR_PRIVATE, UNIT_FULL
from zhicheng.experts.models import Draw, Expert, Seat, Withdrawal
from zhicheng.meeting import actions
from zhicheng.meeting.models import Meeting, PlannedReading, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.register.records import written

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("meeting_day")]
WHY = "因病住院，不能参加评审"


def of(draw: Draw, status: str) -> list[Seat]:
    return list(draw.drawn.filter(status=status).select_related("expert__account").order_by("position"))


@pytest.mark.clause("KM2023-4.4e")
def test_the_next_stand_in_steps_in_and_the_record_stays(season: Season) -> None:
    """Story: a member withdraws after the signatures, then who stepped in does as well."""
    ready.people(season, 1)
    ready.seated(season)
    draw = Draw.objects.get()
    Seat.objects.filter(draw=draw).exclude(status="member").delete()
    others = [one for one in season.cast.experts if not draw.drawn.filter(expert=one).exists()]
    spare = [
        Seat.objects.create(draw=draw, expert=one, position=place, status="stand_in")
        for place, one in enumerate(others[:2], start=50)
    ]
    office, members = season.cast.office_officer, of(draw, "member")
    for stranger in (members[1].expert.account, season.cast.supervisor):
        with pytest.raises(Refused) as found:
            withdraw_seat(members[0], WHY, stranger)
        assert found.value.status == 404
    with pytest.raises(Refused, match="退出的理由"):
        withdraw_seat(members[0], " ", office)
    first = withdraw_seat(members[0], WHY, members[0].expert.account)
    assert (first.successor, first.passed) == (spare[0], [])
    assert not Seat.objects.filter(chair=True).exists()  # the chair had that seat: another one is named
    second = withdraw_seat(Seat.objects.get(pk=spare[0].pk), WHY, office)
    assert second.successor == spare[1] and second.was == "member"
    assert {one.pk for one in of(draw, "member")} == {spare[1].pk, *(one.pk for one in members[1:])}
    with pytest.raises(Refused, match="已经退出"):
        withdraw_seat(members[0], WHY, office)
    with pytest.raises(Refused, match="没有可以递补"):
        withdraw_seat(members[1], WHY, office)
    assert len(of(draw, "member")) == draw.seats


@pytest.mark.clause("KM2023-4.4e", "YN2020-2.5b")
def test_a_stand_in_who_breaks_a_constraint_is_passed_over_with_the_reason(season: Season) -> None:
    with clock.at(drawing.DRAW_DAY):
        drawing.filed(season)
        Expert.objects.update(private_enterprise=False)
        private = season.cast.experts[:12]
        Expert.objects.filter(pk__in=[one.pk for one in private]).update(private_enterprise=True)
        Expert.objects.filter(pk__in=[one.pk for one in season.cast.experts[12:]]).update(unit_name="甲院")
        # everybody who is not drawn waits, so that somebody of each kind does
        season.session.stand_ins, season.session.private_share, season.session.unit_most = 19, 50, 5
        season.session.save()
        draw = drawing.numbers_given(
            experts.open_draw(
                season.session, drawing.drawers(season), season.cast.supervisor, season.cast.office_officer
            ),
            season,
        )  # fmt: skip
    table, waiting = of(draw, "member"), of(draw, "stand_in")
    inside = sum(one.expert.unit_name == "甲院" for one in table)
    least = sum(one.expert.private_enterprise for one in table)
    leaving = next(one for one in table if one.expert.private_enterprise)
    done = withdraw_seat(leaving, WHY, season.cast.office_officer)

    def keeps(one: Seat) -> bool:
        """At least 6 of 11 from private enterprises, at most 5 from the one unit; both bind in most orders."""
        private, local = one.expert.private_enterprise, one.expert.unit_name == "甲院"
        return least - 1 + private >= 6 and inside + local <= 5

    first = next(one for one in waiting if keeps(one))
    before = [one for one in waiting if one.position < first.position]
    assert done.successor == first
    assert [one["seat"] for one in done.passed] == [str(one.pk) for one in before]
    assert {one["reason"] for one in done.passed} <= {UNIT_FULL, FOR_PRIVATE}
    assert all(Seat.objects.get(pk=one.pk).status == "stand_in" for one in before)
    draw = Draw.objects.get()
    assert records.follows(draw, records.places(draw))  # what was drawn has not changed
    draw = drawing.all_sign(
        draw, season
    )  # withdrawn before the signatures: they are under the draw as it was
    loaded = queries.draw_of(season.session)
    file = records.file_of(loaded, names=True) if loaded is not None else None
    assert file is not None and verifier.check(written(file))["result"] == draw.record["result"]


@pytest.mark.clause("KM2023-4.4g")
def test_readings_are_handed_on(season: Season) -> None:
    rows, seats = ready.people(season, 4), ready.seated(season)
    ready.assign(season)
    leaving = seats[1]
    mine = list(Reading.objects.filter(seat=leaving).select_related("application").order_by("id"))
    assert len(mine) >= 2
    actions.hand_in_reading(mine[0], ready.SCORES, ready.OPINION, leaving.expert.account)
    stand_in = of(Draw.objects.get(), "stand_in")[0]
    declare_avoidance(stand_in.expert, mine[1].application.person, "师生", season.cast.office_officer)
    left = actions.withdraw_member(leaving, WHY, leaving.expert.account)
    assert left.withdrawal.successor == stand_in
    assert (left.given, left.missing) == (len(mine) - 1, 0)
    assert list(Reading.objects.filter(seat=leaving)) == [mine[0]]  # what is handed in stays
    assert not Reading.objects.filter(seat=stand_in, application=mine[1].application).exists()
    for row in rows:
        assert row.readings.count() == 3
    moved = Reading.objects.filter(seat=stand_in).values_list("application", flat=True)
    assert set(moved) == {one.application_id for one in mine[2:]}


def test_nobody_steps_in_once_the_meeting_is_open(season: Season) -> None:
    ready.people(season, 1)
    seats = ready.seated(season)
    actions.plan_readings(season.session, season.cast.office_officer)
    Meeting.objects.update(opened_at=ready.MEETING)
    with pytest.raises(Refused, match="已经开始"):
        actions.withdraw_member(seats[0], WHY, season.cast.office_officer)
    Meeting.objects.update(opened_at=None)
    actions.withdraw_member(seats[0], WHY, season.cast.office_officer)
    assert not PlannedReading.objects.filter(seat=seats[0]).exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        Withdrawal.objects.update(successor=None)


def test_on_the_pages(season: Season, client_of: Callable[[Account], Client], client: Client) -> None:
    ready.people(season, 1)
    seats = ready.seated(season)
    mine, other, office = seats[2], seats[3], client_of(season.cast.office_officer)
    page = reverse("meeting:withdraw", args=[season.session.id, mine.id])
    member = client_of(mine.expert.account)
    assert page in member.get(reverse("meeting:seat", args=[season.session.id])).content.decode()
    draw = reverse("experts:draw", args=[season.session.id])
    assert page in office.get(draw, {"names": "1"}).content.decode()
    for stranger in (other.expert.account, season.cast.supervisor, season.cast.drawer_1):
        assert client_of(stranger).get(page).status_code == 404
        assert client_of(stranger).post(page, {"reason": WHY}).status_code == 404
    assert member.get(page).status_code == 200
    empty = member.post(page, {"reason": ""})
    assert empty.status_code == 400 and not Withdrawal.objects.exists()
    assert member.post(page, {"reason": WHY}).status_code == 302
    assert member.get(page).status_code == 404  # no seat any more
    assert office.post(page, {"reason": WHY}).status_code == 409
    shown = client_of(season.cast.supervisor).get(draw, {"names": "1"}).content.decode()
    assert WHY in shown and mine.expert.name in shown
    public = client.get(reverse("experts:published", args=[season.session.id])).content.decode()
    assert "按顺序递补" in public and WHY not in public and mine.expert.name not in public
    pdf = office.get(reverse("experts:record", args=[season.session.id]))
    assert pdf.status_code == 200 and pdf.content.startswith(b"%PDF")

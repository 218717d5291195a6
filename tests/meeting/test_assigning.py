"""The proposal of readers: even, by profession, the same each time; corrected by hand; confirmed or refused."""

import itertools
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from tests.making import Season
from tests.meeting import ready
from tests.meeting.ready import page as at
from zhicheng.applications.models import Application
from zhicheng.experts.actions import declare_avoidance
from zhicheng.meeting import actions, readers
from zhicheng.meeting.assignment import FARTHEST, NEAR, SAME, Wanted, share_out
from zhicheng.meeting.models import PlannedReading, Reading
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.trail.models import Entry

ClientOf = Callable[[Account], Client]
SEATS = ["a", "b", "c", "d"]


def value(wanted: list[Wanted], load: dict[str, int], shares: list[tuple[str, ...]]) -> tuple[int, int]:
    """What is made least: the squares of the loads, then the distance of the professions."""
    loads = Counter(load) + Counter(itertools.chain.from_iterable(shares))
    far = sum(one.candidates[seat] for one, share in zip(wanted, shares, strict=True) for seat in share)
    return sum(load**2 for load in loads.values()), far


@pytest.mark.parametrize("seed", range(60))
def test_no_other_way_is_more_even_or_nearer(seed: int) -> None:
    chance = random.Random(seed)
    wanted = []
    for number in range(chance.randint(1, 4)):
        fit = {
            seat: chance.choice([SAME, NEAR, FARTHEST]) for seat in chance.sample(SEATS, chance.randint(2, 4))
        }
        wanted.append(Wanted(str(number), chance.randint(0, 2), fit))
    load = {seat: chance.randint(0, 3) for seat in SEATS}
    found = share_out(wanted, load)
    shares = [tuple(found[one.key]) for one in wanted]
    for one, share in zip(wanted, shares, strict=True):
        assert len(share) == len(set(share)) == one.missing and set(share) <= set(one.candidates)
    ways = [itertools.combinations(sorted(one.candidates), one.missing) for one in wanted]
    best = min(value(wanted, load, list(way)) for way in itertools.product(*map(list, ways)))
    assert value(wanted, load, shares) == best


def test_too_few_candidates_are_an_error() -> None:
    with pytest.raises(ValueError, match="more readers"):
        share_out([Wanted("x", 2, {"a": SAME})], {"a": 0, "b": 0})


def test_a_large_session_is_shared_out_in_whole_and_evenly() -> None:
    chance = random.Random(7)
    seats = [f"{number:02d}" for number in range(25)]
    wanted = [
        Wanted(f"{number:03d}", 3, {seat: chance.randint(0, 2) for seat in seats if chance.random() > 0.05})
        for number in range(300)
    ]
    loads = Counter(itertools.chain.from_iterable(share_out(wanted, dict.fromkeys(seats, 0)).values()))
    assert set(loads.values()) == {36}


def test_the_order_of_hashes_changes_nothing() -> None:
    """Sets and dictionaries of text are ordered otherwise in each process; the shares are not."""
    program = (
        "import json; from zhicheng.meeting.assignment import Wanted, share_out;"
        "seats = [f's{n}' for n in range(7)];"
        "files = [Wanted(f'f{n}', 3, {s: (n * k) % 3 for k, s in enumerate(seats) if (n + k) % 6}) for n in range(20)];"
        "print(json.dumps(share_out(files, dict.fromkeys(seats, 0))))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", program],
            env={**os.environ, "PYTHONHASHSEED": seed}, check=True, capture_output=True, text=True,
        ).stdout
        for seed in ("0", "1", "2")
    }  # fmt: skip
    assert len(answers) == 1 and len(json.loads(answers.pop())) == 20


@pytest.fixture
def proposed(season: Season) -> list[PlannedReading]:
    """Two files with their proposed readers."""
    ready.people(season, 2)
    ready.seated(season)
    actions.plan_readings(season.session, season.cast.office_officer)
    rows = PlannedReading.objects.select_related("seat__expert__account", "application__person")
    return list(rows.order_by("application__number", "seat__position"))


def other_seat(planned: PlannedReading) -> str:
    """A member who does not read the file."""
    return str(readers.instead_of(planned)[0][0].id)


@pytest.mark.django_db
@pytest.mark.database
@pytest.mark.usefixtures("meeting_day")
class TestProposal:
    def test_it_is_the_same_again_and_nobody_reads_before_it_is_confirmed(
        self, season: Season, proposed: list[PlannedReading]
    ) -> None:
        assert not Reading.objects.exists()
        before = set(PlannedReading.objects.values_list("application", "seat"))
        assert actions.plan_readings(season.session, season.cast.office_officer) == len(proposed) == 6
        assert set(PlannedReading.objects.values_list("application", "seat")) == before
        assert actions.confirm_readings(season.session, season.cast.office_officer) == 6
        assert set(Reading.objects.values_list("application", "seat")) == before
        assert not PlannedReading.objects.exists()
        with pytest.raises(Refused, match="没有等待确认"):
            actions.confirm_readings(season.session, season.cast.office_officer)

    def test_of_equal_loads_the_own_profession_reads(self, season: Season) -> None:
        rows, seats = ready.people(season, 1), ready.seated(season)
        for seat in seats:
            seat.expert.profession = rows[0].profession if seat.position > 2 else "给排水"
            seat.expert.save()
        actions.plan_readings(season.session, season.cast.office_officer)
        assert set(PlannedReading.objects.values_list("seat__position", flat=True)) == {3, 4, 5}

    def test_a_correction_by_hand_keeps_its_reason(
        self, season: Season, proposed: list[PlannedReading]
    ) -> None:
        office, planned = season.cast.office_officer, proposed[0]
        seat = readers.instead_of(planned)[0][0]
        actions.correct_plan(planned, seat, "熟悉该领域", office)
        assert actions.confirm_readings(season.session, office) == 6
        found = Reading.objects.get(application=planned.application, seat=seat)
        assert found.chosen_why == "熟悉该领域"
        assert Reading.objects.filter(chosen_why="").count() == 5
        assert Entry.objects.filter(act="correct_plan", subject=planned.application_id).count() == 1

    def test_a_correction_never_brings_in_who_may_not_read(
        self, season: Season, proposed: list[PlannedReading]
    ) -> None:
        office, planned = season.cast.office_officer, proposed[0]
        free = [seat for seat, _words in readers.instead_of(planned)]
        assert len(free) == 2
        with pytest.raises(Refused, match="理由"):
            actions.correct_plan(planned, free[0], " ", office)
        with pytest.raises(Refused, match="已经是这份材料的审阅人"):
            actions.correct_plan(planned, proposed[1].seat, "调整", office)
        declare_avoidance(free[0].expert, planned.application.person, "导师", office)
        with pytest.raises(Refused, match="应当回避"):
            actions.correct_plan(planned, free[0], "调整", office)
        stand_in = free[1].draw.drawn.exclude(status="member")[0]
        with pytest.raises(Refused, match="本次评审会的评委"):
            actions.correct_plan(planned, stand_in, "调整", office)
        with pytest.raises(Refused) as found:
            actions.correct_plan(planned, free[1], "调整", season.cast.other_office_officer)
        assert found.value.status == 404
        actions.plan_readings(season.session, office)
        with pytest.raises(Refused, match="刷新"):
            actions.correct_plan(planned, free[1], "调整", office)

    def test_what_has_changed_since_is_not_confirmed(
        self, season: Season, proposed: list[PlannedReading]
    ) -> None:
        office, planned = season.cast.office_officer, proposed[0]
        declare_avoidance(planned.seat.expert, planned.application.person, "师生", office)
        with pytest.raises(Refused, match="有变化"):
            actions.confirm_readings(season.session, office)
        actions.plan_readings(season.session, office)
        ready.people(season, 1)
        with pytest.raises(Refused, match="有变化"):
            actions.confirm_readings(season.session, office)
        assert not Reading.objects.exists()

    def test_every_shortage_is_told_in_words(self, season: Season) -> None:
        rows, seats = ready.people(season, 7), ready.seated(season)
        for row, seat in itertools.product(rows, seats[:3]):
            declare_avoidance(seat.expert, row.person, "同事", seat.expert.account)
        with pytest.raises(Refused) as found:
            actions.plan_readings(season.session, season.cast.office_officer)
        first, names = rows[0], "、".join(seat.expert.name for seat in seats[:3])
        assert f"{first.applicant_name}（{first.number}）须有3名评委审阅" in found.value.message
        assert f"除去应回避的（{names}）只有2名，还差1名。" in found.value.message
        assert "另有2份材料也不足" in found.value.message and "候补评委递补" in found.value.message


@pytest.mark.django_db
@pytest.mark.usefixtures("meeting_day")
class TestPages:
    def test_proposed_corrected_and_confirmed_on_the_page(self, season: Season, client_of: ClientOf) -> None:
        row, seats = ready.people(season, 1)[0], ready.seated(season)
        declare_avoidance(seats[0].expert, row.person, "曾同一项目组", seats[0].expert.account)
        office, page = client_of(season.cast.office_officer), at("assignment", season)
        assert "还差 3 份审阅" in office.get(page).content.decode()
        assert office.post(at("assign", season)).status_code == 302
        shown = office.get(page).content.decode()
        assert "方案待确认" in shown and f"{seats[0].expert.name}（曾同一项目组）" in shown
        planned = PlannedReading.objects.select_related("application").order_by("seat__position")[0]
        correcting = reverse("meeting:correct_planned", args=[planned.id])
        assert seats[0].expert.name not in office.get(correcting).content.decode()
        wrong = office.post(correcting, {"seat": str(seats[0].id), "reason": "写了一半"})
        assert wrong.status_code == 400 and "写了一半" in wrong.content.decode()
        facts = {"seat": other_seat(planned), "reason": "专业更近"}
        assert office.post(correcting, facts).status_code == 302
        shown = client_of(season.cast.supervisor).get(page).content.decode()
        assert "专业更近" in shown and "确认分配" not in shown
        assert office.post(at("confirm_assignment", season)).status_code == 302
        assert Reading.objects.filter(chosen_why="专业更近").count() == 1
        given = office.get(page).content.decode()
        assert "每份材料都有足够的审阅人" in given and "专业更近" in given
        assert office.get(correcting).status_code == 404
        assert office.post(at("confirm_assignment", season)).status_code == 409

    def test_it_costs_the_same_for_more_files(
        self, season: Season, client_of: ClientOf, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        ready.people(season, 1)
        ready.seated(season)
        actions.plan_readings(season.session, season.cast.office_officer)
        office, page = client_of(season.cast.office_officer), at("assignment", season)
        office.get(page)
        with django_assert_num_queries(15, exact=False) as counted:
            office.get(page)
        ready.people(season, 4)
        actions.plan_readings(season.session, season.cast.office_officer)
        assert Application.objects.filter(session=season.session).count() == 5
        with django_assert_num_queries(len(counted)):
            office.get(page)

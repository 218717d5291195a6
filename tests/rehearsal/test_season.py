"""A small season runs through the same acts as the pages, up to certificates, and its invariants hold."""

import datetime as dt
import json
import subprocess
import sys
from pathlib import Path

import pytest

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.people.errors import Refused
from zhicheng.people.identity import check_identity
from zhicheng.people.models import Person
from zhicheng.register.models import Certificate
from zhicheng.rehearsal import expectations, funnel, invariants
from zhicheng.rehearsal.invented import Inventor
from zhicheng.rehearsal.season import play
from zhicheng.rehearsal.stage import NotRefused, Stage
from zhicheng.trail.models import Entry

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.django_db
def test_a_season_of_twelve_ends_with_certificates_and_intact_invariants() -> None:
    play(count=12, year=2023, seed=5)
    result = funnel.count()
    assert result.certificates >= 4
    assert result.registered == 12
    assert invariants.broken() == {}
    # and the checks can fail: each kind of tampering is found
    Application.objects.filter(state=State.CERTIFIED).update(state=State.CONFIRMED, ended_at=None)
    assert "every_step_is_a_move_of_the_table" in invariants.broken()
    Certificate.objects.update(audit_hash="0" * 64)
    Entry.objects.filter(act="submit").update(act="sumbit")
    broken = invariants.broken()
    assert "every_certificate_has_an_audited_application" in broken
    assert "trail_is_intact" in broken


@pytest.mark.django_db
def test_a_season_can_be_stopped_before_a_moment() -> None:
    until = dt.datetime(2023, 3, 15, 10, tzinfo=clock.CHINA)
    play(count=8, year=2023, seed=5, until=until)
    last = Application.objects.order_by("-state_since").values_list("state_since", flat=True).first()
    assert last is not None
    assert last < until
    assert not Certificate.objects.exists()


@pytest.mark.django_db
def test_the_same_seed_invents_the_same_people() -> None:
    one, other = Inventor(7), Inventor(7)
    people = [one.somebody() for _ in range(50)]
    assert people == [other.somebody() for _ in range(50)]
    assert len({who.number for who in people}) == 50
    for who in people:
        found = check_identity(Person.Identity.RESIDENT, who.number)
        assert (found.sex, found.birth_date) == (who.sex, who.born)


def test_a_guard_that_does_not_hold_stops_the_rehearsal() -> None:
    stage = Stage(dt.datetime(2023, 1, 1, tzinfo=clock.CHINA))

    def refuses() -> None:
        raise Refused("不行")

    stage.must_refuse("holds", refuses)
    assert stage.seen["guard:holds"] == 1
    with pytest.raises(NotRefused, match="open door"):
        stage.must_refuse("open door", lambda: None)


def test_what_a_large_season_must_meet_is_named_when_it_is_missing() -> None:
    empty = funnel.Funnel(0, 0, (), {}, 0, 0, 0)
    missing = expectations.missing({"guard:E-02": 1}, empty)
    assert "guard:E-02" not in missing
    assert "guard:E-08" in missing
    assert "reading:AMB-01" in missing
    assert "end:certified" in missing


def test_with_json_the_answer_stands_alone_and_progress_goes_elsewhere() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "zhicheng.command", "rehearse", "--applicants", "5", "--json"],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=300,
        check=False,
    )
    assert run.returncode == 0, run.stderr[-3000:]
    assert run.stdout.count("\n") == 1
    assert json.loads(run.stdout)["registered"] == 5
    assert "acts so far" in run.stderr


@pytest.mark.long
def test_two_hundred_applicants_meet_every_guard_reading_and_end() -> None:
    run = subprocess.run(
        [
            sys.executable,
            "-m",
            "zhicheng.command",
            "rehearse",
            "--applicants",
            "200",
            "--seed",
            "7",
            "--json",
        ],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=1200,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-3000:] + run.stderr[-3000:]
    answer = json.loads(run.stdout)
    assert answer["certificates"] > 80
    assert answer["broken"] == {}
    assert answer["not_seen"] == []

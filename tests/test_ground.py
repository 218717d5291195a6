"""The ground holds: the cast assembles, a move is written to steps and trail."""

from tests import making
from zhicheng.applications import flow
from zhicheng.applications.states import Actor, Event, State
from zhicheng.trail.models import Entry


def test_a_move_writes_step_and_trail(season: making.Season) -> None:
    row = making.application(season, State.UNIT_NOTICE)
    officer = season.cast.unit_officer
    flow.move(row, Event.PASS_ON, flow.By(Actor.UNIT, officer, row.unit), "同意推荐")
    row.refresh_from_db()
    assert row.state == State.AT_DEPARTMENT
    assert row.holder == season.cast.organisations["department"]
    assert row.steps.get().reason == "同意推荐"
    assert Entry.objects.get().subject == row.id

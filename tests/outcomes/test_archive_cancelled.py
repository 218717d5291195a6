"""归档包 of a session with a cancelled draw: it lies in the package, and its absence or change is found."""

import datetime as dt
import json
from pathlib import Path

import pytest

from tests.experts import ready as drawing
from tests.making import Season
from tests.outcomes.test_archive import _apart, closed, made, resealed
from zhicheng.almanac import clock
from zhicheng.experts import actions as experts
from zhicheng.outcomes.archives import verifier
from zhicheng.planning.models import Filing, Session
from zhicheng.register.records import written

__all__ = ["_apart", "closed"]  # fixtures


@pytest.fixture
def after_cancelled(season: Season) -> Session:
    """The same, after a draw that was cancelled."""
    with clock.at(drawing.DRAW_DAY - dt.timedelta(hours=1)):
        season.session.seats, season.session.stand_ins = 5, 1
        season.session.save()
        draw = drawing.opened(season)
        experts.ask_cancellation(draw, "名册有误", season.cast.office_officer)
        experts.cancel_draw(draw, drawing.code(), season.cast.supervisor)
        Filing.objects.filter(session=season.session).delete()
    return season.session


def test_a_cancelled_draw_is_in_the_package(
    after_cancelled: Session, closed: Session, season: Season, tmp_path: Path
) -> None:
    folder = made(closed, season, tmp_path)
    report = verifier.check(folder)
    assert not report.faults and "作废的抽取：成立" in report.checked
    acts = {one["act"] for one in json.loads((folder / "data/trail.json").read_bytes())["entries"]}
    assert {"ask_cancellation", "cancel_draw"} <= acts
    path = folder / "data/cancelled-draws.json"
    kept = json.loads(path.read_bytes())
    for lie in (
        {"session": str(closed.pk), "draws": []},
        {**kept["content"], "session": "another"},
    ):
        path.write_bytes(written({"content": lie}))
        resealed(folder)
        assert any("作废的抽取不成立" in one for one in verifier.check(folder).faults)
    path.unlink()
    resealed(folder)
    assert [one for one in verifier.check(folder).faults if "没有作废的抽取" in one]

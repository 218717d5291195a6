"""The last evening is measured: nothing is lost, and a loss would be seen."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from benchmarks import rush
from benchmarks.figures import Side, bare_server, plain
from benchmarks.places import ROOT, SQLITE, Place
from benchmarks.servers import SYSTEM, serving
from tests.applications.test_killed import drafts
from zhicheng.vault import keys

pytestmark = pytest.mark.long


@pytest.fixture
def place() -> Iterator[Place]:
    found = Place(SQLITE, 0, f"rush_{os.getpid()}")
    found.create()
    keys.create(found.folder)
    yield found
    found.clear()


def test_an_evening_is_measured_and_every_loss_is_seen(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rush, "MIXED", 20)
    monkeypatch.setattr(rush, "SUBMITS", 20)
    monkeypatch.setattr(rush, "SAVES", 40)
    visits = drafts(place)
    with ExitStack() as stack:
        yardstick, cookies = bare_server(SQLITE, stack)
        port = stack.enter_context(serving(SYSTEM, place))
        insert, lock = (
            Side(yardstick, plain(path, cookies, post=True)) for path in ("/in/insert/", "/in/lock/{}/")
        )
        found = {one["name"]: one for one in rush.evening(place, port, visits, insert, lock)}
        assert (found["rush.errors"]["value"], found["rush.losses"]["value"]) == (0, 0)
        assert found["rush.autosave.rps"]["ratio"] > 0 and found["rush.submit.rps"]["ratio"] > 0
        assert found["rush.upload.p99_ms"]["value"] >= found["rush.upload.p50_ms"]["value"] > 0
        visitors = [rush.Visitor(draft) for draft in visits[-3:]]
        answers = rush.send(port, [[one.submit() for one in visitors]])[0]
        assert rush.losses(place, port, visitors, answers) == 0
        undo = (
            "from zhicheng.applications.models import *; from zhicheng.drafts.models import Draft;"
            f"Submission.objects.filter(application='{visitors[0].application}').delete()"
        )
        subprocess.run(
            [sys.executable, "-c", f"import django; django.setup(); {undo}"],
            cwd=ROOT, env={**place.environment, "DJANGO_SETTINGS_MODULE": "config.settings"}, check=True,
        )  # fmt: skip
        assert rush.losses(place, port, visitors, answers) > 0

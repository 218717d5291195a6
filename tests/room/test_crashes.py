"""An import that is killed at any line leaves the old state; the one after it succeeds, once."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PLACES = 20


@pytest.mark.long
def test_a_killed_import_leaves_everything_as_it_was(tmp_path: Path) -> None:
    kept = {key: value for key, value in os.environ.items() if "DATABASE_URL" not in key}
    (tmp_path / "main").mkdir()
    done = subprocess.run(
        [sys.executable, "-m", "tests.racing_on_file", "tests.room.crashes", str(PLACES)],
        cwd=ROOT,
        env={**kept, "ZHICHENG_TEST_DATA": str(tmp_path / "main"), "ZHICHENG_TEST_ON": ""},
        capture_output=True,
        text=True,
        check=False,
        timeout=500,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    found = json.loads(done.stdout.splitlines()[-1])
    assert found["lines"] > 1000
    assert (found["old"], found["state"], found["votes"]) == (PLACES, "merged", 15)

"""Races on SQLite: in processes of their own, since the tests' database lies in memory, where threads cannot meet."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PASS_OR_RETURN = "tests.vetting.racing"  # two auditors at one case: one wins, the other is told
YEAR = "tests.outcomes.racing"  # officers at one plan, one filing, one release
HANDED_IN = "tests.applications.racing"  # six tabs hand in one application: one receipt


@pytest.mark.parametrize("many", [3, pytest.param(100, marks=pytest.mark.long)])
@pytest.mark.parametrize("races", [PASS_OR_RETURN, HANDED_IN, YEAR])
def test_exactly_one_wins_and_the_others_are_told(tmp_path: Path, races: str, many: int) -> None:
    kept = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "ZHICHENG_TEST_ON"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.racing_on_file", races, str(many)],
        cwd=ROOT,
        env={**kept, "ZHICHENG_TEST_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "zhicheng.sqlite3").exists()

"""Two auditors pass and return at once on SQLite: in a process of its own, since the tests' database lies in memory."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("many", [3, pytest.param(100, marks=pytest.mark.long)])
def test_exactly_one_wins_and_the_other_is_told(tmp_path: Path, many: int) -> None:
    kept = {
        key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "ZHICHENG_TEST_ON"}
    }
    done = subprocess.run(
        [sys.executable, "-m", "tests.vetting.racing_on_file", str(many)],
        cwd=ROOT,
        env={**kept, "ZHICHENG_TEST_DATA": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert (tmp_path / "zhicheng.sqlite3").exists()

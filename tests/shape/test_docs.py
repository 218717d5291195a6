"""The papers tell the truth: every path that ARCHITECTURE names exists, every stage stands in its table and its line."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MAP = (ROOT / "ARCHITECTURE.md").read_text()
WHERE = re.findall(r"`((?:zhicheng|tests|docs|config|benchmarks)/[\w/.-]+|pyproject\.toml)`", MAP)
STAGES = sorted(p.parent.name for p in (ROOT / "zhicheng").glob("*/__init__.py"))


@pytest.mark.parametrize("path", sorted(set(WHERE)))
def test_a_path_of_the_map_exists(path: str) -> None:
    assert (ROOT / path).exists()


@pytest.mark.parametrize("stage", STAGES)
def test_every_stage_is_on_the_map_and_in_the_line(stage: str) -> None:
    assert f"`zhicheng/{stage}/`" in MAP
    assert re.search(rf"zhicheng\.{stage}\b", (ROOT / "pyproject.toml").read_text())


def test_decisions_are_short_and_have_a_heading() -> None:
    for path in (ROOT / "docs" / "decisions").glob("*.md"):
        text = path.read_text()
        assert text.startswith("# "), path.name
        assert len(text.splitlines()) <= 80, path.name


def test_no_machine_and_no_registry_host_is_named() -> None:
    lock = (ROOT / "package-lock.json").read_text()
    assert '"resolved"' not in lock
    for name in ("requirements.txt", "requirements-dev.txt"):
        text = (ROOT / name).read_text()
        assert "--hash=sha256:" in text
        assert not re.search(r"^ *--(extra-)?(index-url|find-links)", text, re.M)
        assert not re.search(r"https?://", text)

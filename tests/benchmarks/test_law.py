"""The figures of `bench policy` are there, and the law is small."""

import json

import pytest

from benchmarks import command, law
from tests.benchmarks.test_figures import KEYS


def test_the_figures_of_the_law(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(law, "ROUNDS", 1)
    assert command.main(["policy"]) == 0
    found = {one["name"]: one for one in map(json.loads, capsys.readouterr().out.splitlines())}
    assert list(found) == ["policy.check_ms", "policy.bulk_per_s", "policy.memory_mb"]
    assert all(set(one) == KEYS for one in found.values())
    assert found["policy.check_ms"]["value"] > 0  # how quick is the benchmark's to say, on a calm machine
    assert found["policy.bulk_per_s"]["value"] > 0
    assert 0 < found["policy.memory_mb"]["value"] < law.AIM_MEMORY_MB


def test_one_figure_alone(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(law, "ROUNDS", 1)
    assert command.main(["policy.memory_mb", "--json"]) == 0
    assert [json.loads(line)["name"] for line in capsys.readouterr().out.splitlines()] == ["policy.memory_mb"]

"""Each figure is one JSON object on a line, with medians and a ratio beside the yardstick."""

import json

import pytest

from benchmarks import command, figures, keeping
from benchmarks.figures import COUNT, GROWTH, LATENCY, PAGES, RATE, SIZES, Side

KEYS = {"name", "value", "unit", "yardstick", "ratio", "ratio_is", "aim"}


def test_a_rate_is_held_against_the_yardstick() -> None:
    found = figures.figure("list.rps.200", [60, 10, 70], "req/s", [1000, 1200, 1300], RATE, 60)
    assert found == {
        "name": "list.rps.200",
        "value": 60,
        "unit": "req/s",
        "yardstick": 1200,
        "ratio": 0.05,
        "ratio_is": RATE,
        "aim": 60,
    }


def test_a_latency_the_other_way_round() -> None:
    assert figures.figure("list.p95_ms.200", [80], "ms", [4], LATENCY, 100)["ratio"] == 0.05


def test_the_figures_of_a_page() -> None:
    sides = {
        0: Side(0, [], rps=[1000, 1100, 1200], p95_ms=[4, 4, 4]),
        SIZES[0]: Side(0, [], rps=[100, 110, 120], p95_ms=[40, 40, 40]),
        SIZES[1]: Side(0, [], rps=[90, 100, 110], p95_ms=[44, 44, 44]),
    }
    found = list(figures._page_figures(PAGES[0], sides, {SIZES[0]: 9, SIZES[1]: 12}))
    assert [one["name"] for one in found] == [
        "list.rps.200", "list.p95_ms.200", "list.rps.20000", "list.p95_ms.20000", "list.growth", "list.sql",
    ]  # fmt: skip
    assert all(set(one) == KEYS for one in found)
    assert (found[4]["value"], found[4]["ratio_is"]) == (1.1, GROWTH)
    assert (found[5]["value"], found[5]["yardstick"], found[5]["ratio_is"]) == (12, 15, COUNT)


def test_names_are_asked_for_by_their_beginning() -> None:
    assert figures._asked("page.case", ["page"])
    assert figures._asked("page.case", [""])
    assert not figures._asked("public.home", ["page"])
    assert not figures._asked("pages", ["page"])


def test_one_object_a_line(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(keeping, "engines", lambda: ["sqlite", "postgresql"])
    monkeypatch.setattr(
        figures, "measure", lambda engine, names: iter([{"name": f"{names[0]}.x", "engine": engine}])
    )
    monkeypatch.delenv("BENCH_ENGINE", raising=False)
    assert command.main(["page", "--json"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [json.loads(line)["engine"] for line in lines] == ["sqlite", "postgresql"]


@pytest.mark.parametrize(
    "words", [[], ["nothing"], ["seed"], ["seed", "many"], ["seed", "0"], ["list", "page"]]
)
def test_wrong_words_are_refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(words) == 2
    assert "seed N" in capsys.readouterr().err


def test_an_engine_that_is_not_there(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(keeping, "engines", lambda: ["sqlite"])
    monkeypatch.setenv("BENCH_ENGINE", "postgresql")
    assert command.main(["list"]) == 1
    assert "postgresql" in capsys.readouterr().err

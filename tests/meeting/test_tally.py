"""The tally file: both checkers agree, every changed byte is found, and no lie of the server passes."""

import copy
import importlib.util
import json
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.meeting import tallies
from zhicheng.meeting.ballots import verifier
from zhicheng.meeting.ballots.sealed import CHOICES
from zhicheng.register.records import Broken, written

SECOND = Path(__file__).parents[2] / "tools" / "check_tally.py"
FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


def second_checker() -> Callable[[bytes], Any]:
    spec = importlib.util.spec_from_file_location("check_tally", SECOND)
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.check


second = second_checker()


def both(raw: bytes) -> bool:
    """Whether the file holds; both checkers must say the same."""
    try:
        verifier.check(raw)
        first = True
    except Broken:
        first = False
    try:
        second(raw)
        other = True
    except FAULTS:
        other = False
    assert first is other, (first, other)
    return first


def test_the_second_checker_is_short_and_stands_alone() -> None:
    lines = SECOND.read_text().splitlines()
    assert len(lines) <= 150
    imported = {line.split()[1] for line in lines if line.startswith(("import ", "from "))}
    assert imported <= set(sys.stdlib_module_names)


@pytest.mark.parametrize("seed", range(3))
def test_both_checkers_agree_on_random_tallies(seed: int) -> None:
    agree_on(random.Random(seed))


@pytest.mark.long
def test_both_checkers_agree_on_a_thousand_random_tallies() -> None:
    draws = random.Random(1000)
    for _number in range(1000):
        agree_on(draws)


def agree_on(draws: random.Random) -> None:
    """A random tally holds, and one with a lie in it does not, by both checkers."""
    content = tallies.some(draws, most=3)
    assert both(tallies.signed(content))
    name, lie = draws.choice(list(LIES.items()))
    wrong = copy.deepcopy(content)
    lie(wrong)
    assert not both(tallies.signed(wrong)), name


def _swap_counts(content: dict[str, Any]) -> None:
    counts = content["ballots"][0]["counts"]
    most = max(CHOICES, key=lambda one: counts[one])
    other = next(one for one in CHOICES if one != most)
    counts[most], counts[other] = counts[most] - 1, counts[other] + 1


def _change_vote(content: dict[str, Any], at: int) -> None:
    votes = content["ballots"][0]["votes"]
    voter = next(iter(votes))
    old = votes[voter][at]
    votes[voter] = votes[voter][:at] + ("1" if old != "1" else "2") + votes[voter][at + 1 :]


def _drop_vote(content: dict[str, Any]) -> None:
    content["ballots"][0]["votes"].popitem()


def _vote_for_another(content: dict[str, Any]) -> None:
    votes = content["ballots"][0]["votes"]
    _voter, vote = votes.popitem()
    votes["somebody"] = vote


def _one_trustee(content: dict[str, Any]) -> None:
    content["ballots"][0]["openings"].popitem()


def _swap_openings(content: dict[str, Any]) -> None:
    openings = content["ballots"][0]["openings"]
    one, other = openings
    openings[one], openings[other] = openings[other], openings[one]


def _turn_result(content: dict[str, Any]) -> None:
    content["ballots"][0]["passed"] = not content["ballots"][0]["passed"]


def _one_organisation(content: dict[str, Any]) -> None:
    for one in content["keys"][0]["trustees"]:
        one["organisation"] = "同一单位"


def _another_session(content: dict[str, Any]) -> None:
    content["session"] = "another"


def _no_quorum(content: dict[str, Any]) -> None:
    content["ballots"][0]["members"] = 99


def _twice(content: dict[str, Any]) -> None:
    content["ballots"].append(content["ballots"][0])


def _hide(content: dict[str, Any]) -> None:
    content["ballots"][0] |= {"reason": "x", "counts": None}


def _made_key(content: dict[str, Any]) -> None:
    content["keys"][0]["key"] = tallies.Meeting(random.Random(0)).key


LIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "counts": _swap_counts,
    "a point": lambda content: _change_vote(content, 5),
    "a challenge": lambda content: _change_vote(content, 6 * 64),
    "an answer": lambda content: _change_vote(content, 19 * 64),
    "a vote dropped": _drop_vote,
    "another voter": _vote_for_another,
    "one trustee": _one_trustee,
    "openings exchanged": _swap_openings,
    "result": _turn_result,
    "one organisation": _one_organisation,
    "session": _another_session,
    "quorum": _no_quorum,
    "twice": _twice,
    "hidden as annulled": _hide,
    "key": _made_key,
}


@pytest.mark.parametrize("name", LIES)
def test_no_lie_passes_though_it_is_signed(name: str) -> None:
    content = tallies.some(random.Random(5), most=3)
    LIES[name](content)
    assert not both(tallies.signed(content))


def test_every_changed_byte_is_found() -> None:
    raw = tallies.signed(tallies.some(random.Random(7), most=3))
    verifier.check(raw)
    for at in range(len(raw)):
        changed = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        with pytest.raises(Broken):
            verifier.check(changed)
    for at in range(0, len(raw), 7):
        for changed in (raw[:at] + raw[at + 1 :], raw[:at] + b" " + raw[at:]):
            with pytest.raises(Broken):
                verifier.check(changed)


@pytest.mark.long
def test_the_second_checker_finds_every_changed_byte() -> None:
    raw = tallies.signed(tallies.some(random.Random(7), most=3))
    for at in range(len(raw)):
        with pytest.raises(FAULTS):
            second(raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :])


def test_the_programs_say_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "tally.json"
    file.write_bytes(tallies.signed(tallies.some(random.Random(3))))
    assert verifier.main([str(file)]) == 0
    assert "计票记录成立" in capsys.readouterr().out
    other = subprocess.run([sys.executable, str(SECOND)], input=file.read_bytes(), capture_output=True)
    assert other.returncode == 0 and other.stdout == b"OK 1 ballots\n"
    found = json.loads(file.read_bytes())
    found["content"]["ballots"][0]["passed"] = None
    file.write_bytes(written(found))
    assert verifier.main([str(file)]) == 1
    assert "不成立" in capsys.readouterr().out
    other = subprocess.run([sys.executable, str(SECOND)], input=file.read_bytes(), capture_output=True)
    assert other.returncode == 1
    assert verifier.main([str(tmp_path / "none")]) == 2

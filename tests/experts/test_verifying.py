"""The draw's record: both checkers agree, every changed byte is found, no lie passes though it is signed."""

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

from tests.experts import drawings
from zhicheng.experts import verifier
from zhicheng.experts.draw import MEMBER, SKIPPED, STAND_IN
from zhicheng.register.records import Broken, written

SECOND = Path(__file__).parents[2] / "tools" / "check_draw.py"
FAULTS = (KeyError, TypeError, ValueError, AttributeError, IndexError, RecursionError)


def second_checker() -> Callable[[bytes], Any]:
    spec = importlib.util.spec_from_file_location("check_draw", SECOND)
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


def test_both_checkers_agree_on_fifty_random_draws() -> None:
    agree_on(random.Random(50), 50)


@pytest.mark.long
def test_both_checkers_agree_on_a_thousand_random_draws() -> None:
    agree_on(random.Random(1000), 1000)


def agree_on(draws: random.Random, count: int) -> None:
    """Random draws hold, and those with a lie in them do not, by both checkers."""
    for number in range(count):
        record = drawings.some(draws, first=number % 5 == 0, full=number % 5 == 1)
        without = number % 4 if number % 4 < 3 and number % 3 == 0 else None
        assert both(drawings.signed(record, named=number % 2 == 0, without=without)), number
        name, lie = draws.choice(list(LIES.items()))
        wrong = copy.deepcopy(record)
        lie(wrong)
        if wrong != record:
            assert not both(drawings.signed(wrong)), (number, name)


def test_a_record_of_the_first_format_still_holds_and_knows_no_professions() -> None:
    draws = random.Random(4)
    record = drawings.some(draws, first=True)
    assert both(drawings.signed(record)) and record["content"]["format"] == "zhicheng-draw-1"
    later = drawings.some(draws)
    for wrong, name in ((record, "zhicheng-draw-2"), (later, "zhicheng-draw-1")):
        wrong["content"]["format"] = name
        assert not both(drawings.signed(wrong))


def test_a_drawer_s_signature_may_be_missing_where_the_supervisor_has_signed_why() -> None:
    record = drawings.some(random.Random(6))
    content = record["content"]
    drawer, other, supervisor = (
        content["drawers"][1]["account"],
        content["drawers"][0]["account"],
        content["supervisor"],
    )
    file = json.loads(drawings.signed(record, without=1))
    assert both(written(file))
    for lie in (
        {"account": other},
        {"account": supervisor},
        {"account": drawer, "reason": " "},
        {"account": drawer, "refused_at": "2023-10-10T09:29:59+08:00"},
    ):
        refused = drawings.refused(content, **{"account": drawer, **lie})
        assert not both(written({**file, "refused": refused})), lie
    assert not both(written({**file, "refused": {**file["refused"], "reason": "另有理由"}}))
    unsigned = {name: value for name, value in file.items() if name != "refused"}
    assert not both(written(unsigned))
    two = {**file, "signatures": file["signatures"][1:]}
    assert not both(written(two))
    all_signed = json.loads(drawings.signed(record))
    assert not both(written({**all_signed, "refused": file["refused"]}))


def _first_two(record: dict[str, Any]) -> None:
    result = record["content"]["result"]
    result[0], result[1] = result[1], result[0]


def _by_choice(record: dict[str, Any]) -> None:
    result = record["content"]["result"]
    out = next(one for one in result if one["status"] == MEMBER)
    out |= {"status": SKIPPED, "reason": "不便参加"}


def _promoted(record: dict[str, Any]) -> None:
    for one in record["content"]["result"]:
        if one["status"] == STAND_IN:
            one["status"] = MEMBER


def _fewer(record: dict[str, Any]) -> None:
    record["content"]["result"].pop()


def _another_number(record: dict[str, Any]) -> None:
    number = record["content"]["drawers"][2]["number"]
    record["content"]["drawers"][2]["number"] = f"{int(number, 16) ^ 1:032x}"
    drawings.recomputed(record["content"])


def _short_number(record: dict[str, Any]) -> None:
    drawer = record["content"]["drawers"][1]
    drawer["number"] = "12345678"
    drawer["commitment"] = drawings.drawing.commitment(drawer["number"], drawer["salt"])


def _another_deposit(record: dict[str, Any]) -> None:
    drawers = record["content"]["drawers"]
    drawers[0]["deposit"] = drawers[1]["deposit"]


def _another_key(record: dict[str, Any]) -> None:
    record["content"]["deposit_key"] = drawings.DepositKey("another").public


def _cancelled_when_known(record: dict[str, Any]) -> None:
    gone = dict.fromkeys(("opened_at", "cancelled_at"), "2023-10-09T09:00:00+08:00")
    record["content"]["frozen"]["cancelled"] = [
        {**gone, "roster_hash": "0" * 64, "reason": "不满意", "numbers": ["1" * 32, "2" * 32, "3" * 32]}
    ]
    drawings.recomputed(record["content"])


def _cancelled_without_reason(record: dict[str, Any]) -> None:
    _cancelled_when_known(record)
    record["content"]["frozen"]["cancelled"][0] |= {"reason": " ", "numbers": ["", "", ""]}
    drawings.recomputed(record["content"])


def _not_yet_cancelled(record: dict[str, Any]) -> None:
    _cancelled_when_known(record)
    late = {"cancelled_at": "2023-10-10T09:10:00+08:00", "numbers": ["", "", ""]}
    record["content"]["frozen"]["cancelled"][0] |= late
    drawings.recomputed(record["content"])


def _another_roster(record: dict[str, Any]) -> None:
    gone = record["content"]["frozen"]["roster"].pop()
    try:
        drawings.recomputed(record["content"])
    except drawings.drawing.Impossible:  # nothing lawful is left: no lie that can be told
        record["content"]["frozen"]["roster"].append(gone)
        drawings.recomputed(record["content"])


def _frozen_changed(record: dict[str, Any]) -> None:
    record["content"]["frozen"]["roster"][0]["avoid"] += "另有原因"


def _another_name(record: dict[str, Any]) -> None:
    record["names"][0]["name"] = "另一人"


def _another_salt(record: dict[str, Any]) -> None:
    record["names"][-1]["salt"] = "0" * 32


def _private_now(record: dict[str, Any]) -> None:
    line = record["content"]["frozen"]["roster"][0]
    line["private"] = not line["private"]
    _recomputed_or_undone(record)


def _another_unit(record: dict[str, Any]) -> None:
    record["content"]["frozen"]["roster"][-1]["unit"] = 999
    drawings.recomputed(record["content"])


def _early(record: dict[str, Any]) -> None:
    record["content"]["drawn_at"] = "2023-10-10T08:59:59+08:00"


def _one_drawer_twice(record: dict[str, Any]) -> None:
    drawers = record["content"]["drawers"]
    drawers[1]["account"] = drawers[0]["account"]


def _watches_itself(record: dict[str, Any]) -> None:
    record["content"]["supervisor"] = record["content"]["drawers"][0]["account"]


def _even(record: dict[str, Any]) -> None:
    if "professions" in record["content"]["frozen"]:
        record["content"]["frozen"]["professions"] = []
        for line in record["content"]["frozen"]["roster"]:
            line["profession"] = 0
    record["content"]["frozen"] |= {"seats": 2, "stand_ins": 0, "private_least": 0, "unit_most": 0}
    drawings.recomputed(record["content"])


def _recomputed_or_undone(record: dict[str, Any]) -> None:
    """Put right what follows; where nothing lawful is left, another lie: a seed that follows from nothing."""
    try:
        drawings.recomputed(record["content"])
    except drawings.drawing.Impossible:
        record["content"]["seed"] = "0" * 64


def _least_changed(record: dict[str, Any]) -> None:
    record["content"]["frozen"].setdefault("professions", []).append({"name": "法律", "least": 0})
    _recomputed_or_undone(record)


def _another_profession(record: dict[str, Any]) -> None:
    line = record["content"]["frozen"]["roster"][0]
    line["profession"] = len(record["content"]["frozen"].get("professions", ())) + 1
    _recomputed_or_undone(record)


LIES: dict[str, Callable[[dict[str, Any]], None]] = {
    "order": lambda record: record["content"]["order"].reverse(),
    "result": _first_two,
    "passed over by choice": _by_choice,
    "stand-ins promoted": _promoted,
    "result cut": _fewer,
    "number": _another_number,
    "a number that can be guessed": _short_number,
    "deposit": _another_deposit,
    "key": _another_key,
    "cancelled when the result was known": _cancelled_when_known,
    "cancelled without a reason": _cancelled_without_reason,
    "a minimum of none": _least_changed,
    "a profession that is not named": _another_profession,
    "two draws at a time": _not_yet_cancelled,
    "why opened": lambda record: record["content"]["drawers"][0].update(opened_why=None),
    "roster": _another_roster,
    "frozen": _frozen_changed,
    "name": _another_name,
    "salt": _another_salt,
    "private": _private_now,
    "unit": _another_unit,
    "time": _early,
    "one drawer twice": _one_drawer_twice,
    "supervisor draws": _watches_itself,
    "even": _even,
    "a word more": lambda record: record["content"].update(note="x"),
    "another format": lambda record: record["content"].update(format="zhicheng-draw-3"),
}


@pytest.mark.parametrize("name", LIES)
def test_no_lie_passes_though_it_is_signed(name: str) -> None:
    record = drawings.some(random.Random(11), experts=30)
    LIES[name](record)
    assert not both(drawings.signed(record))


@pytest.mark.parametrize("named", [True, False])
def test_every_changed_byte_is_found(named: bool) -> None:
    raw = drawings.signed(drawings.some(random.Random(7), experts=5), named=named)
    assert both(raw)
    for at in range(len(raw)):
        with pytest.raises(Broken):
            verifier.check(flipped(raw, at))
    for at in range(0, len(raw), 7):
        for changed in (raw[:at] + raw[at + 1 :], raw[:at] + b" " + raw[at:]):
            with pytest.raises(Broken):
                verifier.check(changed)


@pytest.mark.long
@pytest.mark.parametrize("named", [True, False])
def test_the_second_checker_finds_every_changed_byte(named: bool) -> None:
    raw = drawings.signed(drawings.some(random.Random(7), experts=5), named=named)
    for at in range(len(raw)):
        with pytest.raises(FAULTS):
            second(flipped(raw, at))


def flipped(raw: bytes, at: int) -> bytes:
    return raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]


def test_a_signature_of_somebody_else_does_not_do() -> None:
    draws = random.Random(3)
    file = json.loads(drawings.signed(drawings.some(draws)))
    other = json.loads(drawings.signed(drawings.some(draws)))
    file["signatures"][3] = other["signatures"][3]
    assert not both(written(file))
    file["signatures"] = file["signatures"][:3]
    assert not both(written(file))


def test_the_programs_say_it_in_words(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = drawings.some(random.Random(3), experts=20)
    file = tmp_path / "draw.json"
    file.write_bytes(drawings.signed(record))
    assert verifier.main([str(file)]) == 0
    told = capsys.readouterr().out
    assert "抽取记录成立" in told and "姓名与编号一致" in told
    assert record["content"]["roster_hash"] in told
    other = subprocess.run([sys.executable, str(SECOND)], input=file.read_bytes(), capture_output=True)
    assert other.returncode == 0 and other.stdout == b"OK 20 experts\n"
    file.write_bytes(drawings.signed(record, named=False))
    assert verifier.main([str(file)]) == 0
    assert "公开版" in capsys.readouterr().out
    _by_choice(record)
    file.write_bytes(drawings.signed(record))
    assert verifier.main([str(file)]) == 1
    assert "不成立" in capsys.readouterr().out
    other = subprocess.run([sys.executable, str(SECOND)], input=file.read_bytes(), capture_output=True)
    assert other.returncode == 1
    assert verifier.main([str(tmp_path / "none")]) == 2

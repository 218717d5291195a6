"""Whatever stands in a file: an answer, or one line that names the case and the key; never a traceback."""

import contextlib
import copy
import io
import json
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from tests.policy.expecting import CASES, FILES
from zhicheng.policy.command import ANSWERS, main

GOLD: dict[str, list[dict[str, Any]]] = {
    command: [case for file in files for case in json.loads((CASES / file).read_text("utf-8"))]
    for command, files in zip(ANSWERS, FILES.values(), strict=True)
}
GENTLE = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))

DAYS = st.dates().map(str) | st.sampled_from(
    ["2023-02-29", "2023-2-1", "１９９９-01-01", "9999-12-31", "0001-01-01"]
)
# A term of another key, a number too large, a text that no file can hold: what a slip or an ill will puts there.
ODD = (
    st.none()
    | st.booleans()
    | st.integers(-3, 12)
    | st.sampled_from([99999, 10**30, -(10**30)])
    | st.floats()
    | DAYS
    | st.text(max_size=3)
    | st.sampled_from(["\ud800", "一\n二", "中级", "博士", "无", "昆明市", "特殊人才", "考核认定", "自主"])
    | st.sampled_from([[], {}, [[]], [None], {"from": "2020-01-01", "to": None}, {"": 1}]).map(copy.deepcopy)
)


def places(data: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Every place inside a case."""
    if way:
        yield way
    inside = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in inside:
        yield from places(value, (*way, key))


@st.composite
def mutated(draw: st.DrawFn) -> tuple[str, str]:
    """A command and the text of a gold case in which up to three places were changed, dropped or added."""
    command = draw(st.sampled_from(list(GOLD)))
    case = copy.deepcopy(draw(st.sampled_from(GOLD[command])))
    for _ in range(draw(st.integers(1, 3))):
        *way, last = draw(st.sampled_from(list(places(case))))
        here: Any = case
        for key in way:
            here = here[key]
        match draw(st.sampled_from(["change", "drop", "add"])):
            case "drop":
                del here[last]
            case "add" if isinstance(here, list):
                here.append(draw(ODD))
            case "add":
                here[draw(st.text(max_size=4))] = draw(ODD)
            case _:
                here[last] = draw(ODD)
        if not case:
            break
    return command, json.dumps(case)


def ask(command: str, text: str) -> tuple[int, str, str]:
    """Status, output and errors, as strict about their encoding as a terminal is."""
    out = io.TextIOWrapper(io.BytesIO(), "utf-8", newline="\n")
    err = io.TextIOWrapper(io.BytesIO(), "utf-8", errors="backslashreplace", newline="\n")
    with (
        pytest.MonkeyPatch.context() as patch,
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
    ):
        patch.setattr("sys.stdin", io.StringIO(text))
        status = main([command, "-"])
        out.flush()
        err.flush()
    return status, out.buffer.getvalue().decode(), err.buffer.getvalue().decode()


def answered(command: str, text: str) -> None:
    """The answer is whole, or one line `case: key: why`."""
    status, out, err = ask(command, text)
    if status == 0:
        assert err == ""
        assert isinstance(json.loads(out), dict)
        return
    assert (status, out) == (2, "")
    assert err.endswith("\n")
    assert err.count("\n") == 1
    assert len(err.split(": ")) >= 3 or "not an object" in err or "key stands" in err


@GENTLE
@given(mutated())
def test_a_mutated_case_has_an_answer_or_one_line(asked: tuple[str, str]) -> None:
    answered(*asked)


@GENTLE
@given(st.sampled_from(list(GOLD)), st.data())
def test_a_mutated_text_has_an_answer_or_one_line(command: str, data: st.DataObject) -> None:
    """A character cut out, doubled or replaced, anywhere in the file."""
    text = json.dumps(data.draw(st.sampled_from(GOLD[command])), ensure_ascii=False)
    at = data.draw(st.integers(0, len(text) - 1))
    text = (
        text[:at]
        + data.draw(st.sampled_from(["", text[at] * 2, "[", "{", '"', "9", "\\", "\x00"]))
        + text[at + 1 :]
    )
    answered(command, text)


@GENTLE
@given(st.sampled_from(list(GOLD)), st.text(max_size=30))
@example("check", "[" * 100_000)
@example("check", '{"id": "x", "judged_on": ' + "9" * 5000 + "}")
@example("check", "[" * 900 + "]" * 900)
@example("returns", '{"events": ' + "[" * 900 + "]" * 900 + "}")
@example("check", '{"policy": {"jurisdiction": ' + "[" * 900 + "]" * 900 + "}}")
def test_any_text_has_an_answer_or_one_line(command: str, text: str) -> None:
    status, out, err = ask(command, text)
    assert status == 2 or (status == 0 and json.loads(out) == [])
    assert err.count("\n") == (1 if status else 0)

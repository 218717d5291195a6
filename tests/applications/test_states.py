"""The shape of the table of moves: complete, without dead ends, and the only door."""

import re
from pathlib import Path

import pytest
from django.db import transaction

from tests import making
from tests.making import Season
from zhicheng.applications import flow
from zhicheng.applications.models import STATE_CHOICES, Application
from zhicheng.applications.states import (
    AT_STATION,
    ENDS,
    LABELS,
    MOVES,
    STATION_STATES,
    Actor,
    Event,
    State,
)
from zhicheng.applications.words import EVENT_WORDS, NEXT
from zhicheng.policy import clauses

ROOT = Path(__file__).resolve().parents[2]

# Part 3.3 of the requirements: states, then ends; 已撤回 and 终止 are the reading of AMB-33 and of row 31.
# fmt: off
IN_REQUIREMENTS = {
    "草稿", "待单位审核", "单位公示中", "公示异议核查", "返回修改", "草稿（流程已重置）", "待主管部门审核",
    "待县（市）区人社审核", "待市人社局审核", "待评委会电子审核", "电子审核通过", "纸质送审", "已受理",
    "待补正", "拟上会", "会前公示", "已备案上会", "审阅", "评审通过", "评审未通过", "结果公示",
    "已会后备案", "已发文", "已确认", "已发证", "不予推荐", "逾期未报", "视为放弃/不具备资格",
    "本年度不再受理", "资格审查未通过", "抽查取消", "公示异议取消", "不予核准", "已撤销",
}
# fmt: on


def test_every_state_of_the_requirements_exists() -> None:
    assert set(LABELS.values()) >= IN_REQUIREMENTS


def test_every_state_has_a_label_and_words_for_the_applicant() -> None:
    assert set(LABELS) == set(State) == set(NEXT)
    assert set(EVENT_WORDS) == set(Event)
    assert len(set(LABELS.values())) == len(LABELS)
    assert dict(STATE_CHOICES) == {state.value: label for state, label in LABELS.items()}


def test_every_state_that_is_no_end_has_a_way_out() -> None:
    ways = {state for state, _event in MOVES}
    assert set(State) - ENDS <= ways


def test_an_end_is_an_end() -> None:
    """But a certificate can be revoked, a refusal taken back as a mistake, a year opened by a chance given back."""
    ways = {state for state, _event in MOVES if state in ENDS}
    assert ways == {State.CERTIFIED, State.NOT_RECOMMENDED, State.CLOSED_FOR_YEAR}


def test_every_state_can_be_reached() -> None:
    reached = {State.DRAFT, *(AT_STATION if any(move.to is None for move in MOVES.values()) else ())}
    reached |= {move.to for move in MOVES.values() if move.to is not None}
    assert set(State) - reached == set()


def test_every_station_has_a_state() -> None:
    assert set(STATION_STATES) == {
        "用人单位", "人事代理机构或行业协会", "派遣公司与用人单位", "上级主管单位", "主管部门", "县区人社",
        "市人社",
        "省人社", "评委会", "省评委会", "自主评委会",
    }  # fmt: skip


def test_every_move_rests_on_a_clause_or_a_reading() -> None:
    known = clauses.load()
    for move in MOVES.values():
        assert move.source in known or re.fullmatch(r"AMB-\d\d", move.source), move.source
        assert move.actors


@pytest.mark.parametrize("state", sorted(State))
def test_what_is_not_in_the_table_is_not_allowed(state: State) -> None:
    """Every pair of a state and an event that the table lacks is refused, by whomever."""
    row = Application(state=state)
    for event in Event:
        for actor in Actor:
            entry = MOVES.get((state, event))
            if entry is not None and actor in entry.actors:
                assert flow.allowed(row, event, flow.By(actor)) is entry
                continue
            with pytest.raises(flow.MoveNotAllowed):
                flow.allowed(row, event, flow.By(actor))


def test_a_refused_move_changes_nothing(season: Season) -> None:
    row = making.application(season, State.DRAFT)
    for event, actor in (
        (Event.PASS_ON, Actor.UNIT),
        (Event.SUBMIT, Actor.UNIT),
        (Event.CERTIFY, Actor.BUREAU),
    ):
        with pytest.raises(flow.MoveNotAllowed) as refused, transaction.atomic():
            flow.move(row, event, flow.By(actor))
        assert "草稿" in refused.value.message
    row.refresh_from_db()
    assert (row.state, row.version) == (State.DRAFT, 1)
    assert not row.steps.exists()


def test_the_state_is_set_in_flow_alone() -> None:
    setting = re.compile(
        r"\b(?:application|row|case|other)\.state\b(?:,[^=\n]*)?\s*=[^=]|\.update\([^)]*\bstate="
    )
    found = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "zhicheng").rglob("*.py")
        if "planning" not in path.parts and setting.search(path.read_text())
    ]
    assert found == ["zhicheng/applications/flow.py"]

"""The acts of pool and draw: a file for each."""

from zhicheng.experts.actions.cancelling import ask_cancellation, cancel_draw
from zhicheng.experts.actions.drawing import appoint_chair, open_draw, sign_result
from zhicheng.experts.actions.numbers import (
    check_deposits,
    commit_number,
    deposit_number,
    make_deposit_key,
    open_deposit,
    reveal_number,
)
from zhicheng.experts.actions.pool import add_expert, declare_avoidance, enrol_expert, file_pool, set_active
from zhicheng.experts.actions.replacing import withdraw_seat

__all__ = [
    "add_expert",
    "appoint_chair",
    "ask_cancellation",
    "cancel_draw",
    "check_deposits",
    "commit_number",
    "declare_avoidance",
    "deposit_number",
    "enrol_expert",
    "file_pool",
    "make_deposit_key",
    "open_deposit",
    "open_draw",
    "reveal_number",
    "set_active",
    "sign_result",
    "withdraw_seat",
]

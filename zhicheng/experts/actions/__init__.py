"""The acts of pool and draw: a file for each."""

from zhicheng.experts.actions.avoiding import declare_avoidance, find_relations, settle_clue
from zhicheng.experts.actions.cancelling import ask_cancellation, cancel_draw
from zhicheng.experts.actions.drawing import appoint_chair, open_draw, record_refusal, sign_result
from zhicheng.experts.actions.importing import drop_import, prepare_import, take_import
from zhicheng.experts.actions.numbers import (
    check_deposits,
    commit_number,
    deposit_number,
    make_deposit_key,
    open_deposit,
    reveal_number,
)
from zhicheng.experts.actions.pool import add_expert, enrol_expert, file_pool, set_active
from zhicheng.experts.actions.replacing import steps_in, withdraw_seat
from zhicheng.experts.actions.serving import (
    cancel_leave,
    confirm_service,
    decline_service,
    edit_expert,
    invite_again,
    record_leave,
    reset_expert_factor,
    save_own,
)

__all__ = [
    "add_expert",
    "appoint_chair",
    "ask_cancellation",
    "cancel_draw",
    "cancel_leave",
    "check_deposits",
    "commit_number",
    "confirm_service",
    "declare_avoidance",
    "decline_service",
    "deposit_number",
    "drop_import",
    "edit_expert",
    "enrol_expert",
    "file_pool",
    "find_relations",
    "invite_again",
    "make_deposit_key",
    "open_deposit",
    "open_draw",
    "prepare_import",
    "record_leave",
    "record_refusal",
    "reset_expert_factor",
    "reveal_number",
    "save_own",
    "set_active",
    "settle_clue",
    "sign_result",
    "steps_in",
    "take_import",
    "withdraw_seat",
]

"""The acts of pool and draw: a file for each."""

from zhicheng.experts.actions.drawing import (
    appoint_chair,
    commit_number,
    open_draw,
    reveal_number,
    sign_result,
)
from zhicheng.experts.actions.pool import add_expert, declare_avoidance, enrol_expert, file_pool, set_active

__all__ = [
    "add_expert",
    "appoint_chair",
    "commit_number",
    "declare_avoidance",
    "enrol_expert",
    "file_pool",
    "open_draw",
    "reveal_number",
    "set_active",
    "sign_result",
]

"""Acts of public notices: open, close with result and seal, object, answer an objection."""

from zhicheng.public_notice.actions.closing import close_session_notice, close_unit_notice, take_down
from zhicheng.public_notice.actions.objecting import (
    object_to,
    settle_objection,
    take_objection,
    uphold_objection,
)
from zhicheng.public_notice.actions.opening import (
    SESSION_MOVES,
    open_session_notice,
    open_unit_notice,
    restore_unit_entries,
    void_unit_entries,
)

__all__ = [
    "SESSION_MOVES",
    "close_session_notice",
    "close_unit_notice",
    "object_to",
    "open_session_notice",
    "open_unit_notice",
    "restore_unit_entries",
    "settle_objection",
    "take_down",
    "take_objection",
    "uphold_objection",
    "void_unit_entries",
]

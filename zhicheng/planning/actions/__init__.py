"""The official acts of planning: a file for reference data, plan, sessions, calls and filings."""

from zhicheng.planning.actions.calls import file_call, publish_call, write_call
from zhicheng.planning.actions.filings import answer_filing, file, pass_filing, withdraw_filing
from zhicheng.planning.actions.plan import propose_plan_entry, publish_plan
from zhicheng.planning.actions.reference import load_reference
from zhicheng.planning.actions.sessions import change_window, move_meeting, open_session, reach_gate
from zhicheng.planning.actions.standards import release_standard

__all__ = [
    "answer_filing",
    "change_window",
    "file",
    "file_call",
    "load_reference",
    "move_meeting",
    "open_session",
    "pass_filing",
    "propose_plan_entry",
    "publish_call",
    "publish_plan",
    "reach_gate",
    "release_standard",
    "withdraw_filing",
    "write_call",
]

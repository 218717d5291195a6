"""The official acts of planning: a file for reference data, plan, sessions, calls and filings."""

from zhicheng.planning.actions.announcing import (
    drop_announcement,
    file_announcement,
    publish_announcement,
    write_announcement,
)
from zhicheng.planning.actions.calls import file_call, publish_call, seal_call, write_call
from zhicheng.planning.actions.committees import register_committee, renew_committee, supplement_committee
from zhicheng.planning.actions.enclosures import add_enclosure, remove_enclosure
from zhicheng.planning.actions.filings import answer_filing, file, pass_filing, withdraw_filing
from zhicheng.planning.actions.forwarding import forward_call
from zhicheng.planning.actions.groups import remove_group, save_group
from zhicheng.planning.actions.inspecting import note_inspection
from zhicheng.planning.actions.plan import (
    import_plan,
    look_at_plan,
    propose_plan_entry,
    publish_plan,
    return_plan,
)
from zhicheng.planning.actions.reference import load_reference
from zhicheng.planning.actions.sessions import change_window, move_meeting, open_session, reach_gate
from zhicheng.planning.actions.settings import (
    answer_petition,
    ask_pilot,
    ask_variation,
    change_setting,
    end_variations,
)
from zhicheng.planning.actions.standards import (
    release_standard,
    report_standard,
    save_standard,
    send_back_standard,
)

__all__ = [
    "add_enclosure",
    "answer_filing",
    "answer_petition",
    "ask_pilot",
    "ask_variation",
    "change_setting",
    "change_window",
    "drop_announcement",
    "end_variations",
    "file",
    "file_announcement",
    "file_call",
    "forward_call",
    "import_plan",
    "load_reference",
    "look_at_plan",
    "move_meeting",
    "note_inspection",
    "open_session",
    "pass_filing",
    "propose_plan_entry",
    "publish_announcement",
    "publish_call",
    "publish_plan",
    "reach_gate",
    "register_committee",
    "release_standard",
    "remove_enclosure",
    "remove_group",
    "renew_committee",
    "report_standard",
    "return_plan",
    "save_group",
    "save_standard",
    "seal_call",
    "send_back_standard",
    "supplement_committee",
    "withdraw_filing",
    "write_announcement",
    "write_call",
]

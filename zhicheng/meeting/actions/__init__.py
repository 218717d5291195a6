"""Acts from qualification to the vote, a file for each part of the way."""

from zhicheng.meeting.actions.assigning import confirm_readings, correct_plan, plan_readings
from zhicheng.meeting.actions.attending import check_in, check_out
from zhicheng.meeting.actions.facing import (
    convene_panel,
    drop_panel,
    give_mark,
    move_panel,
    order_panel,
    record_presence,
    schedule_panel,
)
from zhicheng.meeting.actions.filing import answer_pre_meeting_filing, file_meeting, take_answered_filings
from zhicheng.meeting.actions.grouping import assign_group, name_readers
from zhicheng.meeting.actions.keys import (
    abandon_key,
    begin_key,
    destroy_share,
    report_lost,
    send_key_message,
)
from zhicheng.meeting.actions.looking import keep_look
from zhicheng.meeting.actions.moving import move_meeting
from zhicheng.meeting.actions.noticing import issue_notice
from zhicheng.meeting.actions.opening import open_sums
from zhicheng.meeting.actions.peering import dissolve_peers, form_peers, write_peer_opinion
from zhicheng.meeting.actions.qualifying import disqualify, qualify, qualify_several, return_audit
from zhicheng.meeting.actions.reading import hand_in_reading, keep_away, save_reading
from zhicheng.meeting.actions.recusing import find_avoidance, settle_relation
from zhicheng.meeting.actions.replacing import withdraw_member
from zhicheng.meeting.actions.sitting import (
    break_off,
    close_meeting,
    open_meeting,
    record_training,
    resume,
    sign_minutes,
)
from zhicheng.meeting.actions.spot_check import draw_spot_check, draw_supplement, record_finding
from zhicheng.meeting.actions.voting import (
    cast_ballot,
    end_ballot,
    end_ballots,
    open_ballot,
    open_ballots,
    order_revote,
)

__all__ = [
    "abandon_key",
    "answer_pre_meeting_filing",
    "assign_group",
    "begin_key",
    "break_off",
    "cast_ballot",
    "check_in",
    "check_out",
    "close_meeting",
    "confirm_readings",
    "convene_panel",
    "correct_plan",
    "destroy_share",
    "disqualify",
    "dissolve_peers",
    "draw_spot_check",
    "draw_supplement",
    "drop_panel",
    "end_ballot",
    "end_ballots",
    "file_meeting",
    "find_avoidance",
    "form_peers",
    "give_mark",
    "hand_in_reading",
    "issue_notice",
    "keep_away",
    "keep_look",
    "move_meeting",
    "move_panel",
    "name_readers",
    "open_ballot",
    "open_ballots",
    "open_meeting",
    "open_sums",
    "order_panel",
    "order_revote",
    "plan_readings",
    "qualify",
    "qualify_several",
    "record_finding",
    "record_presence",
    "record_training",
    "report_lost",
    "resume",
    "return_audit",
    "save_reading",
    "schedule_panel",
    "send_key_message",
    "settle_relation",
    "sign_minutes",
    "take_answered_filings",
    "withdraw_member",
    "write_peer_opinion",
]

"""Acts from qualification to the vote, a file for each part of the way."""

from zhicheng.meeting.actions.filing import answer_pre_meeting_filing, file_meeting, take_answered_filings
from zhicheng.meeting.actions.qualifying import disqualify, qualify, qualify_several
from zhicheng.meeting.actions.reading import assign_readings, hand_in_reading, keep_away, save_reading
from zhicheng.meeting.actions.sitting import check_in, close_meeting, open_meeting, record_training
from zhicheng.meeting.actions.voting import cast_ballot, close_ballot, open_ballot, open_ballots

__all__ = [
    "answer_pre_meeting_filing",
    "assign_readings",
    "cast_ballot",
    "check_in",
    "close_ballot",
    "close_meeting",
    "disqualify",
    "file_meeting",
    "hand_in_reading",
    "keep_away",
    "open_ballot",
    "open_ballots",
    "open_meeting",
    "qualify",
    "qualify_several",
    "record_training",
    "save_reading",
    "take_answered_filings",
]

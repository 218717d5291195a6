"""Readings, attendance, ballots and counts."""

from zhicheng.meeting.models.audits import QualificationAudit
from zhicheng.meeting.models.ballots import Annulment, Ballot, BallotKey, Opening, Trustee, VoterMark
from zhicheng.meeting.models.checks import Recheck, SpotCheck, SpotFinding, SpotSupplement
from zhicheng.meeting.models.facing import Appearance, Mark, Panel, PanelSeat
from zhicheng.meeting.models.notices import MeetingNotice
from zhicheng.meeting.models.peers import PeerGroup, PeerOpinion, PeerSeat
from zhicheng.meeting.models.readings import GroupReader, Look, PlannedReading, Reading
from zhicheng.meeting.models.sitting import Absence, Attendance, Break, Meeting

__all__ = [
    "Absence",
    "Annulment",
    "Appearance",
    "Attendance",
    "Ballot",
    "BallotKey",
    "Break",
    "GroupReader",
    "Look",
    "Mark",
    "Meeting",
    "MeetingNotice",
    "Opening",
    "Panel",
    "PanelSeat",
    "PeerGroup",
    "PeerOpinion",
    "PeerSeat",
    "PlannedReading",
    "QualificationAudit",
    "Reading",
    "Recheck",
    "SpotCheck",
    "SpotFinding",
    "SpotSupplement",
    "Trustee",
    "VoterMark",
]

"""Readings, attendance, ballots and counts."""

from zhicheng.meeting.models.audits import QualificationAudit
from zhicheng.meeting.models.ballots import Annulment, Ballot, BallotKey, Opening, Trustee, VoterMark
from zhicheng.meeting.models.checks import Recheck, SpotCheck, SpotFinding
from zhicheng.meeting.models.readings import GroupReader, Look, PlannedReading, Reading
from zhicheng.meeting.models.sitting import Absence, Attendance, Break, Meeting

__all__ = [
    "Absence",
    "Annulment",
    "Attendance",
    "Ballot",
    "BallotKey",
    "Break",
    "GroupReader",
    "Look",
    "Meeting",
    "Opening",
    "PlannedReading",
    "QualificationAudit",
    "Reading",
    "Recheck",
    "SpotCheck",
    "SpotFinding",
    "Trustee",
    "VoterMark",
]

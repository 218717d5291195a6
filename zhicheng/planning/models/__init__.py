"""Committees, the yearly plan, standards, sessions, calls and filings; what changes during the year."""

from zhicheng.planning.models.announcements import Announcement
from zhicheng.planning.models.changes import Forwarding, InspectionNote, Petition, SettingChange
from zhicheng.planning.models.enclosures import Enclosure
from zhicheng.planning.models.filings import Filing, FilingNumber, GateReached
from zhicheng.planning.models.groups import Group
from zhicheng.planning.models.plan import PlanEntry
from zhicheng.planning.models.reminders import Reminder
from zhicheng.planning.models.rooms import ClosedRoom
from zhicheng.planning.models.season import (
    BoundStandard,
    Call,
    Committee,
    CommitteeTerm,
    Session,
    Standard,
)

__all__ = [
    "Announcement",
    "BoundStandard",
    "Call",
    "ClosedRoom",
    "Committee",
    "CommitteeTerm",
    "Enclosure",
    "Filing",
    "FilingNumber",
    "Forwarding",
    "GateReached",
    "Group",
    "InspectionNote",
    "Petition",
    "PlanEntry",
    "Reminder",
    "Session",
    "SettingChange",
    "Standard",
]

"""What stations write: decisions and what goes with them; batches; messages on a case."""

from zhicheng.vetting.models.batches import Batch, BatchCase
from zhicheng.vetting.models.crowds import DeskCount
from zhicheng.vetting.models.mail import BODY, BY_SMS, EVENTS, SUBJECT, CaseMessage, MessageTemplate
from zhicheng.vetting.models.stations import (
    Approval,
    Assessment,
    CommonReason,
    Decision,
    LastReturn,
    OwnMark,
    PaperHandIn,
    Suspicion,
    Undoing,
    UnitOpinion,
)

__all__ = [
    "BODY",
    "BY_SMS",
    "EVENTS",
    "SUBJECT",
    "Approval",
    "Assessment",
    "Batch",
    "BatchCase",
    "CaseMessage",
    "CommonReason",
    "Decision",
    "DeskCount",
    "LastReturn",
    "MessageTemplate",
    "OwnMark",
    "PaperHandIn",
    "Suspicion",
    "Undoing",
    "UnitOpinion",
]

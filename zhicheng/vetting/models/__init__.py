"""What stations write: decisions and what goes with them; batches; messages on a case; changes of employer."""

from zhicheng.vetting.models.batches import Batch, BatchCase
from zhicheng.vetting.models.crowds import DeskCount
from zhicheng.vetting.models.deaths import Death
from zhicheng.vetting.models.employers import EmployerChange
from zhicheng.vetting.models.mail import BODY, BY_SMS, EVENTS, SUBJECT, CaseMessage, MessageTemplate
from zhicheng.vetting.models.papers import PaperHandIn, PaperStamp
from zhicheng.vetting.models.stations import (
    Approval,
    Assessment,
    CommonReason,
    Decision,
    LastReturn,
    OwnMark,
    Preparation,
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
    "Death",
    "Decision",
    "DeskCount",
    "EmployerChange",
    "LastReturn",
    "MessageTemplate",
    "OwnMark",
    "PaperHandIn",
    "PaperStamp",
    "Preparation",
    "Suspicion",
    "Undoing",
    "UnitOpinion",
]

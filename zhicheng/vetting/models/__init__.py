"""What stations write: decisions and what goes with them; batches."""

from zhicheng.vetting.models.batches import Batch, BatchCase
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
    "Approval",
    "Assessment",
    "Batch",
    "BatchCase",
    "CommonReason",
    "Decision",
    "LastReturn",
    "OwnMark",
    "PaperHandIn",
    "Suspicion",
    "Undoing",
    "UnitOpinion",
]

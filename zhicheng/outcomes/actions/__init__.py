"""Acts after the vote, a file for each part of the way."""

from zhicheng.outcomes.actions.certifying import (
    issue_certificate,
    issue_waiting_certificates,
    revoke_certificate,
)
from zhicheng.outcomes.actions.confirming import confirm_result, confirm_results, refuse_confirmation
from zhicheng.outcomes.actions.documenting import issue_document
from zhicheng.outcomes.actions.filing import file_results, take_answered_filings

__all__ = [
    "confirm_result",
    "confirm_results",
    "file_results",
    "issue_certificate",
    "issue_document",
    "issue_waiting_certificates",
    "refuse_confirmation",
    "revoke_certificate",
    "take_answered_filings",
]

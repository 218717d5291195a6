"""Acts after the vote, a file for each part of the way."""

from zhicheng.outcomes.actions.archiving import ask_archive
from zhicheng.outcomes.actions.certifying import (
    issue_approved_certificate,
    issue_certificate,
    issue_waiting_certificates,
    revoke_certificate,
)
from zhicheng.outcomes.actions.confirming import confirm_result, confirm_results, refuse_confirmation
from zhicheng.outcomes.actions.documenting import issue_document
from zhicheng.outcomes.actions.filing import file_results, take_answered_filings
from zhicheng.outcomes.actions.rechecking import ask_recheck, decide_recheck, take_recheck
from zhicheng.outcomes.actions.releasing import (
    moderate_reasons,
    prepare_results,
    release_results,
    return_results,
    write_reasons,
)

__all__ = [
    "ask_archive",
    "ask_recheck",
    "confirm_result",
    "confirm_results",
    "decide_recheck",
    "file_results",
    "issue_approved_certificate",
    "issue_certificate",
    "issue_document",
    "issue_waiting_certificates",
    "moderate_reasons",
    "prepare_results",
    "refuse_confirmation",
    "release_results",
    "return_results",
    "revoke_certificate",
    "take_answered_filings",
    "take_recheck",
    "write_reasons",
]

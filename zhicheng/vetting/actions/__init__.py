"""Acts of the stations: the unit's opinion or assessment, approve, pass, return, reset, refuse; the paper dossier."""

from zhicheng.vetting.actions.approving import (
    ask_withdrawal,
    decide_channel,
    propose_channel,
    withdraw_decision,
)
from zhicheng.vetting.actions.asking import ask_for_material
from zhicheng.vetting.actions.assessing import Assessed, assess
from zhicheng.vetting.actions.batches import (
    go_on_with_batch,
    go_on_with_stalled,
    prepare_batch,
    stalled,
    start_batch,
    stop_batch,
)
from zhicheng.vetting.actions.correcting import demand_correction
from zhicheng.vetting.actions.corresponding import (
    correspondents,
    drop_draft,
    edit_draft,
    mark_message_read,
    send_draft,
    send_drafts,
    write_draft,
    write_to_office,
)
from zhicheng.vetting.actions.crowds import count_crowds
from zhicheng.vetting.actions.deaths import confirm_death, tell_death
from zhicheng.vetting.actions.employers import confirm_employer, refuse_employer, report_employer
from zhicheng.vetting.actions.endings import Ending, end_unit
from zhicheng.vetting.actions.entrusting import (
    Consent,
    Letter,
    consent_to_entrustment,
    decline_letter,
    issue_letter,
    refuse_entrustment,
    renew_link,
    upload_letter,
)
from zhicheng.vetting.actions.finding import Found, ToldLate
from zhicheng.vetting.actions.fraud import decide_suspicion, open_suspicion, state_own_side
from zhicheng.vetting.actions.granting import approve, refuse_approval
from zhicheng.vetting.actions.marking import mark_seen, write_note
from zhicheng.vetting.actions.opinion import Recommendation, write_opinion
from zhicheng.vetting.actions.paper import accept_paper, accept_without_paper, note_stamp, send_paper
from zhicheng.vetting.actions.passing import pass_on
from zhicheng.vetting.actions.preparing import prepare
from zhicheng.vetting.actions.proving import decline_proof, issue_proof
from zhicheng.vetting.actions.reasons import add_reason, edit_reason, retire_reason
from zhicheng.vetting.actions.returning import refuse_recommendation, reset, send_back
from zhicheng.vetting.actions.templating import keep_template, retire_template
from zhicheng.vetting.actions.undoing import ask_undoing, confirm_undoing
from zhicheng.vetting.actions.verifying import verify

__all__ = [
    "Assessed",
    "Consent",
    "Ending",
    "Found",
    "Letter",
    "Recommendation",
    "ToldLate",
    "accept_paper",
    "accept_without_paper",
    "add_reason",
    "approve",
    "ask_for_material",
    "ask_undoing",
    "ask_withdrawal",
    "assess",
    "confirm_death",
    "confirm_employer",
    "confirm_undoing",
    "consent_to_entrustment",
    "correspondents",
    "count_crowds",
    "decide_channel",
    "decide_suspicion",
    "decline_letter",
    "decline_proof",
    "demand_correction",
    "drop_draft",
    "edit_draft",
    "edit_reason",
    "end_unit",
    "go_on_with_batch",
    "go_on_with_stalled",
    "issue_letter",
    "issue_proof",
    "keep_template",
    "mark_message_read",
    "mark_seen",
    "note_stamp",
    "open_suspicion",
    "pass_on",
    "prepare",
    "prepare_batch",
    "propose_channel",
    "refuse_approval",
    "refuse_employer",
    "refuse_entrustment",
    "refuse_recommendation",
    "renew_link",
    "report_employer",
    "reset",
    "retire_reason",
    "retire_template",
    "send_back",
    "send_draft",
    "send_drafts",
    "send_paper",
    "stalled",
    "start_batch",
    "state_own_side",
    "stop_batch",
    "tell_death",
    "upload_letter",
    "verify",
    "withdraw_decision",
    "write_draft",
    "write_note",
    "write_opinion",
    "write_to_office",
]

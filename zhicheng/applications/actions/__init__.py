"""The official acts on an application, one file each."""

from zhicheng.applications.actions.attachments import add_attachment, attach_proof, remove_attachment
from zhicheng.applications.actions.cover import Choice, save_cover
from zhicheng.applications.actions.exporting import ask_export
from zhicheng.applications.actions.guide import confirm_guide
from zhicheng.applications.actions.mending import tick_defect
from zhicheng.applications.actions.naming import add_piece, give_up_named, miss_named_files, name_file
from zhicheng.applications.actions.reminding import remind
from zhicheng.applications.actions.submit import Incomplete, Ineligible, submit
from zhicheng.applications.actions.summoning import call_off, note_presence, summon
from zhicheng.applications.actions.windows import (
    close_missed_windows,
    lapse_missed_corrections,
    lapse_unanswered_notices,
)
from zhicheng.applications.actions.withdraw import withdraw

__all__ = [
    "Choice",
    "Incomplete",
    "Ineligible",
    "add_attachment",
    "add_piece",
    "ask_export",
    "attach_proof",
    "call_off",
    "close_missed_windows",
    "confirm_guide",
    "give_up_named",
    "lapse_missed_corrections",
    "lapse_unanswered_notices",
    "miss_named_files",
    "name_file",
    "note_presence",
    "remind",
    "remove_attachment",
    "save_cover",
    "submit",
    "summon",
    "tick_defect",
    "withdraw",
]

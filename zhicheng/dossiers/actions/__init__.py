"""The acts on a dossier: records, their order, their evidence, 资格信息; and who confirms them."""

from zhicheng.dossiers.actions.evidence import (
    Offered,
    add_piece,
    announce_evidence,
    clear_abandoned,
    finish_direct,
    give_up_arrival,
    hand_over_again,
    move_evidence,
    offer_evidence,
    remove_evidence,
    turn_evidence,
)
from zhicheng.dossiers.actions.importing import import_records
from zhicheng.dossiers.actions.phone import close_phone_link, make_phone_link, open_phone_link
from zhicheng.dossiers.actions.proofs import ask_for_proof, take_back_proof
from zhicheng.dossiers.actions.qualification import save_qualification
from zhicheng.dossiers.actions.records import MOST_RECORDS, delete_record, move_record, save_record
from zhicheng.dossiers.actions.refusals import ChangedMeanwhile, WrongRecord
from zhicheng.dossiers.actions.verifying import verify

__all__ = [
    "MOST_RECORDS",
    "ChangedMeanwhile",
    "Offered",
    "WrongRecord",
    "add_piece",
    "announce_evidence",
    "ask_for_proof",
    "clear_abandoned",
    "close_phone_link",
    "delete_record",
    "finish_direct",
    "give_up_arrival",
    "hand_over_again",
    "import_records",
    "make_phone_link",
    "move_evidence",
    "move_record",
    "offer_evidence",
    "open_phone_link",
    "remove_evidence",
    "save_qualification",
    "save_record",
    "take_back_proof",
    "turn_evidence",
    "verify",
]

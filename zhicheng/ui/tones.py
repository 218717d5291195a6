"""Which colour stands behind a state's word: green only for finished, red only for wrong or late."""

from typing import Literal

Tone = Literal["grey", "blue", "amber", "green", "red"]

# blue: on its way; amber: somebody must act out of the ordinary; grey: not begun, or ended without a fault.
TONES: dict[str, Tone] = {
    "draft": "grey",
    "reset": "amber",
    "notice_objection": "amber",
    "returned": "amber",
    "correcting": "amber",
    "certified": "green",
    "withdrawn": "grey",
    "not_recommended": "red",
    "not_submitted": "red",
    "lapsed": "red",
    "closed_for_year": "red",
    "unqualified": "red",
    "struck_by_spot_check": "red",
    "not_passed": "red",
    "struck_by_objection": "red",
    "refused": "red",
    "stopped": "red",
    "revoked": "red",
    # answers to filings, notices and objections
    "pending": "amber",
    "accepted_filing": "green",
    "open": "amber",
    "settled": "green",
    "upheld": "red",
    # plain words for pages of their own
    "finished": "green",
    "late": "red",
    "wrong": "red",
    "waiting": "amber",
    "empty": "grey",
}


def tone_of(state: str) -> Tone:
    """The tone of a state's value; blue (on its way) for all others."""
    return TONES.get(state, "blue")

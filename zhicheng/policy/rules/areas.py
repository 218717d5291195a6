"""Whether a person works in the townships of annex 6: asked by E-34 and E-39."""

from __future__ import annotations

from zhicheng.policy.asking import Asking
from zhicheng.policy.tables.kept import listed_area


def in_listed_area(ask: Asking) -> bool | None:
    """What the person tells, held against the bureaus' list; None where the list is not released."""
    township = ask.person.township
    if township is None or not township.listed_area:
        return False
    return True if ask.tables is None else listed_area(ask.tables, township.places)

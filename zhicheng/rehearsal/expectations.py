"""What a season of 200 must have met at least once: each guard, each reading with an effect, each end state."""

from collections.abc import Mapping

from zhicheng.rehearsal.funnel import Funnel
from zhicheng.rehearsal.plans import ENDS_REACHED

GUARDS = (
    "E-02",
    "E-08",
    "E-11",
    "a bureau answers before the passing station",
    "a call is published before its filing is accepted",
    "a committee whose window is closed",
    "a group after the call is filed",
    "a group of two experts",
    "a locked account",
    "a meeting is filed before its notice is over",
    "a meeting without a quorum",
    "a new cover in a closed year",
    "a notice before the titles from elsewhere are reported",
    "a notice is closed before its last day",
    "a panel with too few experts",
    "a recused expert votes",
    "a seal before the document",
    "a second application after one that counts",
    "a second certificate",
    "a second correction notice",
    "a second draw",
    "a second session of the year",
    "a second spot check",
    "a second submission",
    "a second vote",
    "a second key beside the first",
    "a session outside the plan",
    "a stranger's unit passes a station",
    "a submission without attachments",
    "a vote before the group's opinion",
    "a vote before the marks are in",
    "a vote of an absent expert",
    "a wrong password",
    "another number than the committed one",
    "another unit unlocks an account",
    "paper is accepted without originals",
    "readings before the draw is signed",
    "readings given out while a relation is unsettled",
    "results are filed before their notice is over",
    "results released by who put them together",
    "the unit passes before its notice",
    "the last station passes instead of approving",
    "the unit passes with an open objection",
    "the unit passes without its assessment",
    "the unit passes without its consent to entrustment",
    "the unit passes without its four check points",
    "the unit passes without its opinion",
)
READINGS = (
    "AMB-01",
    "AMB-02",
    "AMB-03",
    "AMB-04",
    "AMB-05",
    "AMB-09",
    "AMB-12",
    "AMB-13",
    "AMB-14",
    "AMB-17",
    "AMB-30",
    "AMB-33",
    "AMB-37",
    "AMB-38",
    "AMB-41",
    "AMB-48",
    "AMB-51",
    "AMB-52",
    "AMB-60",
)


def missing(seen: Mapping[str, int], funnel: Funnel) -> list[str]:
    """What did not occur, in words; empty when everything did."""
    wanted = [f"guard:{name}" for name in GUARDS] + [f"reading:{name}" for name in READINGS]
    absent = [name for name in wanted if not seen.get(name)]
    ends = {**funnel.ends, "revoked": funnel.revoked}
    return absent + [f"end:{state}" for state in ENDS_REACHED if not ends.get(state)]

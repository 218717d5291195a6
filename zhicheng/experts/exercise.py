"""演练: the draw on invented names, by the same algorithm; nothing is kept, so it can be run at any time."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from zhicheng.experts import draw as drawing

RULES = drawing.Rules(seats=7, stand_ins=3, private_least=2, unit_most=2)
FAMILY, GIVEN, SIZE = "赵钱孙李周吴郑王", "甲乙丙", 24
UNITS = ("演练第一研究院", "演练第二研究院", "演练设计公司", "演练建设集团", "演练大学", "演练民营科技公司")
PRIVATE = {"演练设计公司", "演练民营科技公司"}
APPLYING = 5  # who of the list applies in the same session, to show what is skipped


@dataclass(frozen=True, slots=True)
class Place:
    """One line of the exercise's order: an invented expert, by code and by name."""

    position: int
    code: str
    ticket: str
    name: str
    unit: str
    status: str
    reason: str


@dataclass(frozen=True, slots=True)
class Exercise:
    """What three numbers give."""

    roster_hash: str
    seed: str
    places: list[Place]


def run(numbers: Sequence[str]) -> Exercise:
    """The exercise's draw with these three numbers; the same numbers give the same order."""
    names: dict[str, tuple[str, str]] = {}
    lines = []
    for at in range(SIZE):
        name = f"{FAMILY[at % len(FAMILY)]}{GIVEN[at // len(FAMILY)]}"
        unit = UNITS[at % len(UNITS)]
        opened = {
            "salt": hashlib.sha256(f"exercise {at}".encode()).hexdigest()[:32],
            "expert": str(at),
            "name": name,
            "unit": unit,
            "profession": "演练",
            "title": "演练",
        }
        commitment = drawing.expert_commitment(opened, unit in PRIVATE)
        names[commitment] = (name, unit)
        avoid = "本人在本次评审会申报，须回避" if at == APPLYING else ""
        lines.append(drawing.Line(commitment, unit in PRIVATE, at % len(UNITS) + 1, avoid))
    roster_hash = drawing.roster_hash(names)
    seed = drawing.seed(roster_hash, numbers)
    return Exercise(
        roster_hash,
        seed,
        [
            Place(
                one.position,
                one.expert[:8].upper(),
                drawing.ticket(one.expert, seed),
                *names[one.expert],
                one.status,
                one.reason,
            )
            for one in drawing.compute(lines, seed, RULES)
        ],
    )

"""Share out the readings: evenly, then by profession. Scheme and library: docs/decisions/assignment.md."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import networkx

ALL = "all"
SAME, NEAR, FARTHEST = 0, 1, 2  # the same profession, one of the same field, another


@dataclass(frozen=True, slots=True)
class Wanted:
    """`missing` more readers for the file `key`; `candidates`: reader → 0 of its profession, up to FARTHEST."""

    key: str
    missing: int
    candidates: Mapping[str, int]

    @property
    def short(self) -> int:
        """How many readers cannot be found."""
        return max(self.missing - len(self.candidates), 0)


def share_out(wanted: Sequence[Wanted], load: Mapping[str, int]) -> dict[str, list[str]]:
    """Readers by file, each file's in the order of `load` (reader → readings that were given before).

    The sum of the squared loads is the least possible; among those shares the professions are nearest.
    The same input gives the same answer. Errors: ValueError where a file is short of candidates.
    """
    if any(one.short for one in wanted):
        raise ValueError("more readers are wanted than may read")
    files = {one.key: one for one in sorted(wanted, key=lambda one: one.key)}
    total = sum(one.missing for one in files.values())
    net = networkx.MultiDiGraph()
    net.add_node(ALL, demand=total)
    heavier = total * FARTHEST + 1  # one step of evenness outweighs every profession
    for reader, before in load.items():
        could = sum(reader in one.candidates for one in files.values())
        for step in range(before, before + could):
            net.add_edge(("reader", reader), ALL, capacity=1, weight=(2 * step + 1) * heavier)
    for key, one in files.items():
        net.add_node(("file", key), demand=-one.missing)
        for reader in filter(one.candidates.__contains__, load):
            net.add_edge(("file", key), ("reader", reader), capacity=1, weight=one.candidates[reader])
    _cost, flow = networkx.network_simplex(net)
    return {
        key: [reader for reader in load if any(flow["file", key].get(("reader", reader), {}).values())]
        for key in files
    }

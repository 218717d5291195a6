"""The draw: from a frozen roster and three numbers one order follows, and from it the committee.

docs/formats/draw.md says it for those who write a checker of their own:

1. each expert stands in the roster as a commitment; roster hash = SHA-256 over what is frozen (roster and constraints)
2. seed = SHA-256 over roster hash and the three numbers in the drawers' order, joined by line feeds
3. each expert's ticket = SHA-256 over seed, line feed, commitment; experts are ordered by ticket
4. the first lawful set in that order is the committee; those left are stand-ins in order, but who has to avoid
"""

import hashlib
import hmac
import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx

MEMBER, STAND_IN, SKIPPED = "member", "stand_in", "skipped"
UNIT_FULL = "同一单位的评委已满"
FOR_PRIVATE = "余下席位留给民营企业专家"
FOR_PROFESSION = "余下席位留给人数不足的专业"
FULFILLED = 1_000  # what a seat of a minimum counts for beside a private expert, who counts 1: more than there are seats
OPENED = ("expert", "name", "unit", "profession", "title")


class Impossible(Exception):
    """No lawful committee can be drawn from the roster; the message says why, in Chinese."""


@dataclass(frozen=True, slots=True)
class Line:
    """One expert in the frozen roster: by commitment; `unit` numbers the units, `avoid` is why, if at all.

    `profession`: which of the rules' professions, from 1; 0 for none of them.
    """

    commitment: str
    private: bool
    unit: int
    avoid: str
    profession: int = 0


@dataclass(frozen=True, slots=True)
class Rules:
    """What a committee must be: `private_least` experts of private enterprises, `unit_most` of a unit (0: any).

    `professions`: names, each with the least number of its experts.
    """

    seats: int
    stand_ins: int
    private_least: int = 0
    unit_most: int = 0
    professions: tuple[tuple[str, int], ...] = ()

    def lacking(self, taken: Iterable[Line]) -> list[int]:
        """How many of each profession are still needed beside those taken."""
        have = Counter(line.profession for line in taken)
        return [max(least - have[at], 0) for at, (_name, least) in enumerate(self.professions, start=1)]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One expert in the computed order: status member, stand_in or skipped (then with its reason)."""

    expert: str
    position: int
    status: str
    reason: str = ""


def roster_hash(experts: Iterable[str]) -> str:
    """64 hexadecimal digits over the names of a list; the order in which it is handed in does not matter."""
    return _sha256("\n".join(sorted(experts)))


def commitment(number: str, salt: str) -> str:
    """64 hexadecimal digits that bind to `number` without showing it: HMAC-SHA-256 under the salt."""
    return hmac.new(salt.encode(), number.encode(), hashlib.sha256).hexdigest()


def expert_commitment(opened: Mapping[str, Any], private: bool) -> str:
    """64 hexadecimal digits that bind to an expert (keys OPENED and `salt`) without naming anybody."""
    told = [*(opened[name] for name in OPENED), private]
    text = json.dumps(told, ensure_ascii=False, separators=(",", ":"))
    return commitment(text, opened["salt"])


def seed(roster: str, numbers: Sequence[str]) -> str:
    """64 hexadecimal digits from the roster's hash and the drawers' numbers in their order."""
    return _sha256("\n".join([roster, *numbers]))


def ticket(expert: str, seed_of_draw: str) -> str:
    """64 hexadecimal digits: the expert's place in the order."""
    return _sha256(f"{seed_of_draw}\n{expert}")


def order(experts: Iterable[str], seed_of_draw: str) -> list[str]:
    """The whole roster in the order that the seed gives."""
    return sorted(experts, key=lambda expert: ticket(expert, seed_of_draw))


def compute(roster: Iterable[Line], seed_of_draw: str, rules: Rules) -> list[Drawn]:
    """The drawn order down to the last member or stand-in. Errors: Impossible."""
    lines = {line.commitment: line for line in roster}
    ordered = [lines[one] for one in order(lines, seed_of_draw)]
    must_be_possible(ordered, rules)
    able = [line for line in ordered if not line.avoid]
    chosen, passed = _first_lawful(able, rules)
    left = [line.commitment for line in able if line.commitment not in chosen]
    waiting = set(left[: rules.stand_ins])
    drawn: list[Drawn] = []
    for position, line in enumerate(ordered, start=1):
        if len(chosen) + len(waiting) == sum(one.status != SKIPPED for one in drawn):
            break
        at = line.commitment
        status = MEMBER if at in chosen else STAND_IN if at in waiting else SKIPPED
        drawn.append(Drawn(at, position, status, line.avoid or passed.get(at, "")))
    return drawn


def must_be_possible(roster: Iterable[Line], rules: Rules) -> None:
    """Whether numbers matter at all: some lawful committee with its stand-ins exists. Errors: Impossible."""
    able = [line for line in roster if not line.avoid]
    if len(able) < rules.seats + rules.stand_ins:
        raise Impossible(
            f"可以参加抽取的专家只有{len(able)}名，不足评委{rules.seats}名、候补{rules.stand_ins}名"
        )
    if rules.private_least > rules.seats:
        raise Impossible(f"民营企业专家至少{rules.private_least}名，多于评委{rules.seats}名")
    private, everybody = _reachable(able, Counter(), rules.unit_most)
    if everybody < rules.seats:
        raise Impossible(
            f"同一单位最多{rules.unit_most}名时，最多能组成{everybody}名，不足评委{rules.seats}名"
        )
    if private < rules.private_least:
        raise Impossible(f"民营企业专家最多能有{private}名，达不到至少{rules.private_least}名")
    _must_have_professions(able, rules)


def _must_have_professions(able: Sequence[Line], rules: Rules) -> None:
    together = sum(least for _name, least in rules.professions)
    if together > rules.seats:
        raise Impossible(f"各专业最少人数合计{together}名，多于评委{rules.seats}名")
    for at, (name, least) in enumerate(rules.professions, start=1):
        of_it = [line for line in able if line.profession == at]
        have = _reachable(of_it, Counter(), rules.unit_most)[1]
        if have < least:
            within = f"（同一单位最多{rules.unit_most}名）" if rules.unit_most else ""
            raise Impossible(f"{name}专业的专家最多能有{have}名{within}，达不到至少{least}名")
    if not _can_fill(able, Counter(), rules.seats, rules.private_least, rules.lacking(()), rules.unit_most):
        raise Impossible("各专业最少人数与民营企业专家、同一单位的人数条件不能同时达到")


def is_lawful(committee: Sequence[Line], rules: Rules) -> bool:
    """Whether exactly these experts may sit."""
    most = max(Counter(line.unit for line in committee).values(), default=0)
    return (
        len(committee) == rules.seats
        and sum(line.private for line in committee) >= rules.private_least
        and (not rules.unit_most or most <= rules.unit_most)
        and not any(rules.lacking(committee))
    )


def successor(
    left: Sequence[Line], waiting: Iterable[Line], rules: Rules
) -> tuple[Line | None, dict[str, str]]:
    """Who of those waiting takes the seat that a member gives up: the first with whom the committee is lawful.

    `left`: the members that stay; `waiting`: stand-ins in the drawn order. Also why those before are passed over.
    """
    units, private = Counter(line.unit for line in left), sum(line.private for line in left)
    passed: dict[str, str] = {}
    for line in waiting:
        if rules.unit_most and units[line.unit] >= rules.unit_most:
            passed[line.commitment] = UNIT_FULL
        elif private + line.private < rules.private_least:
            passed[line.commitment] = FOR_PRIVATE
        elif any(rules.lacking((*left, line))):
            passed[line.commitment] = FOR_PROFESSION
        else:
            return line, passed
    return None, passed


def _first_lawful(able: Sequence[Line], rules: Rules) -> tuple[set[str], dict[str, str]]:
    """The committee that takes the earliest experts, each as long as the rest can still be filled lawfully."""
    chosen: list[Line] = []
    passed: dict[str, str] = {}
    for at, line in enumerate(able, start=1):
        if len(chosen) == rules.seats:
            break
        why = _why_not(line, chosen, able[at:], rules)
        if why:
            passed[line.commitment] = why
        else:
            chosen.append(line)
    return {line.commitment for line in chosen}, passed


def _why_not(line: Line, chosen: Sequence[Line], rest: Sequence[Line], rules: Rules) -> str:
    """Why the expert is passed over beside those chosen, or nothing; `rest`: those who come later."""
    units = Counter(one.unit for one in chosen)
    if rules.unit_most and units[line.unit] == rules.unit_most:
        return UNIT_FULL
    units[line.unit] += 1
    left = rules.seats - len(chosen) - 1
    needed = max(rules.private_least - line.private - sum(one.private for one in chosen), 0)
    if needed > min(left, _reachable(rest, units, rules.unit_most)[0]):
        return FOR_PRIVATE
    lacking = rules.lacking((*chosen, line))
    if any(lacking) and not _can_fill(rest, units, left, needed, lacking, rules.unit_most):
        return FOR_PROFESSION
    return ""


def _can_fill(
    rest: Sequence[Line],
    taken: Mapping[int, int],
    seats: int,
    private: int,
    lacking: Sequence[int],
    unit_most: int,
) -> bool:
    """Whether `seats` of `rest` can be taken with so many private ones and so many of each profession lacking.

    A flow of most reward: each seat goes through a profession, where what it lacks is rewarded first, then to a unit
    with what is left of its limit; private experts are rewarded by 1. Whole numbers throughout.
    """
    graph = networkx.MultiDiGraph()
    graph.add_node("from", demand=-seats)
    graph.add_node("to", demand=seats)
    for at, many in enumerate([0, *lacking]):
        graph.add_edge("from", ("profession", at), capacity=many, weight=-FULFILLED)
        graph.add_edge("from", ("profession", at), capacity=seats, weight=0)
    groups = Counter((line.profession, line.unit, line.private) for line in rest)
    for (profession, unit, is_private), many in groups.items():
        ends = ("profession", profession), ("unit", unit)
        graph.add_edge(*ends, capacity=many, weight=-int(is_private))
    for unit in {line.unit for line in rest}:
        room = unit_most - taken.get(unit, 0) if unit_most else seats
        graph.add_edge(("unit", unit), "to", capacity=room, weight=0)
    try:
        cost, _flow = networkx.network_simplex(graph)
    except networkx.NetworkXUnfeasible:
        return False
    return bool(-cost >= FULFILLED * sum(lacking) + private)


def _reachable(rest: Sequence[Line], taken: Mapping[int, int], unit_most: int) -> tuple[int, int]:
    """How many experts of private enterprises, and how many at all, can still be taken within the units' limit."""
    private = Counter(line.unit for line in rest if line.private)
    everybody = Counter(line.unit for line in rest)
    if not unit_most:
        return private.total(), everybody.total()
    return (
        sum(min(unit_most - taken.get(unit, 0), count) for unit, count in private.items()),
        sum(min(unit_most - taken.get(unit, 0), count) for unit, count in everybody.items()),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

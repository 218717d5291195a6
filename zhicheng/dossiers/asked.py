"""What a question of 资格信息 is: a field, why it is asked, its clause; questions stand in groups."""

from dataclasses import dataclass
from typing import Any

from zhicheng.dossiers.modules import Field, Kind


@dataclass(frozen=True)
class Fact:
    """One fact: its field, why it is asked, the clause behind it, and whether its day may lie ahead."""

    field: Field
    why: str
    clause: str
    ahead: bool = False


@dataclass(frozen=True)
class Group:
    """Facts that belong together. `only`: whom it concerns, in words; the group is then folded away."""

    key: str
    label: str
    facts: tuple[Fact, ...]
    only: str = ""


def fact(
    name: str,
    label: str,
    kind: Kind,
    why: str,
    clause: str,
    *,
    choices: tuple[str, ...] = (),
    ahead: bool = False,
) -> Fact:
    """A fact that may be left open."""
    return Fact(Field(name, label, kind, required=False, choices=choices, least=0), why, clause, ahead)


def values(terms: type[Any]) -> tuple[str, ...]:
    """The words of an enumeration."""
    return tuple(str(term.value) for term in terms)

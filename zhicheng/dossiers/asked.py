"""What a question of 资格信息 is: a field, why it is asked, its clause, its evidence and its one verifier."""

import enum
from dataclasses import dataclass, replace
from typing import Any

from zhicheng.dossiers.modules import Field, Kind

PERSONNEL_FILE = "personnel_file"  # 人事档案: nothing to upload, the unit looks it up


class Verifier(enum.StrEnum):
    """Who confirms what a person has told."""

    UNIT = "unit"
    DEPARTMENT = "department"
    BUREAU = "bureau"
    OFFICE = "office"
    REGISTER = "register"

    @property
    def label(self) -> str:
        """In words."""
        return VERIFIERS[self]


VERIFIERS = {
    Verifier.UNIT: "用人单位",
    Verifier.DEPARTMENT: "主管部门",
    Verifier.BUREAU: "人社部门",
    Verifier.OFFICE: "评委会办事机构",
    Verifier.REGISTER: "证书库",
}


@dataclass(frozen=True)
class Fact:
    """One fact: its field, why it is asked, the clause behind it, whether its day may lie ahead; `proof`: the key of
    the attachment that proves it, or PERSONNEL_FILE; `by`: who confirms it.
    """

    field: Field
    why: str
    clause: str
    ahead: bool = False
    proof: str = ""
    by: Verifier | None = None


@dataclass(frozen=True)
class Group:
    """Facts that belong together. `only`: whom it concerns, in words; the group is then folded away."""

    key: str
    label: str
    facts: tuple[Fact, ...]
    only: str = ""


def group(
    key: str,
    label: str,
    facts: tuple[Fact, ...],
    only: str = "",
    *,
    proof: str,
    by: Verifier = Verifier.UNIT,
) -> Group:
    """A group; `proof` and `by` hold for each fact that names none of its own."""
    filled = tuple(replace(one, proof=one.proof or proof, by=one.by or by) for one in facts)
    return Group(key, label, filled, only)


def fact(
    name: str,
    label: str,
    kind: Kind,
    why: str,
    clause: str,
    *,
    choices: tuple[str, ...] = (),
    ahead: bool = False,
    proof: str = "",
    by: Verifier | None = None,
) -> Fact:
    """A fact that may be left open."""
    field = Field(name, label, kind, required=False, choices=choices, least=0)
    return Fact(field, why, clause, ahead, proof, by)


def values(terms: type[Any]) -> tuple[str, ...]:
    """The words of an enumeration."""
    return tuple(str(term.value) for term in terms)

"""Which relations an applicant's records and an expert's own data show (order 40): certain ones, and possible ones."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

SHORTEST = 4  # characters of a title that can be told from others
# The modules that tell of work done with others, and the field of each that holds a number of its own.
SHARED = {
    "tasks": "", "projects": "number", "patents": "number", "awards": "number", "books": "isbn", "papers": "",
}  # fmt: skip
_BETWEEN = re.compile("[、，,；;\n]")
_NAMED = re.compile(r"([^（(]+)(?:[（(](.+?)[)）])?")


@dataclass(frozen=True, slots=True)
class Named:
    """A person as somebody wrote the name down, with the unit or school in brackets where it was given."""

    name: str
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Work:
    """A project, paper, award, book or patent of the applicant: kind in words, title, number, who else took part."""

    kind: str
    title: str
    number: str
    people: Sequence[Named]


@dataclass(frozen=True, slots=True)
class Side:
    """An expert or an applicant; names are folded (see `folded`), `units` lead from there to how they are written."""

    name: str
    units: Mapping[str, str]  # present and past
    schools: Set[str] = frozenset()  # an applicant's
    works: Sequence[Work] = ()  # an applicant's
    declared: Set[str] = frozenset()  # titles and numbers that an expert has declared
    supervisors: Sequence[Named] = ()  # an applicant's
    students: Sequence[Named] = ()  # an expert's
    relatives: Sequence[Named] = ()  # an expert's

    @property
    def places(self) -> Set[str]:
        """Where one may have met this person: units and schools."""
        return self.units.keys() | self.schools


@dataclass(frozen=True, slots=True)
class Relation:
    """What was found, in words; `certain`: it keeps away by itself, else an officer has to find out."""

    words: str
    certain: bool


def folded(text: str) -> str:
    """A name or title without what writers differ in: blanks, width, case, punctuation."""
    plain = unicodedata.normalize("NFKC", text).casefold()
    return "".join(sign for sign in plain if sign.isalnum())


def people_in(text: str) -> list[Named]:
    """何新（昆明电气研究所）、李明 → each with the unit in brackets, folded."""
    found = (_NAMED.match(part.strip()) for part in _BETWEEN.split(text))
    return [Named(folded(one[1]), folded(one[2] or "")) for one in found if one and folded(one[1])]


def places_in(names: Iterable[str]) -> dict[str, str]:
    """Units or schools as they are written, by their folded names; empty ones are left out."""
    return {folded(name): name.strip() for name in names if folded(name)}


def works_in(records: Mapping[str, Sequence[Mapping[str, Any]]], labels: Mapping[str, str]) -> list[Work]:
    """The work of a frozen submission's records (module → records with `data`). `labels`: the modules' names."""
    return [
        Work(
            labels[module],
            str(one["data"].get("name", "")),
            folded(str(one["data"].get(number, ""))) if number else "",
            people_in(str(one["data"].get("participants", ""))),
        )
        for module, number in SHARED.items()
        for one in records.get(module, ())
    ]


def between(expert: Side, applicant: Side) -> list[Relation]:
    """Every relation that both sides' data show, in the order of the records; empty for strangers."""
    return list(dict.fromkeys(_between(expert, applicant)))


def _between(expert: Side, applicant: Side) -> Iterator[Relation]:
    shared = sorted(written for unit, written in expert.units.items() if unit in applicant.units)
    if shared:
        yield Relation(
            _("与申报人现在或者曾经同在%(units)s工作") % {"units": "、".join(shared)}, certain=True
        )
    for work in applicant.works:
        found = _same_work(expert, work)
        if found is not None:
            yield found
    for one in applicant.supervisors:
        if one.name == expert.name:
            sure = one.unit in expert.places
            yield Relation(
                _("申报人填写的导师与专家姓名、单位一致") if sure else _("申报人的导师与专家同名"), sure
            )
    for one in expert.students:
        if one.name == applicant.name:
            sure = one.unit in applicant.places
            yield Relation(
                _("专家填报的学生与申报人姓名、单位一致") if sure else _("专家填报的学生与申报人同名"), sure
            )
    for one in expert.relatives:
        if one.name == applicant.name:
            sure = one.unit in applicant.places
            yield Relation(
                _("专家填报的亲属与申报人姓名、单位一致") if sure else _("专家填报的亲属与申报人同名"), sure
            )


def _same_work(expert: Side, work: Work) -> Relation | None:
    title, mine = folded(work.title), [one for one in work.people if one.name == expert.name]
    same = len(title) >= SHORTEST and title in expert.declared
    told = {"kind": work.kind, "title": work.title}
    if work.number and work.number in expert.declared:
        return Relation(_("“%(title)s”（%(kind)s）的编号与专家填报的一致") % told, certain=True)
    if any(one.unit in expert.places for one in mine):
        return Relation(_("“%(title)s”（%(kind)s）的参加人与专家姓名、单位一致") % told, certain=True)
    if same and mine:
        return Relation(_("“%(title)s”（%(kind)s）是专家填报的成果，参加人与专家同名") % told, certain=True)
    if same:
        return Relation(_("“%(title)s”（%(kind)s）与专家填报的成果同名") % told, certain=False)
    if mine:
        return Relation(_("“%(title)s”（%(kind)s）的参加人中有人与专家同名") % told, certain=False)
    return None

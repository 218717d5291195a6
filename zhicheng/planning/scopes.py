"""A committee's scope as the law asks for it: of the directory, or as a bureau registered it (YN2023-4.1)."""

from collections.abc import Mapping

from zhicheng.people.models import Place
from zhicheng.planning.models import Committee
from zhicheng.policy.facts import Level
from zhicheng.policy.tables import Committee as Listed
from zhicheng.policy.tables.committees import PartKind, Scope, ScopePart, by_id

CLAUSE = "YN2023-4.1"
LEVELS: Mapping[str, tuple[Level, ...]] = {
    "高级": (Level.FULL_SENIOR, Level.ASSOCIATE_SENIOR),
    "中级": (Level.MID,),
    "初级": (Level.ASSISTANT, Level.CLERK),
}


def listed(committee: Committee) -> Listed | None:
    """The committee as the directory has it, else as it is registered; None where no scope is known."""
    known = by_id().get(committee.code)
    if known is not None or not committee.scope_parts:
        return known
    return Listed(
        id=committee.code,
        number=0,
        rank=committee.level,
        name=committee.name,
        organiser=committee.organiser.name,
        phone=committee.phone,
        phone_as_printed=committee.phone,
        tier=committee.tier,
        jurisdiction=committee.place.code if committee.place else "",
        clause=CLAUSE,
        lines=(0, 0),
        scope=Scope(committee.code, committee.name, committee.scope_words, CLAUSE, _parts(committee)),
    )


def _parts(committee: Committee) -> tuple[ScopePart, ...]:
    """Series with their tracks, the levels of its rank, the place; each rests on the registered words.

    The whole province is no limit: it has no place among those that scopes name.
    """
    place = committee.place if committee.place and committee.place.kind != Place.Kind.PROVINCE else None
    values = {
        PartKind.TRACKS: tuple(committee.scope_parts["tracks"]),
        PartKind.LEVELS: tuple(level.value for level in LEVELS[committee.level]),
        PartKind.PLACES: (place.code,) if place else (),
    }
    words = (committee.scope_words,)
    return tuple(ScopePart(kind, found, words, "") for kind, found in values.items() if found)

"""The pinyin initials of a name, as people type them to find somebody: 昆小明 is kxm."""

import re
from functools import cache
from pathlib import Path

TABLE = Path(__file__).with_name("initials.txt")
LONGEST = 20
# As surnames these are read otherwise than most of the time.
SURNAMES = {
    "单": "s", "曾": "z", "仇": "q", "解": "x", "查": "z", "朴": "p", "区": "o",
    "盖": "g", "乐": "y", "员": "y", "尉迟": "yc",
}  # fmt: skip


def initials(name: str) -> str:
    """Small letters, at most 20; letters of another script as they are, all else left out."""
    rest, found = name, ""
    for surname, read in SURNAMES.items():
        if name.startswith(surname):
            rest, found = name.removeprefix(surname), read
    letters = re.sub(r"[^a-z]", "", "".join(_table().get(one, one.lower()) for one in rest))
    return (found + letters)[:LONGEST]


@cache
def _table() -> dict[str, str]:
    lines = TABLE.read_text("utf-8").splitlines()[1:]
    return {one: letter for letter, characters in map(str.split, lines) for one in characters}

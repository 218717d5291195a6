"""What a scanned page says otherwise than the printed one: a reader's slips are forgiven, a changed number never.

Both pages are read by the same reader, so that what it always reads wrong is wrong on both.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from zhicheng.files.reading import folded

ALIKE = 0.85  # from which likeness on two lines are the same, read with a slip
NEAR = 0.5  # from which on two lines are one line, of which something was changed
MEANING = "不未无非否没"  # a slip never adds or takes away one of these

Line = tuple[str, str]  # as read, and folded


@dataclass(frozen=True, slots=True)
class Difference:
    """`printed`: what the version says; `scanned`: what was read there, empty where nothing was."""

    printed: str
    scanned: str


@dataclass(frozen=True, slots=True)
class Compared:
    """`differences` in the page's order; `besides`: what the scan has more, as signatures, seals and notes are."""

    differences: tuple[Difference, ...]
    besides: tuple[str, ...]


def compare(printed: Sequence[str], scanned: Sequence[str], text: str) -> Compared:
    """The lines read on the printed page against those read on the scan; `text`: what the page says in truth."""
    truth = folded(text)
    before, now = _unpaired(printed, scanned)
    said = [one for _line, one in before]
    more = [line for line in now if line[1] not in truth and not _made_of(line[1], said)]
    seen = [line[1] for line in now if line not in more]  # what says more than the page proves nothing
    missing = [line for line in before if line[1] in truth and not _made_of(line[1], seen)]
    found = []
    for line in missing:
        near = max(more, key=lambda other: _likeness(line[1], other[1]), default=None)
        if near is None or _likeness(line[1], near[1]) < NEAR:
            found.append(Difference(line[0], ""))
            continue
        more.remove(near)
        if not _same(line[1], near[1]):
            found.append(Difference(line[0], near[0]))
    return Compared(tuple(found), tuple(line for line, one in more if len(one) > 1))


def _unpaired(printed: Sequence[str], scanned: Sequence[str]) -> tuple[list[Line], list[Line]]:
    """The lines of each that the other has not, or not so often."""
    pages = [[(one.strip(), folded(one)) for one in lines if folded(one)] for lines in (printed, scanned)]
    many = [Counter(one for _line, one in page) for page in pages]
    left = []
    for page, lacking in zip(pages, (many[0] - many[1], many[1] - many[0]), strict=True):
        kept = []
        for line in page:
            if lacking[line[1]] > 0:
                lacking[line[1]] -= 1
                kept.append(line)
        left.append(kept)
    return left[0], left[1]


def _made_of(line: str, others: Sequence[str]) -> bool:
    """Whether the line stands there too, split or joined in another way."""
    if line in "".join(others):
        return True
    for other in sorted(set(others), key=len, reverse=True):
        line = line.replace(other, "", 1)
    return not line


def _same(one: str, other: str) -> bool:
    """Whether the two are one text, read with slips alone: no digit and no word of meaning differs."""
    weight = [[letter for letter in text if letter.isdigit() or letter in MEANING] for text in (one, other)]
    return weight[0] == weight[1] and _likeness(one, other) >= ALIKE


def _likeness(one: str, other: str) -> float:
    return SequenceMatcher(None, one, other, autojunk=False).ratio()

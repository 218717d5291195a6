"""The five official texts as published, cut into passages by the clauses, with the quoted phrases marked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from zhicheng.policy import clauses
from zhicheng.policy.clauses import SOURCES, Clause

TEXTS = SOURCES / "texts"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a line; `quoted` where they belong to a phrase that a clause quotes."""

    words: str
    quoted: bool


@dataclass(frozen=True, slots=True)
class Passage:
    """Consecutive lines that the same clauses cover: first and last line (1-based), the lines in pieces."""

    clauses: tuple[str, ...]
    first: int
    last: int
    lines: tuple[tuple[Piece, ...], ...]


@dataclass(frozen=True, slots=True)
class Hit:
    """A line of a text in which words were found, with the clauses that cover it."""

    document: str
    line: int
    words: str
    clauses: tuple[str, ...]


@cache
def lines_of(short: str) -> tuple[str, ...]:
    """The lines of a document's text, the first at place 0. Raises KeyError for an unknown document."""
    if short not in clauses.documents():
        raise KeyError(short)
    return tuple((TEXTS / f"{short}.txt").read_text("utf-8").split("\n"))


@cache
def passages(short: str) -> tuple[Passage, ...]:
    """The whole text in passages, in its order; blank lines are left out. Raises KeyError."""
    lines, quoted = lines_of(short), _quoted(short)
    found: list[Passage] = []
    for number, covering in _covering(short).items():
        line = _pieces(lines[number - 1], quoted.get(number, ()))
        if found and found[-1].clauses == covering:
            last = found[-1]
            found[-1] = Passage(covering, last.first, number, (*last.lines, line))
        else:
            found.append(Passage(covering, number, number, (line,)))
    return tuple(found)


@cache
def words_of(clause_id: str) -> tuple[str, ...]:
    """The lines of the official text that a clause covers, without blank ones. Raises KeyError."""
    clause = clauses.load()[clause_id]
    first, last = clause.lines
    return tuple(line.strip() for line in lines_of(clause.document)[first - 1 : last] if line.strip())


def find(words: str, most: int = 40) -> tuple[Hit, ...]:
    """The passages in which all of the words stand, whatever blanks and line ends lie between: at most `most`."""
    wanted = [_bare(word) for word in words.split()]
    if not wanted:
        return ()
    found = []
    for short in clauses.documents():
        for passage in passages(short):
            text = "".join(piece.words for line in passage.lines for piece in line)
            if all(word in _bare(text) for word in wanted):
                found.append(Hit(short, passage.first, text, passage.clauses))
                if len(found) == most:
                    return tuple(found)
    return tuple(found)


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _covering(short: str) -> Mapping[int, tuple[str, ...]]:
    """By line that is not blank: the ids of the clauses that cover it, in their order."""
    own = _own(short)
    found = {}
    for number, line in enumerate(lines_of(short), 1):
        if line.strip():
            found[number] = tuple(one.id for one in own if one.lines[0] <= number <= one.lines[1])
    return MappingProxyType(found)


def _own(short: str) -> list[Clause]:
    return [clause for clause in clauses.load().values() if clause.document == short]


def _quoted(short: str) -> Mapping[int, tuple[tuple[int, int], ...]]:
    """By line: the places of quoted phrases, which may run over line ends."""
    lines = lines_of(short)
    spans: dict[int, list[tuple[int, int]]] = {}
    for clause in _own(short):
        first, last = clause.lines
        text = "\n".join(lines[first - 1 : last])
        for phrase in clause.phrases:
            pattern = r"\s*".join(re.escape(sign) for sign in _bare(phrase))
            for match in re.finditer(pattern, text):
                _note(spans, text, first, match.span())
    return {number: _joined(found) for number, found in spans.items()}


def _note(spans: dict[int, list[tuple[int, int]]], text: str, first: int, span: tuple[int, int]) -> None:
    """Cut a span of a clause's text at its line ends."""
    number = first + text.count("\n", 0, span[0])
    start = text.rfind("\n", 0, span[0]) + 1
    for line in text[start : span[1]].split("\n"):
        begin = max(0, span[0] - start)
        if begin < len(line):
            spans.setdefault(number, []).append((begin, len(line)))
        start += len(line) + 1
        number += 1


def _joined(spans: Iterable[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    found: list[tuple[int, int]] = []
    for first, last in sorted(spans):
        if found and first <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return tuple(found)


def _pieces(line: str, spans: Iterable[tuple[int, int]]) -> tuple[Piece, ...]:
    found, at = [], 0
    for first, last in spans:
        found += [Piece(line[at:first], False), Piece(line[first:last], True)]
        at = last
    found.append(Piece(line[at:], False))
    return tuple(piece for piece in found if piece.words)

"""政策依据: the official documents, each clause in our words with its quoted phrases, and what they cite."""

import re
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.desks.law_use import CarriedOut, Resting, carried_out, resting_on
from zhicheng.policy import texts
from zhicheng.policy.clauses import Clause, Document, documents, load

# 云人社发〔2020〕57号, 人社部令第40号
_NUMBER = re.compile(
    r"(?:云人社[发通函]|昆人社[发通]|昆人才办|云办发|人社部发)〔\d{4}〕\d+号|人社部令第?\d+号"
)

MOST_FOUND = 40
FULL = 0.8  # of the usual width: a shorter line ends there


@dataclass(frozen=True, slots=True)
class Source:
    """A document with its clauses; `about`: what it says of itself in its head (issue, addressees, forwarding)."""

    document: Document
    clauses: tuple[Clause, ...]

    @property
    def about(self) -> str:
        """The gist of the document's head."""
        return self.clauses[0].gist


@dataclass(frozen=True, slots=True)
class Cited:
    """A regulation that the documents cite by its number, with the clauses that do."""

    number: str
    clauses: tuple[Clause, ...]


@cache
def sources() -> tuple[Source, ...]:
    """The five documents, newest first."""
    clauses = tuple(load().values())
    return tuple(
        Source(one, tuple(clause for clause in clauses if clause.document == one.short))
        for one in documents().values()
    )


@cache
def regulations() -> tuple[Cited, ...]:
    """The regulations cited, most often cited first; the five documents themselves aside."""
    own = {one.number for one in documents().values()}
    return cited_in(load().values(), own)


def cited_in(clauses: Iterable[Clause], without: set[str | None]) -> tuple[Cited, ...]:
    """The numbers of regulations that stand in gists and phrases, each with its clauses."""
    found: dict[str, list[Clause]] = {}
    for clause in clauses:
        words = " ".join((clause.gist, *clause.phrases))
        for number in dict.fromkeys(one.replace("令第", "令") for one in _NUMBER.findall(words)):
            if number not in without:
                found.setdefault(number, []).append(clause)
    by_use = sorted(found.items(), key=lambda one: (-len(one[1]), one[0]))
    return tuple(Cited(number, tuple(clauses)) for number, clauses in by_use)


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause with its official words, what rests on it, and what carries its demands out."""

    clause: Clause
    words: tuple[str, ...]
    rules: tuple[Resting, ...]
    values: tuple[Resting, ...]
    demands: tuple[CarriedOut, ...]


@cache
def shown(short: str) -> tuple[Shown, ...]:
    """The clauses of a document with everything that their page tells; made once."""
    found = []
    for clause in load().values():
        if clause.document == short:
            rests = resting_on(clause.id)
            found.append(
                Shown(
                    clause,
                    texts.words_of(clause.id),
                    tuple(one for one in rests if one.is_rule),
                    tuple(one for one in rests if not one.is_rule),
                    carried_out(clause),
                )
            )
    return tuple(found)


def clauses_with(words: str) -> tuple[Clause, ...]:
    """The clauses in whose id, gist or phrases all of the words stand; at most forty."""
    wanted = words.split()
    found = [
        clause
        for clause in load().values()
        if wanted and all(word in " ".join((clause.id, clause.gist, *clause.phrases)) for word in wanted)
    ]
    return tuple(found[:MOST_FOUND])


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The documents with number, issuer and date, the regulations that they cite; a search in all texts."""
    words = request.GET.get("q", "").strip()[:60]
    context = {
        "sources": sources(),
        "regulations": regulations(),
        "words": words,
        "clauses": clauses_with(words),
        "hits": texts.find(words, MOST_FOUND),
    }
    return render(request, "desks/law.html", context)


@require_safe
def document(request: HttpRequest, short: str) -> HttpResponse:
    """All clauses of a document, each with its quoted words and what the system does for it."""
    source = next((one for one in sources() if one.document.short == short), None)
    if source is None:
        raise Http404
    return render(request, "desks/law_document.html", {"source": source, "shown": shown(short)})


@require_safe
def text(request: HttpRequest, short: str) -> HttpResponse:
    """The whole official text of a document, the clauses beside it, quoted phrases marked."""
    source = next((one for one in sources() if one.document.short == short), None)
    if source is None:
        raise Http404
    return render(request, "desks/law_text.html", {"source": source, "passages": _with_ends(short)})


@cache
def _with_ends(
    short: str,
) -> tuple[tuple[texts.Passage, tuple[tuple[Sequence[texts.Piece], bool], ...]], ...]:
    """Each passage with its lines and whether a line ends there: it leaves a fifth of the usual width empty."""
    passages = texts.passages(short)
    long = {line: sum(len(piece.words) for piece in line) for passage in passages for line in passage.lines}
    usual = statistics.quantiles(long.values(), n=10)[-1]
    return tuple(
        (passage, tuple((line, long[line] < usual * FULL) for line in passage.lines)) for passage in passages
    )

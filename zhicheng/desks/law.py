"""政策依据: the official documents, each clause in our words with its quoted phrases, and what they cite."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.policy.clauses import Clause, Document, documents, load

# 云人社发〔2020〕57号, 人社部令第40号
_NUMBER = re.compile(
    r"(?:云人社[发通函]|昆人社[发通]|昆人才办|云办发|人社部发)〔\d{4}〕\d+号|人社部令第?\d+号"
)


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


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """The documents with number, issuer and date, and the regulations that they cite."""
    return render(request, "desks/law.html", {"sources": sources(), "regulations": regulations()})


@require_safe
def document(request: HttpRequest, short: str) -> HttpResponse:
    """All clauses of a document, each with its quoted words and what the system does for it."""
    source = next((one for one in sources() if one.document.short == short), None)
    if source is None:
        raise Http404
    return render(request, "desks/law_document.html", {"source": source})

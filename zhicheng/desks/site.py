"""The public home page and the search of the public site."""

import datetime as dt
from dataclasses import dataclass
from uuid import UUID

from django.core.cache import cache
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.almanac import clock
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.desks.guide_text import Answer, answers
from zhicheng.planning.models import Session
from zhicheng.planning.queries import open_sessions
from zhicheng.policy import tables
from zhicheng.policy.tables import Bureau, Committee, TitleName
from zhicheng.public_notice.queries import running
from zhicheng.ui.kept import kept

SESSIONS_SHOWN = 8
NOTICES_SHOWN = 8
FOUND_SHOWN = 20
LISTS_KEPT = 10  # seconds
FIGURES_KEPT = 300  # seconds: counting a season of a million rows is too dear for every visit

PASSED = (
    State.PASSED, State.RESULT_NOTICE, State.POST_FILED, State.DOCUMENTED, State.CONFIRMED, State.CERTIFIED,
    State.STRUCK_BY_OBJECTION, State.REVOKED,
)  # fmt: skip
NOT_HANDED_IN = (State.DRAFT, State.NOT_SUBMITTED)


@dataclass(frozen=True, slots=True)
class Figures:
    """The year in numbers, as counted at `at`."""

    year: int
    sessions: int
    handed_in: int
    decided: int
    certified: int
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class OpenCall:
    """A committee that takes applications."""

    committee: str
    call: UUID
    closes_at: dt.datetime


@dataclass(frozen=True, slots=True)
class RunningNotice:
    """A public notice that runs."""

    id: UUID
    title: str
    publisher: str
    people: int
    ends_on: dt.date


@require_safe
@kept
def public(request: HttpRequest) -> HttpResponse:
    """Search, what is open now with the days left, the three ways, notices, figures. Mostly no SQL."""
    now = clock.now()
    calls, notices = _kept_lists()
    return render(
        request,
        "desks/public.html",
        {
            "calls": [one for one in calls if one.closes_at > now],
            "notices": [one for one in notices if one.ends_on >= now.date()],
            "figures": figures_of(now.year),
        },
    )


def _kept_lists() -> tuple[list[OpenCall], list[RunningNotice]]:
    kept: tuple[list[OpenCall], list[RunningNotice]] | None = cache.get("public-lists")
    if kept is None:
        kept = _lists()
        cache.set("public-lists", kept, LISTS_KEPT)
    return kept


def _lists() -> tuple[list[OpenCall], list[RunningNotice]]:
    notices = [
        RunningNotice(one.pk, one.title, one.publisher.name, getattr(one, "people", 0), one.ends_on)
        for one in running()[:NOTICES_SHOWN]
    ]
    return open_calls(SESSIONS_SHOWN), notices


def open_calls(most: int) -> list[OpenCall]:
    """What takes applications now, the soonest end first; one SQL statement."""
    return [
        OpenCall(one.committee.name, one.call.pk, one.closes_at)
        for one in open_sessions(clock.now())[:most]
        if one.closes_at is not None
    ]


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Committees, windows, titles, notices and answers in which all words stand."""
    words = request.GET.get("q", "").strip()[:60]
    found = find(words) if words else None
    return render(request, "desks/search.html", {"words": words, "found": found})


@dataclass(frozen=True, slots=True)
class Found:
    """What a search of the public site brings, at most twenty of each kind."""

    committees: list[Committee]
    bureaus: list[Bureau]
    titles: list[TitleName]
    answers: list[Answer]

    def __bool__(self) -> bool:
        return bool(self.committees or self.bureaus or self.titles or self.answers)


def find(words: str) -> Found:
    """The public site's tables searched for all of the words; no SQL."""
    return Found(
        [one for one in tables.committees() if _has(words, one.name, one.organiser, one.scope.words)][
            :FOUND_SHOWN
        ],
        [one for one in tables.bureaus() if _has(words, one.name, one.address)][:FOUND_SHOWN],
        [
            title
            for series in tables.series()
            for title in tables.titles_for(series.id)
            if _has(words, title.name, series.name)
        ][:FOUND_SHOWN],
        [one for one in answers() if _has(words, one.text)][:FOUND_SHOWN],
    )


def figures_of(year: int) -> Figures:
    """The year in numbers, counted at most once in five minutes by each process."""
    kept: Figures | None = cache.get(f"figures-{year}")
    if kept is None:
        kept = _count(year)
        cache.set(f"figures-{year}", kept, FIGURES_KEPT)
    return kept


def _count(year: int) -> Figures:
    by_state = dict(
        Application.objects.filter(session__year=year)
        .order_by()
        .values_list("state")
        .annotate(many=Count("pk"))
        .values_list("state", "many")
    )
    return Figures(
        year=year,
        sessions=Session.objects.filter(year=year).count(),
        handed_in=sum(many for state, many in by_state.items() if state not in NOT_HANDED_IN),
        decided=sum(by_state.get(state, 0) for state in (*PASSED, State.NOT_PASSED)),
        certified=by_state.get(State.CERTIFIED, 0),
        at=clock.now(),
    )


def _has(words: str, *texts: str) -> bool:
    return all(any(word in text for text in texts) for word in words.split())

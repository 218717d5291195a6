"""Note who sees whose data: access functions name the person by construction, every other page counts as a list."""

from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, ParamSpec, Protocol, TypeVar
from uuid import UUID

from django.http import HttpRequest, HttpResponseBase

from zhicheng.almanac import clock
from zhicheng.people.read_log import Look, Visit, shows_own_alone, writer

P = ParamSpec("P")
R = TypeVar("R")
SHOWS_NOTHING = frozenset({401, 403, 404, 405})


class OfPerson(Protocol):
    """A row that belongs to a person."""

    @property
    def pk(self) -> UUID: ...
    @property
    def person_id(self) -> UUID: ...


@dataclass(slots=True)
class _Seen:
    account: UUID | None = None
    looks: dict[Look, None] = field(default_factory=dict)


_seen: ContextVar[_Seen | None] = ContextVar("seen", default=None)


def logged(look: Callable[[Any], Look]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make an access function note whose data it has let through: `look` tells it from what was found."""

    def around(load: Callable[P, R]) -> Callable[P, R]:
        @wraps(load)
        def loaded(*args: P.args, **kwargs: P.kwargs) -> R:
            found = load(*args, **kwargs)
            seen = _seen.get()
            if seen is not None:
                seen.looks[look(found)] = None
            return found

        return loaded

    return around


def of_case(application: OfPerson, organisation: UUID | None = None, role: str = "") -> Look:
    """The look at an application."""
    return Look(application.person_id, application.pk, organisation, role)


def opened_by(account: UUID) -> None:
    """Note that a page behind the log-in was opened."""
    seen = _seen.get()
    if seen is not None:
        seen.account = account


class ReadLog:
    """Middleware: hands what was seen to the writer, in memory; a page waits for nothing."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the page, unchanged."""
        seen = _Seen()
        token = _seen.set(seen)
        try:
            response = self.answer(request)
        finally:
            _seen.reset(token)
        shows = response.status_code // 100 != 3 and response.status_code not in SHOWS_NOTHING
        match = request.resolver_match
        if match is not None and shows and (seen.account or seen.looks):
            page = match.view_name
            if seen.looks or not shows_own_alone(page):
                writer.put(Visit(clock.now(), page, seen.account, tuple(seen.looks)))
        return response

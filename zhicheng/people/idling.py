"""A session ends when nothing was done for IDLE_MINUTES; what was typed stays: it is kept as it is typed (drafts)."""

import datetime as dt
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase

from zhicheng.almanac import clock

OFTEN = dt.timedelta(minutes=1)  # a session's end is put off at most so often: no page waits for a write


class Idling:
    """Middleware: puts the session's end off while somebody works."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the page, unchanged."""
        if "_auth_user_id" in request.session:
            whole = dt.timedelta(seconds=settings.SESSION_COOKIE_AGE)
            ends_at = getattr(request.session, "ends_at", None)
            if ends_at is not None and clock.by_the_wall(clock.now()) + whole - ends_at > OFTEN:
                request.session.modified = True  # saved with the answer: row and cookie hold on from now
        return self.answer(request)

"""Note when each request reached the server."""

import datetime as dt
import re
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from zhicheng.almanac import clock

LONGEST = dt.timedelta(minutes=1)  # what the server in front may have kept a request waiting


class Arrivals:
    """Outermost middleware: acts are held against the time of arrival, however long the answer takes.

    Where a server in front notes the moment in a header (settings.ARRIVAL_HEADER, seconds since 1970 as in
    `t=1693497599.871`), that moment counts: the request may have waited for a free worker.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page, unchanged."""
        with clock.arrived(clock.now() - _waited(request)):
            return self.answer(request)


def _waited(request: HttpRequest) -> dt.timedelta:
    """How long the request has waited in front; nothing where nobody has noted it, LONGEST at most."""
    noted = request.headers.get(settings.ARRIVAL_HEADER, "") if settings.ARRIVAL_HEADER else ""
    found = re.fullmatch(r"(?:t=)?(\d{9,11}(?:\.\d{1,6})?)", noted)
    if found is None:
        return dt.timedelta(0)
    waited = dt.timedelta(seconds=time.time() - float(found[1]))
    return min(max(waited, dt.timedelta(0)), LONGEST)

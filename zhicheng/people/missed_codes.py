"""Count the wrong codes of a request once its answer stands: a refused act is undone, and its count would go with it."""

from collections.abc import Callable

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase

from zhicheng.people.actions.logging_in import count_wrong_code
from zhicheng.people.wrong_codes import missed


class MissedCodes:
    """Middleware: the fourth wrong code in a row locks, as at log-in, and logs out."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer of the page, unchanged."""
        token = missed.set([])
        try:
            response = self.answer(request)
            noted = missed.get() or []
        finally:
            missed.reset(token)
        for account in noted:
            if count_wrong_code(account) and request.user.pk == account:
                logout(request)
        return response

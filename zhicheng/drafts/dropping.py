"""A form that was accepted needs no draft any more."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from zhicheng.drafts.actions import drop
from zhicheng.people.models import Account

MARK = "kept_draft"  # the hidden field that the script adds to a form whose text is kept


class DropDrafts:
    """After a POST that leads on to another page, as every accepted form does, the draft of its address is dropped."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer of the page, unchanged."""
        response = self.answer(request)
        accepted = request.method == "POST" and response.status_code == 302 and MARK in request.POST
        if accepted and isinstance(request.user, Account):
            drop(request.user, request.path)
        return response

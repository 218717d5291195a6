"""The guide in our own words, each answer with its clauses; official words are marked as quotations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.desks import guide_text
from zhicheng.policy.clauses import documents


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What everybody must know before applying, the way of an application, and where to turn."""
    return render(
        request,
        "desks/guide.html",
        {
            "must_read": guide_text.must_read(),
            "account_help": guide_text.account_help(),
            "appeal": guide_text.appeal(),
            "documents": documents().values(),
        },
    )


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The 25 questions that people ask, with answers."""
    return render(
        request, "desks/questions.html", {"questions": guide_text.answers()[: len(guide_text.QUESTIONS)]}
    )

"""The guide in our own words, each answer with its clause; official words are marked as quotations."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """What everybody must know before applying, and the way of an application."""
    return render(request, "desks/guide.html")


@require_safe
def questions(request: HttpRequest) -> HttpResponse:
    """The questions that people ask, with answers."""
    return render(request, "desks/questions.html")

"""The public home page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def public(request: HttpRequest) -> HttpResponse:
    """Search, what is open now, the three ways, notices, figures of the year."""
    return render(request, "desks/public.html")

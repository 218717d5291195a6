"""Each role's desk."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.people.access import signed_in


@require_safe
@signed_in
def home(request: HttpRequest) -> HttpResponse:
    """Send each role to its desk."""
    return render(request, "desks/home.html")

"""The plainest views: empty, one row by key, one insert, one lock with three writes."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from benchmarks.yardstick.models import Note, Row

View = Callable[..., HttpResponse]


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing."""
    return HttpResponse("ok")


def row(request: HttpRequest, key: int) -> HttpResponse:
    """One row by key."""
    return HttpResponse(Row.objects.get(pk=key).name)


@csrf_exempt
def insert(request: HttpRequest) -> HttpResponse:
    """One insert."""
    Note.objects.create(row_id=1, text="note")
    return HttpResponse("ok")


@csrf_exempt
def lock(request: HttpRequest, key: int) -> HttpResponse:
    """Lock one row, write three."""
    with transaction.atomic():
        found = Row.objects.select_for_update().get(pk=key)
        found.count += 1
        found.save(update_fields=["count"])
        Note.objects.create(row=found, text="first")
        Note.objects.create(row=found, text="second")
    return HttpResponse("ok")


def behind_login(view: View) -> View:
    """The same view for a logged-in account alone: the session is read and the account loaded."""

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=403)
        return view(request, *args, **kwargs)

    return csrf_exempt(wrapped)

"""Turn what acts raise into pages; the pages for 404, 500 and a stale form."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


class ErrorPages:
    """Middleware; stages' own errors carry `message` (Chinese, says what to do) and `status`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        message = getattr(error, "message", None)
        if not isinstance(message, str):
            return None
        return render(request, "ui/refused.html", {"message": message}, status=getattr(error, "status", 409))


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page for strangers and for addresses that do not exist: they look the same."""
    return render(request, "ui/not_found.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """The page after a fault of ours."""
    return render(request, "ui/server_error.html", status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The page for a form that was opened too long ago or comes from elsewhere."""
    return render(request, "ui/stale_form.html", status=403)

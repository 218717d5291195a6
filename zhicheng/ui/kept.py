"""Public pages are drawn once and kept for some seconds: they are the same for everybody who brings no session."""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse

View = Callable[..., HttpResponse]
LONGEST = 200  # characters of an address whose page is kept


def kept(view: View) -> View:
    """Answer visitors without cookies from the copy that this process has kept, settings.PAGES_KEPT seconds long.

    For pages that show nothing of the visitor and hold no form that is posted.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        address = request.get_full_path()
        if not settings.PAGES_KEPT or request.method != "GET" or request.COOKIES or len(address) > LONGEST:
            return view(request, *args, **kwargs)
        key = f"page:{sha256(address.encode()).hexdigest()}"
        body: bytes | None = cache.get(key)
        if body is None:
            answer = view(request, *args, **kwargs)
            if answer.status_code != 200 or "CSRF_COOKIE" in request.META:
                return answer
            cache.set(key, answer.content, settings.PAGES_KEPT)
            return answer
        return HttpResponse(body)

    return wrapped

"""去完善 leads away from 申报自查; every page on the way shows how to come back, and how much was missing."""

import re
from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from zhicheng.applications.checking import Check
from zhicheng.applications.models import Application
from zhicheng.vault.crypto import keyed_index

COOKIE = "check"
FORM = re.compile(r"([0-9a-f-]{36})\.(\d{1,4})\.([0-9a-f]{16})")
ON_THE_WAY = ("/dossier/", "/account/basics/", "/account/unit/", "/apply/")


def remember(response: HttpResponse, application: Application, check: Check) -> None:
    """Note the list in a cookie of the browser session; another account on the same browser does not see it."""
    mark = _mark(application.person.account_id)
    value = f"{application.pk}.{len(check.missing)}.{mark}"
    response.set_cookie(COOKIE, value, httponly=True, samesite="Lax", secure=settings.HTTPS)


def forget(response: HttpResponse) -> None:
    """Once it is handed in there is nothing to come back to."""
    response.delete_cookie(COOKIE)


def page(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `come_back`, the way to the list and what was missing there; no SQL of its own."""
    found = FORM.fullmatch(request.COOKIES.get(COOKIE, ""))
    if found is None or not request.path.startswith(ON_THE_WAY) or found[3] != _mark(request.user.pk):
        return {}
    try:
        address = reverse("applications:check", args=[UUID(found[1])])
    except ValueError:
        return {}
    return {} if address == request.path else {"come_back": {"url": address, "missing": int(found[2])}}


def _mark(account: object) -> str:
    return keyed_index("check", str(account))[:16]

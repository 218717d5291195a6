"""统一身份认证: to the provider and back, then one press to enter or to bind; 404 nowhere: off, it leads to the log-in."""

import datetime as dt
import json
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.almanac import clock
from zhicheng.people import actions, devices, outside
from zhicheng.people.access import asks_second_factor, request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.people.models import Account
from zhicheng.people.outside import Outsider
from zhicheng.people.views.second_step import go_on
from zhicheng.vault import crypto

_WANTED, _ARRIVED, TOKEN = "people.outside_wanted", "people.outside", "people.outside_token"
_HELD_FOR = dt.timedelta(minutes=10)


@require_http_methods(["GET", "HEAD"])
@never_cache
def leave(request: HttpRequest) -> HttpResponseBase:
    """To the provider."""
    if not outside.is_on():
        return redirect("people:login")
    wanted = request.GET.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    request.session[_WANTED] = wanted if safe else resolve_url(settings.LOGIN_REDIRECT_URL)
    try:
        return outside.leave(request, settings.SITE_URL + reverse("people:outside_back"))
    except Refused as refused:
        return _failed(request, refused)


@require_http_methods(["GET", "HEAD"])
@never_cache
def back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: whom it has named waits in the session for one press."""
    if not outside.is_on():
        return redirect("people:login")
    try:
        found = outside.arrive(request)
        if not request.user.is_authenticated:
            actions.account_of_outsider(found)
    except Refused as refused:
        return _failed(request, refused)
    kept = {"at": clock.now().isoformat(), **vars(found)}
    request.session[_ARRIVED] = crypto.encrypt(json.dumps(kept))  # it names a person
    return redirect("people:outside_confirm")


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def confirm(request: HttpRequest) -> HttpResponse:
    """One press: enter the account, or bind the identity to the one that is open."""
    found = _arrived(request)
    if found is None:
        return redirect("people:login")
    mine = request.user if isinstance(request.user, Account) else None
    try:
        account = mine or actions.account_of_outsider(found)
        if request.method == "POST":
            del request.session[_ARRIVED]
            return _bind(request, account, found) if mine else _enter(request, account, found)
    except Refused as refused:
        request.session.pop(_ARRIVED, None)
        return _failed(request, refused)
    words = {"account": account, "binding": mine is not None, "provider": settings.OIDC["name"]}
    return render(request, "people/outside_confirm.html", words)


@require_POST
@signed_in
def unbind(request: HttpRequest) -> HttpResponse:
    """The identity opens the account no longer."""
    if actions.unbind_outsider(request_account(request)):
        messages.success(request, _("已解除绑定。"))
    return redirect("people:security")


def _enter(request: HttpRequest, account: Account, found: Outsider) -> HttpResponse:
    request.session[TOKEN] = crypto.encrypt(found.token)
    wanted = request.session.pop(_WANTED, resolve_url(settings.LOGIN_REDIRECT_URL))
    if asks_second_factor(account) and not found.vouched:
        return go_on(request, account, wanted)
    answer = devices.enter(request, account, redirect(wanted), confirmed=True)
    actions.note_log_in(account, found.token)
    return answer


def _bind(request: HttpRequest, account: Account, found: Outsider) -> HttpResponse:
    actions.bind_outsider(account, found)
    messages.success(request, _("已绑定，以后可以用%(name)s登录。") % {"name": settings.OIDC["name"]})
    return redirect("people:security")


def _arrived(request: HttpRequest) -> Outsider | None:
    kept = request.session.get(_ARRIVED)
    if not kept or not outside.is_on():
        return None
    said: dict[str, Any] = json.loads(crypto.decrypt(kept))
    if clock.now() - dt.datetime.fromisoformat(said.pop("at")) > _HELD_FOR:
        return None
    return Outsider(**said)


def _failed(request: HttpRequest, refused: Refused) -> HttpResponse:
    words = {"message": refused.message, "provider": settings.OIDC["name"]}
    return render(request, "people/outside_failed.html", words, status=refused.status)

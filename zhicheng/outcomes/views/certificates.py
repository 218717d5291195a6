"""Certificates for bureaus: find one, revoke it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.almanac import clock
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.integrity.actions import record_until
from zhicheng.outcomes import actions, forms, queries
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.register import actions as register
from zhicheng.register.access import (
    certificates_for_bureau,
    get_certificate_for_bureau,
    get_replacement_for_bureau,
    replacements_for_bureau,
)
from zhicheng.register.models import Certificate
from zhicheng.ui.forms import show_refusal, status_of


@require_safe
@signed_in
def issued(request: HttpRequest) -> HttpResponse:
    """已发证书: the newest first; a number or a name finds one."""
    rows = certificates_for_bureau(request.user)
    words = request.GET.get("q", "").strip()[:60]
    found = queries.latest(rows, words, _last(request.GET.get("before", "")))
    shown = {
        "rows": found[: queries.PAGE],
        "next": found[queries.PAGE - 1].id if len(found) > queries.PAGE else "",
        "words": words,
        "lost": list(replacements_for_bureau(request.user)[: queries.PAGE]),
    }
    return render(request, "outcomes/issued.html", shown)


def _last(text: str) -> Certificate | None:
    try:
        return Certificate.objects.filter(pk=UUID(text)).first() if text else None
    except ValueError:
        return None


@require_POST
@signed_in
def replace(request: HttpRequest, id: UUID) -> HttpResponse:
    """遗失补办: grant it (GUIDE-4)."""
    found, bureau = get_replacement_for_bureau(request.user, id)
    made = register.grant_replacement(found, request_account(request), bureau)
    messages.success(request, _("已补办证书%(number)s，并通知持证人。") % {"number": made.certificate.number})
    return redirect("outcomes:issued")


@require_http_methods(["GET", "HEAD", "POST"])
@signed_in
def revoke(request: HttpRequest, id: UUID) -> HttpResponse:
    """撤销证书: the reason, the consequence in words, the holder's name typed."""
    row, bureau = get_certificate_for_bureau(request.user, id)
    form = forms.RevokeForm(request.POST if request.method == "POST" else None, name=row.holder_name)
    status = 200
    if form.is_bound and form.is_valid():
        try:
            actions.revoke_certificate(row, form.cleaned_data["reason"], request_account(request), bureau)
        except (MoveNotAllowed, Refused) as refused:
            status = show_refusal(form, refused)
        else:
            told = _("已撤销%(name)s的证书%(number)s。")
            messages.success(request, told % {"name": row.holder_name, "number": row.number})
            return redirect("outcomes:revoke", row.pk)
    words = {"row": row, "bureau": bureau, "form": form, "until": record_until(clock.today())}
    return render(request, "outcomes/revoke.html", words, status=status_of(form, status))

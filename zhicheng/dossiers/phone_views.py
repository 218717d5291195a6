"""A phone as the camera for a record: the code on the desktop page, the page on the phone.

The phone's browser logs in nowhere. It opens a signed link once; its session keeps a secret, and with it the link lets it
add files to the one record until the link is closed or half an hour is over. It is shown no image of the dossier.
"""

import secrets
from uuid import UUID

import segno
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.dossiers import actions, queries
from zhicheng.dossiers.access import get_phone_arrival, get_phone_link, get_record_for_owner
from zhicheng.dossiers.actions.phone import mark_of
from zhicheng.dossiers.evidence_views import evidence_again, to_evidence
from zhicheng.dossiers.forms import EvidenceForm
from zhicheng.dossiers.models import PhoneLink
from zhicheng.dossiers.modules import BY_KEY
from zhicheng.dossiers.pieces_views import announce, carry_on
from zhicheng.files import direct
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused

SECRET = "phone_secret"  # noqa: S105 (the name of a value of the session)


@require_POST
@signed_in
def make_phone_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """Make the code; the record's page shows it."""
    row = get_record_for_owner(request.user, id)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return evidence_again(request, row, form, 400)
    try:
        actions.make_phone_link(row, title=form.cleaned_data["title"], by=request_account(request))
    except Refused as refused:
        form.add_error("title" if refused.field == "title" else None, refused.message)
        return evidence_again(request, row, form, refused.status)
    return to_evidence(row.id)


@require_POST
@signed_in
def close_phone_link(request: HttpRequest, id: UUID) -> HttpResponse:
    """The phone is done."""
    row = get_record_for_owner(request.user, id)
    link = queries.phone_link_of(row)
    if link is not None:
        actions.close_phone_link(link, by=request_account(request))
        messages.success(request, _("手机拍照已结束。"))
    return to_evidence(row.id)


@require_http_methods(["GET", "HEAD"])
@signed_in
def phone_code(request: HttpRequest, id: UUID) -> HttpResponse:
    """The code as an image, until a phone has opened it."""
    row = get_record_for_owner(request.user, id)
    link = queries.phone_link_of(row)
    if link is None or link.opened_by:
        return HttpResponse(status=404)
    address = request.build_absolute_uri(reverse("dossiers:phone", args=[link.token]))
    code = segno.make(address, error="m").svg_inline(scale=5, border=2, omitsize=True)
    answer = HttpResponse(
        code.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1), content_type="image/svg+xml"
    )
    answer["Cache-Control"] = "private, no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
def phone(request: HttpRequest, token: str) -> HttpResponse:
    """On the phone: begin (POST opens the link for this browser alone), then the camera."""
    link = get_phone_link(token)
    if request.method == "POST":
        secret = request.session.setdefault(SECRET, secrets.token_urlsafe(24))
        actions.open_phone_link(link, secret=secret)
        return redirect("dossiers:phone", token)
    return _page(request, link, EvidenceForm(initial={"title": link.title}))


@require_POST
def phone_add(request: HttpRequest, token: str) -> HttpResponse:
    """Photographs in one request, from a phone without scripts."""
    link = get_phone_link(token)
    if not _has_opened(request, link):
        return redirect("dossiers:phone", token)
    form = EvidenceForm(request.POST)
    if not form.is_valid():
        return _page(request, link, form, 400)
    try:
        offered = actions.offer_evidence(
            link.record, uploads=request.FILES.getlist("files"), title=form.cleaned_data["title"]
        )
    except Refused as refused:
        form.add_error("title" if refused.field == "title" else None, refused.message)
        return _page(request, link, form, refused.status)
    for message in offered.refused:
        form.add_error(None, message)
    if offered.refused:
        return _page(request, link, form, 400)
    messages.success(request, _("已收到%(many)d个文件。") % {"many": len(offered.arrivals)})
    return redirect("dossiers:phone", token)


@require_http_methods(["OPTIONS", "POST"])
def phone_pieces(request: HttpRequest, token: str) -> HttpResponse:
    """Announce a file that comes in pieces."""
    link = get_phone_link(token)
    if not _has_opened(request, link):
        return redirect("dossiers:phone", token)
    return announce(
        request, link.record, None, lambda one: reverse("dossiers:phone_piece", args=[token, one.pk])
    )


@require_http_methods(["HEAD", "PATCH", "PUT", "DELETE"])
def phone_piece(request: HttpRequest, token: str, id: UUID) -> HttpResponse:
    """A file that comes in pieces."""
    link = get_phone_link(token)
    if not _has_opened(request, link):
        return redirect("dossiers:phone", token)
    return carry_on(request, get_phone_arrival(link, id))


@require_http_methods(["GET", "HEAD"])
def phone_panel(request: HttpRequest, token: str) -> HttpResponse:
    """What has come of the photographs, alone."""
    link = get_phone_link(token)
    if not _has_opened(request, link):
        return redirect("dossiers:phone", token)
    answer = render(request, "dossiers/phone_panel.html", _panel(link))
    answer["Cache-Control"] = "private, no-store"
    return answer


def _has_opened(request: HttpRequest, link: PhoneLink) -> bool:
    return bool(link.opened_by) and mark_of(request.session.get(SECRET, "")) == link.opened_by


def _panel(link: PhoneLink) -> dict[str, object]:
    arrivals = [one for one in queries.arrivals_of(link.record) if one.added_at >= link.made_at]
    return {
        "link": link,
        "refused": [one for one in arrivals if one.refused],
        "waiting": sum(1 for one in arrivals if not one.refused),
        "images": link.record.evidence.filter(added_at__gte=link.made_at).count(),
        "panel_url": reverse("dossiers:phone_panel", args=[link.token]),
    }


def _page(request: HttpRequest, link: PhoneLink, form: EvidenceForm, status: int = 200) -> HttpResponse:
    words = {"link": link, "module": BY_KEY[link.record.module], "form": form}
    if not _has_opened(request, link):
        if link.opened_by:
            return render(request, "dossiers/phone_taken.html", words, status=404)
        return render(request, "dossiers/phone_begin.html", words, status=status)
    words |= {
        "pieces_url": reverse("dossiers:phone_pieces", args=[link.token]),
        "straight": direct.is_on(),
    }
    return render(request, "dossiers/phone.html", words | _panel(link), status=status)

"""Pages of 委托评审: the unit's consent, the superior's letter through its link, the letter itself."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from zhicheng.applications.casefile import standing_entrustment
from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.applications.models import Application, Entrustment
from zhicheng.applications.states import State
from zhicheng.files.checks import FileRefused
from zhicheng.files.serving import serve
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions, letters
from zhicheng.vetting.access import (
    Seat,
    get_case_for_station,
    get_entrusted_case_for_unit,
    get_entrustment_by_link,
)
from zhicheng.vetting.checks import UNIT_STATES
from zhicheng.vetting.forms import ConsentForm, DeclineForm, LetterForm
from zhicheng.vetting.pages import done, heading, posted, show, status_of

Refusals = (Refused, MoveNotAllowed, FileRefused)
form_page = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@form_page
def consent(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """同意委托评审 by the unit, with whom to ask for the letter."""
    seat = get_entrusted_case_for_unit(request.user, application_id)
    if seat.application.state not in UNIT_STATES:
        raise Http404
    form = ConsentForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        parts = actions.Consent(**form.cleaned_data)
        try:
            actions.consent_to_entrustment(seat.application, parts, request_account(request), seat.holder())
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, seat, _("已同意委托评审。单位审核通过后，链接会发给上级主管单位的联系人。"))
    context = {**heading(seat), "form": form}
    return render(request, "vetting/consent.html", context, status=status_of(form, status))


@signed_in
@form_page
def upload(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """The unit uploads the sealed letter where the superior cannot use its link."""
    seat = get_entrusted_case_for_unit(request.user, application_id)
    if seat.application.state != State.AT_SUPERIOR:
        raise Http404
    form = LetterForm(posted(request), request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        account, unit = request_account(request), seat.application.unit
        try:
            actions.upload_letter(seat.application, actions.Letter(**form.cleaned_data), account, unit)
        except Refusals as error:
            status = show(form, error)
        else:
            return done(request, _again(request, seat), _("委托评审函已上传，报市人社局审核。"))
    context = {**heading(seat), "form": form}
    return render(request, "vetting/upload_letter.html", context, status=status_of(form, status))


@require_POST
@signed_in
def renew(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """A new link to the superior's contact."""
    seat = get_entrusted_case_for_unit(request.user, application_id)
    try:
        actions.renew_link(seat.application, request_account(request), seat.application.unit)
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("新的链接已发给上级主管单位的联系人，并存入您的消息；原来的链接已失效。"))
    return redirect("vetting:case", application_id)


@signed_in
@require_safe
def scan(request: HttpRequest, application_id: UUID) -> HttpResponseBase:
    """The sealed letter as it was handed in."""
    seat = get_case_for_station(request.user, application_id)
    standing = standing_entrustment(seat.application.pk)
    if standing is None or standing.letter_file is None:
        raise Http404
    return serve(standing.letter_file, _("委托评审函"))


@signed_in
@require_safe
def printed(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """委托评审函: for the superior to seal, or the city bureau's to a provincial committee."""
    seat = get_case_for_station(request.user, application_id)
    row = _whole(seat.application.pk)
    standing, decision = standing_entrustment(row.pk), letters.outgoing_decision(row)
    if standing is not None:
        paper = letters.incoming(row, standing)
    elif decision is not None:
        paper = letters.outgoing(row, decision)
    else:
        raise Http404
    return _pdf(paper)


@never_cache
@form_page
def letter(request: HttpRequest, token: str) -> HttpResponse:
    """What the superior sees through its link: whom it is about, the letter to seal, and where to hand it in."""
    standing = get_entrustment_by_link(token)
    form = LetterForm(posted(request), request.FILES or None)
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.issue_letter(standing, actions.Letter(**form.cleaned_data))
        except Refusals as error:
            status = show(form, error)
        else:
            return render(request, "vetting/letter_done.html", {"given": True})
    return _letter_page(request, standing, token, status, form=form)


@never_cache
@form_page
def decline(request: HttpRequest, token: str) -> HttpResponse:
    """The superior gives no letter."""
    standing = get_entrustment_by_link(token)
    form = DeclineForm(posted(request))
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.decline_letter(standing, form.cleaned_data["reason"])
        except Refusals as error:
            status = show(form, error)
        else:
            return render(request, "vetting/letter_done.html", {"given": False})
    return _letter_page(request, standing, token, status, decline_form=form)


@never_cache
@require_safe
def draft(request: HttpRequest, token: str) -> HttpResponse:
    """The letter filled in, to be printed, signed and sealed."""
    standing = get_entrustment_by_link(token)
    return _pdf(letters.incoming(_whole(standing.application_id), standing))


def _letter_page(
    request: HttpRequest,
    standing: Entrustment,
    token: str,
    status: int,
    *,
    form: LetterForm | None = None,
    decline_form: DeclineForm | None = None,
) -> HttpResponse:
    context = {
        "standing": standing,
        "case": _whole(standing.application_id),
        "token": token,
        "form": form or LetterForm(),
        "decline_form": decline_form or DeclineForm(),
        "declining": decline_form is not None,
    }
    shown = form or decline_form
    return render(
        request, "vetting/letter.html", context, status=status_of(shown, status) if shown else status
    )


def _whole(application_id: UUID) -> Application:
    return Application.objects.select_related("unit", "session__committee").get(pk=application_id)


def _again(request: HttpRequest, seat: Seat) -> Seat:
    return get_case_for_station(request.user, seat.application.pk)


def _pdf(content: bytes) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = 'inline; filename="entrustment-letter.pdf"'
    response["Cache-Control"] = "private, no-store"
    return response

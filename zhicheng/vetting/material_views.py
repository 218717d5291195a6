"""What a station does on the material itself: confirm records and facts, ask for something besides."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.access import get_case_for_decision
from zhicheng.vetting.forms import MaterialForm
from zhicheng.vetting.pages import done, heading, posted, show, status_of

form_page = require_http_methods(["GET", "HEAD", "POST"])
MOST = 400  # subjects in one request


@require_POST
@signed_in
def verify(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """核实: confirm what was ticked in a section, and back to it."""
    seat = get_case_for_decision(request.user, application_id)
    try:
        chosen = request.POST.getlist("subject")[:MOST]
        new = actions.verify(seat.application, chosen, request_account(request), seat.holder())
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        messages.success(request, _("已核实%(many)d项。") % {"many": new})
    section = urlencode({"section": request.POST.get("section", "")[:30]})
    return redirect(f"{reverse('vetting:case', args=[application_id])}?{section}#panes")


@signed_in
@form_page
def ask(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """要求补充材料: one named material, without sending the case back."""
    seat = get_case_for_decision(request.user, application_id)
    form, status = MaterialForm(posted(request)), 200
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            actions.ask_for_material(
                seat.application, data["title"], data["words"], request_account(request), seat.holder()
            )
        except Refused as error:
            status = show(form, error)
        else:
            return done(request, seat, _("已通知申报人补充材料。"))
    words = {**heading(seat), "form": form}
    return render(request, "vetting/ask.html", words, status=status_of(form, status))

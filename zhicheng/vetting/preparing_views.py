"""送审: the page on which one person of a unit prepares what another passes."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.applications.flow import MoveNotAllowed
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.vetting import actions
from zhicheng.vetting.access import get_case_for_decision
from zhicheng.vetting.actions.preparing import who_passes
from zhicheng.vetting.checks import UNIT_STATES, blockers, unit_tasks
from zhicheng.vetting.forms import UnitPassForm
from zhicheng.vetting.pages import again, done, heading, posted, status_of


@signed_in
@require_http_methods(["GET", "POST"])
def prepare(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """送审, where the unit has preparing and passing apart."""
    seat = get_case_for_decision(request.user, application_id)
    row, me = seat.application, request_account(request)
    if not seat.audits_as_unit or row.state not in UNIT_STATES:
        raise Http404
    company = seat.acting if seat.as_company else None
    tasks = unit_tasks(row, company=company)
    if not tasks.separate:
        raise Http404
    last = tasks.preparation
    start = {"version": row.version, "opinion": last.opinion if last else ""}
    form, status = UnitPassForm(posted(request), initial=start), 200
    if request.method == "POST" and form.is_valid():
        try:
            actions.prepare(row, by=me, organisation=seat.holder(), **form.cleaned_data)
        except (Refused, MoveNotAllowed) as error:
            form, status = again(form, error, row.pk, request)  # type: ignore[assignment]  # of the same class
        else:
            return done(request, seat, _("已送审。"))
    words = {
        "form": form,
        "blockers": [one for one in blockers(row, tasks, company=company) if one.key != "prepare"],
        "able": "、".join(one.account.display_name for one in who_passes(seat.holder(), me))
        if seat.acting
        else "",
    }
    return render(request, "vetting/prepare.html", {**heading(seat), **words}, status=status_of(form, status))

"""一次性补正通知: the page on which a station issues it, and the paper."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from zhicheng.applications import corrections
from zhicheng.applications.models import Application
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.models import Organisation
from zhicheng.ui.templatetags.ui import cn_date
from zhicheng.vetting import actions, defect_lines
from zhicheng.vetting.access import get_case_for_decision, get_case_for_station
from zhicheng.vetting.actions.correcting import issues_for
from zhicheng.vetting.forms import DemandForm
from zhicheng.vetting.pages import again, decided, heading, posted, status_of
from zhicheng.vetting.views import Refusals


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def demand(request: HttpRequest, application_id: UUID) -> HttpResponse:
    """补正通知: everything that is to be corrected, one by one, with the last day."""
    seat = get_case_for_decision(request.user, application_id)
    row = seat.application
    term = corrections.term_of(Application.objects.select_related("session__committee__place").get(pk=row.pk))
    more: dict[str, Any] = {
        "sentence": _("我确认：向%(name)s发出补正通知，本环节不再发第二份") % {"name": row.applicant_name},
        "days": _days(term),
    }
    acting = issues_for(seat)
    office = Organisation.objects.get(pk=acting) if acting else None
    rows = defect_lines.forms_of(request, row, office)
    adding = defect_lines.adds_one(request)
    start = {"version": row.version, "due_on": term.last or term.first}
    if adding:
        start |= defect_lines.typed(request, DemandForm)
    form: forms.Form = DemandForm(None if adding else posted(request), initial=start, **more)
    status = 200
    if request.method == "POST" and not adding and defect_lines.hold(form, rows, wanted=True):
        data = form.cleaned_data
        try:
            notice = actions.demand_correction(
                row,
                data["opinion"],
                data["due_on"],
                request_account(request),
                office or seat.holder(),
                version=data["version"],
                defects=defect_lines.found_in(rows),
                knowing=bool(data["knowing"]),
            )
        except Refusals as error:
            warned = getattr(error, "field", None) == "knowing"
            form, status = again(form, error, row.pk, request, warned=warned, **more)
        else:
            return decided(request, seat, _("已发出%(number)s。") % {"number": notice.number})
    wrong = any(one.is_bound and one.errors for one in rows)
    context = {
        **heading(seat),
        "form": form,
        "rows": rows,
        "notices": row.correction_notices.select_related("organisation"),
        "may_demand": office is not None,
    }
    return render(request, "vetting/demand.html", context, status=400 if wrong else status_of(form, status))


@signed_in
@require_safe
def paper(request: HttpRequest, application_id: UUID, notice_id: UUID) -> HttpResponse:
    """《补正通知书》 as PDF, for the stations."""
    seat = get_case_for_station(request.user, application_id)
    rows = seat.application.correction_notices.select_related(
        "application", "signature__account", "signature__organisation"
    )
    notice = get_object_or_404(rows, pk=notice_id)
    answer = HttpResponse(corrections.paper(notice), content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{seat.application.number}-correction.pdf"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _days(term: corrections.Term) -> str:
    if term.last is None:
        return _("不早于%(first)s。") % {"first": cn_date(term.first)}
    return _("在%(first)s至%(last)s之间，最迟到受理截止。当天24:00前补正都有效。") % {
        "first": cn_date(term.first),
        "last": cn_date(term.last),
    }

"""结果公布: what the vote decided, put together, looked through and released; the reasons of those not passed."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from zhicheng.applications.states import State
from zhicheng.meeting.models import Meeting, Reading
from zhicheng.outcomes import access, actions, forms, queries
from zhicheng.people.access import request_account, signed_in
from zhicheng.people.errors import Refused
from zhicheng.planning.access import get_session_for_office
from zhicheng.ui.forms import show_refusal, status_of, typed

form_page = require_http_methods(["GET", "HEAD", "POST"])


@form_page
@signed_in
def release(request: HttpRequest, id: UUID) -> HttpResponse:
    """Everybody's result with the reasons; one officer puts them together, another releases or gives back."""
    if request.method == "POST":
        return _decided(request, id)
    session = access.get_session_for_reader(request.user, id)
    found, row = queries.results(session), queries.release_of(session)
    failed = queries.with_reasons(found.not_passed)
    closed = Meeting.objects.filter(session=session, closed_at__isnull=False).exists()
    unread = sum(not one.moderated for one in failed)
    words = {
        "session": session,
        "committee": session.committee,
        "office": access.is_office(request.user, session),
        "release": row,
        "own": row is not None and row.prepared_by_id == request_account(request).pk,
        "passed": [*found.passed, *found.struck],
        "failed": failed,
        "unread": 0 if row is not None and row.released_at else unread,
        "may_prepare": closed and row is None and found.unreleased and not unread,
        "closed": closed,
        "tab": "release",
    }
    return render(request, "outcomes/release.html", words)


def _decided(request: HttpRequest, id: UUID) -> HttpResponse:
    session, by = get_session_for_office(request.user, id), request_account(request)
    decision = request.POST.get("decision")
    if decision == "prepare":
        actions.prepare_results(session, by)
        messages.success(request, _("已提交核对，由另一位工作人员核对后统一公布。"))
    elif decision == "release":
        actions.release_results(session, by)
        messages.success(request, _("评审结果已公布，已通知全部参评人员。"))
    elif decision == "return":
        actions.return_results(session, by)
        messages.success(request, _("已退回，修改后可以重新提交核对。"))
    else:
        raise Refused(_("请选择提交核对、公布或者退回。"), status=400)
    return redirect("outcomes:release", session.pk)


@form_page
@signed_in
def reasons(request: HttpRequest, id: UUID) -> HttpResponse:
    """未通过的理由 of one person: written by emphasis, moderated by another officer."""
    row = access.get_failed_for_office(request.user, id)
    by, there = request_account(request), queries.in_order(row)
    form = forms.ReasonsForm(
        typed(request) if request.POST.get("decision") != "moderate" else None,
        initial={one.emphasis: one.text for one in there},
    )
    status = 200
    if request.method == "POST" and (not form.is_bound or form.is_valid()):
        try:
            if form.is_bound:
                actions.write_reasons(row, form.cleaned_data, by)
                messages.success(request, _("理由已保存，由另一位工作人员审核。"))
            else:
                actions.moderate_reasons(row, by)
                messages.success(request, _("理由已审核。"))
        except Refused as refused:
            if not form.is_bound:
                raise
            status = show_refusal(form, refused)
        else:
            return redirect("outcomes:release", row.session_id)
    readings = Reading.objects.filter(application=row, handed_in_at__isnull=False)
    words = {
        "application": row,
        "session": row.session,
        "form": form,
        "reasons": there,
        "moderated": bool(there) and all(one.moderated_at for one in there),
        "own": any(one.written_by_id == by.pk for one in there),
        "opinions": readings.order_by("handed_in_at").values_list("opinion", flat=True),
        "open": row.state == State.VOTED,
    }
    return render(request, "outcomes/reasons.html", words, status=status_of(form, status))

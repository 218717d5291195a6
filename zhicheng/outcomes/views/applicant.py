"""结果 for the applicant, and the finished 申报评审表 for whoever may read it."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from zhicheng.applications import review_form as form
from zhicheng.applications.models import Application
from zhicheng.applications.states import State
from zhicheng.outcomes import access
from zhicheng.outcomes.actions.rechecking import last_day, may_ask
from zhicheng.outcomes.form_parts import PUBLIC, committee_opinion
from zhicheng.outcomes.models import Confirmation
from zhicheng.outcomes.queries import in_order
from zhicheng.outcomes.views.session import pdf_response
from zhicheng.people.access import signed_in
from zhicheng.public_notice.models import Notice
from zhicheng.public_notice.queries import session_entry


@require_safe
@signed_in
def result(request: HttpRequest, id: UUID) -> HttpResponse:
    """评审结果: what the committee decided, once it may be known, up to seal and certificate."""
    row = access.get_application_for_applicant(request.user, id)
    told = State(row.state) in PUBLIC
    made = (
        Confirmation.objects.select_related("document", "bureau", "certificate")
        .filter(application=row)
        .first()
    )
    words = {
        "application": row,
        "told": told,
        "committee": committee_opinion(row),
        "reasons": in_order(row) if row.state == State.NOT_PASSED else [],
        "entry": session_entry(row, Notice.Kind.RESULT) if told else None,
        "confirmation": made,
        "recheck_until": last_day(row) if told else None,
        "rechecks": row.rechecks.order_by("asked_at"),
        "may_ask": may_ask(row),
        "last_step": row.steps.order_by("-at", "-id").first(),
    }
    return render(request, "outcomes/result.html", words)


@require_safe
@signed_in
def review_form(request: HttpRequest, id: UUID) -> HttpResponse:
    """《专业技术职称申报评审表》 with every opinion up to the confirmation's seal (KM2023-4.5)."""
    made = access.get_confirmation_for_reader(request.user, id)
    row: Application = made.application
    submission = row.submissions.order_by("-version").first()
    if submission is None:
        raise Http404
    return pdf_response(form.pdf(row, submission.content, submission), f"review-form-{row.number}")
